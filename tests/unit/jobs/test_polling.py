"""When the next poll is due."""

from __future__ import annotations

import itertools
import random
import statistics
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from fluxfill_studio.jobs.polling import next_poll
from fluxfill_studio.jobs.timing import Timing

TIMING = Timing()
SECONDS = st.floats(0.01, 600, allow_nan=False)


def polls(seconds: float, past: Sequence[float]) -> list[float]:
    """When a job that takes `seconds` is polled, the last one included."""
    at: list[float] = []
    while not at or at[-1] < seconds:
        at.append((at[-1] if at else 0.0) + next_poll(at[-1] if at else 0.0, past, TIMING))
    return at


def test_without_a_past_it_starts_at_two_seconds_and_slows_to_five() -> None:
    at = polls(60, [])
    pauses = [b - a for a, b in itertools.pairwise(at)]
    assert at[0] == TIMING.first_poll
    assert pauses == sorted(pauses)
    assert pauses[-1] == TIMING.longest_poll


def test_the_end_is_met_closely_with_few_polls_once_it_is_learned() -> None:
    chance = random.Random(7)
    past: list[float] = []
    lags, counts = [], []
    for _job in range(1000):
        seconds = max(1.0, chance.gauss(13, 2))
        at = polls(seconds, past)
        past = [*past, at[-1]][-40:]
        lags.append(at[-1] - seconds)
        counts.append(len(at))
    assert statistics.median(lags[20:]) <= 0.35
    assert statistics.mean(counts[20:]) <= 12


def test_one_odd_job_changes_nothing() -> None:
    past = [12.5, 13.0, 13.5] * 5
    assert polls(13, [*past, 500.0])[:3] == polls(13, past)[:3]


def test_a_service_that_is_slower_today_is_not_flooded() -> None:
    at = polls(600, [13.0] * 20)
    assert len(at) < 160


@given(st.lists(SECONDS, max_size=40), SECONDS)
def test_a_poll_is_always_due_soon_but_not_at_once(past: list[float], elapsed: float) -> None:
    pause = next_poll(elapsed, past, TIMING)
    assert TIMING.shortest_poll <= pause <= TIMING.longest_poll
