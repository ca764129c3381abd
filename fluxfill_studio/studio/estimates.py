"""How long a fill will take, learned from the jobs before it."""

from __future__ import annotations

from statistics import median

from fluxfill_studio.core.signals import Channel
from fluxfill_studio.providers.contract import Capability
from fluxfill_studio.store.ledger import Ledger


class Estimates:
    """Of services: their time does not depend on the size of the box as the engine's does.

    Attributes:
        changed: tells the id of the provider about which more is known.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.changed: Channel[str] = Channel()
        self._ledger = ledger
        self._learned: dict[str, float] = {}

    def seconds(self, capability: Capability, area: int) -> float | None:
        """About how long a box of `area` pixels takes; None if nobody knows."""
        if capability.paid and capability.id in self._learned:
            return self._learned[capability.id]
        return capability.seconds(area)

    async def refresh(self, provider: str) -> None:
        """Read a provider's past durations anew; LedgerError if that fails."""
        durations = await self._ledger.durations(provider)
        if durations:
            self._learned[provider] = median(durations)
            self.changed.emit(provider)
