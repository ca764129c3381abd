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
MEAN = 64  # over the rim: a quarter, along an edge that lies badly between two pixels
CHANGING = 128  # where the diameter goes in steps: half a pixel

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


shares = st.sampled_from([0.0, 0.02, 0.3, 0.31, 0.75, 1.0])


@given(st.data(), brushes, points, points)
@settings(max_examples=30)
def test_a_changing_brush_covers_what_each_place_of_its_way_covers(data, brush, start, end):
    one = Dab(start, brush.eased(data.draw(shares), 1.0)).snapped
    two = Dab(end, brush.eased(data.draw(shares), 1.0)).snapped
    mask = np.zeros((SIDE, SIDE), np.uint8)
    change(mask, WHOLE, one, two)
    expected = swept(one, two)
    error = np.abs(mask - expected)
    assert error.max() <= CHANGING * brush.opacity + 2
    rim = (expected > 1) & (expected < 255 * brush.opacity - 1)
    assert rim.sum() <= 20 or error[rim].mean() <= CHANGING / 2


@pytest.mark.parametrize("turned", [False, True])
def test_a_hard_brush_that_swells_covers_the_hull_of_both_discs(turned):
    one, two = Dab(Point(24, 30), Brush(6)), Dab(Point(84, 100), Brush(110))
    mask = np.zeros((SIDE, SIDE), np.uint8)
    change(mask, WHOLE, *((two, one) if turned else (one, two)))
    assert np.abs(mask - swept(one, two)).max() <= WORST


def test_a_soft_brush_that_shrinks_until_it_is_hard_stays_soft_at_its_start():
    one, two = Dab(Point(80, 80), Brush(20, 0.75)), Dab(Point(80, 88), Brush(6, 0.75))
    mask = np.zeros((SIDE, SIDE), np.uint8)
    change(mask, WHOLE, one, two)
    assert np.abs(mask - swept(one, two)).max() <= 40


def swept(one, two):
    """The greatest coverage by any of many brushes along the way, rim and all."""
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32) + np.float32(0.5)
    full = np.zeros((SIDE, SIDE), np.float32)
    for t in np.linspace(0, 1, 50 + 2 * int(one.at.distance(two.at))):
        way_x, way_y = (a + (b - a) * t for a, b in zip(one.at, two.at, strict=True))
        radius = one.brush.radius + (two.brush.radius - one.brush.radius) * t
        rim = max(1.0, (1 - one.brush.hardness) * (radius + 0.5))
        rest = np.clip((radius + 0.5 - np.hypot(x - way_x, y - way_y)) / rim, 0, 1)
        np.maximum(full, rest * rest * (3 - 2 * rest) if rim > 1 else rest, out=full)
    return full * 255 * one.brush.opacity


@given(brushes, shares, shares, points, points, st.floats(0.1, 0.9))
@settings(max_examples=60)
def test_a_changing_stroke_is_the_same_in_one_move_or_two(brush, first, last, start, end, t):
    one, two = Dab(start, brush.eased(first, first)), Dab(end, brush.eased(last, last))
    once = np.zeros((SIDE, SIDE), np.uint8)
    twice = once.copy()
    change(once, WHOLE, one, two)
    middle = one.towards(two, t)
    change(twice, WHOLE, one, middle)
    change(twice, WHOLE, middle, two)
    assert np.abs(once.astype(int) - twice).max() <= CHANGING


@given(st.floats(1, 5000), st.floats(0, 1), st.floats(0, 1))
def test_an_eased_brush_is_near_what_was_asked_and_one_of_few(diameter, size, opacity):
    brush = Brush(diameter).eased(size, opacity)
    wanted = max(1.0, diameter * size)
    assert abs(brush.diameter - wanted) <= max(1 / 16, wanted / 128)
    assert brush.diameter >= 1
    assert abs(brush.opacity - opacity) <= 1 / 128
    assert (brush.opacity * 64) % 1 == 0
    assert Brush(diameter).eased(1.0, 1.0) == Brush(diameter)


def test_opacity_never_builds_up_within_a_stroke():
    mask = np.zeros((SIDE, SIDE), np.uint8)
    half = Brush(30, 1.0, 0.5)
    for _time in range(5):
        stroke(mask, WHOLE, half, Point(20, 80), Point(140, 80))
    assert mask.max() == 128
