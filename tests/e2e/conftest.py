"""A person in front of the real window."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.studio import filling, studio
from fluxfill_studio.studio.studio import Studio
from fluxfill_studio.ui.shell import Shell
from fluxfill_studio.ui.window import Window
from tests.e2e.customer import QUICK, Customer, Sit
from tests.e2e.hand import PATIENCE_S, Hand
from tests.fakes.services.running import Fakes
from tests.gui.conftest import qloop  # noqa: F401  the fixture


@pytest.fixture
def at_the_window(
    qapp: QApplication,
    qloop: asyncio.AbstractEventLoop,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[[Callable[[Hand], Awaitable[None]]], None]:
    """Runs an async test in front of a real window, and ends it as the program does.

    Whoever runs it may have a keyring, which is none of the tests' business.
    """
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")

    async def sit(test: Callable[[Hand], Awaitable[None]]) -> None:
        program, shell, ended = Studio(), Shell(), asyncio.Event()
        window = Window(shell, program, on_closed=ended.set)
        shell.show()
        window.tasks.spawn(program.start())
        await asyncio.sleep(0)
        try:
            await test(Hand(window))
            if not ended.is_set():
                shell.close()
            async with asyncio.timeout(PATIENCE_S):
                await ended.wait()
        finally:
            await window.close()
            await program.close()
            shell.hide()
            shell.deleteLater()

    def run(test: Callable[[Hand], Awaitable[None]]) -> None:
        qapp.setQuitOnLastWindowClosed(False)
        qloop.run_until_complete(sit(test))

    return run


@pytest.fixture(scope="module")
def running() -> Iterator[Fakes]:
    with Fakes() as fakes:
        yield fakes


@pytest.fixture
def fakes(running: Fakes) -> Fakes:
    running.reset()
    return running


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture of 300 x 260."""
    rows, columns = np.mgrid[0:260, 0:300]
    pixels = np.stack([rows % 200, columns % 200, (rows + columns) % 200], axis=2) + 30
    Image.fromarray(pixels.astype(np.uint8)).save(tmp_path / "photo.png")
    return tmp_path / "photo.png"


@pytest.fixture
def keyless(at_the_window, monkeypatch: pytest.MonkeyPatch) -> Sit:
    """A customer without a key in the environment."""
    monkeypatch.setattr(studio, "Runner", partial(Runner, timing=QUICK))
    monkeypatch.setattr(filling, "PRESS_GAP_S", 0.0)

    def sit(test: Callable[[Customer], Awaitable[None]]) -> None:
        at_the_window(lambda hand: test(Customer(hand.window)))

    return sit


@pytest.fixture
def customer(keyless: Sit, fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> Sit:
    """A customer with a key for every service."""
    for name, value in fakes.environment().items():
        monkeypatch.setenv(name, value)
    return keyless
