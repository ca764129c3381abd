"""When to ask a service how a job stands: rarely at first, densely around the expected end.

Seconds since the job was accepted. Pure functions.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from fluxfill_studio.jobs.timing import Timing

ENOUGH = 5
"""Past jobs from which a service's usual time is learned."""

EARLY, LATE = -2.4, 3.0
"""Where the dense part begins and ends, in spreads around the usual time."""
STEP, WIDEN = 0.16, 0.1
"""The pause there, in spreads: shortest at the usual time, growing with the square off it."""
SPREAD_SHARE = 0.04
"""The least spread, in parts of the usual time: no service is a clock."""
GROWTH = 1.25
"""From one pause to the next where nothing is known."""


def next_poll(elapsed: float, durations: Sequence[float], timing: Timing) -> float:
    """Seconds until the next poll of a job accepted `elapsed` seconds ago.

    `durations`: how long this service's last jobs took.
    """
    pause = _pause(elapsed, durations, timing)
    return max(timing.shortest_poll, min(timing.longest_poll, pause))


def _pause(elapsed: float, durations: Sequence[float], timing: Timing) -> float:
    if len(durations) < ENOUGH:
        return _unlearned(elapsed, timing)
    usual, spread = _usual(durations)
    where = (elapsed - usual) / spread
    if where < EARLY:
        dense = usual + EARLY * spread - elapsed
        return min(dense, _early(elapsed, timing))
    if where > LATE:
        return _unlearned(elapsed - usual - LATE * spread, timing)
    return spread * (STEP + WIDEN * where * where)


def _usual(durations: Sequence[float]) -> tuple[float, float]:
    """The median, and a standard deviation that a single odd job does not move."""
    usual = statistics.median(durations)
    away = statistics.median(abs(one - usual) for one in durations)
    return usual, max(1.4826 * away, SPREAD_SHARE * usual, 1e-3)


def _early(elapsed: float, timing: Timing) -> float:
    """A job that is refused ends long before its time: ask once, then seldom."""
    return timing.first_poll if elapsed < timing.first_poll / 2 else timing.longest_poll


def _unlearned(elapsed: float, timing: Timing) -> float:
    """The first pause, growing to the longest."""
    pause = spent = timing.first_poll
    while spent <= elapsed and pause < timing.longest_poll:
        pause = min(timing.longest_poll, pause * GROWTH)
        spent += pause
    return pause
