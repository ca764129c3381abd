"""The whole main job in the real window, by real mouse and key events.

Open, paint, fill, compare, adopt, undo, redo, extend, export, close. `FLUXFILL_E2E_PHOTO` names
another photo, `FLUXFILL_E2E_SHOTS` a folder for screenshots.
"""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.paths import resource
from fluxfill_studio.imaging.opening import open_picture
from fluxfill_studio.imaging.saving import read_texts
from tests.e2e.hand import Hand

PHOTO = Path(os.environ.get("FLUXFILL_E2E_PHOTO", str(resource("sample", "sample.jpg"))))


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
    hand.click(button_of(window.layout.fill.presets, "to the right"))
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
    """The button inside `parent` whose name holds `word`."""
    return next(b for b in parent.findChildren(QAbstractButton) if word in b.accessibleName())


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
