"""The program's Studio on a real ledger, with providers that do what a test tells them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial, wraps
from pathlib import Path
from unittest.mock import patch

import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.opening import Picture
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.jobs.job import Job
from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.jobs.timing import Timing
from fluxfill_studio.providers.contract import KeyNeed, Provider
from fluxfill_studio.studio import studio
from fluxfill_studio.studio.notices import Notice
from fluxfill_studio.studio.session import Session
from fluxfill_studio.studio.studio import Studio
from tests.fakes.scripted_provider import ScriptedProvider

PAINTED = Rect(10, 10, 20, 20)
QUICK = Timing(
    first_poll=0.01, shortest_poll=0.01, longest_poll=0.02, retry=0.01, slow=0.05, offline=0.05
)


class ScriptedProviders(dict[str, Provider]):
    """By id; stands for `registry.Providers`."""

    async def close(self) -> None:
        """Nothing is shared."""


def scripted_studio(*providers: Provider) -> Studio:
    """A studio whose only providers are these; made inside a running loop."""
    made = ScriptedProviders({one.capability.id: one for one in providers})
    with (
        patch.object(studio, "make_providers", lambda *_arguments: made),
        patch.object(studio, "Runner", partial(Runner, timing=QUICK)),
    ):
        return Studio()


def paid_provider(name: str, price: str = "0.05", **changes: object) -> ScriptedProvider:
    """A service at its own address that asks for a key and money."""
    values: dict[str, object] = {
        "id": name,
        "name": name.upper(),
        "origin": f"https://{name}.example",
        "price_usd": Decimal(price),
        "key": KeyNeed(f"https://{name}.example/keys"),
        "can_cancel": False,
        "concurrency": 8,
        "seconds": lambda _area: 15.0,
    }
    return ScriptedProvider(**(values | changes))


class StudioDesk:
    """A studio with an open picture, and the few gestures that tests of money need."""

    def __init__(self, *providers: ScriptedProvider, path: Path | None = None) -> None:
        self.providers = {one.capability.id: one for one in providers}
        self.studio = scripted_studio(*providers)
        self.notices: list[Notice] = []
        self._news = asyncio.Event()
        self.studio.runner.changed.connect(lambda _job: self._news.set())
        self.studio.money.changed.connect(lambda _month: self._news.set())
        pixels = np.random.default_rng(4).integers(0, 256, (90, 120, 3), np.uint8)
        self.picture = Picture(frozen(pixels), None, (), False)
        self.session = self.show(self.studio.session(self.picture, path))

    def show(self, session: Session) -> Session:
        """Listen to a session."""
        session.notices.connect(self.notices.append)
        session.history.changed.connect(lambda _card: self._news.set())
        return session

    def paint(self, rect: Rect = PAINTED) -> None:
        """A mask."""
        self.session.document.edit_mask("Brush", rect, lambda mask: mask.fill(255))

    async def sent(self, request: FillRequest) -> None:
        """Until its provider has the request."""
        asked = self.providers[request.provider].requests
        await self.until(lambda: request.id in {one.id for one in asked})

    async def land(self, request: FillRequest) -> None:
        """Let the provider finish, until the result stands in its tile."""
        await self.sent(request)
        self.providers[request.provider].finish(request)
        tile = self.session.history.tile_of(request.id)
        await self.until(lambda: tile.result is not None)

    async def job(self, request: FillRequest, done: Callable[[Job], bool]) -> Job:
        """The job of a request, as soon as it is so."""
        found: list[Job] = []

        def so() -> bool:
            job = self.studio.runner.job(request.id)
            found[:] = [] if job is None else [job]
            return job is not None and done(job)

        await self.until(so)
        return found[0]

    async def until(self, done: Callable[[], bool]) -> None:
        """Wait for news until it is so."""
        async with asyncio.timeout(5):
            while not done():
                self._news.clear()
                await self._news.wait()

    async def close(self, *, consented: bool = False) -> None:
        """End the program, as the user or as the system does."""
        self.session.close(consented=consented)
        await self.studio.close()


def played(scene: Callable[[], Awaitable[None]]) -> Callable[[], None]:
    """A test that runs in a loop of its own."""

    @wraps(scene)
    def run() -> None:
        async def play() -> None:
            await scene()

        asyncio.run(play())

    del run.__wrapped__  # type: ignore[attr-defined]  # pytest would call that one
    return run
