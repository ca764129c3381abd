"""The prompt's field: three lines that grow to six."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QWidget

LEAST, MOST = 3, 6


class GrowingTextEdit(QPlainTextEdit):
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
        self.textChanged.connect(self.fit)
        self.fit()

    def fit(self) -> None:
        """As high as the words need: three to six lines, one while it is of no use."""
        document: QTextDocument = self.document()
        lines = int(document.size().height())  # a plain text document counts lines
        policy = Qt.ScrollBarPolicy
        scrolls = self.isEnabled() and lines > MOST
        self.setVerticalScrollBarPolicy(
            policy.ScrollBarAsNeeded if scrolls else policy.ScrollBarAlwaysOff
        )
        wanted = max(LEAST, min(MOST, lines)) if self.isEnabled() else 1
        frame = self.height() - self.viewport().height()
        margins = 2 * int(document.documentMargin())
        self.setFixedHeight(wanted * self.fontMetrics().lineSpacing() + margins + max(frame, 10))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Esc leaves; everything else is typed."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width, perhaps other lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()
