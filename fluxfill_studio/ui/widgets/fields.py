"""Number fields, alone and with a slider."""

from __future__ import annotations

import math
from decimal import Decimal

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QValidator, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

from fluxfill_studio.core.text import _
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.labels import label

STEPS = 1000


def decimals_of(step: float) -> int:
    """How many decimals a number has that goes by `step`."""
    exponent = Decimal(str(step)).normalize().as_tuple().exponent
    return max(0, -int(exponent))


class NumberField(QDoubleSpinBox):
    """A number in steps, with its unit. The wheel changes it only while it has the focus.

    More than the range holds is taken as its end. Esc puts back what the field showed when it got
    the focus; so does Undo, and where there is nothing to put back, Undo means the picture's.

    Signals:
        chosen: the user set another value (float).
        limited: what was typed was out of the range; tells that in words (str).
        done: Enter was pressed; the focus should go back to the canvas.
    """

    chosen = Signal(float)
    limited = Signal(str)
    done = Signal()

    def __init__(
        self,
        name: str,
        low: float,
        high: float,
        unit: str = "",
        parent: QWidget | None = None,
        *,
        live: bool = True,
        step: float = 1,
    ) -> None:
        """`live`: `chosen` is told while the number is typed, else with Enter.

        `step`: of the arrow keys; as many decimals as it has can be typed.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDecimals(decimals_of(step))
        self.setSingleStep(step)
        self.setRange(low, high)
        self.setSuffix(unit)
        self.setKeyboardTracking(live)
        self._before = low
        self._beyond = False  # since it got the focus, more or less was typed than the range holds
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(tokens.CONTROL)
        self.valueChanged.connect(self.chosen)
        self.editingFinished.connect(self._say_range)

    def show_value(self, value: float) -> None:
        """Show what the model says; `chosen` stays silent."""
        if value != self.value():
            self._before = value  # no echo of what was typed
        was = self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(was)

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Qt: any number of digits may be typed; more than the upper end becomes that."""
        if self.decimals():
            text = text.replace(".", self.locale().decimalPoint())  # the keypad has but one
        value = self._typed(text)
        if value is None:
            return QValidator.State.Invalid, text, at
        if not self._digits(text) or value < self._least():
            return QValidator.State.Intermediate, text, at
        if value > self.maximum():
            self._beyond = True
            most = self.textFromValue(self.maximum())
            whole = self.prefix() + most
            return QValidator.State.Acceptable, whole + self.suffix(), min(at, len(whole))
        return QValidator.State.Acceptable, text, at

    def fixup(self, text: str) -> str:
        """Qt: too little is the lower end, nothing typed is the value that was there."""
        if not self._digits(text):
            return self.textFromValue(self.value())
        self._beyond = True
        return self.textFromValue(self._least())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt: what Esc will put back."""
        self._before, self._beyond = self.value(), False
        super().focusInEvent(event)

    def event(self, event: QEvent) -> bool:
        """Qt: keys that could be the window's are asked about before they are pressed."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            undoes = event.matches(QKeySequence.StandardKey.Undo)
            if event.key() == Qt.Key.Key_Escape:
                self._put_back()
            elif undoes and self._put_back():
                event.accept()
                return True
            elif undoes or event.matches(QKeySequence.StandardKey.Redo):
                event.ignore()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter takes the value and gives the focus back."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.interpretText()
            self.done.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt: a wheel that only passes by changes nothing."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _digits(self, text: str) -> str:
        return text.removeprefix(self.prefix()).removesuffix(self.suffix()).strip()

    def _typed(self, text: str) -> float | None:
        """The number so far, 0 if nothing is typed; None if it can never become one."""
        whole, point, rest = self._digits(text).partition(self.locale().decimalPoint())
        digits = whole + rest
        fits = len(rest) <= self.decimals() and bool(self.decimals() or not point)
        if not fits or not (digits or "0").isdecimal():
            return None
        return float(f"{whole or 0}.{rest or 0}")

    def _say_range(self) -> None:
        beyond, self._beyond = self._beyond, False
        if beyond:
            words = _("{name} goes from {low} to {high}: it is {value} now.")
            ends = self._least(), self.maximum(), self.value()
            low, high, value = map(self.textFromValue, ends)
            name = self.accessibleName()
            self.limited.emit(words.format(name=name, low=low, high=high, value=value))

    def _least(self) -> float:
        """What can be typed: words in place of the lowest value cannot."""
        return self.minimum() + (self.singleStep() if self.specialValueText() else 0)

    def _put_back(self) -> bool:
        """Show and tell the value from before; False if nothing was changed."""
        shown = self._digits(self.text())
        changed = self.value() != self._before or shown != self.textFromValue(self._before)
        self.setValue(self._before)
        return changed


class _Slider(QSlider):
    """Shorter where there is little room."""

    def sizeHint(self) -> QSize:
        return QSize(112, tokens.CONTROL)

    def minimumSizeHint(self) -> QSize:
        return QSize(40, tokens.CONTROL)


class SliderField(QWidget):
    """Name, slider and number for one value.

    Signals:
        chosen: the user set another value.
        done: as of the number field; also after the slider was let go.
    """

    chosen = Signal(float)
    done = Signal()

    def __init__(
        self,
        name: str,
        low: float,
        high: float,
        unit: str = "",
        *,
        logarithmic: bool = False,
        step: float = 1,
    ) -> None:
        super().__init__()
        self._low, self._high, self._logarithmic = low, high, logarithmic
        self._decimals = decimals_of(step)
        self.slider = _Slider(Qt.Orientation.Horizontal)
        self.slider.setMaximumWidth(self.slider.sizeHint().width())
        self.slider.setRange(0, STEPS)
        self.slider.setAccessibleName(name)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.number = NumberField(name, low, high, unit, step=step)
        self.number.setFixedWidth(72)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.GAP)
        row.addWidget(label(name, tokens.LABEL, tone="second"), 1)
        row.addWidget(self.slider)
        row.addWidget(self.number)
        self.slider.valueChanged.connect(lambda at: self._choose(self._value(at)))
        self.slider.sliderReleased.connect(self.done)
        self.number.chosen.connect(self._choose)
        self.number.done.connect(self.done)

    def show_value(self, value: float) -> None:
        """Show what the model says; `chosen` stays silent."""
        self.number.show_value(value)
        was = self.slider.blockSignals(True)
        self.slider.setValue(self._place(value))
        self.slider.blockSignals(was)

    def _choose(self, value: float) -> None:
        self.show_value(value)
        self.chosen.emit(value)

    def _value(self, at: int) -> float:
        share = at / STEPS
        if self._logarithmic:
            value = self._low * (self._high / self._low) ** share
        else:
            value = self._low + (self._high - self._low) * share
        return max(self._low, min(round(value, self._decimals), self._high))

    def _place(self, value: float) -> int:
        value = min(self._high, max(self._low, value))
        if self._logarithmic:
            share = math.log(value / self._low) / math.log(self._high / self._low)
        else:
            share = (value - self._low) / (self._high - self._low)
        return round(share * STEPS)
