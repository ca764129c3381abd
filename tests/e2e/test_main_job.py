"""The whole main job in the real window, by real mouse and key events.

Open, paint, fill, compare, adopt, undo, redo, extend, export, close. `FLUXFILL_E2E_PHOTO` names
another photo, `FLUXFILL_E2E_SHOTS` a folder for screenshots.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLineEdit, QWidget

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.core.paths import resource
from fluxfill_studio.imaging.opening import open_picture
from fluxfill_studio.imaging.saving import read_texts
from fluxfill_studio.studio.studio import Studio
from fluxfill_studio.ui.shell import Shell
from fluxfill_studio.ui.window import Window
from tests.gui.conftest import qloop  # noqa: F401  the fixture

PHOTO = Path(os.environ.get("FLUXFILL_E2E_PHOTO", str(resource("sample", "sample.jpg"))))
SHOTS = os.environ.get("FLUXFILL_E2E_SHOTS")
PATIENCE_S = 60


class Hand:
    """Mouse and keyboard of a person in front of one window."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.number = 0

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key, wherever the focus is."""
        target = QApplication.focusWidget() or self.window.shell
        QTest.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)

    def drag(self, *points: tuple[float, float]) -> None:
        """A stroke over the canvas, in shares of the picture."""
        canvas = self.window.canvas
        places = [self.place(*point) for point in points]
        self._mouse(QEvent.Type.MouseButtonPress, places[0], canvas)
        for start, end in itertools.pairwise(places):
            for step in range(1, 9):
                between = start + (end - start) * step / 8
                self._mouse(QEvent.Type.MouseMove, between, canvas)
        self._mouse(QEvent.Type.MouseButtonRelease, places[-1], canvas)

    def place(self, x: float, y: float) -> QPointF:
        """A share of the picture in the canvas widget."""
        rect = self.window.session.document.canvas
        at = self.window.canvas.viewport_.to_view(
            Point(rect.x + x * rect.width, rect.y + y * rect.height)
        )
        return QPointF(at.x, at.y)

    def click(self, widget: QWidget) -> None:
        """The left button on a widget."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())

    async def until(self, done: Callable[[], object]) -> None:
        """Wait for what a person would wait for."""
        async with asyncio.timeout(PATIENCE_S):
            while not done():  # noqa: ASYNC110  Qt wakes no event
                await asyncio.sleep(0.005)

    async def answer_file_dialog(self, path: Path) -> None:
        """Type a path into the file dialog that comes up."""
        shell = self.window.shell
        await self.until(lambda: any(d.isVisible() for d in shell.findChildren(QFileDialog)))
        dialog = next(d for d in shell.findChildren(QFileDialog) if d.isVisible())
        field = dialog.findChild(QLineEdit)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, str(path))
        QTest.keyClick(field, Qt.Key.Key_Return)
        await self.until(lambda: not dialog.isVisible())
        shell.activateWindow()  # the window manager's part; there is none here

    async def look(self, name: str) -> np.ndarray:
        """The window as it is now, (h, w, 4), kept as a screenshot if they are wanted."""
        await asyncio.sleep(0.01)  # a turn of Qt's loop; processEvents in a task would kill others
        self.number += 1
        if SHOTS:
            self.window.shell.grab().save(f"{SHOTS}/{self.number:02}-{name}.png")
        image = self.window.canvas.grab().toImage()
        return np.array(image.constBits()).reshape(image.height(), image.width(), 4)

    def _mouse(self, kind: QEvent.Type, at: QPointF, widget: QWidget) -> None:
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        held = none if kind == QEvent.Type.MouseButtonRelease else left
        button = none if kind == QEvent.Type.MouseMove else left
        plain = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, at, widget.mapToGlobal(at), button, held, plain)
        QApplication.sendEvent(widget, event)


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


def test_the_main_job(at_the_window, tmp_path: Path) -> None:
    async def job(hand: Hand) -> None:
        await open_by_dialog(hand)
        await paint_and_fill(hand)
        await compare_and_adopt(hand)
        await extend(hand)
        await export(hand, tmp_path / "finished.png")

    at_the_window(job)


