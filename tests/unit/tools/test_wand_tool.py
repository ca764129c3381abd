"""The magic wand: what a click selects, live tolerance, a click done again."""

from __future__ import annotations

import numpy as np
import pytest

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.document.document import Document
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import (
    EXPAND,
    WAND_CONTIGUOUS,
    WAND_SAMPLE,
    WAND_SMOOTH_EDGE,
    WAND_TOLERANCE,
)
from fluxfill_studio.tools.base import NOTHING, PointerEvent
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.wand import WandTool


@pytest.fixture
def kit():
    settings = Settings()
    for setting, value in ((EXPAND, 0), (WAND_SMOOTH_EDGE, False), (WAND_SAMPLE, 1)):
        settings.set(setting, value)
    return Kit(settings, lambda work, done: done(work()))


@pytest.fixture
def tool(kit):
    return WandTool(kit)


@pytest.fixture
def document():
    """Grey 100; a square of 110 in the middle and another, apart, at the right; black between."""
    pixels = np.full((60, 100, 3), 100, np.uint8)
    pixels[20:40, 20:40] = 110
    pixels[:, 70:75] = 0
    pixels[10:20, 80:90] = 110
    return Document(pixels)


def at(x, y, **keys):
    return PointerEvent(Point(x, y), **keys)


def click(tool, document, x, y, **keys):
    tool.press(at(x, y, **keys), document)
    tool.release(at(x, y, **keys))


def names(document):
    return [entry.name for entry in document.undo.entries]


def values(document, *values):
    return np.isin(document.pixels[..., 0], values) * 255


def test_a_click_selects_what_hangs_together(tool, kit, document):
    kit.settings.set(WAND_TOLERANCE, 2)
    click(tool, document, 30.5, 30.5)
    wanted = np.zeros((60, 100))
    wanted[20:40, 20:40] = 255
    assert (document.mask == wanted).all()
    assert names(document) == ["Magic wand"]
    document.undo.undo()
    assert not document.mask.any()


def test_the_whole_picture_can_be_asked(tool, kit, document):
    kit.settings.set(WAND_TOLERANCE, 2)
    kit.settings.set(WAND_CONTIGUOUS, False)
    click(tool, document, 30, 30)
    assert (document.mask == values(document, 110)).all()


def test_expand_grows_the_selection(tool, kit, document):
    kit.settings.set(WAND_TOLERANCE, 2)
    kit.settings.set(EXPAND, 4)
    click(tool, document, 30, 30)
    assert document.mask[30, 16] == 255
    assert document.mask[30, 15] == 0


@pytest.mark.parametrize(
    ("keys", "inside", "outside"),
    [({}, 255, 128), ({"alt": True}, 0, 128), ({"shift": True, "alt": True}, 128, 0)],
)
def test_keys_at_the_press_choose_the_mode(tool, kit, document, keys, inside, outside):
    kit.settings.set(WAND_TOLERANCE, 2)
    document.edit_mask("fill", document.canvas, lambda mask: mask.fill(128))
    click(tool, document, 30, 30, **keys)
    assert document.mask[30, 30] == inside
    assert document.mask[50, 30] == outside
    assert len(names(document)) == 2


def test_dragging_sideways_changes_the_tolerance_of_this_selection(tool, kit, document):
    kit.settings.set(WAND_TOLERANCE, 2)
    tool.press(at(30, 30), document)
    assert tool.sketch.label == "Tolerance 2"
    tool.move(at(50, 30))
    assert tool.sketch.label == "Tolerance 6 for this selection"
    assert document.mask[5, 5] == 255
    assert document.mask[15, 85] == 0
    tool.move(at(0, 30))
    assert tool.sketch.label == "Tolerance 0 for this selection"
    assert document.mask[5, 5] == 0
    assert document.mask[30, 30] == 255
    tool.release(at(56, 30))
    assert document.mask[5, 5] == 255
    assert names(document) == ["Magic wand"]
    assert tool.sketch == NOTHING
    document.undo.undo()
    click(tool, document, 30, 30)
    assert document.mask[5, 5] == 0


@pytest.mark.parametrize("zoom", [0.1, 1, 8])
def test_a_slip_of_the_hand_is_a_click(tool, kit, document, zoom):
    kit.settings.set(WAND_TOLERANCE, 8)
    tool.press(at(30, 30), document)
    tool.move(at(30 - 8 / zoom, 30 + 99 / zoom, zoom=zoom))
    assert tool.sketch.label == "Tolerance 8"
    tool.release(at(30 + 8 / zoom, 30, zoom=zoom))
    assert document.mask[5, 5] == 255
    assert document.mask[30, 30] == 255
    assert not document.mask[:, 70:75].any()


def test_another_option_after_a_drag_keeps_the_tolerance_dragged_to(tool, kit, document):
    kit.settings.set(WAND_TOLERANCE, 2)
    tool.press(at(30, 30), document)
    tool.release(at(60, 30))
    assert document.mask[5, 5] == 255
    kit.settings.set(WAND_CONTIGUOUS, False)
    assert (document.mask == values(document, 100, 110)).all()
    kit.settings.set(WAND_TOLERANCE, 3)
    assert (document.mask == values(document, 110)).all()


