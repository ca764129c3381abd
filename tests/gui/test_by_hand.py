"""Tools of the whole window by pointer, fingers and keys."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.settings.table import NAVIGATOR
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.options_popup import OptionsPopup
from tests.gui.canvas.events import (
    MOVE,
    PEN_PRESS,
    PEN_RELEASE,
    PRESS,
    RELEASE,
    RIGHT,
    drag,
    hover,
    mouse,
    stylus,
    tablet,
    touch,
)
from tests.gui.front import Front

Key = Qt.Key


@pytest.fixture
def open_front(front: Front, tmp_path) -> Front:
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(3).integers(0, 256, (300, 400, 3), np.uint8)).save(path)
    front.open(path)
    front.window.canvas.zoom_to(1.0)
    front.window.shell.activateWindow()
    front.window.to_canvas()
    front.turn()
    return front


def place(front: Front, x: float, y: float) -> tuple[float, float]:
    """A canvas point in the canvas widget."""
    at = front.window.canvas.viewport_.to_view(Point(x, y))
    return at.x, at.y


def mask(front: Front) -> np.ndarray:
    return front.window.session.document.mask


def corners(front: Front) -> None:
    """Three corners of a polygon."""
    front.in_loop(lambda: front.window.drawing.choose_tool("polygon"))
    for x, y in ((50, 50), (250, 60), (150, 220)):
        front.in_loop(lambda x=x, y=y: drag(front.window.canvas, place(front, x, y)))


def popups() -> list[OptionsPopup]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, OptionsPopup)]


def test_a_polygon_by_enter_backspace_and_undo(open_front):
    front = open_front
    corners(front)
    front.in_loop(lambda: drag(front.window.canvas, place(front, 20, 200)))
    front.key(Key.Key_Backspace)
    front.in_loop(lambda: drag(front.window.canvas, place(front, 20, 200)))
    front.key(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not mask(front).any(), "undo took the point, not the mask"
    front.key(Key.Key_Return)
    assert mask(front)[100, 150] == 255
    assert mask(front)[190, 40] == 0, "the point that was taken back is no corner"
    assert len(front.window.session.document.undo.entries) == 1
    front.key(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not mask(front).any()


def test_escape_gives_a_polygon_up_and_then_leaves_the_result(open_front):
    front = open_front
    front.result()
    corners(front)
    front.in_loop(lambda: front.window.session.choosing.step(1))
    front.key(Key.Key_Escape)
    assert not front.window.drawing.tools["polygon"].waiting
    shown = front.window.session.choosing.shown
    front.key(Key.Key_Escape)
    assert shown is None or front.window.session.choosing.shown is None


def test_another_tool_completes_a_polygon_and_another_picture_drops_it(open_front, tmp_path):
    front = open_front
    corners(front)
    front.in_loop(lambda: front.window.drawing.choose_tool("brush"))
    assert mask(front)[100, 150] == 255
    corners(front)
    first = front.window.session.document
    count = len(first.undo.entries)
    front.in_loop(lambda: front.window.set_session(None))
    assert len(first.undo.entries) == count
    assert not front.window.drawing.tools["polygon"].waiting


def test_arrows_move_the_mask_with_its_tool_and_walk_results_otherwise(open_front):
    front = open_front
    front.result()
    front.in_loop(front.window.session.choosing.hide)
    front.in_loop(lambda: front.window.drawing.choose_tool("move"))
    front.in_loop(front.window.to_canvas)
    before = mask(front).copy()
    front.key(Key.Key_Right)
    assert front.window.session.choosing.shown is None
    np.testing.assert_array_equal(mask(front)[:, 1:], before[:, :-1])
    front.in_loop(lambda: front.window.drawing.choose_tool("brush"))
    front.in_loop(front.window.to_canvas)
    front.key(Key.Key_Right)
    assert front.window.session.choosing.shown is not None
    front.in_loop(lambda: front.window.drawing.choose_tool("move"))
    front.in_loop(front.window.to_canvas)
    before = mask(front).copy()
    front.key(Key.Key_Left)
    np.testing.assert_array_equal(mask(front), before, "a hidden mask was moved")


def test_two_fingers_take_the_last_stroke_back(open_front, qapp):
    front = open_front
    canvas = front.window.canvas
    front.in_loop(lambda: drag(canvas, place(front, 100, 100), place(front, 200, 100)))
    assert mask(front).any()
    device = QTest.createTouchDevice()
    for kind in ("press", "release"):
        front.in_loop(partial(touch, canvas, device, (100, 100), (200, 100), kind=kind))
    assert not mask(front).any()


def test_a_right_click_offers_the_brush_at_the_pointer(open_front):
    front = open_front
    canvas = front.window.canvas
    front.in_loop(lambda: drag(canvas, place(front, 100, 100), button=RIGHT))
    (popup,) = popups()
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert canvas.pointed, "the ring is to be seen while it is sized"
    assert list(popup.row.fields) == ["brush.size", "brush.hardness", "brush.opacity"]
    front.in_loop(lambda: QTest.keyClicks(popup.focusWidget(), "77"))
    front.in_loop(lambda: QTest.keyClick(popup.focusWidget(), Key.Key_Return))
    assert front.window.drawing.brush.brush.diameter == 77
    front.until(lambda: not popups())
    assert not canvas.pointed
    assert not mask(front).any()
    pen = stylus()
    front.in_loop(lambda: tablet(canvas, pen, PEN_PRESS, *place(front, 60, 60), button=RIGHT))
    front.in_loop(
        lambda: tablet(canvas, pen, PEN_RELEASE, *place(front, 60, 60), False, button=RIGHT)
    )
    (large,) = popups()
    assert large.row.fields["brush.size"].height() >= tokens.TOUCH
    large.close()


def test_the_navigator_is_kept(open_front):
    front = open_front
    front.in_loop(front.window.actions["navigator"].trigger)
    navigator = front.window.drawing.navigator
    assert navigator.isVisible()
    assert front.studio.settings.flag(NAVIGATOR)
    front.in_loop(lambda: front.window.set_session(None))
    assert not navigator.isVisible()


def test_a_tap_on_alt_stays_with_the_canvas(open_front):
    front = open_front
    front.key(Key.Key_Alt)
    assert front.window.canvas.hasFocus()
    assert QApplication.activePopupWidget() is None
    front.key(Key.Key_X)
    assert front.window.canvas.tool.id == "eraser", "the next key is the canvas's"


class Paints(QObject):
    """Notes how wide every repaint of a widget is."""

    def __init__(self) -> None:
        super().__init__()
        self.widths: list[int] = []

    def eventFilter(self, target, event) -> bool:  # noqa: N802  Qt's own name
        if isinstance(event, QPaintEvent):
            self.widths.append(event.rect().width())
        return False


def test_a_stroke_repaints_no_more_than_itself(open_front):
    """Signs over the picture must not be drawn anew at every move."""
    front = open_front
    canvas = front.window.canvas
    front.in_loop(lambda: front.window.drawing.brush.set_diameter(20))
    front.in_loop(lambda: hover(canvas, *place(front, 100, 100)))
    front.in_loop(lambda: mouse(canvas, PRESS, *place(front, 100, 100)))
    paints = Paints()
    canvas.installEventFilter(paints)
    for x in (110, 120, 130):
        front.in_loop(lambda x=x: mouse(canvas, MOVE, *place(front, x, 100)))
    canvas.removeEventFilter(paints)
    front.in_loop(lambda: mouse(canvas, RELEASE, *place(front, 130, 100)))
    assert paints.widths
    assert max(paints.widths) < 100


def test_a_held_alt_is_forgotten_when_the_keyboard_goes_elsewhere(open_front):
    front = open_front
    canvas = front.window.canvas
    at = place(front, 100, 100)
    front.in_loop(lambda: hover(canvas, *at, keys=Qt.KeyboardModifier.AltModifier))
    assert canvas.tool.cursor.mode is Mode.SUBTRACT
    front.in_loop(front.window.layout.options.zoom.setFocus)
    assert canvas.tool.cursor.mode is Mode.ADD
