"""Smart select: frame, wait, refine, lay; answers that come late."""

from __future__ import annotations

import numpy as np
import pytest

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.document.document import Document
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import EXPAND, SMART_FRAME
from fluxfill_studio.tools.base import NOTHING, PointerEvent
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.tools.smart_select import SmartSelectTool


class Later:
    """Work is done when the test says so."""

    def __init__(self):
        self.waiting = []

    def __call__(self, work, done, failed):
        self.waiting.append((work, done, failed))

    def answer(self):
        while self.waiting:
            work, done, _failed = self.waiting.pop(0)
            done(work())

    def fail(self):
        _work, _done, failed = self.waiting.pop(0)
        failed()


@pytest.fixture
def later():
    return Later()


@pytest.fixture
def kit(later):
    settings = Settings()
    settings.set(EXPAND, 0)
    kit = Kit(settings, later)
    kit.brush.set_diameter(6)
    return kit


@pytest.fixture
def tool(kit):
    return SmartSelectTool(kit)


@pytest.fixture
def document():
    """An orange square and a smaller one beside it, on noisy blue."""
    pixels = np.random.default_rng(5).integers(60, 90, (120, 200, 3), np.uint8)
    pixels[..., 2] += 100
    pixels[40:80, 60:100] = pixels[40:80, 60:100, ::-1]
    pixels[50:70, 130:150] = pixels[50:70, 130:150, ::-1]
    return Document(pixels)


def at(x, y, **keys):
    return PointerEvent(Point(x, y), **keys)


def drag(tool, document, *points, **keys):
    tool.press(at(*points[0], **keys), document)
    for point in points[1:]:
        tool.move(at(*point, **keys))
    tool.release(at(*points[-1], **keys))


def names(document):
    return [entry.name for entry in document.undo.entries]


BOTH = (40, 20), (170, 100)


def test_what_is_framed_is_found_and_waits(tool, later, document):
    drag(tool, document, *BOTH)
    assert tool.waiting
    assert tool.sketch.label == "Looking…"
    later.answer()
    assert "Enter" in tool.sketch.label
    assert len(tool.sketch.lines) == 2
    assert not document.mask.any()
    assert tool.complete()
    assert (document.mask[44:76, 64:96] > 240).all()
    assert (document.mask[54:66, 134:146] > 240).all()
    assert (document.mask > 127).sum() == pytest.approx(2000, rel=0.06)
    assert names(document) == ["Smart select"]
    assert tool.sketch == NOTHING


@pytest.mark.parametrize("grain", [1, 30])
def test_nothing_found_says_so_and_what_is_painted_on_is_found(tool, later, grain):
    pixels = np.random.default_rng(5).integers(60, 60 + grain, (120, 200, 3), np.uint8)
    document = Document(pixels)
    drag(tool, document, *BOTH)
    later.answer()
    tool.hover(at(100, 60))
    assert tool.sketch.label == "Nothing found: paint on what belongs to it"
    drag(tool, document, (80, 50), (110, 60))
    later.answer()
    assert tool.sketch.lines
    tool.hover(at(10, 10))
    assert "Enter" in tool.sketch.label
    tool.complete()
    assert document.mask[55, 95] == 255


def test_the_words_follow_mode_and_keys_and_stay_off_the_object(tool, kit, later, document):
    drag(tool, document, *BOTH)
    later.answer()
    keeps, removes = (
        "Enter: done. Paint: keep. Alt: remove.",
        "Enter: done. Paint: remove. Shift: keep.",
    )
    tool.hover(at(10, 10))
    assert tool.sketch.label == keeps
    tool.hover(at(10, 10, alt=True))
    assert tool.sketch.label == removes
    tool.hover(at(10, 10))
    kit.mode.swap()
    assert tool.sketch.label == removes
    tool.hover(at(10, 10, shift=True))
    assert tool.sketch.label == keeps
    tool.hover(at(80, 60))
    assert tool.sketch.label == ""
    drag(tool, document, (80, 25), (80, 30))
    assert tool.sketch.label == "Looking…"


def test_the_bar_has_the_size_that_hints_are_painted_with(tool, kit, later, document):
    drag(tool, document, *BOTH)
    later.answer()
    (size,) = (option for option in tool.options if option.key == "brush.size")
    size.set(13)
    assert tool.cursor.diameter == 13 == size.get()


def test_a_lasso_frames_too(tool, kit, later, document):
    kit.settings.set(SMART_FRAME, "lasso")
    drag(tool, document, (50, 30), (115, 30), (115, 90), (50, 90))
    later.answer()
    tool.complete()
    assert (document.mask[44:76, 64:96] > 240).all()
    assert not document.mask[54:66, 134:146].any()


def test_strokes_keep_and_remove(tool, later, document):
    drag(tool, document, *BOTH)
    later.answer()
    assert tool.cursor.diameter == 6
    drag(tool, document, (135, 55), (145, 65), (135, 65), (145, 55), alt=True)
    later.answer()
    assert len(tool.sketch.lines) == 1
    drag(tool, document, (80, 25), (80, 30))
    later.answer()
    tool.complete()
    assert not document.mask[55:65, 135:145].any()
    assert document.mask[27, 80] == 255
    assert (document.mask[44:76, 64:96] > 240).all()
    assert names(document) == ["Smart select"]


def test_backspace_takes_the_stroke_then_the_frame_back(tool, later, document):
    drag(tool, document, *BOTH)
    later.answer()
    before = tool.sketch
    drag(tool, document, (80, 25), (80, 30))
    later.answer()
    found = tool.sketch
    assert found != before
    assert tool.step_back()
    later.answer()
    assert tool.sketch == before
    assert tool.step_again()
    later.answer()
    assert tool.sketch == found
    assert not tool.step_again()
    assert tool.step_back()
    assert tool.step_back()
    assert not tool.waiting
    assert not tool.step_back()


