"""Acts on the whole mask and masks that come back."""

from __future__ import annotations

import numpy as np
import pytest

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.document.document import Document
from fluxfill_studio.studio.masking import Masking
from fluxfill_studio.tools.mode import Mode

BOX = Rect(10, 5, 20, 12)


@pytest.fixture
def document() -> Document:
    document = Document(np.zeros((60, 80, 3), np.uint8))
    document.edit_mask("Brush", BOX, lambda view: view.fill(180))
    return document


def test_the_last_mask_comes_back_after_clear(document: Document) -> None:
    masking, before = Masking(document), document.mask.copy()
    assert not masking.last_back()
    masking.clear()
    assert not document.mask.any()
    masking.clear()  # nothing to clear: what was there before is not forgotten
    document.edit_mask("Brush", Rect(50, 40, 5, 5), lambda view: view.fill(255))
    assert masking.last_back()
    assert np.array_equal(document.mask[:30], before[:30])
    assert (document.mask[40:45, 50:55] == 255).all()


def test_kept_masks_come_back_in_four_ways(document: Document) -> None:
    masking, before = Masking(document), document.mask.copy()
    assert masking.keep() == "Mask 1"
    document.edit_mask("Brush", document.canvas, lambda view: view.fill(255))
    masking.lay_kept("Mask 1", Mode.SUBTRACT)
    assert np.array_equal(document.mask, 255 - before)
    assert document.undo.undo_name == "Mask 1, subtracted"
    masking.replace_by_kept("Mask 1")
    assert np.array_equal(document.mask, before)
    document.edit_mask("Brush", Rect(0, 0, 15, 15), lambda view: view.fill(90))
    masking.lay_kept("Mask 1", Mode.ADD)
    masking.lay_kept("Mask 1", Mode.INTERSECT)
    assert np.array_equal(document.mask, before)
    masking.lay_kept("Mask 1", Mode.ADD)
    document.edit_mask("Brush", Rect(0, 0, 15, 15), lambda view: view.fill(90))
    masking.lay_kept("Mask 1", Mode.ADD)
    expected = before.copy()
    expected[:15, :15] = np.maximum(expected[:15, :15], 90)
    assert np.array_equal(document.mask, expected)


def test_a_kept_mask_is_laid_into_what_a_preview_leaves(document: Document) -> None:
    masking, before = Masking(document), document.mask.copy()
    masking.keep()

    def settle() -> None:
        edit.region(document.canvas).fill(255)
        edit.commit("Grow")

    edit = document.begin_preview(settle)
    masking.lay_kept("Mask 1", Mode.INTERSECT)
    assert np.array_equal(document.mask, before)


def test_names_are_found_and_never_doubled(document: Document) -> None:
    masking = Masking(document)
    assert masking.keep("Sky") == "Sky"
    assert masking.keep("Sky") == "Mask 2"
    assert masking.rename("Mask 2", "  Sea ")
    assert not masking.rename("Sea", "Sky")
    assert not masking.rename("Sea", "  ")
    assert document.kept.names == ("Sky", "Sea")
    masking.forget("Sky")
    assert document.kept.names == ("Sea",)
    document.undo.undo()
    assert document.kept.names == ("Sky", "Sea")


def test_an_empty_mask_is_not_kept(document: Document) -> None:
    masking = Masking(document)
    masking.clear()
    assert masking.keep() == ""
    assert document.kept.names == ()
