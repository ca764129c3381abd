"""A column that scrolls up and down where it lacks room."""

from __future__ import annotations

from PySide6.QtCore import QMargins, Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout, QWidget

from fluxfill_studio.ui import tokens

BAR = 8  # width of the scroll bar
MARGINS = QMargins(tokens.PAD, 0, tokens.PAD, tokens.PAD)


class ScrollColumn(QScrollArea):
    """Its content is as wide with a scroll bar as without."""

    def __init__(self, column: QLayout, margins: QMargins = MARGINS) -> None:
        super().__init__()
        self._margins = margins
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumHeight(tokens.TARGET)
        content = QWidget()
        self._around = QVBoxLayout(content)
        self._around.addLayout(column, 1)
        self.setWidget(content)
        content.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        self.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._fit())
        self._fit()

    def _fit(self) -> None:
        bar = BAR if self.verticalScrollBar().maximum() > 0 else 0
        self._around.setContentsMargins(self._margins - QMargins(0, 0, bar, 0))
