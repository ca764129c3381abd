"""What fills cost together, where some prices may not be known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from fluxfill_studio.core.text import _

CENT = Decimal("0.01")
USUAL_PRICE = Decimal("0.05")
"""What a picture of unknown price counts where a limit is kept: the makers ask this much, and
whoever sells their model on is unlikely to ask nothing."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of several paid pictures.

    Attributes:
        usd: US dollars for those whose price is known.
        unpriced: how many others there are.
    """

    usd: Decimal = Decimal()
    unpriced: int = 0

    @classmethod
    def of(cls, prices: Iterable[Decimal | None]) -> Cost:
        """Of one picture for each of `prices`; None: not known."""
        prices = list(prices)
        known = [price for price in prices if price is not None]
        return cls(sum(known, Decimal()), len(prices) - len(known))

    def times(self, count: int) -> Cost:
        """Of `count` times as many pictures."""
        return Cost(self.usd * count, self.unpriced * count)

    @property
    def weight(self) -> Decimal:
        """US dollars, for a limit: it must not be passed by what nobody knows the price of."""
        return self.usd + USUAL_PRICE * self.unpriced

    @property
    def words(self) -> str:
        """As "$1.20 and more"."""
        if not self.unpriced:
            return usd_words(self.usd)
        if not self.usd:
            return _("price not known")
        return _("{total} and more").format(total=usd_words(self.usd))


def usd_words(usd: Decimal) -> str:
    """Cents, and less than cents where there is."""
    return f"${usd.quantize(CENT) if usd == usd.quantize(CENT) else usd.normalize():f}"
