"""A small count with minus and plus."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import IconButton
from fluxfill_studio.ui.widgets.fields import NumberField


class Stepper(QWidget):
    """Minus, number, plus.

    Signals:
        chosen: the user set another count.
        done: Enter was pressed in the field.
    """

    chosen = Signal(int)
    done = Signal()

    def __init__(self, name: str, low: int, high: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._low, self._high = low, high
        self.number = NumberField(name, low, high)
        self.number.setFixedWidth(40)
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        less = _("{name}: one less").format(name=name)
        more = _("{name}: one more").format(name=name)
        self.less = IconButton("minus", less, target=tokens.CONTROL, size=tokens.SMALL_ICON)
        self.more = IconButton("plus", more, target=tokens.CONTROL, size=tokens.SMALL_ICON)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.HAIR)
        for widget in (self.less, self.number, self.more):
            row.addWidget(widget)
        self.number.chosen.connect(lambda value: self._choose(int(value)))
        self.number.done.connect(self.done)
        self.less.clicked.connect(lambda _on: self._choose(int(self.number.value()) - 1))
        self.more.clicked.connect(lambda _on: self._choose(int(self.number.value()) + 1))

    def show_value(self, value: int) -> None:
        """Show what the model says; `chosen` stays silent."""
        self.number.show_value(value)
        self.less.setEnabled(value > self._low)
        self.more.setEnabled(value < self._high)

    def _choose(self, value: int) -> None:
        value = min(self._high, max(self._low, value))
        self.show_value(value)
        self.chosen.emit(value)
