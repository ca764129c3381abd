"""Moving the whole mask by the pointer and by the arrow keys."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.document.changes import MaskChanged
from fluxfill_studio.document.document import Document
from fluxfill_studio.tools.base import PointerEvent
from fluxfill_studio.tools.move import MoveTool

WIDTH, HEIGHT = 90, 60


def masked():
    """A picture with grain in a part of its mask."""
    document = Document(np.zeros((HEIGHT, WIDTH, 3), np.uint8))
    grain = np.random.default_rng(1).integers(1, 256, (15, 25), np.uint8)
    document.edit_mask("paint", Rect(30, 20, 25, 15), lambda view: np.copyto(view, grain))
    return document


def moved(mask, dx, dy):
    made = np.zeros_like(mask)
    for y in range(HEIGHT):
        for x in range(WIDTH):
            if 0 <= x - dx < WIDTH and 0 <= y - dy < HEIGHT:
                made[y, x] = mask[y - dy, x - dx]
    return made


def at(x, y, **keys):
    return PointerEvent(Point(x, y), **keys)


def drag(tool, document, *ways, **keys):
    """Press at (40, 30), then go so far from there."""
    tool.press(at(40, 30), document)
    for dx, dy in ways:
        tool.move(at(40 + dx, 30 + dy, **keys))
    tool.release(at(40 + ways[-1][0], 30 + ways[-1][1], **keys))


steps = st.tuples(st.integers(-120, 120), st.integers(-90, 90))


@given(st.lists(steps, min_size=1, max_size=5))
@settings(max_examples=30)
def test_a_drag_moves_every_pixel_and_loses_none_on_its_way(ways):
    document, tool = masked(), MoveTool()
    before = document.mask.copy()
    tool.press(at(40, 30), document)
    for dx, dy in ways:
        tool.move(at(40 + dx, 30 + dy))
        assert (document.mask == moved(before, dx, dy)).all()
    tool.release(at(40 + dx, 30 + dy))
    assert (document.mask == moved(before, dx, dy)).all()
    assert document.mask_share == np.count_nonzero(document.mask) / document.mask.size
    if (dx, dy) != (0, 0):
        assert [entry.name for entry in document.undo.entries] == ["paint", "Move mask"]
        document.undo.undo()
    assert (document.mask == before).all()


@given(st.lists(steps, min_size=2, max_size=4))
@settings(max_examples=30)
def test_the_canvas_hears_of_every_pixel_that_changes(ways):
    document, tool = masked(), MoveTool()
    heard = []
    document.changed.connect(heard.append)
    tool.press(at(40, 30), document)
    for dx, dy in ways:
        before = document.mask.copy()
        heard.clear()
        tool.move(at(40 + dx, 30 + dy))
        told = np.zeros_like(before)
        for change in heard:
            assert isinstance(change, MaskChanged)
            told[change.rect.slices()] = 1
        assert not (document.mask != before)[told == 0].any()
    tool.cancel()


def test_shift_keeps_the_axis():
    for way, kept in (((20, 9), (20, 0)), ((-5, 12), (0, 12))):
        document = masked()
        before = document.mask.copy()
        drag(MoveTool(), document, way, shift=True)
        assert (document.mask == moved(before, *kept)).all()


def test_cancel_puts_it_back():
    document, tool = masked(), MoveTool()
    before = document.mask.copy()
    tool.press(at(40, 30), document)
    tool.move(at(400, 30))
    assert not document.mask.any()
    tool.cancel()
    assert (document.mask == before).all()
    assert len(document.undo.entries) == 1


def test_an_end_from_outside_keeps_it_where_it_is():
    document, tool = masked(), MoveTool()
    before = document.mask.copy()
    tool.press(at(40, 30), document)
    tool.move(at(47, 27))
    tool.finish()
    assert not document.editing
    assert (document.mask == moved(before, 7, -3)).all()


def test_a_click_and_an_empty_mask_are_no_moves():
    document = masked()
    drag(MoveTool(), document, (0.3, -0.2))
    assert len(document.undo.entries) == 1
    empty, tool = Document(np.zeros((9, 9, 3), np.uint8)), MoveTool()
    tool.press(at(4, 4), empty)
    assert not tool.active
    assert not tool.nudge(1, 0, empty)
    assert not empty.editing


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(-40, 40)), min_size=1, max_size=6))
@settings(max_examples=30)
def test_arrow_keys_are_one_way_and_one_entry(nudges):
    document, tool = masked(), MoveTool()
    before = document.mask.copy()
    x = y = 0
    for dx, dy in nudges:
        x, y = x + dx, y + dy
        assert tool.nudge(dx, dy, document)
        assert (document.mask == moved(before, x, y)).all()
    names = [entry.name for entry in document.undo.entries]
    assert names == ["paint", *["Move mask"] * ((x, y) != (0, 0))]
    if len(names) == 2:
        document.undo.undo()
    assert (document.mask == before).all()


@given(st.lists(st.tuples(st.booleans(), steps), min_size=2, max_size=6))
@settings(max_examples=30)
def test_what_left_the_canvas_comes_back_over_many_moves(ways):
    document, tool = masked(), MoveTool()
    lay = {len(document.undo.entries): document.mask.copy()}
    before, x, y = document.mask.copy(), 0, 0
    for nudged, (dx, dy) in ways:
        x, y = x + dx, y + dy
        if nudged:
            tool.nudge(dx, dy, document)
        else:
            drag(tool, document, (dx, dy))
        assert (document.mask == moved(before, x, y)).all()
        lay[len(document.undo.entries)] = document.mask.copy()
    while len(document.undo.entries) > 1:
        document.undo.undo()
        assert (document.mask == lay[len(document.undo.entries)]).all()


def test_a_move_goes_on_from_where_undo_and_redo_have_left_it():
    document, tool = masked(), MoveTool()
    before = document.mask.copy()
    for dx in (50, 200):
        drag(tool, document, (dx, 0))
    assert not document.mask.any()
    document.undo.undo()
    drag(tool, document, (-20, 3))
    assert (document.mask == moved(before, 30, 3)).all()
    document.undo.undo()
    document.undo.redo()
    drag(tool, document, (-30, 0))
    assert (document.mask == moved(before, 0, 3)).all()


def test_what_left_the_canvas_is_gone_once_something_else_is_done():
    document, tool = masked(), MoveTool()
    drag(tool, document, (50, 0))
    document.edit_mask("paint", Rect(0, 0, 4, 4), lambda view: view.fill(9))
    seen = document.mask.copy()
    drag(tool, document, (-40, 0))
    assert (document.mask == moved(seen, -40, 0)).all()


def test_cancel_after_a_move_beyond_the_edge_leaves_that_move():
    document, tool = masked(), MoveTool()
    before = document.mask.copy()
    drag(tool, document, (50, 0))
    tool.press(at(40, 30), document)
    tool.move(at(10, 30))
    tool.cancel()
    assert (document.mask == moved(before, 50, 0)).all()
    drag(tool, document, (-50, 0))
    assert (document.mask == before).all()


def test_another_act_between_begins_another_entry():
    document, tool = masked(), MoveTool()
    tool.nudge(5, 0, document)
    document.edit_mask("paint", Rect(0, 0, 4, 4), lambda view: view.fill(9))
    tool.nudge(3, 0, document)
    assert len(document.undo.entries) == 4
    assert document.mask[0, 3] == 9
    assert document.mask[0, 2] == 0


def test_undo_between_begins_another_entry():
    document, tool = masked(), MoveTool()
    before = document.mask.copy()
    tool.nudge(5, 0, document)
    document.undo.undo()
    tool.nudge(0, 2, document)
    assert (document.mask == moved(before, 0, 2)).all()


def test_a_way_there_and_back_never_takes_back_what_was_done_before():
    document, tool = masked(), MoveTool()
    before = document.mask.copy()
    for dx in (1, -1, 2, -2, 0, 3):
        tool.nudge(dx, 0, document)
    assert (document.mask == moved(before, 3, 0)).all()
    assert len(document.undo.entries) == 2


@pytest.mark.parametrize(("width", "height"), [(1, 1), (30000, 200)])
def test_the_smallest_and_the_longest_picture(width, height):
    document, tool = Document(np.zeros((height, width, 3), np.uint8)), MoveTool()
    document.edit_mask("fill", document.canvas, lambda mask: mask.fill(255))
    drag(tool, document, (1, 0))
    assert document.mask[0, 0] == 0
    assert document.mask.sum(dtype=int) == 255 * (width - 1) * height
    document.undo.undo()
    assert (document.mask == 255).all()
