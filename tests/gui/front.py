"""A person in front of the whole window, with a provider that does what the test says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.studio.studio import Studio
from fluxfill_studio.ui.shell import START_SIZE, Shell
from fluxfill_studio.ui.window import Window
from tests.fakes.scripted_provider import ScriptedProvider

PATIENCE_S = 10


class Front:
    """A person in front of the window, outside of any task."""

    def __init__(self, loop: asyncio.AbstractEventLoop, provider: ScriptedProvider) -> None:
        self.loop = loop
        self.provider = provider
        self.closed = False
        self.shell = Shell()
        self.shell.resize(START_SIZE)  # the screen of these tests is smaller
        self.studio = loop.run_until_complete(self._studio())
        self.window = Window(self.shell, self.studio, self._note_closed)
        self.shell.show()
        self.turn()

    def _note_closed(self) -> None:
        self.closed = True

    async def _studio(self) -> Studio:
        return Studio()

    def until(self, done: Callable[[], object]) -> None:
        self.loop.run_until_complete(self._wait(done))

    async def _wait(self, done: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while not done():  # noqa: ASYNC110  Qt wakes no event
                await asyncio.sleep(0.002)

    def turn(self) -> None:
        self.loop.run_until_complete(asyncio.sleep(0.01))

    def open(self, path: Path) -> None:
        # In one run of the loop: a task that is stepped between two of them finds none running.
        async def work() -> None:
            self.window.files.open(path)
            await self._wait(lambda: self.window.session is not None)
            await self._wait(lambda: not self.window.tasks._tasks)

        self.loop.run_until_complete(work())

    def in_loop(self, act: Callable[[], object]) -> None:
        """Qt's events reach the window while its loop runs."""

        async def work() -> None:
            asyncio.get_running_loop().call_soon(act)
            await asyncio.sleep(0.01)

        self.loop.run_until_complete(work())

    def key(self, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        target = QApplication.focusWidget() or self.shell
        self.in_loop(lambda: QTest.keyClick(target, key, modifier))

    def click(self, widget: QWidget) -> None:
        self.in_loop(lambda: QTest.mouseClick(widget, Qt.MouseButton.LeftButton))

    def settle(self) -> None:
        self.until(lambda: not self.window.tasks._tasks and not self.studio.work._tasks)

    def paint(self) -> None:
        session = self.window.session
        session.document.edit_mask("Brush", Rect(10, 10, 20, 20), lambda mask: mask.fill(255))

    def result(self) -> None:
        """One fill that has arrived and is shown."""
        self.paint()
        self.in_loop(self.window.generate)
        self.until(lambda: self.provider.requests)
        self.in_loop(lambda: self.provider.finish(self.provider.requests[-1]))
        self.until(lambda: self.window.session.choosing.shown)
        self.settle()

    @property
    def runs(self) -> int:
        return len(self.window.session.history.runs)

    def close(self) -> None:
        async def end() -> None:
            await self.window.close()
            await self.studio.close()

        self.loop.run_until_complete(end())
        self.shell.hide()
        self.shell.deleteLater()
