"""A pen on the canvas, by the events of Qt's tablet support."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.tools.base import PointerKind
from fluxfill_studio.tools.mode import Mode
from tests.gui.canvas.events import (
    ALT,
    ERASER,
    MOVE,
    NONE,
    PEN_MOVE,
    PEN_PRESS,
    PEN_RELEASE,
    PRESS,
    RELEASE,
    drag,
    hover,
    mouse,
    stylus,
    tablet,
)


class Notes:
    """Stands between view and tool and notes the pressure of every event."""

    def __init__(self, tool):
        self._tool = tool
        self.seen = []

    def __getattr__(self, name):
        return getattr(self._tool, name)

    def press(self, event, document):
        self.seen.append(("press", event.kind, event.pressure))
        self._tool.press(event, document)

    def move(self, event):
        self.seen.append(("move", event.kind, event.pressure))
        self._tool.move(event)

    def release(self, event):
        self.seen.append(("release", event.kind, event.pressure))
        self._tool.release(event)


@pytest.mark.parametrize("lifted", [0.0, 1.0])
def test_the_pressure_of_a_lifted_pen_does_not_count(view, lifted):
    notes = Notes(view.tool)
    view.set_tool(notes)
    pen = stylus()
    tablet(view, pen, PEN_PRESS, 200, 200, pressure=0.1)
    tablet(view, pen, PEN_MOVE, 220, 200, pressure=0.3)
    tablet(view, pen, PEN_RELEASE, 221, 200, False, pressure=lifted)
    expected = [("press", 0.1), ("move", 0.3), ("release", 0.3)]
    assert [(what, pytest.approx(how)) for what, _kind, how in notes.seen] == expected
    assert all(kind is PointerKind.PEN for _what, kind, _how in notes.seen)


def test_the_other_end_erases(view, document):
    drag(view, (200, 200), (300, 200))
    at = view.viewport_.to_canvas(Point(250, 200))
    assert document.mask[int(at.y), int(at.x)] == 255
    rubber = stylus(ERASER)
    tablet(view, rubber, PEN_PRESS, 200, 200)
    tablet(view, rubber, PEN_MOVE, 300, 200)
    tablet(view, rubber, PEN_RELEASE, 300, 200, False)
    assert document.mask[int(at.y), int(at.x)] == 0


def test_the_cursor_says_what_the_other_end_or_alt_would_do(view):
    tablet(view, stylus(ERASER), PEN_MOVE, 200, 200, False)
    assert view.tool.cursor.mode is Mode.SUBTRACT
    tablet(view, stylus(), PEN_MOVE, 200, 200, False)
    assert view.tool.cursor.mode is Mode.ADD
    hover(view, 210, 200, ALT)
    assert view.tool.cursor.mode is Mode.SUBTRACT
    hover(view, 210, 200)
    assert view.tool.cursor.mode is Mode.ADD


def test_far_points_are_joined_by_a_line(view, document):
    pen = stylus()
    tablet(view, pen, PEN_PRESS, 150, 100, pressure=1)
    tablet(view, pen, PEN_MOVE, 450, 300, pressure=1)
    tablet(view, pen, PEN_RELEASE, 450, 300, False)
    for share in (0.25, 0.5, 0.75):
        at = view.viewport_.to_canvas(Point(150 + 300 * share, 100 + 200 * share))
        assert document.mask[int(at.y), int(at.x)] == 255


def test_a_hovering_pen_is_followed_and_paints_nothing(view, document):
    points = []
    view.pointer_moved.connect(points.append)
    tablet(view, stylus(), PEN_MOVE, 210, 130, False, pressure=0)
    assert points == [view.viewport_.to_canvas(Point(210, 130))]
    assert not document.mask.any()


def test_a_pen_that_hovers_leaves_the_mouses_stroke_alone(view, document):
    pen = stylus()
    mouse(view, PRESS, 200, 200)
    tablet(view, pen, PEN_MOVE, 400, 300, False)
    tablet(view, pen, PEN_PRESS, 400, 300)
    tablet(view, pen, PEN_RELEASE, 400, 300, False)
    mouse(view, MOVE, 240, 200)
    mouse(view, RELEASE, 240, 200)
    assert len(document.undo.entries) == 1
    at = view.viewport_.to_canvas(Point(400, 300))
    assert document.mask[int(at.y), int(at.x)] == 0


def test_a_lost_lift_ends_the_stroke(view, document):
    pen = stylus()
    tablet(view, pen, PEN_PRESS, 200, 200)
    tablet(view, pen, PEN_MOVE, 240, 200)
    tablet(view, pen, PEN_MOVE, 400, 300, False)
    assert not document.editing
    assert len(document.undo.entries) == 1


def test_tilt_rotation_and_proximity_change_nothing(view, document):
    """A pen's event has much more to say; none of it may disturb."""
    pen = stylus()
    for kind in (QEvent.Type.TabletEnterProximity, QEvent.Type.TabletLeaveProximity):
        tablet(view, pen, kind, 100, 100, False, button=NONE)
    assert not document.mask.any()
    assert not view.busy
