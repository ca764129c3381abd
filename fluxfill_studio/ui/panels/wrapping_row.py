"""A row of options that goes on in a second line where it is too long for one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout

from fluxfill_studio.settings.options import Option
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.option_row import OptionRow


class WrappingRow(OptionRow):
    """Fields side by side, as many in a line as fit."""

    def __init__(self, options: Sequence[Option]) -> None:
        super().__init__(options)
        self.lines.setDirection(QBoxLayout.Direction.TopToBottom)
        self.lines.setSpacing(tokens.TIGHT)
        self._lines = [QHBoxLayout() for _option in options]
        for line in self._lines:
            line.setSpacing(tokens.WIDE)
            self.lines.addLayout(line)

    def wrap(self, room: int) -> None:
        """Fill line after line, each at most `room` wide."""
        for line in self._lines:
            while line.takeAt(0):
                pass
        place, left = -1, 0
        for field in self.fields.values():
            width = field.sizeHint().width()
            if place < 0 or width > left:
                place, left = place + 1, room
            self.lines.removeWidget(field)
            self._lines[place].addWidget(field)
            left -= width + tokens.WIDE
        for line in self._lines[: place + 1]:
            line.addStretch(1)
        self.lines.activate()
