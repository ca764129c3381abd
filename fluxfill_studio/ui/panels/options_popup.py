"""Options one below the other: at the pointer after a right click, or below a button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QSlider, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.settings.options import Option
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.option_row import OptionRow
from fluxfill_studio.ui.widgets.popover import Popover

FIRST = 3  # options at the pointer; the bar has all of them
_CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox, QSlider)


class OptionsPopup(Popover):
    """Every field says its name.

    Attributes:
        row: the fields.
    """

    def __init__(self, parent: QWidget, options: Sequence[Option], *, large: bool) -> None:
        """`large`: a pen or finger must hit the controls."""
        self.row = OptionRow(options, vertical=True)
        super().__init__(parent, _("Options"), self.row)
        if large:
            for control in self.row.findChildren(QWidget):
                if isinstance(control, _CONTROLS):
                    control.setFixedHeight(tokens.TOUCH)
                    _let_grow(control)

    def open_at(self, place: QPoint) -> None:
        """Show it beside a point of the screen; a number typed now is the first one."""
        super().open_at(place)
        first = self.row.findChild(QAbstractSpinBox)
        if isinstance(first, QAbstractSpinBox):
            first.setFocus()
            first.selectAll()


def _let_grow(control: QWidget) -> None:
    """The field round a control must not be lower than it."""
    field = control.parentWidget()
    if field is not None and not isinstance(field, OptionRow):
        field.setMinimumHeight(tokens.TOUCH)
