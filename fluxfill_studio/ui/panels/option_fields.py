"""A field for one option: slider and number, switch, choice in words or icons, curve, button."""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QStyle,
    QStyleOptionButton,
    QWidget,
)

from fluxfill_studio.settings.options import Option
from fluxfill_studio.ui import icons, theme, tokens
from fluxfill_studio.ui.widgets.buttons import PushButton, push
from fluxfill_studio.ui.widgets.curve_editor import CurveEditor
from fluxfill_studio.ui.widgets.fields import SliderField
from fluxfill_studio.ui.widgets.labels import label
from fluxfill_studio.ui.widgets.popover import Popover
from fluxfill_studio.ui.widgets.segmented import SWATCHES, SegmentedChoice

SIGNS = ("add", "subtract", "intersect", *SWATCHES)
"""Values that are known by an icon or a colour of that name; the words are then the tooltip."""
MOST_SEGMENTS, MOST_LETTERS = 4, 32
"""A choice of more, or of longer words, is a list."""


class NumberOption(SliderField):
    """A number in its range."""

    def __init__(self, option: Option) -> None:
        super().__init__(
            option.label,
            option.low,
            option.high,
            option.unit,
            logarithmic=option.logarithmic,
            step=option.step,
        )
        self._option = option
        self.chosen.connect(option.set)

    def refresh(self) -> None:
        """Show what the option says now; signals stay silent."""
        self.show_value(float(self._option.get()))


class SwitchOption(QCheckBox):
    """On or off."""

    chosen = Signal(bool)
    done = Signal()

    def __init__(self, option: Option) -> None:
        super().__init__(option.label)
        self._option = option
        self.setAccessibleName(option.label)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(tokens.CONTROL)
        self.clicked.connect(self._choose)

    def refresh(self) -> None:
        """Show what the option says now; signals stay silent."""
        self.setChecked(bool(self._option.get()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the box from the style sheet, which knows no tick."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        box, style = QStyleOptionButton(), QStyle.SubElement.SE_CheckBoxIndicator
        self.initStyleOption(box)
        area = self.style().subElementRect(style, box, self)
        tint = theme.colour("panel" if self.isEnabled() else "disabled")
        drawn = icons.pixmap("adopt", tint, area.width() - 2, self.devicePixelRatioF())
        QPainter(self).drawPixmap(area.topLeft() + QPoint(1, 1), drawn)

    def _choose(self, on: bool) -> None:
        self._option.set(on)
        self.chosen.emit(on)
        self.done.emit()


class ChoiceOption(QWidget):
    """One of a few: segments side by side, or a list where that would be too wide."""

    chosen = Signal(object)
    done = Signal()

    def __init__(self, option: Option, *, named: bool) -> None:
        super().__init__()
        self._option = option
        words = [label for _value, label in option.choices]
        signs = [str(value) for value, _label in option.choices]
        self.choice: SegmentedChoice | _List
        if set(signs) <= set(SIGNS):
            self.choice = SegmentedChoice(option.label, words, signs)
        elif len(words) <= MOST_SEGMENTS and sum(map(len, words)) <= MOST_LETTERS:
            self.choice = SegmentedChoice(option.label, words)
        else:
            self.choice = _List(option.label, words)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.GAP)
        if named or not isinstance(option.choices[0][0], str):  # a bare number says too little
            row.addWidget(label(option.label, tokens.LABEL, tone="second"), 1)
        row.addWidget(self.choice)
        self.choice.chosen.connect(self._choose)

    def refresh(self) -> None:
        """Show what the option says now; signals stay silent."""
        values = [value for value, _label in self._option.choices]
        self.choice.show_choice(values.index(self._option.get()))

    def _choose(self, place: int) -> None:
        value = self._option.choices[place][0]
        self._option.set(value)
        self.chosen.emit(value)
        self.done.emit()


class _List(QComboBox):
    """As `SegmentedChoice`, in the room of one."""

    chosen = Signal(int)

    def __init__(self, name: str, words: list[str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedHeight(tokens.CONTROL)
        self.addItems(words)
        self.activated.connect(self.chosen)

    def show_choice(self, place: int) -> None:
        """Show what the model says; `chosen` stays silent."""
        self.setCurrentIndex(place)


class CurveOption(QWidget):
    """A curve of a few points; a button opens its editor."""

    chosen = Signal(str)
    done = Signal()

    def __init__(self, option: Option) -> None:
        super().__init__()
        self._option = option
        self.button = push(option.label, self._open, icon="curve")
        self.button.setFixedHeight(tokens.CONTROL)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addStretch(1)

    def refresh(self) -> None:
        """The curve is seen in its editor only."""

    def _open(self) -> None:
        editor = CurveEditor(str(self._option.get()))
        editor.changed.connect(self._option.set)
        editor.changed.connect(self.chosen)
        popover = Popover(self, self._option.label, editor)
        popover.destroyed.connect(self.done)
        popover.open_below(self.button)


class ActOption(PushButton):
    """Something to do at a press."""

    chosen = Signal(bool)
    done = Signal()

    def __init__(self, option: Option) -> None:
        super().__init__(option.label)
        self.setFixedHeight(tokens.CONTROL)
        self.clicked.connect(option.set)
        self.clicked.connect(self.chosen)
        self.clicked.connect(lambda _on: self.done.emit())

    def refresh(self) -> None:
        """It has no value to show."""


Field: TypeAlias = NumberOption | SwitchOption | ChoiceOption | CurveOption | ActOption


def field_of(option: Option, *, named: bool) -> Field:
    """The field that fits; `named`: a choice says its name beside it."""
    value = option.get()
    made: Field
    if option.act:
        made = ActOption(option)
    elif option.choices:
        made = ChoiceOption(option, named=named)
    elif isinstance(value, bool):
        made = SwitchOption(option)
    elif isinstance(value, str):
        made = CurveOption(option)
    else:
        made = NumberOption(option)
    if option.tip:
        made.setToolTip(option.tip)
    made.refresh()
    return made
