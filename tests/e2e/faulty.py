"""A service that goes wrong on purpose, and a real adapter, runner and ledger in front of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.jobs.timing import Timing
from fluxfill_studio.providers.contract import Reason
from fluxfill_studio.providers.registry import Providers, make_providers
from fluxfill_studio.providers.wire import Patience
from fluxfill_studio.settings.secrets import Keys
from fluxfill_studio.settings.services import ServiceSettings
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.store.rows import JobRow
from tests.fakes.services.recipes import KEPT, Recipe
from tests.fakes.services.running import Fakes

QUICK = Timing(
    first_poll=0.03,
    shortest_poll=0.01,
    longest_poll=0.05,
    retry=0.01,
    slow=0.05,
    offline=0.05,
    busy=0.05,
    job=20.0,  # a fault that passes is outlived, however busy the machine
)
SHORT_JOB_S = 0.6
"""For faults that do not pass."""
SHORT_ANSWER_S = 0.4
"""For the one kind of request that is kept waiting."""
DEADLINE_S = 40.0
# Which patience a fault of each kind of request wears out.
WORN = {
    "create": ("create",),
    "poll": ("answer",),
    "fetch": ("download",),
    "upload": ("answer", "upload"),
    "file": ("upload",),
}
BOX = Rect(0, 0, 288, 256)
_rng = np.random.default_rng(5)
PIXELS = frozen(_rng.integers(0, 256, (BOX.height, BOX.width, 3), np.uint8))
MASK = np.zeros((BOX.height, BOX.width), np.uint8)
MASK[80:150, 90:170] = 255


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one job.

    Attributes:
        job: as the window knows it.
        row: as the disk knows it.
        struck: whether the fault happened.
        notes: every reason to wait that was told.
        overdue: it did not end by itself.
    """

    service: str
    recipe: Recipe
    job: Job
    row: JobRow
    struck: bool
    notes: tuple[str, ...]
    overdue: bool

    @property
    def seed(self) -> int:
        """By which the service's own list tells one job from the others."""
        assert self.job.request.params.seed is not None
        return self.job.request.params.seed


class Lane:
    """Runs one job after the other at one service; lanes of different services at once."""

    def __init__(self, service: str, fakes: Fakes, folder: Path) -> None:
        self.service = service
        self._fakes = fakes
        self._folder = folder
        folder.mkdir()
        self._settings = Settings(folder / "settings.json")
        self.move(fakes.base(service))
        key = {f"FLUXFILL_{service.upper()}_API_KEY": fakes.key(service)}
        self._keys = Keys(environment=key)
        self._providers: dict[tuple[str, ...], Providers] = {}

    def move(self, origin: str) -> None:
        """Where the service is looked for."""
        ServiceSettings(self._settings, self.service, "").set_origin(origin)

    async def run(self, recipe: Recipe, seed: int) -> Ended:
        """One job with one fault."""
        tell = asyncio.to_thread
        await tell(self._fakes.script, recipe.line(self.service))
        ledger = Ledger(self._folder / str(seed))
        runner = Runner(self._set_up(recipe), ledger, _timing(recipe))
        notes: list[str] = []
        news = asyncio.Event()

        def hear(job: Job) -> None:
            if job.note:
                notes.append(job.note)
            news.set()

        runner.changed.connect(hear)
        try:
            job = runner.start(self._request(seed))
            overdue = await _overdue(runner, job, recipe, notes, news)
            row = await ledger.row(job.id)
        finally:
            await runner.close()
            await ledger.close()
        left = await tell(self._fakes.clear, self.service)
        struck = recipe.times is None or not left
        assert row is not None
        told = tuple(dict.fromkeys(notes))
        return Ended(self.service, recipe, job, row, struck, told, overdue)

    async def close(self) -> None:
        """End its connections."""
        for providers in self._providers.values():
            await providers.close()

    def _set_up(self, recipe: Recipe) -> Providers:
        worn = WORN[recipe.on] if recipe.fault["kind"] in ("hang", "drip") else ()
        if worn not in self._providers:
            patience = replace(Patience(), **dict.fromkeys(worn, SHORT_ANSWER_S))
            self._providers[worn] = make_providers(self._keys, self._settings, patience)
        return self._providers[worn]

    def _request(self, seed: int) -> FillRequest:
        params = FillParams("a red door", seed)
        return FillRequest(self.service, "", "", BOX, BOX, BOX, PIXELS, MASK, params)


def _timing(recipe: Recipe) -> Timing:
    return QUICK if recipe.times is not None else replace(QUICK, job=SHORT_JOB_S)


async def _overdue(
    runner: Runner, job: Job, recipe: Recipe, notes: list[str], news: asyncio.Event
) -> bool:
    """Whether the job does not come to where it should stand.

    One that waits for better times is cancelled when it says so.
    """

    def stands() -> bool:
        if recipe.waits:
            return bool(notes)
        if recipe.end == KEPT:
            return job.reason is Reason.KEY
        return job.over or job.state is JobState.DOWNLOADED

    try:
        async with asyncio.timeout(DEADLINE_S):
            while not stands():
                news.clear()
                await news.wait()
            if recipe.waits:
                runner.cancel(job.id)
            await runner.finished(job.id)
    except TimeoutError:
        return True
    return False
