"""What a stroke covers, against the plain definition; and that repetition never matters."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.imaging.stamp import Brush, Dab, capsule, paint, parts

SIDE = 160
WHOLE = Rect(0, 0, SIDE, SIDE)
WORST = 85  # of 255, at a single pixel of the rim: a third of a pixel
MEAN = 30  # over the rim

brushes = st.builds(
    Brush,
    st.sampled_from([1, 2, 3, 5, 8, 20, 61, 150]),
    st.sampled_from([1.0, 0.75, 0.5, 0.0]),
    st.sampled_from([1.0, 0.4]),
)
points = st.tuples(st.floats(-40, 200), st.floats(-40, 200)).map(lambda p: Point(*p))


def stroke(mask, rect, brush, start, end, *, subtract=False):
    """`mask` covers `rect`; as the tool does it."""
    change(mask, rect, Dab(start, brush), Dab(end, brush), subtract=subtract)


def change(mask, rect, start, end, *, subtract=False):
    """The same with a brush that is another one at the end."""
    first = start.snapped
    for one, two in [(first, first), *parts(start, end)]:
        part = capsule(one, two).intersected(rect)
        if not part.empty:
            paint(mask[part.slices(rect)], part, one, two, subtract=subtract)


def distance(brush, start, end):
    """From every pixel's middle to the way, without any trick."""
    start, end = brush.snapped(start), brush.snapped(end)
    y, x = np.mgrid[:SIDE, :SIDE] + 0.5
    dx, dy = end.x - start.x, end.y - start.y
    square = dx * dx + dy * dy
    t = np.clip(((x - start.x) * dx + (y - start.y) * dy) / square, 0, 1) if square else 0
    return np.hypot(x - start.x - t * dx, y - start.y - t * dy)


def plain(brush, start, end):
    """The definition of coverage."""
    rest = np.clip((brush.radius + 0.5 - distance(brush, start, end)) / brush.rim, 0, 1)
    if brush.rim > 1:
        rest = rest * rest * (3 - 2 * rest)
    return rest * 255 * brush.opacity


@given(brushes, points, points)
@settings(max_examples=150)
def test_a_line_covers_what_the_definition_says(brush, start, end):
    mask = np.zeros((SIDE, SIDE), np.uint8)
    stroke(mask, WHOLE, brush, start, end)
    expected = plain(brush, start, end)
    error = np.abs(mask - expected)
    assert error.max() <= WORST * brush.opacity + 1
    rim = (expected > 1) & (expected < 255 * brush.opacity - 1)
    assert rim.sum() <= 20 or error[rim].mean() <= MEAN
    away = distance(brush, start, end)
    full = round(255 * brush.opacity)
    assert (mask[away < brush.radius + 0.5 - brush.rim - 2] == full).all()
    assert not mask[away > brush.radius + 1.5].any()


@pytest.mark.parametrize("diameter", [1, 2, 7, 48, 333])
@pytest.mark.parametrize("hardness", [1.0, 0.5])
def test_a_dab_is_a_true_circle(diameter, hardness):
    brush = Brush(diameter, hardness)
    middle = brush.snapped(Point(80.3, 79.8))
    mask = np.zeros((SIDE, SIDE), np.uint8)
    stroke(mask, WHOLE, brush, middle, middle)
    assert np.abs(mask - plain(brush, middle, middle)).max() <= 3


@given(brushes, st.lists(points, min_size=2, max_size=4), st.booleans())
@settings(max_examples=60)
def test_order_and_repetition_do_not_matter(brush, way, subtract):
    start = 255 if subtract else 0
    once = np.full((SIDE, SIDE), start, np.uint8)
    back = once.copy()
    pairs = list(pairwise(way))
    for one, two in pairs:
        stroke(once, WHOLE, brush, one, two, subtract=subtract)
    for one, two in reversed(pairs + pairs):
        stroke(back, WHOLE, brush, one, two, subtract=subtract)
    np.testing.assert_array_equal(once, back)


@given(brushes, points, points)
@settings(max_examples=60)
def test_erasing_takes_away_what_painting_adds(brush, start, end):
    added = np.zeros((SIDE, SIDE), np.uint8)
    left = np.full((SIDE, SIDE), 255, np.uint8)
    stroke(added, WHOLE, brush, start, end)
    stroke(left, WHOLE, brush, start, end, subtract=True)
    np.testing.assert_array_equal(left, 255 - added)


@given(brushes, points, points, st.tuples(*[st.integers(0, 60)] * 4))
@settings(max_examples=80)
def test_a_cut_canvas_shows_the_same_stroke(brush, start, end, cut):
    whole = np.zeros((SIDE, SIDE), np.uint8)
    stroke(whole, WHOLE, brush, start, end)
    rect = Rect.from_edges(cut[0], cut[1], SIDE - cut[2], SIDE - cut[3])
    part = np.zeros((rect.height, rect.width), np.uint8)
    stroke(part, rect, brush, start, end)
    np.testing.assert_array_equal(part, whole[rect.slices()])


def test_many_short_moves_make_the_edge_of_one_long_move():
    brush = Brush(40)
    long = np.zeros((SIDE, SIDE), np.uint8)
    short = long.copy()
    a, b = Point(30, 40), Point(130, 90)
    stroke(long, WHOLE, brush, a, b)
    way = [Point(a.x + (b.x - a.x) * t / 25, a.y + (b.y - a.y) * t / 25) for t in range(26)]
    for one, two in pairwise(way):
        stroke(short, WHOLE, brush, one, two)
    assert np.abs(long.astype(int) - short).max() <= WORST
