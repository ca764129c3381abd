"""A row of option fields that leaves out, from its end, what finds no room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fluxfill_studio.settings.options import Option
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.option_fields import NumberOption
from fluxfill_studio.ui.panels.option_row import OptionRow


class FittingRow(OptionRow):
    """Takes any width.

    Signals:
        fitted: other options are left out now.

    Attributes:
        options: all of them.
        left_out: those without a field in sight.
    """

    fitted = Signal()

    def __init__(self, options: Sequence[Option]) -> None:
        super().__init__(options)
        self.options = tuple(options)
        self.left_out: tuple[Option, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.lines.addStretch(1)

    def minimumSizeHint(self) -> QSize:
        """Qt: it gives way."""
        return QSize(0, tokens.CONTROL)

    def controls(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [
            widget
            for field in self.fields.values()
            for widget in (field, *field.findChildren(QWidget))
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not widget.objectName().startswith("qt_")  # a part of its parent
        ]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: another width, perhaps other fields."""
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Show as many fields as there is room for."""
        room, shown = self.width(), 0
        for field in self.fields.values():
            room -= _least(field) + (tokens.WIDE if shown else 0)
            if room < 0:
                break
            shown += 1
        for place, field in enumerate(self.fields.values()):
            field.setVisible(place < shown)
        self.left_out = self.options[shown:]
        self.fitted.emit()


def _least(field: QWidget) -> int:
    """A slider may become shorter, words may not."""
    hint = field.minimumSizeHint() if isinstance(field, NumberOption) else field.sizeHint()
    return hint.width()
