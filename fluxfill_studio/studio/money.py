"""What was spent and what may still be: the tally, the limit per press, the monthly stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from decimal import Decimal

from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.text import _
from fluxfill_studio.providers.contract import Capability
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import LIMIT_PER_PRESS, MONTHLY_STOP, Setting
from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.store.rows import Tally
from fluxfill_studio.studio.cost import Cost


class Money:
    """All amounts in US dollars.

    Attributes:
        changed: tells what this month has cost when the tally has been read anew, or may be
            spent otherwise.
    """

    def __init__(self, ledger: Ledger, settings: Settings, pressed: Callable[[], Cost]) -> None:
        """`pressed`: what was asked for and does not stand in the ledger yet."""
        self.changed: Channel[Decimal] = Channel()
        self._ledger = ledger
        self._settings = settings
        self._pressed = pressed
        self._rows: list[Tally] = []
        settings.changed.connect(self._follow)

    @property
    def rows(self) -> list[Tally]:
        """By provider, picture and month, as read last."""
        return self._rows

    @property
    def limit(self) -> Decimal:
        """A press that costs more than this is asked for twice."""
        return Decimal(str(self._settings.number(LIMIT_PER_PRESS)))

    @property
    def monthly_stop(self) -> Decimal | None:
        """Nothing is sent beyond this in one month; None: there is no stop."""
        stop = Decimal(str(self._settings.number(MONTHLY_STOP)))
        return stop or None

    def month(self) -> Decimal:
        """What this month has cost for certain."""
        return sum((row.usd for row in self._this_month()), Decimal())

    def perhaps(self) -> Decimal:
        """What it may have cost on top, with what is on its way."""
        return sum((row.perhaps for row in self._this_month()), self._pressed().usd)

    def unpriced(self) -> int:
        """How many fills of this month have a price that is not known."""
        return sum(row.unpriced for row in self._this_month()) + self._pressed().unpriced

    def why_not(self, services: Iterable[Capability], pictures: int = 1) -> str | None:
        """Why that many pictures of each must not be paid now, as a sentence; None if they may."""
        stop, paid = self.monthly_stop, [one for one in services if one.paid]
        if stop is None:
            return None
        for one in paid:
            if one.price_usd is None:  # a stop cannot be kept with prices that nobody knows
                words = _("There is a monthly stop: set the price of {name} first.")
                return words.format(name=one.name)
        total = Cost.of(one.price_usd for one in paid).times(pictures).usd
        spent = self.month() + self.perhaps()
        if not total or spent + total <= stop:
            return None
        words = _(
            "The monthly stop of ${stop:.2f} is reached: ${spent:.2f} spent, ${total:.2f} more."
        )
        return words.format(stop=stop, spent=spent, total=total)

    async def refresh(self) -> None:
        """Read the tally anew; LedgerError if that fails."""
        self._rows = await self._ledger.tally()
        self.changed.emit(self.month())

    def _follow(self, setting: Setting) -> None:
        if setting in (LIMIT_PER_PRESS, MONTHLY_STOP):
            self.changed.emit(self.month())

    def _this_month(self) -> list[Tally]:
        month = time.strftime("%Y-%m")
        return [row for row in self._rows if row.month == month]
