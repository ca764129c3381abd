"""A number field for US dollars, written as prices are written everywhere else."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QLocale
from PySide6.QtGui import QValidator

from fluxfill_studio.studio.cost import usd_words
from fluxfill_studio.ui.widgets.fields import NumberField

WIDTH = 104


class DollarField(NumberField):
    """Its number looks the same in every language; a comma may be typed for the point."""

    def __init__(self, name: str, high: float, step: float) -> None:
        super().__init__(name, 0, high, live=False, step=step)
        self.setLocale(QLocale.c())
        self.setPrefix("$")
        self.setFixedWidth(WIDTH)

    def textFromValue(self, value: float) -> str:
        """Qt: cents, and less than cents where there is."""
        return usd_words(Decimal(f"{value:.{self.decimals()}f}")).removeprefix(self.prefix())

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        """Qt: a comma is the point."""
        return super().validate(text.replace(",", "."), at)