async def open_by_dialog(hand: Hand) -> None:
    await hand.look("empty")
    hand.key(Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    await hand.answer_file_dialog(PHOTO)
    await hand.until(lambda: hand.window.session)
    await hand.look("opened")
    brush = hand.window.drawing.brush.brush
    on_screen = brush.diameter * hand.window.canvas.viewport_.zoom
    assert on_screen == pytest.approx(48, abs=1)
    assert QApplication.focusWidget() is hand.window.canvas


async def paint_and_fill(hand: Hand) -> None:
    window, session = hand.window, hand.window.session
    assert not window.layout.fill.generate.isEnabled()
    hand.drag((0.70, 0.72), (0.80, 0.76), (0.72, 0.80))
    hand.key(Qt.Key.Key_E)
    hand.drag((0.78, 0.80), (0.80, 0.80))
    hand.key(Qt.Key.Key_B)
    assert [e.name for e in session.document.undo.entries] == ["Brush stroke", "Erase stroke"]
    await hand.look("painted")
    hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hand.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(session.history.runs) == 1
    assert len(session.history.runs[0].tiles) == 1
    await hand.until(lambda: any((job.progress or 0) > 0 for job in session.filling.running))
    await hand.look("filling")
    await hand.until(lambda: session.choosing.shown)
    await hand.look("result")
    assert session.history.runs[0].tiles[0].failure == ""


async def compare_and_adopt(hand: Hand) -> None:
    window, session = hand.window, hand.window.session
    document = session.document
    result = await hand.look("shown")
    QTest.keyPress(window.canvas, Qt.Key.Key_A)
    before = await hand.look("held-before")
    QTest.keyRelease(window.canvas, Qt.Key.Key_A)
    await asyncio.sleep(0.1)  # a release counts once no further press follows
    assert (before != result).any()
    assert np.array_equal(await hand.look("let-go"), result)
    hand.key(Qt.Key.Key_Y)
    middle = await hand.look("compare")
    hand.drag((0.5, 0.5), (0.9, 0.5))
    assert (await hand.look("compare-dragged") != middle).any()
    hand.key(Qt.Key.Key_Escape)
    assert session.choosing.shown is not None
    mask, pixels = document.mask.copy(), document.pixels
    hand.key(Qt.Key.Key_Return)
    assert document.mask_bounds.empty
    await hand.look("adopted")
    changed = (document.pixels != pixels).any(axis=2)
    assert changed.any()
    assert not changed[mask == 0].any()
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert np.array_equal(document.pixels, pixels)
    assert np.array_equal(document.mask, mask)
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert document.mask_bounds.empty


async def extend(hand: Hand) -> None:
    window, session = hand.window, hand.window.session
    canvas = session.document.canvas
    hand.click(button_of(window.layout.fill.mode, "Extend"))
    assert session.form.wishes.extend
    hand.click(button_of(window.layout.fill.presets, "Right"))
    assert session.form.wishes.preset == "Right outpaint"
    await asyncio.sleep(0.01)
    await hand.look("extend")
    hand.click(window.layout.fill.generate)
    assert len(session.history.runs) == 2
    assert QApplication.focusWidget() is window.canvas
    await hand.until(lambda: session.choosing.shown)
    await hand.look("extended-shown")
    under = hand.place(0.0, 0.0)
    hand.key(Qt.Key.Key_Return)
    grown = session.document.canvas
    assert grown == Rect(canvas.x, canvas.y, round(canvas.width * 1.5), canvas.height)
    await asyncio.sleep(0.05)
    assert hand.place(0.0, 0.0) == under
    await hand.look("extended")


def button_of(parent: QWidget, word: str) -> QAbstractButton:
    """The button inside `parent` whose words hold `word`."""
    return next(b for b in parent.findChildren(QAbstractButton) if word in b.text())


async def export(hand: Hand, path: Path) -> None:
    session = hand.window.session
    hand.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    await hand.answer_file_dialog(path)
    await hand.until(lambda: session.exporting.up_to_date and path.exists())
    messages = hand.window.layout.notices.messages
    await hand.until(lambda: "Exported" in messages[-1].notice.text)
    assert "0 pixels changed outside" in messages[-1].notice.text
    await hand.look("exported")
    source, written = open_picture(PHOTO), open_picture(path)
    assert np.array_equal(written.pixels, session.document.pixels)
    assert written.icc == source.icc
    fills = json.loads(read_texts(path)["fluxfill-studio"])["fills"]
    assert [fill["outpaint"] for fill in fills] == ["None", "Right outpaint"]
    assert session.concerns() == []
