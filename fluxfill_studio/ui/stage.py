"""The middle of the window: the canvas, or the invitation to open one, and what floats over it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from fluxfill_studio.ui.panels.adjust_bar import AdjustBar
from fluxfill_studio.ui.panels.notice_bar import NoticeBar
from fluxfill_studio.ui.panels.result_bar import ResultBar


class Stage(QWidget):
    """Canvas or empty state above, path strip below; notices and bars float.

    Attributes:
        notices: one line at the top.
        adjust: values of the open operation on the mask.
        bar: decisions about the shown result, where it does not cover it.
    """

    def __init__(
        self, canvas: QWidget, empty: QWidget, strip: QWidget, covered: Callable[[], QRect]
    ) -> None:
        super().__init__()
        self._covered, self._empty = covered, empty
        self._taken = 0
        self._area = QWidget()
        self._stack = QStackedLayout(self._area)
        self._stack.addWidget(empty)
        self._stack.addWidget(canvas)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._area, 1)
        column.addWidget(strip)
        self.bar = ResultBar(self._area)
        self.adjust = AdjustBar(self._area)
        self.notices = NoticeBar(self._area)
        self.adjust.appeared.connect(self.place)
        self.bar.appeared.connect(self.place)
        self.notices.posted.connect(self.place)
        self._area.installEventFilter(self)

    def show_canvas(self, shown: bool) -> None:
        """The canvas, or the empty state."""
        self._stack.setCurrentIndex(1 if shown else 0)
        for layout in (self._column, self._stack):
            layout.activate()  # whoever fits a picture into the canvas needs its size now
        self.place()

    def leave_right(self, width: int) -> None:
        """A drawer lies over the right edge: what floats, and the empty state, stay clear of it."""
        self._taken = width
        self._empty.setContentsMargins(0, 0, width, 0)
        self.place()

    def place(self) -> None:
        """Put what floats where it belongs, over everything else."""
        area = self._area.rect().adjusted(0, 0, -self._taken, 0)
        self.bar.place(area, self._covered())
        self.adjust.place(area)
        self.notices.place(area)
        self.bar.raise_()
        self.adjust.raise_()
        self.notices.raise_()

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        """Qt: the area has another size."""
        if event.type() == QEvent.Type.Resize:
            self.place()
        return False
