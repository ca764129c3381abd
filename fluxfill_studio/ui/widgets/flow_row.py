"""Widgets side by side that go on in the next line where one is too short for them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fluxfill_studio.ui import tokens


class FlowRow(QWidget):
    """Takes any width and the height that it needs there."""

    def __init__(self, widgets: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._widgets = list(widgets)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for widget in self._widgets:
            widget.setParent(self)
        self._arrange()

    def sizeHint(self) -> QSize:
        """Qt: one line, if there is room."""
        width = sum(w.sizeHint().width() + tokens.TIGHT for w in self._widgets)
        return QSize(width, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width, perhaps more lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._arrange()

    def event(self, event: QEvent) -> bool:
        """Qt: one of them reads something else now."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        left, top = 0, 0
        for widget in self._widgets:
            if widget.isHidden():
                continue
            width = min(widget.sizeHint().width(), max(1, self.width()))
            if left and left + width > self.width():
                left, top = 0, top + tokens.CONTROL + tokens.TIGHT
            widget.setGeometry(left, top, width, tokens.CONTROL)
            left += width + tokens.TIGHT
        self.setFixedHeight(top + tokens.CONTROL)
