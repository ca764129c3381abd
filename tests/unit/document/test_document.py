"""Mask edits, states and undo of a document restore everything exactly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.undo import Entry
from fluxfill_studio.document.changes import MaskChanged, PixelsChanged
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.states import ROOT, Piece


def noise(height: int, width: int, channels: int = 3, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (height, width, channels), np.uint8)


def paint(document: Document, rect: Rect, value: int) -> bool:
    return document.edit_mask("paint", rect, lambda mask: mask.fill(value))


def adopt(document: Document, rect: Rect, seed: int, canvas: Rect | None = None) -> None:
    canvas = canvas or document.canvas
    patch = Piece(rect, noise(rect.height, rect.width, document.pixels.shape[2], seed))
    with document.undo.group("adopt"):
        document.derive((patch,), canvas, f"result{seed}", document.current.id)


def test_document_pixels_cannot_be_written() -> None:
    document = Document(noise(20, 30))
    with pytest.raises(ValueError, match="read-only"):
        document.pixels[0, 0] = 0


def test_a_gesture_is_one_entry_and_an_empty_one_is_none() -> None:
    document = Document(noise(600, 700))
    assert paint(document, Rect(10, 10, 400, 300), 255)
    assert not paint(document, Rect(10, 10, 400, 300), 255)
    assert len(document.undo.entries) == 1
    document.undo.undo()
    assert not document.mask.any()


def test_abort_puts_the_mask_back_and_allows_the_next_gesture() -> None:
    document = Document(noise(300, 300))
    paint(document, Rect(0, 0, 300, 300), 80)
    before = document.mask.copy()
    edit = document.begin_edit()
    edit.region(Rect(20, 20, 250, 40))[:] = 255
    edit.abort()
    assert np.array_equal(document.mask, before)
    assert not document.editing
    assert document.mask_bounds == Rect(0, 0, 300, 300)


def test_two_gestures_at_once_are_refused() -> None:
    document = Document(noise(10, 10))
    document.begin_edit()
    with pytest.raises(RuntimeError):
        document.begin_edit()


def test_listeners_hear_rects_and_whether_the_gesture_is_over() -> None:
    document = Document(noise(100, 100))
    heard = []
    document.changed.connect(heard.append)
    edit = document.begin_edit()
    edit.region(Rect(5, 5, 10, 10))[:] = 255
    edit.done(Rect(5, 5, 10, 10))
    edit.commit("stroke")
    assert heard == [
        MaskChanged(Rect(5, 5, 10, 10), final=False),
        MaskChanged(Rect(0, 0, 100, 100), final=True),
    ]


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_bounds_and_share_equal_a_full_scan(data: st.DataObject) -> None:
    document = Document(noise(517, 530, 1))
    for _number in range(data.draw(st.integers(0, 5))):
        x, y = data.draw(st.integers(-50, 520)), data.draw(st.integers(-50, 510))
        size = data.draw(st.integers(1, 400)), data.draw(st.integers(1, 400))
        paint(document, Rect(x, y, *size), data.draw(st.sampled_from([0, 1, 255])))
    rows, columns = np.nonzero(document.mask)
    bounds = document.mask_bounds
    if len(rows) == 0:
        assert bounds.empty
    else:
        assert bounds == Rect.from_edges(
            columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
        )
    assert document.mask_share == np.count_nonzero(document.mask) / document.canvas.area


def test_a_state_keeps_only_what_differs() -> None:
    document = Document(noise(2000, 2000))
    rect = Rect(900, 900, 200, 150)
    adopt(document, rect, 1)
    kept = sum(piece.pixels.nbytes for piece in document.current.after)
    assert kept <= rect.area * 3
    same = Piece(document.canvas, document.pixels.copy())
    with document.undo.group("nothing new"):
        document.derive((same,), document.canvas, "same", document.current.id)
    assert document.current.after == ()


def test_growing_and_undo_bring_canvas_pixels_and_mask_back() -> None:
    document = Document(noise(40, 50))
    paint(document, Rect(5, 6, 7, 8), 255)
    pixels, mask = document.pixels, document.mask.copy()
    heard = []
    document.changed.connect(heard.append)
    grown = Rect(-25, -20, 100, 80)
    adopt(document, grown, 3, grown)
    assert document.canvas == grown
    assert document.pixels.shape == (80, 100, 3)
    assert heard[-1] == PixelsChanged(grown, canvas_changed=True)
    assert np.array_equal(document.mask[Rect(0, 0, 50, 40).slices(grown)], mask)
    paint(document, Rect(-20, -20, 10, 10), 255)
    document.undo.undo()
    document.undo.undo()
    assert document.canvas == Rect(0, 0, 50, 40)
    assert np.array_equal(document.pixels, pixels)
    assert np.array_equal(document.mask, mask)


def test_going_to_a_smaller_canvas_and_back_loses_no_mask() -> None:
    document = Document(noise(40, 50))
    grown = Rect(-10, 0, 70, 40)
    adopt(document, Rect(-10, 0, 10, 40), 5, grown)
    paint(document, Rect(-8, 2, 30, 20), 200)
    mask, pixels = document.mask.copy(), document.pixels
    with document.undo.group("go"):
        document.go_to(ROOT)
    assert document.mask.shape == (40, 50)
    assert document.mask[2:22, :22].all()
    document.undo.undo()
    assert np.array_equal(document.mask, mask)
    assert np.array_equal(document.pixels, pixels)


def test_regions_of_any_state_equal_its_whole_array() -> None:
    document = Document(noise(300, 320))
    adopt(document, Rect(10, 20, 200, 100), 1)
    adopt(document, Rect(-40, -30, 400, 360), 2, Rect(-40, -30, 400, 360))
    with document.undo.group("back"):
        document.go_to(ROOT)
    adopt(document, Rect(100, 100, 90, 70), 4)
    window = Rect(-60, -10, 300, 290)
    for state in document.states.values():
        whole = document.pixels_of(state.id)
        expected = np.zeros((290, 300, 3), np.uint8)
        common = window.intersected(state.canvas)
        expected[common.slices(window)] = whole[common.slices(state.canvas)]
        assert np.array_equal(document.region_of(state.id, window), expected)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_random_acts_undo_and_redo_exactly(data: st.DataObject) -> None:
    document = Document(noise(90, 110, data.draw(st.sampled_from([1, 2, 3, 4]))))
    moments = [(document.canvas, document.pixels, document.mask.copy())]
    for number in range(data.draw(st.integers(1, 8))):
        entries = len(document.undo.entries)
        canvas = document.canvas
        x = data.draw(st.integers(canvas.x, canvas.right - 1))
        y = data.draw(st.integers(canvas.y, canvas.bottom - 1))
        rect = Rect(x, y, data.draw(st.integers(1, 60)), data.draw(st.integers(1, 60)))
        match data.draw(st.sampled_from(["paint", "adopt", "grow", "go"])):
            case "paint":
                paint(document, rect, data.draw(st.integers(0, 255)))
            case "adopt":
                adopt(document, rect.intersected(canvas), number)
            case "grow":
                grown = canvas.grown(data.draw(st.integers(0, 9)), data.draw(st.integers(1, 9)))
                adopt(document, grown, number, grown)
            case "go":
                target = data.draw(st.sampled_from(list(document.states)))
                with document.undo.group("go"):
                    document.go_to(target)
        if len(document.undo.entries) > entries:
            moments.append((document.canvas, document.pixels, document.mask.copy()))
    document.undo._done = [Entry.from_bytes(e.to_bytes()) for e in document.undo._done]
    for _round in range(2):
        for moment in reversed(moments[:-1]):
            document.undo.undo()
            _same(document, moment)
        for moment in moments[1:]:
            document.undo.redo()
            _same(document, moment)


def _same(document: Document, moment: tuple[Rect, np.ndarray, np.ndarray]) -> None:
    canvas, pixels, mask = moment
    assert document.canvas == canvas
    assert np.array_equal(document.pixels, pixels)
    assert np.array_equal(document.mask, mask)
