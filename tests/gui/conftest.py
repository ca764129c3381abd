"""A dressed application, an asyncio loop on top of Qt, and a desk with an open picture."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
import qasync
import shiboken6
from PIL import Image
from PySide6.QtCore import QTimerEvent
from PySide6.QtWidgets import QApplication

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.history.history import Run
from fluxfill_studio.imaging.opening import Picture
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.studio import choosing, filling, studio
from fluxfill_studio.studio.notices import Notice
from fluxfill_studio.ui import theme
from fluxfill_studio.ui.tasks import Tasks
from fluxfill_studio.ui.thumbnails import Thumbnails
from tests.fakes.scripted_provider import SCRIPTED, ScriptedProvider
from tests.fakes.scripted_studio import ScriptedProviders, scripted_studio
from tests.gui.front import Front

T = TypeVar("T")
PATIENCE_S = 10
PAINTED = Rect(10, 10, 20, 20)


@pytest.fixture
def dressed(qapp: QApplication) -> QApplication:
    """The application in the dark theme."""
    theme.apply(qapp, "dark")
    return qapp


class _Timer(qasync._SimpleTimer):
    """Callbacks find a running loop, as in the program, also while only Qt's events are handled."""

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: N802  Qt's name
        if self._stopped or asyncio._get_running_loop() is not None:
            super().timerEvent(event)
            return
        asyncio._set_running_loop(asyncio.get_event_loop())
        try:
            super().timerEvent(event)
        finally:
            asyncio._set_running_loop(None)


@pytest.fixture
def qloop(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[asyncio.AbstractEventLoop]:
    """An asyncio loop that runs Qt's; errors that nobody caught fail the test."""
    monkeypatch.setattr(qasync, "_SimpleTimer", _Timer)
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
    errors: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _loop, context: errors.append(context))
    yield loop
    pending = [task for task in asyncio.all_tasks(loop) if not task.done()]
    for task in pending:
        task.cancel()
    if pending:
        loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
    shiboken6.delete(loop._timer)  # now: Python might collect it in a worker's thread
    asyncio.set_event_loop(None)
    assert not errors, errors


class Desk:
    """A session on a small picture, with a provider that does what the test says."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, *more: ScriptedProvider, **capability: object
    ) -> None:
        self.loop = loop
        self.provider = ScriptedProvider(**capability)
        self.studio = self.in_loop(lambda: scripted_studio(self.provider, *more))
        self.providers, self.services = self.studio.providers, self.studio.services
        self.runner, self.work = self.studio.runner, self.studio.work
        self.notices: list[Notice] = []
        self.tasks = Tasks(self.notices.append)
        self.thumbnails = Thumbnails(self.work, self.tasks)
        pixels = np.random.default_rng(4).integers(0, 256, (90, 120, 3), np.uint8)
        picture = Picture(frozen(pixels), None, (), False)
        self.session = self.in_loop(lambda: self.studio.session(picture, Path("photo.jpg")))
        self.session.notices.connect(self.notices.append)

    def in_loop(self, make: Callable[[], T]) -> T:
        """What `make` answers where a loop runs, as everything of the program does."""

        async def made() -> T:
            return make()

        return self.loop.run_until_complete(made())

    def paint(self, rect: Rect = PAINTED) -> None:
        self.session.document.edit_mask("Brush", rect, lambda mask: mask.fill(255))

    def until(self, done: Callable[[], bool]) -> None:
        """Let the loop turn until `done`; the clock only ends a test that hangs."""

        async def wait() -> None:
            async with asyncio.timeout(PATIENCE_S):
                while not done():  # noqa: ASYNC110  Qt wakes no event
                    await asyncio.sleep(0.002)

        self.loop.run_until_complete(wait())

    def turn(self) -> None:
        """Let everything run that is ready now."""

        self.loop.run_until_complete(asyncio.sleep(0.01))

    def settle(self) -> None:
        """Let the window's tasks end: none may be stepped while no loop runs."""
        self.until(lambda: not self.tasks._tasks)

    def press(self, variations: int = 1) -> Run:
        """Generate, and wait until the provider has the first request."""

        async def generate() -> Run | None:
            self.session.form.set(variations=variations)
            return self.session.filling.generate()

        run = self.loop.run_until_complete(generate())
        assert run is not None
        self.until(lambda: run.tiles[0].request in self.provider.requests)
        return run

    def arrive(self, run: Run, number: int = 0) -> None:
        """Let one result of a run come back."""
        tile = run.tiles[number]
        self.until(lambda: tile.request in self.provider.requests)
        self.provider.finish(tile.request)
        self.until(lambda: tile.result is not None)
        self.settle()

    def result(self) -> Run:
        """A painted mask, one press, one result, back at the mask."""
        self.paint()
        run = self.press()
        self.arrive(run)
        self.session.choosing.hide()
        return run

    def close(self) -> None:
        self.session.close()
        self.loop.run_until_complete(self.tasks.close())
        self.loop.run_until_complete(self.studio.close())


@pytest.fixture
def make_desk(
    qloop: asyncio.AbstractEventLoop, dressed: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., Desk]]:
    """Makes a desk whose provider has the capability named in its arguments, and more of them."""
    monkeypatch.setattr(filling, "PRESS_GAP_S", 0.0)
    monkeypatch.setattr(choosing, "GLANCE_S", 0.0)
    desks: list[Desk] = []

    def make(*more: ScriptedProvider, **capability: object) -> Desk:
        desks.append(Desk(qloop, *more, **capability))
        return desks[-1]

    yield make
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    """A desk with a free provider that reads the prompt."""
    return make_desk()


@pytest.fixture
def front(qloop, dressed, monkeypatch) -> Iterator[Front]:
    provider = ScriptedProvider()
    made = ScriptedProviders({SCRIPTED: provider})
    monkeypatch.setattr(studio, "make_providers", lambda *_arguments: made)
    monkeypatch.setattr(filling, "PRESS_GAP_S", 0.0)
    monkeypatch.setattr(choosing, "GLANCE_S", 0.0)
    # Tested elsewhere; here their tasks would outlive a test's turns of the loop.
    monkeypatch.setattr(Thumbnails, "ask", lambda *_arguments: None)
    front = Front(qloop, provider)
    yield front
    front.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    pixels = np.random.default_rng(5).integers(0, 256, (90, 120, 3), np.uint8)
    path = tmp_path / "photo.png"
    Image.fromarray(pixels).save(path)
    return path