def test_escape_gives_up_and_a_late_answer_is_dropped(tool, later, document):
    drag(tool, document, *BOTH)
    tool.cancel()
    later.answer()
    assert tool.sketch == NOTHING
    assert not tool.complete()
    assert not document.mask.any()


def test_enter_while_it_looks_lays_what_will_be_found(tool, later, document):
    drag(tool, document, *BOTH)
    assert tool.complete()
    assert not document.mask.any()
    later.answer()
    assert document.mask[60, 80] == 255
    assert not tool.waiting


def test_a_stroke_while_it_looks_counts(tool, later, document):
    drag(tool, document, *BOTH)
    drag(tool, document, (80, 25), (80, 30))
    later.answer()
    tool.complete()
    assert document.mask[27, 80] == 255


def test_another_tool_lays_what_was_found(tool, later, document):
    drag(tool, document, *BOTH)
    tool.put_away()
    later.answer()
    assert not document.mask.any()
    drag(tool, document, *BOTH)
    later.answer()
    tool.put_away()
    assert document.mask[60, 80] == 255


@pytest.mark.parametrize("pixels_change", [True, False])
def test_what_was_found_in_another_picture_is_not_laid(tool, later, document, pixels_change):
    drag(tool, document, *BOTH)
    later.answer()
    if pixels_change:
        document.pixels = document.pixels.copy()
        tool.complete()
    else:
        tool.press(at(10, 10), Document(np.zeros((50, 50, 3), np.uint8)))
    assert not document.mask.any()
    assert not tool.waiting


def test_a_click_asks_for_a_frame(tool, document):
    drag(tool, document, (30, 30), (31, 31))
    assert tool.sketch.label == "Drag a frame round an object"
    assert not tool.waiting
    drag(tool, document, (-90, -90), (-50, -50))
    assert not tool.waiting


def test_keys_at_the_frame_choose_the_mode(tool, later, document):
    document.edit_mask("fill", document.canvas, lambda mask: mask.fill(255))
    drag(tool, document, *BOTH, alt=True)
    later.answer()
    assert tool.cursor.mode is Mode.ADD
    tool.complete()
    assert document.mask[60, 80] == 0
    assert document.mask[10, 10] == 255


def test_expand_grows_what_was_found(tool, kit, later, document):
    kit.settings.set(EXPAND, 4)
    drag(tool, document, *BOTH)
    later.answer()
    tool.complete()
    assert document.mask[60, 57] == 255
    assert document.mask[60, 52] == 0


def test_another_tool_lays_what_was_found_before_the_last_stroke(tool, later, document):
    drag(tool, document, *BOTH)
    later.answer()
    drag(tool, document, (80, 25), (80, 30))
    tool.put_away()
    assert document.mask[60, 80] == 255
    after = document.mask.copy()
    later.answer()
    assert (document.mask == after).all()


def test_nothing_found_yet_leaves_the_mask_even_when_intersecting(tool, later, document):
    document.edit_mask("fill", document.canvas, lambda mask: mask.fill(255))
    drag(tool, document, *BOTH, shift=True, alt=True)
    tool.put_away()
    later.answer()
    assert (document.mask == 255).all()


def test_escape_after_enter_gives_up_too(tool, later, document):
    drag(tool, document, *BOTH)
    tool.complete()
    tool.cancel()
    later.answer()
    assert not document.mask.any()


def test_enter_and_another_tool_at_once_lose_nothing(tool, later, document):
    drag(tool, document, *BOTH)
    tool.complete()
    tool.put_away()
    later.answer()
    assert document.mask[60, 80] == 255


@pytest.mark.parametrize("end", ["commit", "abort"])
def test_an_answer_during_another_gesture_is_laid_after_it(tool, later, document, end):
    drag(tool, document, *BOTH)
    tool.complete()
    tool.put_away()
    edit = document.begin_edit()
    edit.region(document.canvas)[:5] = 255
    later.answer()
    assert document.mask[60, 80] == 0
    if end == "commit":
        edit.commit("Brush")
    else:
        edit.abort()
    assert document.mask[60, 80] == 255
    wanted = ["Brush", "Smart select"] if end == "commit" else ["Smart select"]
    assert names(document) == wanted
    assert document.mask[0, 0] == (255 if end == "commit" else 0)
    document.edit_mask("Clear", document.canvas, lambda mask: mask.fill(0))
    assert names(document)[-1] == "Clear"


def test_a_search_that_fails_no_longer_looks_and_keeps_what_was_found(tool, later, document):
    drag(tool, document, *BOTH)
    later.answer()
    drag(tool, document, (80, 25), (80, 30))
    assert tool.sketch.label == "Looking…"
    later.fail()
    assert "Enter" in tool.sketch.label
    drag(tool, document, (80, 25), (80, 30))
    assert tool.sketch.label == "Looking…"
    later.answer()
    tool.complete()
    assert document.mask[60, 80] == 255
    assert document.mask[27, 80] == 255


def test_a_stroke_to_keep_beyond_the_frame_widens_it(tool, later, document):
    frame = (50, 30), (105, 90)
    drag(tool, document, *frame)
    later.answer()
    alone = tool.sketch
    drag(tool, document, (132, 52), (148, 68))
    later.answer()
    assert len(tool.sketch.lines) == 2
    tool.step_back()
    later.answer()
    assert tool.sketch == alone
    drag(tool, document, (132, 52), (148, 68))
    later.answer()
    tool.complete()
    assert (document.mask[54:66, 134:146] > 240).all()
    assert (document.mask[44:76, 64:96] > 240).all()
    assert not document.mask[:, 160:].any()