def test_escape_takes_the_preview_back(tool, document):
    tool.press(at(30, 30), document)
    assert document.mask.any()
    tool.cancel()
    assert not document.mask.any()
    assert names(document) == []
    assert not document.editing


def test_another_value_does_the_last_click_again(tool, kit, document):
    kit.settings.set(WAND_TOLERANCE, 2)
    click(tool, document, 30, 30)
    kit.settings.set(WAND_TOLERANCE, 10)
    assert document.mask[5, 5] == 255
    kit.settings.set(WAND_TOLERANCE, 1)
    kit.settings.set(WAND_CONTIGUOUS, False)
    assert (document.mask == values(document, 110)).all()
    assert names(document) == ["Magic wand"]


def paint(tool, document):
    document.edit_mask("dab", document.canvas, lambda mask: mask[:2].fill(255))


def undo(tool, document):
    document.undo.undo()


def put_away(tool, document):
    tool.put_away()


def other_pixels(tool, document):
    document.pixels = document.pixels.copy()


@pytest.mark.parametrize("between", [paint, undo, put_away, other_pixels])
def test_a_click_is_not_done_again_after_anything_else(tool, kit, document, between):
    kit.settings.set(WAND_TOLERANCE, 2)
    click(tool, document, 30, 30)
    between(tool, document)
    before, entries = document.mask.copy(), names(document)
    kit.settings.set(WAND_TOLERANCE, 10)
    assert (document.mask == before).all()
    assert names(document) == entries


def test_a_click_that_adds_nothing_leaves_the_mask(tool, document):
    document.edit_mask("fill", document.canvas, lambda mask: mask.fill(255))
    click(tool, document, 30, 30)
    click(tool, document, -5, 30)
    click(tool, document, 100, 30)
    assert (document.mask == 255).all()
    assert names(document) == ["fill"]
    assert not tool.active


def test_a_smooth_edge_is_soft(tool, kit, document):
    kit.settings.set(WAND_TOLERANCE, 2)
    kit.settings.set(WAND_SMOOTH_EDGE, True)
    click(tool, document, 30, 30)
    assert document.mask[30, 18:22].tolist() == [0, 64, 191, 255]


@pytest.mark.parametrize(("width", "height"), [(1, 1), (30000, 200)])
def test_pictures_of_any_shape(tool, kit, width, height):
    kit.settings.set(EXPAND, 4)
    document = Document(np.zeros((height, width, 1), np.uint16))
    click(tool, document, width - 0.5, height - 0.5)
    assert (document.mask == 255).all()


def test_a_grown_canvas_is_searched_too(tool, kit, document):
    kit.settings.set(WAND_TOLERANCE, 2)
    canvas = document.canvas.grown(10, 0, 0, 0)
    with document.undo.group("grow"):
        document.derive((), canvas, "test", document.current.id)
    click(tool, document, 30, 30)
    assert document.mask[30, 40] == 255
    assert document.mask.sum() == 400 * 255


def test_the_pixel_clicked_is_selected_however_far_the_sample_is_from_it(tool, kit):
    kit.settings.set(WAND_SAMPLE, 11)
    kit.settings.set(WAND_TOLERANCE, 0)
    pixels = np.zeros((30, 30, 3), np.uint8)
    pixels[15, 15] = 255
    document = Document(pixels)
    click(tool, document, 15, 15)
    assert np.argwhere(document.mask).tolist() == [[15, 15]]


def test_a_click_on_nothing_selects_all_of_it_whatever_is_hidden_there(tool, kit):
    pixels = np.random.default_rng(2).integers(0, 256, (40, 40, 4), np.uint8)
    pixels[..., 3] = 0
    pixels[10:20, 10:20] = (0, 0, 0, 255)
    document = Document(pixels)
    click(tool, document, 30, 30)
    assert (document.mask == (pixels[..., 3] == 0) * 255).all()
    document.undo.undo()
    click(tool, document, 15, 15)
    assert (document.mask == (pixels[..., 3] == 255) * 255).all()


@pytest.mark.parametrize("y", [0, 1, 700, 2999])
@pytest.mark.parametrize("contiguous", [True, False])
def test_a_region_is_followed_through_the_whole_height(tool, kit, contiguous, y):
    """A snake of 110: down one column, up the next; one pixel apart from it."""
    kit.settings.set(WAND_TOLERANCE, 2)
    kit.settings.set(WAND_CONTIGUOUS, contiguous)
    pixels = np.full((3000, 9, 3), 20, np.uint8)
    pixels[:, 0:6:2] = 110
    pixels[-1, 1] = pixels[0, 3] = 110
    pixels[1500, 8] = 110
    document = Document(pixels)
    click(tool, document, 0, y)
    wanted = values(document, 110)
    if contiguous:
        wanted[1500, 8] = 0
    assert (document.mask == wanted).all()
