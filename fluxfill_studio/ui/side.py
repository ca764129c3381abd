"""The right side: a column beside the canvas, or, in a narrow window, a drawer over it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

LEAST, START, MOST = 280, 320, 440
NARROW = 1200
"""Below this width of the window the canvas needs the room."""


class Side(QWidget):
    """Holds panels from the top down; the last one takes the height that is left.

    Signals:
        moved: it has become a column or a drawer, opened or closed.
    """

    moved = Signal()

    def __init__(self, panels: tuple[QWidget, ...], splitter: QSplitter) -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(LEAST)
        self.setMaximumWidth(MOST)
        self._splitter = splitter
        self._is_drawer = False
        self._open = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for panel in panels:
            column.addWidget(panel)
        column.setStretch(len(panels) - 1, 1)
        panels[-1].setMinimumHeight(1)  # it scrolls; the others do not and need their room
        splitter.addWidget(self)
        splitter.setCollapsible(1, False)
        splitter.installEventFilter(self)

    @property
    def is_drawer(self) -> bool:
        """Whether it lies over the canvas instead of beside it."""
        return self._is_drawer

    @property
    def covers(self) -> int:
        """How much of the canvas's right edge it lies on, in points."""
        return self.width() if self._is_drawer and self.isVisibleTo(self._splitter) else 0

    def toggle(self) -> None:
        """Open or close it."""
        self._open = self.isHidden()
        self.setHidden(not self._open)
        self.moved.emit()

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        """Qt: the window has another size."""
        if event.type() == QEvent.Type.Resize:
            self._fit()
        return False

    def _fit(self) -> None:
        narrow = self._splitter.window().width() < NARROW
        if narrow != self._is_drawer:
            self._is_drawer = narrow
            if narrow:
                self.setParent(self._splitter.parentWidget())
            else:
                self._splitter.addWidget(self)
                self._splitter.setSizes([self._splitter.width() - START, START])
            self.setHidden(not self._open)
        if narrow:
            area = self._splitter.geometry()
            self.setGeometry(area.right() + 1 - START, area.y(), START, area.height())
            self.raise_()
        self.moved.emit()
