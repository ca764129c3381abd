"""A person who lets services fill: chooses, pays, waits and looks at what came of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias, TypeVar

import numpy as np
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QMenu, QMessageBox, QWidget

from fluxfill_studio.history.history import Run
from fluxfill_studio.jobs.job import Job
from fluxfill_studio.jobs.timing import Timing
from fluxfill_studio.store.rows import JobRow
from fluxfill_studio.studio.services import KeyState
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui.panels.several_services import SeveralServices
from fluxfill_studio.ui.panels.tile import ResultTile
from tests.e2e.hand import Hand

CONTROL = Qt.KeyboardModifier.ControlModifier
QUICK = Timing(
    first_poll=0.03,
    shortest_poll=0.01,
    longest_poll=0.05,
    retry=0.01,
    slow=0.05,
    offline=0.05,
    busy=0.05,
)
"""For fakes, whose jobs take as long."""
Sit: TypeAlias = "Callable[[Callable[[Customer], Awaitable[None]]], None]"
"""Lets a customer do something in front of a new window."""
W = TypeVar("W", bound=QWidget)


class Customer(Hand):
    """A hand that knows its way to the services."""

    @property
    def session(self) -> Session:
        """What is open."""
        assert self.window.session is not None
        return self.window.session

    @property
    def run(self) -> Run:
        """The newest press."""
        return self.session.history.runs[-1]

    @property
    def jobs(self) -> list[Job]:
        """Of the newest press."""
        found = [self.session.filling.job(tile.request) for tile in self.run.tiles]
        return [job for job in found if job is not None]

    @property
    def tiles(self) -> list[ResultTile]:
        """In sight, newest card first."""
        return self.window.layout.results.tiles()

    @property
    def notices(self) -> list[str]:
        """Everything the window has said."""
        return [message.notice.text for message in self.window.layout.notices.messages]

    async def rows(self) -> list[JobRow]:
        """What the disk knows of every job."""
        return await self.window.studio.ledger.rows()

    async def open(self, photo: Path) -> None:
        """Open a picture when the keys are known."""
        services, providers = self.window.studio.services, self.window.studio.providers
        await self.until(lambda: KeyState.UNKNOWN not in map(services.state, providers))
        self.window.files.open(photo)
        await self.until(lambda: self.window.session)

    async def choose(self, service: str) -> None:
        """Take one service from the menu of the service row."""
        name = self.window.studio.providers[service].capability.name
        self.take_line(f"{name}:")
        await self.back()
        assert self.session.form.wishes.providers == (service,)

    def take_line(self, start: str) -> None:
        """Take the line of that menu which begins so."""
        row = self.window.layout.fill.service
        self.click(row)
        menu = next(menu for menu in row.findChildren(QMenu) if menu.isVisible())
        action = next(act for act in menu.actions() if act.text().startswith(start))
        place = menu.actionGeometry(action).center()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=place)

    async def back(self) -> None:
        """Every popup is gone: the window is in front, as a window manager would have it."""
        row = self.window.layout.fill.service
        await self.until(lambda: not row.findChildren(QMenu))
        self.window.shell.activateWindow()
        await self.until(lambda: QApplication.activeWindow() is self.window.shell)
        self.window.to_canvas()

    async def tick_several(self, *services: str) -> None:
        """Tick these in the list of several services, and leave it."""
        self.take_line("Several")
        assert self.all(SeveralServices)
        await self.back()  # on the test's platform the menu takes the list with it
        if not self.all(SeveralServices):
            self.window.layout.fill.service.open_several()
        content = await self.one(SeveralServices)
        for service in services:
            tick = content.ticks.fields[service]
            assert isinstance(tick, QCheckBox)
            QTest.mouseClick(tick, Qt.MouseButton.LeftButton, pos=tick.rect().bottomLeft() / 2)
        await self.look("several")
        content.window().close()
        await self.until(lambda: not self.window.shell.findChildren(SeveralServices))
        await self.back()

    async def ask(self, prompt: str = "a red door", *, ready: bool = True) -> None:
        """Paint a mask, write a prompt, go back to the canvas; `ready`: it can be sent."""
        self.drag((0.4, 0.4), (0.6, 0.5), (0.45, 0.6))
        self.key(Qt.Key.Key_P)
        field = QApplication.focusWidget()
        assert field is self.window.layout.fill.prompt
        QTest.keyClicks(field, prompt)
        self.key(Qt.Key.Key_Escape)
        assert QApplication.focusWidget() is self.window.canvas
        await self.until(lambda: self.window.layout.fill.generate.isEnabled() is ready)

    def press(self) -> None:
        """Ctrl+Enter."""
        self.key(Qt.Key.Key_Return, CONTROL)

    async def landed(self) -> None:
        """Wait until every tile of the newest press has its picture."""
        await self.until(lambda: all(tile.result for tile in self.run.tiles))

    async def adopt_and_export(self, path: Path) -> None:
        """Adopt what is shown and write the picture."""
        self.key(Qt.Key.Key_Return)
        assert self.session.document.mask_bounds.empty
        await self.export(path)

    async def export(self, path: Path) -> None:
        """Write the picture, and wait until the window says so."""
        self.key(Qt.Key.Key_E, CONTROL)
        await self.answer_file_dialog(path)
        await self.until(lambda: any(path.name in words for words in self.notices))

    async def discard(self) -> str:
        """Close the window and let go what is not saved; what the window asked."""
        self.window.shell.close()
        question = await self.one(QMessageBox)
        words = question.informativeText()
        await self.look("question")
        self.click(button(question, "Discard"))
        await self.until(lambda: not self.all(QMessageBox))
        return words

    def all(self, kind: type[W]) -> list[W]:
        """Every widget of a kind that is in sight."""
        return [found for found in self.window.shell.findChildren(kind) if found.isVisible()]

    async def one(self, kind: type[W]) -> W:
        """The only one of them, as soon as there is one."""
        await self.until(lambda: self.all(kind))
        (found,) = self.all(kind)
        return found


def button(parent: QWidget, word: str) -> QAbstractButton:
    """The button inside `parent` that reads so."""
    return next(b for b in parent.findChildren(QAbstractButton) if word in b.text())


def assert_filled(photo: Path, written: Path, mask: np.ndarray) -> None:
    """Where `mask` is 0 nothing changed, not a pixel; where it is 255 most did."""
    before, after = (np.asarray(Image.open(path)) for path in (photo, written))
    assert np.array_equal(before[mask == 0], after[mask == 0])
    assert (before[mask == 255] != after[mask == 255]).any(axis=1).mean() > 0.5
