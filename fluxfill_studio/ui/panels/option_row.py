"""Fields for what a tool or an operation can be set to, made from its declared options."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from fluxfill_studio.settings.options import Option
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.option_fields import field_of


class OptionRow(QWidget):
    """One field per option, side by side, or one below the other with every name said.

    Each field sets its option at once; afterwards all fields show what the options say, since
    one may have changed another.

    Signals:
        done: the focus should go back to the canvas.

    Attributes:
        fields: by the option's key, in their order.
        lines: their layout.
    """

    done = Signal()

    def __init__(
        self, options: Sequence[Option], vertical: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        way = QBoxLayout.Direction
        self.lines = lines = QBoxLayout(way.TopToBottom if vertical else way.LeftToRight, self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(tokens.GAP if vertical else tokens.WIDE)
        self.fields = {option.key: field_of(option, named=vertical) for option in options}
        for field in self.fields.values():
            lines.addWidget(field)
            field.chosen.connect(lambda _value: self.refresh())
            field.done.connect(self.done)

    def refresh(self) -> None:
        """Show what the options say now."""
        for field in self.fields.values():
            field.refresh()
