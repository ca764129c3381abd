"""Notices float over the canvas: clicks that close them do nothing to the picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from fluxfill_studio.studio.notices import Action, Notice, Tone
from tests.gui.front import Front

pytestmark = pytest.mark.usefixtures("dressed")
LEFT = Qt.MouseButton.LeftButton


def test_quick_clicks_that_close_notices_do_not_reach_the_canvas(front: Front, photo: Path) -> None:
    front.open(photo)
    front.result()
    notices, choosing = front.window.layout.notices, front.window.session.choosing
    while notices.notice is not None:
        notices.dismiss()
    for words in ("One broke.", "Another broke. " * 20):
        front.in_loop(lambda words=words: front.window.notify(Notice(words, Tone.ERROR)))
    handle, closing = front.shell.windowHandle(), notices._close
    at = closing.mapTo(front.shell, closing.rect().center())

    def hurry() -> None:
        for _click in range(2):
            QTest.mouseClick(handle, LEFT, Qt.KeyboardModifier.NoModifier, at)
        QTest.mouseDClick(handle, LEFT, Qt.KeyboardModifier.NoModifier, at)

    shown = choosing.shown
    front.in_loop(hurry)
    assert notices.notice is None
    assert choosing.shown == shown
    front.until(lambda: front.shell.childAt(at) is front.window.canvas)
    assert front.shell.childAt(at + QPoint(0, 8)) is front.window.canvas


def test_the_keyboard_goes_back_to_the_canvas_with_the_last_notice(
    front: Front, photo: Path
) -> None:
    front.open(photo)
    notices, canvas = front.window.layout.notices, front.window.canvas
    canvas.setFocus()
    notice = Notice("It broke.", Tone.ERROR, Action("Help", lambda: None))
    front.in_loop(lambda: front.window.notify(notice))
    front.in_loop(lambda: front.window.notify(Notice("Worse.", Tone.ERROR, notice.action)))
    front.until(lambda: not notices._shield.isVisible())
    front.click(notices._act)
    assert notices.notice is notice
    assert canvas.hasFocus()
    front.until(lambda: not notices._shield.isVisible())
    front.in_loop(notices._act.setFocus)
    front.key(Qt.Key.Key_Space)
    assert notices.notice is None
    assert canvas.hasFocus()
