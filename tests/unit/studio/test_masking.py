"""Acts on the whole mask and masks that come back."""

from __future__ import annotations

import numpy as np
import pytest

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.document.document import Document
from fluxfill_studio.studio.masking import Masking

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
    masking.subtract_kept("Mask 1")
    assert np.array_equal(document.mask, 255 - before)
    masking.replace_by_kept("Mask 1")
    assert np.array_equal(document.mask, before)
    document.edit_mask("Brush", Rect(0, 0, 15, 15), lambda view: view.fill(90))
    masking.add_kept("Mask 1")
    masking.intersect_kept("Mask 1")
    assert np.array_equal(document.mask, before)
    masking.add_kept("Mask 1")
    document.edit_mask("Brush", Rect(0, 0, 15, 15), lambda view: view.fill(90))
    masking.add_kept("Mask 1")
    expected = before.copy()
    expected[:15, :15] = np.maximum(expected[:15, :15], 90)
    assert np.array_equal(document.mask, expected)


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
