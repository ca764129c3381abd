"""Rectangle, ellipse and lasso on a real document, by the events of a pointer."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging import shapes
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.tools.base import NOTHING, PointerEvent, PointerKind
from fluxfill_studio.tools.ellipse import EllipseTool
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.lasso import LassoTool
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.tools.rectangle import RectangleTool

TOOLS = RectangleTool, EllipseTool, LassoTool
WAY = (10, 10), (60, 10), (60, 40)  # encloses something with every tool


@pytest.fixture
def kit(tmp_path):
    return Kit(Settings(tmp_path / "settings.json"), lambda work, done: done(work()))


@pytest.fixture(params=TOOLS)
def tool(request, kit):
    return request.param(kit)


def blank(width=200, height=120):
    return Document(np.zeros((height, width, 3), np.uint8))


@pytest.fixture
def document():
    return blank()


def at(x, y, **keys):
    return PointerEvent(Point(x, y), **keys)


def draw(tool, document, events):
    """Press, move and release; each event a point, perhaps with keys."""
    events = [e if isinstance(e, PointerEvent) else at(*e) for e in events]
    tool.press(events[0], document)
    for event in events[1:]:
        tool.move(event)
    tool.release(events[-1])


def filled(document, level):
    document.edit_mask("fill", document.canvas, lambda mask: mask.fill(level))
    return document


def box_of(document):
    rows, columns = np.nonzero(document.mask)
    left, top = int(columns.min()), int(rows.min())
    return Rect.from_edges(left, top, int(columns.max()) + 1, int(rows.max()) + 1)


# -- every tool -----------------------------------------------------------------------------


def test_a_drag_adds_its_shape_as_one_entry(tool, document):
    draw(tool, document, WAY)
    assert document.mask[15, 50] == 255
    assert document.mask[:, 61:].sum() == document.mask[:9].sum() == 0
    assert [entry.name for entry in document.undo.entries] == [tool.label]
    assert not tool.active
    assert tool.sketch == NOTHING
    document.undo.undo()
    assert not document.mask.any()


@pytest.mark.parametrize(
    ("keys", "inside", "outside"),
    [
        ({}, 255, 128),
        ({"shift": True}, 255, 128),
        ({"alt": True}, 0, 128),
        ({"shift": True, "alt": True}, 128, 0),
        ({"kind": PointerKind.ERASER}, 0, 128),
    ],
)
def test_keys_at_the_press_choose_the_mode_and_do_not_constrain(
    tool, document, keys, inside, outside
):
    filled(document, 128)
    draw(tool, document, [at(*p, **keys) for p in WAY])
    assert document.mask[15, 50] == inside
    assert document.mask[100, 150] == outside
    assert document.mask[60, 50] == outside  # a square, or one from the centre, reaches here


def test_the_buttons_choose_the_mode_and_the_cursor_says_it(tool, document, kit):
    filled(document, 255)
    kit.mode.set(Mode.SUBTRACT)
    assert tool.cursor.mode is Mode.SUBTRACT
    tool.hover(at(5, 5, shift=True))
    assert tool.cursor.mode is Mode.ADD
    tool.hover(at(5, 5))
    tool.press(at(10, 10, shift=True, alt=True), document)
    tool.move(at(60, 10))
    assert tool.cursor.mode is Mode.INTERSECT
    tool.cancel()
    draw(tool, document, WAY)
    assert document.mask[15, 50] == 0
    assert [option.key for option in tool.options] == ["mode"]


@pytest.mark.parametrize("mode", Mode)
def test_a_click_does_nothing(tool, document, kit, mode):
    filled(document, 128)
    kit.mode.set(mode)
    draw(tool, document, [at(50, 50, zoom=0.1), at(65, 50, zoom=0.1), at(62, 58, zoom=0.1)])
    assert (document.mask == 128).all()
    assert len(document.undo.entries) == 1


def test_a_small_drag_far_in_is_no_click(tool, document):
    draw(tool, document, [at(50, 50, zoom=8), at(52, 50, zoom=8), at(52, 52, zoom=8)])
    assert document.mask.any()


def test_cancel_leaves_nothing(tool, document):
    tool.press(at(10, 10), document)
    tool.move(at(60, 10))
    tool.move(at(60, 40))
    assert tool.active
    assert tool.sketch.lines
    tool.cancel()
    tool.release(at(60, 40))
    assert not document.mask.any()
    assert document.undo.entries == ()
    assert tool.sketch == NOTHING


def test_an_end_from_outside_keeps_what_is_drawn(tool, document):
    tool.press(at(10, 10), document)
    tool.move(at(60, 10))
    tool.move(at(60, 40))
    tool.finish()
    assert document.mask[15, 50] == 255
    assert not tool.active


def test_space_moves_the_shape_and_drawing_goes_on(tool, document):
    ways = [at(*p) for p in WAY], [at(*p) for p in (*WAY, (70, 90))]
    still, carried = blank(), document
    draw(tool, still, [*ways[1]])
    shifted = [at(60, 40, space=True), at(80, 55, space=True), at(80, 55), at(90, 105)]
    draw(tool, carried, [*ways[0], *shifted])
    wanted = np.zeros_like(still.mask)
    wanted[15:, 20:] = still.mask[:-15, :-20]
    assert still.mask.any()
    assert (carried.mask == wanted).all()


def test_nothing_happens_while_another_gesture_is_open(tool, document):
    edit = document.begin_edit()
    draw(tool, document, WAY)
    assert not tool.active
    edit.abort()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (30000, 200)])
def test_the_smallest_and_the_longest_picture(tool, width, height):
    document = blank(width, height)
    ends = (-9, -9), (width + 9, -9), (width + 9, height + 9), (width + 9, height + 9.5)
    draw(tool, document, ends)
    assert document.mask[height // 4, width * 3 // 4] > 100
    document.undo.undo()
    assert not document.mask.any()


# -- rectangle and ellipse --------------------------------------------------------------------

coordinate = st.floats(-40, 240, allow_nan=False, width=32)
points = st.builds(Point, coordinate, coordinate)


@given(points, points)
@settings(max_examples=60)
def test_a_rectangle_is_whole_pixels_between_two_rounded_corners(tmp_path_factory, one, two):
    document = filled(blank(), 0)
    kit = Kit(Settings(tmp_path_factory.getbasetemp() / "s.json"), lambda work, done: None)
    draw(RectangleTool(kit), document, [one, two])
    (left, right), (top, bottom) = sorted((one.x, two.x)), sorted((one.y, two.y))
    wanted = np.zeros((120, 200), np.uint8)
    if one.distance(two) > 2:
        edges = [max(0, int(np.floor(edge + 0.5))) for edge in (top, bottom, left, right)]
        wanted[edges[0] : edges[1], edges[2] : edges[3]] = 255
    assert (document.mask == wanted).all()


@pytest.mark.parametrize("make", [RectangleTool, EllipseTool])
@given(start=points, end=points, square=st.booleans(), centred=st.booleans())
@settings(max_examples=40)
def test_keys_during_the_drag_constrain(tmp_path_factory, make, start, end, square, centred):
    kit = Kit(Settings(tmp_path_factory.getbasetemp() / "s.json"), lambda work, done: None)
    tool, document = make(kit), blank()
    x0, y0, x1, y1 = (int(np.floor(v + 0.5)) for v in (*start, *end))
    width, height = abs(x1 - x0), abs(y1 - y0)
    if square:
        width = height = max(width, height)
    right, down = x1 >= x0, y1 >= y0
    box = Rect(x0 if right else x0 - width, y0 if down else y0 - height, width, height)
    if centred:
        box = Rect(x0 - width, y0 - height, 2 * width, 2 * height)
    tool.press(PointerEvent(start), document)
    tool.move(PointerEvent(start.moved(5, 5)))
    tool.move(PointerEvent(end, shift=square, alt=centred))
    if not box.empty:
        assert tool.sketch.label == f"{box.width} × {box.height}"
    tool.release(PointerEvent(end, shift=square, alt=centred))
    if make is EllipseTool:
        wanted = shapes.ellipse(box, document.canvas)
    else:
        wanted = np.zeros((120, 200), np.uint8)
        inner = box.intersected(document.canvas)
        wanted[inner.slices()] = 255
    assert (document.mask == wanted).all()


@pytest.mark.parametrize(
    ("key", "size", "box"), [("alt", "60 × 20", (20, 40)), ("shift", "30 × 30", (50, 50))]
)
def test_a_key_held_since_the_press_constrains_once_pressed_again(kit, document, key, size, box):
    tool = RectangleTool(kit)
    kit.mode.set(Mode.SUBTRACT)
    filled(document, 255 if key == "alt" else 0)
    held = {key: True}
    tool.press(at(50, 50, **held), document)
    tool.move(at(80, 60, **held))
    assert tool.sketch.label == "30 × 10"
    tool.move(at(80, 60))
    tool.move(at(80, 60, **held))
    assert tool.sketch.label == size
    tool.release(at(80, 60, **held))
    changed = document.mask == (0 if key == "alt" else 255)
    x, y, width, height = cv2.boundingRect(changed.astype(np.uint8))
    assert (x, y) == box
    assert f"{width} × {height}" == size


def test_the_outline_frames_the_shape(kit, document):
    for tool in (RectangleTool(kit), EllipseTool(kit)):
        tool.press(at(60, 70), document)
        tool.move(at(20.2, 29.9))
        line = tool.sketch.lines[0]
        x, y = np.array(line.points).T
        assert line.closed
        assert np.allclose((x.min(), y.min(), x.max(), y.max()), (20, 30, 60, 70), atol=0.02)
        tool.cancel()


# -- lasso --------------------------------------------------------------------------------------


@given(st.lists(points, min_size=2, max_size=8))
@settings(max_examples=60)
def test_a_lasso_fills_what_it_goes_round(tmp_path_factory, way):
    kit = Kit(Settings(tmp_path_factory.getbasetemp() / "s.json"), lambda work, done: None)
    document = blank()
    draw(LassoTool(kit), document, way)
    assert (document.mask == shapes.polygon(way, document.canvas)).all() or not strays(way)


def strays(way):
    return any(way[0].distance(point) > 2 for point in way)


def test_the_line_of_a_lasso_grows(kit, document):
    tool = LassoTool(kit)
    tool.press(at(1, 1), document)
    for n in range(2, 6):
        tool.move(at(n, n * n))
    assert list(tool.sketch.lines[0].points) == [(1, 1), (2, 4), (3, 9), (4, 16), (5, 25)]


def test_a_loop_that_crosses_itself_is_filled(kit, document):
    turns = np.linspace(0, 4 * np.pi, 60)
    spiral = [(100 + (20 + t) * np.cos(t), 60 + (20 + t) * np.sin(t)) for t in turns]
    draw(LassoTool(kit), document, spiral)
    assert document.mask[60, 100] == document.mask[60, 85] == 255
    assert box_of(document).width > 50
