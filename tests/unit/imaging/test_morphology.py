"""Operations on masks against plain, slow references."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from fluxfill_studio.imaging import morphology
from fluxfill_studio.imaging.morphology import (
    Side,
    border,
    feathered,
    grown,
    hardened,
    holes_filled,
    smoothed,
    specks_dropped,
)
from fluxfill_studio.imaging.pixels import Mask

LEVELS = st.sampled_from([0, 0, 0, 1, 60, 128, 254, 255, 255])
MASKS = st.tuples(st.integers(1, 14), st.integers(1, 14)).flatmap(
    lambda shape: arrays(np.uint8, shape, elements=LEVELS)
)


def within(mask: Mask, px: int, pick: Callable[[Iterable[int]], int]) -> Mask:
    """The greatest (or least) value among the pixels within `px`, one by one."""
    height, width = mask.shape
    made = np.empty_like(mask)
    for y in range(height):
        for x in range(width):
            near = [
                mask[v, u]
                for v in range(max(0, y - px), min(height, y + px + 1))
                for u in range(max(0, x - px), min(width, x + px + 1))
                if (u - x) ** 2 + (v - y) ** 2 <= px**2
            ]
            made[y, x] = pick(near)
    return made


@given(MASKS, st.integers(0, 9))
@settings(max_examples=60)
def test_a_grown_mask_takes_the_greatest_value_within_its_reach(mask: Mask, px: int) -> None:
    assert np.array_equal(grown(mask, px), within(mask, px, max))


@given(MASKS, st.integers(1, 9))
@settings(max_examples=60)
def test_a_shrunk_mask_is_not_eaten_from_the_edge_of_the_canvas(mask: Mask, px: int) -> None:
    assert np.array_equal(grown(mask, -px), within(mask, px, min))


def test_tiles_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    mask = np.asarray((rng.random((90, 70)) < 0.4) * rng.integers(1, 256, (90, 70)), np.uint8)
    whole = grown(mask, 6), grown(mask, -1), smoothed(mask, 1)
    monkeypatch.setattr(morphology, "LEAST_TILE", 16)
    parts = grown(mask, 6), grown(mask, -1), smoothed(mask, 1)
    for part, one in zip(parts, whole, strict=True):
        assert one.any()
        assert np.array_equal(part, one)


def edged(mask: Mask, px: int) -> Mask:
    return np.pad(mask, px, mode="edge")


def gaussian(mask: Mask, px: int) -> NDArray[np.float64]:
    at = np.arange(-px, px + 1)
    weights = np.exp(-(at**2) / (2 * (px / 2.5) ** 2))
    weights /= weights.sum()
    height, width = mask.shape
    made = np.pad(mask.astype(float), px, mode="edge")
    made = sum((w * made[:, k : k + width] for k, w in enumerate(weights)), np.zeros(1))
    return sum((w * made[k : k + height] for k, w in enumerate(weights)), np.zeros(1))


@given(MASKS, st.integers(1, 9))
@settings(max_examples=40)
def test_a_feather_is_a_gaussian_that_reaches_so_far(mask: Mask, px: int) -> None:
    # OpenCV's fixed point leaves some levels of 255
    assert np.abs(feathered(mask, px) - gaussian(mask, px)).max() <= 2.5


@pytest.mark.parametrize("px", [48, 50, 71, 100])
def test_a_wide_feather_is_near_the_exact_one(px: int) -> None:
    mask = np.zeros((203, 301), np.uint8)
    mask[60:140, 100:220] = 255
    mask[150:, :40] = 128
    mask[150:, 230:][np.triu_indices(53)] = 255
    mask[170, 60:200] = 200
    assert np.abs(feathered(mask, px) - gaussian(mask, px)).max() <= 5


@pytest.mark.parametrize("px", [20, 48, 50, 71, 150])
def test_a_feather_leaves_what_lies_beyond_its_reach(px: int) -> None:
    mask = np.zeros((40, 401), np.uint8)
    mask[:, 200:] = 255
    soft = feathered(mask, px)
    assert not soft[:, : 200 - px].any()
    assert (soft[:, 200 + px :] == 255).all()
    assert 0 < soft[5, 200 - px // 2] < soft[5, 200 + px // 2] < 255


@given(MASKS, st.integers(1, 4))
@settings(max_examples=40)
def test_smoothing_takes_the_middle_value(mask: Mask, px: int) -> None:
    side = 2 * px + 1
    windows = np.lib.stride_tricks.sliding_window_view(edged(mask, px), (side, side))
    assert np.array_equal(smoothed(mask, px), np.median(windows, axis=(2, 3)))


@given(MASKS, st.integers(1, 255))
def test_hardening_leaves_all_or_nothing(mask: Mask, level: int) -> None:
    assert np.array_equal(hardened(mask, level), np.where(mask >= level, 255, 0))


def outside(low: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The pixels of `low` from which a way through sides leads to the array's edge."""
    height, width = low.shape
    edge = {(y, x) for y in range(height) for x in range(width)}
    edge = {(y, x) for y, x in edge if y in (0, height - 1) or x in (0, width - 1)}
    found = np.zeros_like(low)
    todo = [at for at in edge if low[at]]
    while todo:
        y, x = todo.pop()
        if found[y, x]:
            continue
        found[y, x] = True
        near = [(y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)]
        todo += [(v, u) for v, u in near if 0 <= v < height and 0 <= u < width and low[v, u]]
    return found


@given(MASKS)
def test_holes_are_filled_as_high_as_their_wall(mask: Mask) -> None:
    expected = mask.copy()
    for level in (64, 128, 192, 255):
        low = mask < level
        expected[low & ~outside(low)] = np.maximum(expected, level)[low & ~outside(low)]
    assert np.array_equal(holes_filled(mask), expected)


def test_a_hole_with_a_soft_rim_leaves_no_ring() -> None:
    mask = np.full((60, 60), 255, np.uint8)
    mask[20:40, 20:40] = 0
    assert (holes_filled(feathered(mask, 6)) == 255).all()


@given(MASKS, st.integers(0, 12))
def test_small_parts_are_dropped_whole(mask: Mask, area: int) -> None:
    expected, left = mask.copy(), mask > 0
    while left.any():
        todo, part = [tuple(np.argwhere(left)[0])], []
        while todo:
            y, x = todo.pop()
            if 0 <= y < mask.shape[0] and 0 <= x < mask.shape[1] and left[y, x]:
                left[y, x] = False
                part.append((y, x))
                todo += [(y + v, x + u) for v in (-1, 0, 1) for u in (-1, 0, 1)]
        if len(part) < area:
            for at in part:
                expected[at] = 0
    assert np.array_equal(specks_dropped(mask, area), expected)


@given(MASKS, st.integers(1, 6))
@settings(max_examples=40)
def test_a_border_lies_on_the_side_that_was_chosen(mask: Mask, px: int) -> None:
    inner, outer = within(mask, px, min), within(mask, px, max)
    assert np.array_equal(border(mask, px, Side.INSIDE), np.minimum(mask, 255 - inner))
    assert np.array_equal(border(mask, px, Side.OUTSIDE), np.minimum(outer, 255 - mask))
    middle = within(mask, px // 2, max), within(mask, px - px // 2, min)
    assert np.array_equal(border(mask, px, Side.CENTRE), np.minimum(middle[0], 255 - middle[1]))


def test_no_border_along_the_edge_of_the_canvas() -> None:
    mask = np.zeros((30, 30), np.uint8)
    mask[:, :15] = 255
    band = border(mask, 3, Side.INSIDE)
    assert (band[:, 12:15] == 255).all()
    assert not band[:, :12].any()
