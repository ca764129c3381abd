"""The prompt's field: a few lines, or more where there is room."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

ANY = 16_777_215  # Qt's word for no limit


class RoomyTextEdit(QPlainTextEdit):
    """Plain words. Tab goes on to the next control.

    Signals:
        left: Esc was pressed; the focus should go back to the canvas.
    """

    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self._lines = 1
        self.fit()

    def take(self, lines: int) -> None:
        """Insist on so many lines while it is of use."""
        self._lines = lines
        self.fit()

    def fit(self) -> None:
        """One line while it is of no use, else what it insists on and what room there is."""
        policy = Qt.ScrollBarPolicy
        useful = self.isEnabled()
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if useful else policy.ScrollBarAlwaysOff
        )
        frame = max(self.height() - self.viewport().height(), 10)
        margins = 2 * int(self.document().documentMargin())
        lines = self._lines if useful else 1
        spacing = self.fontMetrics().lineSpacing() + 1  # lines are laid out on whole pixels
        least = lines * spacing + 1 + margins + frame
        self.setMinimumHeight(least)
        self.setMaximumHeight(ANY if useful else least)

    def sizeHint(self) -> QSize:
        """Qt: no more than it must have; the layout gives it what is left."""
        return QSize(super().sizeHint().width(), self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        """Qt: a scroll bar needs no room of its own."""
        return QSize(0, self.minimumHeight())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Esc leaves; everything else is typed."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
