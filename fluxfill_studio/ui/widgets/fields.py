"""Number fields, alone and with a slider."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.labels import label

STEPS = 1000


class NumberField(QDoubleSpinBox):
    """A whole number with its unit. The wheel changes it only while it has the focus.

    Signals:
        chosen: the user set another value (float, whole).
        done: Enter was pressed; the focus should go back to the canvas.
    """

    chosen = Signal(float)
    done = Signal()

    def __init__(
        self, name: str, low: float, high: float, unit: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setDecimals(0)
        self.setRange(low, high)
        self.setSuffix(unit)
        self.setKeyboardTracking(False)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedHeight(tokens.CONTROL)
        self.valueChanged.connect(self.chosen)

    def show_value(self, value: float) -> None:
        """Show what the model says; `chosen` stays silent."""
        was = self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(was)

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
        self, name: str, low: float, high: float, unit: str = "", *, logarithmic: bool = False
    ) -> None:
        super().__init__()
        self._low, self._high, self._logarithmic = low, high, logarithmic
        self.slider = _Slider(Qt.Orientation.Horizontal)
        self.slider.setMaximumWidth(self.slider.sizeHint().width())
        self.slider.setRange(0, STEPS)
        self.slider.setAccessibleName(name)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.number = NumberField(name, low, high, unit)
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
            return float(round(self._low * (self._high / self._low) ** share))
        return float(round(self._low + (self._high - self._low) * share))

    def _place(self, value: float) -> int:
        value = min(self._high, max(self._low, value))
        if self._logarithmic:
            share = math.log(value / self._low) / math.log(self._high / self._low)
        else:
            share = (value - self._low) / (self._high - self._low)
        return round(share * STEPS)
