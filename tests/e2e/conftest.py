"""A person in front of the real window."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtWidgets import QApplication

from fluxfill_studio.studio.studio import Studio
from fluxfill_studio.ui.shell import Shell
from fluxfill_studio.ui.window import Window
from tests.e2e.hand import PATIENCE_S, Hand
from tests.gui.conftest import qloop  # noqa: F401  the fixture


@pytest.fixture
def at_the_window(
    qapp: QApplication,
    qloop: asyncio.AbstractEventLoop,  # noqa: F811
) -> Callable[[Callable[[Hand], Awaitable[None]]], None]:
    """Runs an async test in front of a real window, and ends it as the program does."""

    async def sit(test: Callable[[Hand], Awaitable[None]]) -> None:
        studio, shell, ended = Studio(), Shell(), asyncio.Event()
        window = Window(shell, studio, on_closed=ended.set)
        shell.show()
        await asyncio.sleep(0)
        try:
            await test(Hand(window))
            shell.close()
            async with asyncio.timeout(PATIENCE_S):
                await ended.wait()
        finally:
            await window.close()
            await studio.close()
            shell.hide()
            shell.deleteLater()

    def run(test: Callable[[Hand], Awaitable[None]]) -> None:
        qapp.setQuitOnLastWindowClosed(False)
        qloop.run_until_complete(sit(test))

    return run
