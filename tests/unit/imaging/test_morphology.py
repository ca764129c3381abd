"""Operations on masks against plain, slow references."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fluxfill_studio.imaging import morphology
from fluxfill_studio.imaging.morphology import grown
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
@settings(deadline=None, max_examples=60)
def test_a_grown_mask_takes_the_greatest_value_within_its_reach(mask: Mask, px: int) -> None:
    assert np.array_equal(grown(mask, px), within(mask, px, max))


@given(MASKS, st.integers(1, 9))
@settings(deadline=None, max_examples=60)
def test_a_shrunk_mask_is_not_eaten_from_the_edge_of_the_canvas(mask: Mask, px: int) -> None:
    assert np.array_equal(grown(mask, -px), within(mask, px, min))


def test_tiles_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(4)
    mask = np.zeros((90, 70), np.uint8)
    mask[rng.integers(0, 90, 25), rng.integers(0, 70, 25)] = rng.integers(1, 256, 25)
    whole = grown(mask, 6), grown(mask, -2)
    monkeypatch.setattr(morphology, "LEAST_TILE", 16)
    assert np.array_equal(grown(mask, 6), whole[0])
    assert np.array_equal(grown(mask, -2), whole[1])
