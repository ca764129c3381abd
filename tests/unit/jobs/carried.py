"""A runner on a real ledger with scripted providers, in milliseconds instead of seconds."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np

from fluxfill_studio.core.errors import Unreachable
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.jobs.job import Job
from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.jobs.timing import Timing
from fluxfill_studio.providers.contract import Unknown
from fluxfill_studio.store.ledger import Ledger
from tests.fakes.scripted_provider import SCRIPTED, ScriptedProvider

NO_ANSWER = Unreachable("No answer.")
LOST = Unknown("The connection broke.")
PATIENCE_S = 20
BOX = Rect(3, 5, 24, 16)
QUICK = Timing(
    first_poll=0.005,
    shortest_poll=0.002,
    longest_poll=0.01,
    retry=0.002,
    slow=0.01,
    offline=0.01,
    busy=0.005,
    job=0.3,
    close=1.0,
)


def request(seed: int = 1, document: str = "doc") -> FillRequest:
    """A small fill with pixels and a mask of its own."""
    rng = np.random.default_rng(seed)
    pixels = frozen(rng.integers(0, 256, (BOX.height, BOX.width, 3), np.uint8))
    mask = frozen(rng.integers(0, 256, (BOX.height, BOX.width), np.uint8))
    canvas = Rect(0, 0, 40, 30)
    params = FillParams("a red door", seed)
    return FillRequest(SCRIPTED, document, "state", canvas, canvas, BOX, pixels, mask, params)


def paid(**changes: object) -> ScriptedProvider:
    """A service that costs 5 cents, cannot cancel, and knows no way back to a lost create."""
    values: dict[str, object] = {
        "origin": "https://scripted.example",
        "price_usd": Decimal("0.05"),
        "can_cancel": False,
        "polls_itself": False,
        "concurrency": 4,
    }
    return ScriptedProvider(**(values | changes))


class Carried:
    """What a test holds.

    Attributes:
        seen: every (state, note) that the runner told, in order.
    """

    def __init__(self, folder: Path, provider: ScriptedProvider, timing: Timing = QUICK) -> None:
        self.provider = provider
        self.ledger = Ledger(folder)
        self.runner = Runner({SCRIPTED: provider}, self.ledger, timing)
        self.seen: list[tuple[str, str]] = []
        self._news = asyncio.Event()
        self.runner.changed.connect(self._hear)

    def _hear(self, job: Job) -> None:
        self.seen.append((job.state.value, job.note))
        self._news.set()

    async def until(self, done: Callable[[], bool]) -> None:
        """Wait for news until `done`."""
        while not done():
            self._news.clear()
            await self._news.wait()

    async def state(self, job: Job, *words: str) -> None:
        """Wait until the job is in one of these states."""
        await self.until(lambda: job.state.value in words)

    async def written(self, job: Job) -> str:
        """The job's state on disk."""
        row = await self.ledger.row(job.id)
        return row.state if row else ""

    async def close(self) -> None:
        await self.runner.close()
        await self.ledger.close()


@asynccontextmanager
async def carried(
    folder: Path, provider: ScriptedProvider, **timing: float
) -> AsyncIterator[Carried]:
    """A runner that is closed in the end."""
    desk = Carried(folder, provider, replace(QUICK, **timing))
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield desk
    finally:
        await desk.close()


def states(desk: Carried) -> list[str]:
    """The states that were told, each once in a row."""
    words = [state for state, _note in desk.seen]
    return [word for at, word in enumerate(words) if at == 0 or words[at - 1] != word]


def play(home: Path, act: Callable[[Carried], Awaitable[None]], **changes: object) -> None:
    """Let `act` happen before a service with these capabilities."""

    async def go() -> None:
        async with carried(home, paid(**changes)) as desk:
            await act(desk)

    asyncio.run(go())


async def end(desk: Carried, *poll: object) -> Job:
    """One job to its end; `poll` is what the service says, in order."""
    desk.provider.will("poll", *poll)
    return await desk.runner.finished(desk.runner.start(request()).id)
