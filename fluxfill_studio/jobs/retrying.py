"""When a request that may be repeated is repeated."""

from __future__ import annotations

import random

from fluxfill_studio.core.errors import FluxFillError, ServiceBusy
from fluxfill_studio.jobs.timing import Timing
from fluxfill_studio.providers.wire import NotConnected

TOKENS = 500
RETRY_COST = 5


def jitter(tries: int, timing: Timing) -> float:
    """Seconds until the next try after so many in vain: anything up to twice as long each time."""
    longest = timing.retry * 2.0 ** min(tries, 30)
    return random.uniform(0, min(timing.slow, longest))


class Budget:
    """Repeats that one service may get in a row, so that an outage is not made worse."""

    def __init__(self) -> None:
        self._tokens = TOKENS

    def pause(self, tries: int, timing: Timing, error: FluxFillError) -> float:
        """Seconds until the next try after so many in vain, the last with `error`.

        As the service asks; soon while there is no connection; the longest once the budget is
        spent.
        """
        if isinstance(error, ServiceBusy) and error.seconds is not None:
            return error.seconds
        if isinstance(error, NotConnected):
            return min(timing.offline, jitter(tries, timing))
        if self._tokens < RETRY_COST:
            return timing.slow
        self._tokens -= RETRY_COST
        return jitter(tries, timing)

    def answered(self) -> None:
        """A request got through."""
        self._tokens = min(TOKENS, self._tokens + 1)
