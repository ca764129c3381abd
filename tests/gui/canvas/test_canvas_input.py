"""Real Qt events on a real widget."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QNativeGestureEvent, QPointingDevice
from PySide6.QtWidgets import QApplication

from fluxfill_studio.core.geometry import Point, Rect, Size
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.states import Piece
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.imaging.pyramid import Pyramid
from fluxfill_studio.imaging.stamp import Brush
from fluxfill_studio.tools.brush import BrushTool
from fluxfill_studio.tools.brush_settings import BrushSettings
from fluxfill_studio.ui.canvas.signs import Running
from fluxfill_studio.ui.canvas.view import CanvasView
from tests.gui.canvas.events import (
    ALT,
    CTRL,
    LEFT,
    MIDDLE,
    MOVE,
    NONE,
    PRESS,
    RELEASE,
    SHIFT,
    drag,
    key,
    mouse,
    stylus,
    tablet,
    wheel,
)


@pytest.fixture
def pen():
    return stylus()


def shown(view) -> np.ndarray:
    """What is on screen, (h, w, 3) blue green red, without the cursor."""
    view.point_at(None)
    QApplication.processEvents()
    image = view.grab().toImage().convertToFormat(view.scene.surface().image.format())
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1, 4)
    return rows[:, : image.width(), :3].copy()


def test_a_drag_paints_and_the_screen_shows_it(view, document):
    drag(view, (200, 200), (260, 200), (300, 240))
    at = view.viewport_.to_canvas(Point(230, 200))
    assert document.mask[int(at.y), int(at.x)] == 255
    np.testing.assert_array_equal(shown(view), view.scene.surface().composed[..., :3])
    assert document.undo.undo_name == "Brush stroke"


def test_leaving_and_coming_back_is_one_stroke(view, document):
    mouse(view, PRESS, 300, 200)
    mouse(view, MOVE, 900, 200)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    mouse(view, MOVE, 900, 100)
    mouse(view, MOVE, 300, 100)
    mouse(view, RELEASE, 300, 100)
    assert len(document.undo.entries) == 1
    at = view.viewport_.to_canvas(Point(310, 100))
    assert document.mask[int(at.y), int(at.x)] == 255


def test_a_stroke_may_begin_and_end_beside_the_picture(view, document):
    drag(view, (20, 200), (300, 200), (590, 210))
    assert len(document.undo.entries) == 1
    for x in (101, 300, 499):
        at = view.viewport_.to_canvas(Point(x, 203))
        assert document.mask[int(at.y), int(at.x)] == 255


def test_escape_takes_the_stroke_back(view, document):
    mouse(view, PRESS, 200, 200)
    mouse(view, MOVE, 250, 200)
    assert view.cancel_gesture()
    mouse(view, MOVE, 280, 200)
    mouse(view, RELEASE, 280, 200)
    assert not document.mask.any()
    assert document.undo.undo_name is None
    assert not view.cancel_gesture()


@pytest.mark.parametrize("how", ["focus", "hide", "close", "tool"])
def test_what_ends_a_stroke_from_outside_keeps_it(view, document, how):
    mouse(view, PRESS, 200, 200)
    mouse(view, MOVE, 250, 200)
    if how == "focus":
        QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusOut))
    elif how == "hide":
        view.hide()
    elif how == "close":
        view.set_document(None)
    else:
        view.set_tool(None)
    assert not document.editing
    assert len(document.undo.entries) == 1
    mouse(view, MOVE, 280, 200)
    mouse(view, RELEASE, 280, 200)
    assert len(document.undo.entries) == 1


def test_a_lost_release_ends_the_stroke(view, document):
    mouse(view, PRESS, 200, 200)
    mouse(view, MOVE, 250, 200)
    mouse(view, MOVE, 280, 300, held=NONE)
    assert not document.editing
    at = view.viewport_.to_canvas(Point(280, 290))
    assert document.mask[int(at.y), int(at.x)] == 0


def test_a_second_button_changes_nothing(view, document):
    mouse(view, PRESS, 200, 200)
    mouse(view, PRESS, 210, 200, Qt.MouseButton.RightButton)
    mouse(view, RELEASE, 210, 200, Qt.MouseButton.RightButton)
    assert document.editing
    mouse(view, RELEASE, 220, 200)
    assert not document.editing


def test_a_mouse_wheel_zooms_at_the_pointer(view):
    before = view.viewport_.to_canvas(Point(150, 120))
    wheel(view, 150, 120)
    assert view.viewport_.scale > 1
    assert view.viewport_.to_view(before).distance(Point(150, 120)) <= 1


def test_a_touchpad_scroll_pans(view):
    view.zoom_to(4)
    before = view.viewport_
    wheel(view, 150, 120, 30, (13, 22), phase=Qt.ScrollPhase.ScrollUpdate)
    assert view.viewport_.scale == before.scale
    assert view.viewport_.origin == (before.origin[0] + 13, before.origin[1] + 22)


def test_ctrl_wheel_zooms_and_shift_wheel_goes_sideways(view):
    wheel(view, 150, 120, 120, (0, 20), CTRL, Qt.ScrollPhase.ScrollUpdate)
    assert view.viewport_.scale > 1
    view.zoom_to(4)
    before = view.viewport_
    wheel(view, 150, 120, 120, keys=SHIFT)
    assert view.viewport_.origin[0] > before.origin[0]
    assert view.viewport_.origin[1] == before.origin[1]


def test_a_sideways_wheel_pans(view):
    view.zoom_to(4)
    before = view.viewport_
    wheel(view, 150, 120, (120, 0))
    assert view.viewport_.scale == before.scale
    assert view.viewport_.origin == (before.origin[0] + 60, before.origin[1])


def test_alt_wheel_still_zooms(view):
    wheel(view, 150, 120, (120, 0), keys=ALT)  # Qt turns the wheel sideways under Alt
    assert view.viewport_.scale > 1


def test_the_wheel_during_a_stroke_is_ignored(view, document):
    mouse(view, PRESS, 200, 200)
    before = view.viewport_
    wheel(view, 200, 200)
    assert view.viewport_ == before
    mouse(view, RELEASE, 220, 200)
    assert len(document.undo.entries) == 1


def test_a_pinch_zooms(view):
    at = QPointF(300, 200)
    event = QNativeGestureEvent(
        Qt.NativeGestureType.ZoomNativeGesture, QPointingDevice.primaryPointingDevice(), 2,
        at, at, at, 0.25, QPointF(),
    )  # fmt: skip
    QApplication.sendEvent(view, event)
    assert view.viewport_.scale == pytest.approx(1.25)


@pytest.mark.parametrize("hand", ["space", "middle"])
def test_the_hand_pans_and_paints_nothing(view, document, hand):
    view.zoom_to(4)
    before = view.viewport_
    if hand == "space":
        key(view, QEvent.Type.KeyPress, Qt.Key.Key_Space)
        key(view, QEvent.Type.KeyPress, Qt.Key.Key_Space, repeat=True)
        assert view.cursor().shape() == Qt.CursorShape.OpenHandCursor
    drag(view, (200, 200), (230, 190), button=MIDDLE if hand == "middle" else LEFT)
    assert view.viewport_.origin == (before.origin[0] + 30, before.origin[1] - 10)
    assert not document.mask.any()
    if hand == "space":
        key(view, QEvent.Type.KeyRelease, Qt.Key.Key_Space)
        drag(view, (200, 200), (230, 190))
        assert document.mask.any()


def test_space_during_a_stroke_does_nothing(view, document):
    mouse(view, PRESS, 200, 200)
    key(view, QEvent.Type.KeyPress, Qt.Key.Key_Space)
    mouse(view, MOVE, 240, 200)
    key(view, QEvent.Type.KeyRelease, Qt.Key.Key_Space)
    mouse(view, RELEASE, 240, 200)
    at = view.viewport_.to_canvas(Point(235, 200))
    assert document.mask[int(at.y), int(at.x)] == 255


def test_a_held_space_lets_go_with_the_focus(view):
    key(view, QEvent.Type.KeyPress, Qt.Key.Key_Space)
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusOut))
    assert view.cursor().shape() == Qt.CursorShape.BlankCursor


def test_a_pen_paints_once_though_mouse_events_follow(view, document, pen):
    event = tablet(view, pen, QEvent.Type.TabletPress, 200, 200, True)
    assert event.isAccepted()
    mouse(view, PRESS, 50, 50)
    tablet(view, pen, QEvent.Type.TabletMove, 260, 200, True)
    mouse(view, MOVE, 50, 60)
    mouse(view, RELEASE, 50, 60)
    assert document.editing
    tablet(view, pen, QEvent.Type.TabletRelease, 260, 200, False)
    assert len(document.undo.entries) == 1
    painted = view.viewport_.to_canvas(Point(230, 200))
    assert document.mask[int(painted.y), int(painted.x)] == 255
    assert document.mask[:, :10].sum() == 0


def test_the_window_hears_before_the_pen_comes_down(view, document):
    """What is shown may be adopted first, and the canvas may be another one then."""
    wide = document.canvas.grown(50, 0, 0, 0)
    pixels = frozen(np.zeros((wide.height, wide.width, 3), np.uint8))

    def adopt():
        with document.undo.group("adopt"):
            document.derive((Piece(wide, pixels),), wide, "result", document.current.id)

    view.painting_begins.connect(adopt)
    spot = view.viewport_.to_canvas(Point(120, 200))
    drag(view, (120, 200))
    assert document.canvas == wide
    assert view.viewport_.to_canvas(Point(120, 200)) == spot
    assert document.mask[int(spot.y), int(spot.x) + 50] == 255


def test_gesture_and_pointer_are_told(view):
    gestures, points = [], []
    view.gesture_active.connect(gestures.append)
    view.pointer_moved.connect(points.append)
    drag(view, (200, 200), (220, 210))
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert gestures == [True, False]
    assert points[-2] == view.viewport_.to_canvas(Point(220, 210))
    assert points[-1] is None


def test_the_split_line_drags_turns_and_centres(view, document):
    flat = frozen(np.full((300, 400, 3), 200, np.uint8))
    after = view.layer_with([Piece(document.canvas, flat)])
    view.set_compare(view.layer_with(), after)
    drag(view, (100, 50), (150, 60))
    assert view.split.at == pytest.approx(150 / 600)
    assert not document.mask.any()
    composed = view.scene.surface().composed
    assert (composed[200, 160:499, :3] == 200).all()
    assert not (composed[200, 101:149, :3] == 200).all()
    view.turn_split()
    drag(view, (10, 100))
    assert (view.scene.surface().composed[110, 110:490, :3] == 200).all()
    event = QEvent.Type.MouseButtonDblClick
    mouse(view, event, 40, 40)
    assert view.split.at == 0.5
    view.hold_before(True)
    assert not (view.scene.surface().composed[390 // 2 + 20, 110:490, :3] == 200).all()
    view.hold_before(False)
    view.set_compare(None, None)
    drag(view, (200, 200))
    assert document.mask.any()


def test_signs_of_running_jobs_take_no_input(view, document):
    mask = np.full((40, 50), 255, np.uint8)
    bare = shown(view)
    view.set_running([Running(Pyramid(mask, Rect(100, 100, 50, 40)), 42)])
    marked = shown(view)
    assert (bare != marked).any()
    drag(view, *[view.viewport_.to_view(Point(120, y)) for y in (110, 120)])
    assert document.mask[115, 120] == 255
    view.set_running([])
    document.undo.undo()
    np.testing.assert_array_equal(shown(view), bare)


def percent_at(view, running):
    """Where the light words of the chip are, (left, top), view pixels."""
    view.set_running([running])
    without = shown(view)
    view.set_running([Running(running.mask, 42)])
    ys, xs = np.nonzero((shown(view) != without).any(axis=2))
    return Point(xs.min(), ys.min())


def test_the_per_cent_stands_beside_the_outline_in_any_view(view):
    mask = np.full((20, 160), 255, np.uint8)
    running = Running(Pyramid(mask, Rect(120, 140, 160, 20)), None)
    corner = view.viewport_.to_view(Point(280, 140))
    at = percent_at(view, running)
    assert 0 < at.x - corner.x < 16
    assert abs(at.y - corner.y) < 4
    view.turn_to(40)
    lowest = view.viewport_.to_view(Point(280, 140))  # the corner that is farthest right
    at = percent_at(view, running)
    assert 0 < at.x - lowest.x < 16
    assert abs(at.y - lowest.y) < 16


def test_an_extension_comes_into_view_and_is_hatched_outside_the_canvas_only(view, document):
    view.set_extension(document.canvas.grown(200, 0, 0, 0), "600 x 300")
    marked = shown(view)
    surface = view.scene.surface()
    whole = surface.viewport.device_rect(document.canvas.grown(200, 0, 0, 0))
    assert Rect(0, 0, 600, 400).holds(whole)
    known = surface.viewport.device_rect(document.canvas)
    new = Rect.from_edges(whole.x, whole.y, known.x, whole.bottom).grown(-4).slices()
    assert len(np.unique(marked[new])) > 2
    inside = known.grown(-4).slices()
    np.testing.assert_array_equal(marked[inside], surface.composed[..., :3][inside])


def test_a_preview_gives_way_without_moving_the_view(view, document):
    view.set_preview(np.ascontiguousarray(document.pixels[::4, ::4]), Size(400, 300))
    assert view.document is None
    view.zoom_to(3.0, Point(100, 100))
    before = view.viewport_
    drag(view, (200, 200), (240, 200))
    view.set_document(document)
    assert view.viewport_ == before


def test_zoom_slots_and_signal(view):
    heard = []
    view.zoom_changed.connect(heard.append)
    view.zoom_in()
    view.zoom_out()
    view.zoom_fit()
    view.zoom_actual()
    assert heard[0] == 1.5
    assert heard[1] == 1.0
    assert heard[-1] == 1.0


def test_the_canvas_has_a_name_for_screen_readers(view):
    assert view.accessibleName()


@pytest.mark.parametrize("size", [(1, 1), (30_000, 200), (33, 4000)])
@pytest.mark.parametrize("diameter", [1, 5000])
def test_odd_pictures_and_huge_brushes(qtbot, size, diameter):
    document = Document(np.zeros((size[1], size[0], 3), np.uint8))
    view = CanvasView()
    qtbot.addWidget(view)
    view.resize(300, 200)
    view.set_tool(BrushTool(BrushSettings(Brush(diameter))))
    view.show()
    view.set_document(document)
    for step in (view.zoom_fit, view.zoom_actual, view.zoom_in):
        step()
        drag(view, (150, 100), (160, 110))
        np.testing.assert_array_equal(shown(view), view.scene.surface().composed[..., :3])
    assert document.mask.any()


def test_another_document_leaves_the_old_one_alone(view, document):
    other = Document(np.zeros((50, 50, 3), np.uint8))
    view.set_document(other)
    document.edit_mask("late", document.canvas, lambda mask: mask.fill(255))
    assert not view.scene.surface().composed[..., 1].max() > 0x1E
