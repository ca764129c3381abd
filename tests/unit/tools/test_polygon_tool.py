"""The polygon lasso: points placed, moved, taken back; closed in every way."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging import shapes
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.tools.base import NOTHING, PointerEvent
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.tools.polygon import PolygonTool

CORNERS = (20, 20), (120, 30), (70, 100)


@pytest.fixture
def tool(tmp_path):
    return PolygonTool(Kit(Settings(tmp_path / "settings.json"), lambda work, done: done(work())))


@pytest.fixture
def document():
    return Document(np.zeros((120, 200, 3), np.uint8))


def at(x, y, **keys):
    return PointerEvent(Point(x, y), **keys)


def click(tool, document, *points, **keys):
    for x, y in points:
        tool.press(at(x, y, **keys), document)
        tool.release(at(x, y, **keys))


def drag(tool, document, start, *ends, **keys):
    tool.press(at(*start, **keys), document)
    for end in ends:
        tool.move(at(*end, **keys))
    tool.release(at(*ends[-1], **keys))


def cover(*points):
    return shapes.polygon([Point(*p) for p in points], BLANK.canvas)


BLANK = Document(np.zeros((120, 200, 3), np.uint8))


def test_points_wait_and_change_nothing_until_completed(tool, document):
    click(tool, document, *CORNERS)
    assert tool.waiting
    assert not tool.active
    assert tool.sketch.handles == CORNERS
    assert document.undo.entries == ()
    assert tool.complete()
    assert (document.mask == cover(*CORNERS)).all()
    assert [entry.name for entry in document.undo.entries] == ["Polygon"]
    assert not tool.waiting
    assert tool.sketch == NOTHING
    assert not tool.complete()


def test_a_click_on_the_first_point_closes(tool, document):
    click(tool, document, *CORNERS, (26, 24))
    assert not tool.waiting
    assert (document.mask == cover(*CORNERS)).all()


def test_the_reach_of_a_point_is_in_screen_pixels(tool, document):
    click(tool, document, *CORNERS, (26, 24), zoom=4)
    assert tool.waiting
    assert len(tool.sketch.handles) == 4


def test_two_points_are_not_closed_by_a_click_on_the_first(tool, document):
    click(tool, document, *CORNERS[:2], CORNERS[0])
    assert tool.sketch.handles == CORNERS[:2]


def test_any_point_can_be_dragged_until_the_shape_is_closed(tool, document):
    click(tool, document, *CORNERS)
    drag(tool, document, (118, 33), (150, 40), (160, 50))
    drag(tool, document, CORNERS[0], (5, 5))
    assert tool.sketch.handles == ((5, 5), (160, 50), CORNERS[2])
    tool.complete()
    assert (document.mask == cover((5, 5), (160, 50), CORNERS[2])).all()


def test_a_press_that_is_dragged_moves_the_point_just_placed(tool, document):
    click(tool, document, CORNERS[0])
    drag(tool, document, (60, 60), (90, 70))
    assert tool.sketch.handles == (CORNERS[0], (90, 70))


def test_backspace_takes_the_last_point_and_redo_brings_it_back(tool, document):
    click(tool, document, *CORNERS)
    assert not tool.step_again()
    assert tool.step_back()
    assert tool.sketch.handles == CORNERS[:2]
    assert tool.step_again()
    assert tool.sketch.handles == CORNERS
    assert tool.step_back()
    click(tool, document, (150, 90))
    assert not tool.step_again()  # another point came
    for _point in range(3):
        assert tool.step_back()
    assert not tool.waiting
    assert not tool.step_back()
    assert not tool.step_again()


def test_escape_takes_the_gesture_back_then_the_shape(tool, document):
    click(tool, document, *CORNERS)
    tool.press(at(*CORNERS[1]), document)
    tool.move(at(190, 90))
    tool.cancel()
    assert tool.sketch.handles == CORNERS
    assert not tool.active
    tool.cancel()
    assert not tool.waiting
    assert not document.mask.any()
    tool.press(at(10, 10), document)
    tool.cancel()
    assert not tool.waiting


def test_losing_the_focus_keeps_the_points(tool, document):
    click(tool, document, *CORNERS[:2])
    tool.press(at(*CORNERS[2]), document)
    tool.finish()
    assert not tool.active
    assert tool.sketch.handles == CORNERS


def test_put_away_lays_what_waits(tool, document):
    click(tool, document, *CORNERS)
    tool.put_away()
    assert (document.mask == cover(*CORNERS)).all()
    click(tool, document, *CORNERS[:2])
    tool.put_away()
    assert tool.sketch.handles == CORNERS[:2]
    assert tool.sketch.label == "A shape needs three points"
    assert len(document.undo.entries) == 1
    click(tool, document, CORNERS[2])
    assert "needs" not in tool.sketch.label
    assert tool.complete()
    assert len(document.undo.entries) == 1  # the same once more


@pytest.mark.parametrize(
    ("keys", "mode", "inside", "outside"),
    [
        ({"shift": True}, Mode.ADD, 255, 128),
        ({"alt": True}, Mode.SUBTRACT, 0, 128),
        ({"shift": True, "alt": True}, Mode.INTERSECT, 128, 0),
    ],
)
def test_the_first_press_chooses_the_mode(tool, document, keys, mode, inside, outside):
    document.edit_mask("fill", document.canvas, lambda mask: mask.fill(128))
    click(tool, document, CORNERS[0], **keys)
    click(tool, document, *CORNERS[1:])
    assert tool.cursor.mode is mode
    tool.complete()
    assert document.mask[50, 70] == inside
    assert document.mask[110, 180] == outside


coordinate = st.floats(0, 200, allow_nan=False, width=32)


@given(coordinate, coordinate, coordinate, coordinate)
@settings(max_examples=50)
def test_shift_turns_an_edge_to_45_degrees(tmp_path_factory, x0, y0, x, y):
    folder = tmp_path_factory.getbasetemp()
    tool = PolygonTool(Kit(Settings(folder / "s.json"), lambda work, done: None))
    click(tool, BLANK, (x0, y0))
    tool.hover(at(x, y, shift=True, zoom=100))
    if len(tool.sketch.lines) < 2:
        assert math.dist((x0, y0), (x, y)) * 100 <= 8
        return
    start, end = tool.sketch.lines[1].points
    eighths = math.atan2(end.y - start.y, end.x - start.x) / (math.pi / 4)
    assert math.isclose(eighths, round(eighths), abs_tol=1e-6)
    # The nearest place on the nearest of the eight ways.
    away = math.dist(end, (x, y))
    assert away <= math.dist(start, (x, y)) * math.sin(math.pi / 8) + 1e-6


def test_hovering_shows_the_next_edge_its_length_and_its_angle(tool, document):
    click(tool, document, (20, 100))
    tool.hover(at(50, 60))
    assert tool.sketch.lines[1].points == ((20, 100), (50, 60))
    assert tool.sketch.label == "50 px, 53°"
    click(tool, document, (50, 60), (90, 60))
    tool.hover(at(23, 96))
    assert tool.sketch.lines[1].points == ((90, 60), (20, 100))  # a click there would close
    tool.hover(at(52, 61))
    assert len(tool.sketch.lines) == 1  # a press there would take hold of the point


def test_space_moves_the_whole_shape(tool, document):
    click(tool, document, *CORNERS[:2])
    tool.press(at(*CORNERS[2]), document)
    tool.move(at(80, 95, space=True))
    tool.move(at(81, 95))
    tool.release(at(81, 95))
    assert tool.sketch.handles == ((30, 15), (130, 25), (81, 95))


def test_another_picture_begins_another_shape(tool, document):
    click(tool, document, *CORNERS)
    other = Document(np.zeros((120, 200, 3), np.uint8))
    click(tool, other, (5, 5))
    assert tool.sketch.handles == ((5, 5),)
    assert not document.mask.any()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (30000, 200)])
def test_points_may_lie_outside_the_picture(tool, width, height):
    document = Document(np.zeros((height, width, 3), np.uint8))
    click(tool, document, (-50, -50), (width * 3 + 200, -50), (-50, height * 3 + 200))
    tool.complete()
    assert document.mask[0, 0] == 255
    document.undo.undo()
    assert not document.mask.any()
