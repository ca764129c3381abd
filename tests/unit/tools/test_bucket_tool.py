"""The bucket: fills and empties regions of the mask."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.document.document import Document
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.tools.base import PointerEvent
from fluxfill_studio.tools.bucket import BucketTool
from fluxfill_studio.tools.kit import Kit


@pytest.fixture
def tool():
    return BucketTool(Kit(Settings(), lambda work, done: None))


def painted(change, width=120, height=100):
    document = Document(np.zeros((height, width, 3), np.uint8))
    document.edit_mask("paint", document.canvas, change)
    return document


def ring(value=255, soft=0.0):
    def change(mask):
        fresh = mask.copy()
        cv2.circle(fresh, (50, 50), 30, (value,), 9, cv2.LINE_AA)
        mask[:] = cv2.GaussianBlur(fresh, (0, 0), soft) if soft else fresh

    return change


def click(tool, document, x, y, **keys):
    event = PointerEvent(Point(x, y), **keys)
    tool.press(event, document)
    assert not tool.active
    tool.release(event)


def names(document):
    return [entry.name for entry in document.undo.entries]


@pytest.mark.parametrize("soft", [0.0, 1.0])
def test_a_hole_is_filled_without_a_seam(tool, soft):
    document = painted(ring(255, soft))
    before = document.mask.copy()
    click(tool, document, 50.5, 50.5)
    y, x = np.mgrid[:100, :120]
    away = np.hypot(x - 50, y - 50)
    assert (document.mask[away <= 30] == 255).all()
    assert (document.mask[away >= 32] == before[away >= 32]).all()
    assert names(document) == ["paint", "Bucket"]
    document.undo.undo()
    assert (document.mask == before).all()


def test_a_faint_ring_holds_the_fill(tool):
    document = painted(ring(160))
    click(tool, document, 50, 50)
    assert document.mask[50, 50] == 255
    assert document.mask[5, 5] == 0


@pytest.mark.parametrize("soft", [2.0, 4.0])
def test_under_a_soft_ring_the_hole_is_filled_up_to_its_ridge(tool, soft):
    document = painted(ring(255, soft))
    before = document.mask.copy()
    assert 128 < before.max() < 255
    click(tool, document, 50.5, 50.5)
    y, x = np.mgrid[:100, :120]
    away = np.hypot(x - 50, y - 50)
    assert (document.mask[away <= 28.5] == 255).all()
    assert (document.mask[away >= 32] == before[away >= 32]).all()


def test_beside_an_even_faint_area_only_the_hole_is_filled(tool):
    document = painted(lambda mask: mask[:, 60:].fill(160))
    document.edit_mask("stroke", document.canvas, lambda mask: mask[:, 100:].fill(0))
    click(tool, document, 20, 50)
    assert (document.mask[:, :61] == 255).all()
    assert (document.mask[:, 70:100] == 160).all()
    assert not document.mask[:, 100:].any()


def test_outside_a_ring_all_up_to_the_canvas_is_filled(tool):
    document = painted(ring())
    click(tool, document, 115, 5)
    assert document.mask[50, 50] == 0
    assert document.mask[0, 0] == document.mask[99, 119] == 255


def test_alt_empties_the_painted_region_with_its_soft_edge(tool):
    document = painted(ring(255, 2.0))
    document.edit_mask("dab", document.canvas, lambda mask: mask[:20, 100:].fill(200))
    click(tool, document, 80, 50, alt=True)
    assert not document.mask[:, :100].any()
    assert (document.mask[:20, 100:] == 200).all()


def test_both_keys_keep_the_region_alone(tool):
    document = painted(ring())
    document.edit_mask("dab", document.canvas, lambda mask: mask[:20, 100:].fill(200))
    before = document.mask.copy()
    click(tool, document, 80, 50, shift=True, alt=True)
    assert not document.mask[:20, 100:].any()
    assert (document.mask[:, :90] == before[:, :90]).all()


def test_clicks_that_mean_nothing_change_nothing(tool):
    document = painted(ring())
    for x, y, keys in ((80, 50, {}), (50, 50, {"alt": True}), (-1, 5, {}), (120, 5, {})):
        click(tool, document, x, y, **keys)
    click(tool, document, 50, 50, shift=True, alt=True)
    assert names(document) == ["paint"]


@given(
    hnp.arrays(np.uint8, (6, 7), elements=st.sampled_from([0, 255])),
    st.integers(0, 6),
    st.integers(0, 5),
)
@settings(max_examples=60, deadline=None)
def test_a_hard_mask_is_filled_by_its_definition(mask, x, y):
    document = Document(np.zeros((6, 7, 3), np.uint8))
    document.edit_mask("paint", document.canvas, lambda view: np.copyto(view, mask))
    click(BucketTool(Kit(Settings(), lambda work, done: None)), document, x + 0.5, y + 0.5)
    wanted, ways = mask.copy(), [(x, y)]
    while ways:
        x, y = ways.pop()
        if 0 <= x < 7 and 0 <= y < 6 and not wanted[y, x]:
            wanted[y, x] = 255
            ways += [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)]
    assert (document.mask == wanted).all()


@pytest.mark.parametrize(("width", "height"), [(1, 1), (30000, 200)])
def test_pictures_of_any_shape(tool, width, height):
    document = Document(np.zeros((height, width, 1), np.uint16))
    click(tool, document, 0, 0)
    assert (document.mask == 255).all()
    click(tool, document, 0, 0, alt=True)
    assert not document.mask.any()
