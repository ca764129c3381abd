"""What is solved where."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.engine import plan

CANVAS = Rect(-100, 50, 4000, 3000)


def hole(height: int, width: int, *rects: Rect) -> np.ndarray:
    made = np.zeros((height, width), np.uint8)
    for rect in rects:
        made[rect.slices()] = 255
    return made


def test_context_is_three_quarters_of_the_longer_side_on_each_side() -> None:
    assert plan.context_box(Rect(1000, 1000, 400, 200), CANVAS) == Rect(700, 700, 1000, 800)


def test_context_stays_inside_the_canvas() -> None:
    assert plan.context_box(Rect(-100, 50, 1000, 10), CANVAS) == Rect(-100, 50, 1750, 760)


def test_a_speck_gets_enough_context_to_copy_from() -> None:
    assert plan.context_box(Rect(500, 500, 1, 1), CANVAS).width > 100


def test_holes_far_apart_are_solved_one_by_one() -> None:
    made = plan.boxes(hole(1000, 1000, Rect(10, 10, 20, 20), Rect(900, 900, 20, 20)))
    assert len(made) == 2
    assert sum(box.area for box in made) < 100_000


def test_holes_near_each_other_share_a_box() -> None:
    assert len(plan.boxes(hole(1000, 1000, Rect(100, 100, 20, 20), Rect(200, 100, 20, 20)))) == 1


@given(
    st.lists(
        st.builds(Rect, st.integers(0, 380), st.integers(0, 280), *[st.integers(1, 60)] * 2),
        max_size=8,
    )
)
def test_boxes_hold_the_whole_hole_and_never_overlap(rects: list[Rect]) -> None:
    gap = hole(280 + 60, 380 + 60, *rects)
    made = plan.boxes(gap)
    covered = np.zeros(gap.shape, int)
    for box in made:
        covered[box.slices()] += 1
    assert (covered[gap > 0] == 1).all()
    assert covered.max(initial=0) <= 1


@pytest.mark.parametrize(
    ("rect", "tiny"),
    [
        (Rect(50, 50, 400, 4), True),
        (Rect(100, 100, 5, 5), True),
        (Rect(100, 100, 30, 30), False),
        (Rect(0, 0, 500, 5), True),
        (Rect(0, 0, 500, 8), False),
    ],
)
def test_scratches_and_specks_are_tiny(rect: Rect, tiny: bool) -> None:
    assert plan.is_tiny(hole(2000, 1000, rect)) is tiny


def test_many_specks_are_not_tiny() -> None:
    assert not plan.is_tiny(hole(100, 100, Rect(0, 50, 100, 4)))


def test_sources_need_whole_known_patches() -> None:
    stripes = np.zeros((60, 60), np.uint8)
    stripes[::6] = 255
    assert not plan.has_sources(stripes)
    stripes[:20] = 0
    assert plan.has_sources(stripes)
    assert not plan.has_sources(np.zeros((6, 600), np.uint8))


def test_only_large_boxes_are_reduced() -> None:
    assert plan.working_factor(np.zeros((1400, 1400), np.uint8)) == 1
    assert plan.working_factor(np.zeros((1500, 1400), np.uint8)) == 2
    assert plan.working_factor(np.zeros((6000, 4000), np.uint8)) == 4


def test_what_can_be_copied_is_not_reduced_away() -> None:
    frame = np.full((3000, 3000), 255, np.uint8)
    frame[:, 1500:1510] = 0  # ten known columns: none of seven is left at half the size
    assert plan.working_factor(frame) == 1


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 5), st.data())
def test_reduced_hole_loses_no_pixel(h: int, w: int, factor: int, data: st.DataObject) -> None:
    y, x = data.draw(st.integers(0, h - 1)), data.draw(st.integers(0, w - 1))
    gap = hole(h, w, Rect(x, y, 1, 1))
    small = plan.reduced_hole(gap, factor)
    assert small.shape == (-(-h // factor), -(-w // factor))
    assert small[y // factor, x // factor] == 255
