"""First come, first served, so many at a time."""

from __future__ import annotations

import asyncio

from fluxfill_studio.core.errors import ServiceBusy, Unreachable
from fluxfill_studio.jobs.retrying import RETRY_COST, TOKENS, Budget, jitter
from fluxfill_studio.jobs.timing import Timing
from fluxfill_studio.jobs.turns import Turns
from fluxfill_studio.providers.wire import NotConnected


class Crowd:
    """Visitors of a gate, and who is inside."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.turns = Turns(lambda: self.limit)
        self.inside: list[int] = []
        self._leave: dict[int, asyncio.Event] = {}
        self.tasks: dict[int, asyncio.Task[None]] = {}

    async def come(self, *numbers: int) -> None:
        for number in numbers:
            self._leave[number] = asyncio.Event()
            self.tasks[number] = asyncio.ensure_future(self._visit(number))
        await settle()

    async def go(self, number: int) -> None:
        self._leave[number].set()
        await settle()

    async def _visit(self, number: int) -> None:
        async with self.turns.turn():
            self.inside.append(number)
            try:
                await self._leave[number].wait()
            finally:
                self.inside.remove(number)


async def settle() -> None:
    for _turn in range(10):
        await asyncio.sleep(0)


def test_who_came_first_goes_first() -> None:
    async def act() -> None:
        crowd = Crowd(2)
        await crowd.come(1, 2, 3, 4)
        assert crowd.inside == [1, 2]
        await crowd.go(2)
        assert crowd.inside == [1, 3]
        await crowd.go(1)
        assert crowd.inside == [3, 4]
        await crowd.go(3)
        await crowd.go(4)

    asyncio.run(act())


def test_a_place_that_is_given_up_goes_to_the_next() -> None:
    async def act() -> None:
        crowd = Crowd(1)
        await crowd.come(1, 2, 3)
        crowd.tasks[2].cancel()
        await settle()
        await crowd.go(1)
        assert crowd.inside == [3]
        await crowd.come(4)
        crowd._leave[3].set()
        crowd.tasks[4].cancel()  # at the moment it is let in
        await settle()
        await crowd.come(5)
        assert crowd.inside == [5]
        await crowd.go(5)

    asyncio.run(act())


def test_the_limit_may_change() -> None:
    async def act() -> None:
        crowd = Crowd(1)
        await crowd.come(1, 2, 3)
        crowd.limit = 2
        await crowd.go(1)
        assert crowd.inside == [2, 3]
        await crowd.go(2)
        await crowd.go(3)

    asyncio.run(act())


def test_tries_spread_out_and_never_wait_longer_than_slow() -> None:
    timing = Timing()
    assert max(jitter(1, timing) for _try in range(200)) <= timing.retry * 2
    late = [jitter(50, timing) for _try in range(400)]
    assert max(late) <= timing.slow
    assert min(late) < timing.slow / 4  # full jitter, not a fixed pause


def test_a_spent_budget_slows_every_try() -> None:
    timing, budget = Timing(), Budget()
    for _try in range(TOKENS // RETRY_COST):
        budget.pause(0, timing, Unreachable("No answer."))
    assert budget.pause(0, timing, Unreachable("No answer.")) == timing.slow
    for _answer in range(RETRY_COST):
        budget.answered()
    assert budget.pause(0, timing, Unreachable("No answer.")) < timing.slow


def test_a_service_says_itself_when_to_come_back() -> None:
    timing, budget = Timing(), Budget()
    assert budget.pause(9, timing, ServiceBusy("later", seconds=77.0)) == 77.0
    assert budget.pause(9, timing, ServiceBusy("later")) <= timing.slow


def test_without_a_connection_tries_stay_frequent_and_spend_no_budget() -> None:
    timing, budget = Timing(), Budget()
    pauses = [budget.pause(50, timing, NotConnected("no network")) for _try in range(2 * TOKENS)]
    assert max(pauses) <= timing.offline < timing.slow
    assert budget.pause(0, timing, Unreachable("No answer.")) < timing.slow
