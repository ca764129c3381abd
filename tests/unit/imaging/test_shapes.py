"""Covers of shapes against slow supersampling."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.imaging import shapes

FINE = 40  # samples a pixel, each way
SOFT = 16  # levels of 255: two scans of 32, half a one for each of four edges in a pixel
AROUND = Rect(-6, -5, 40, 36)

coordinate = st.floats(-12, 40, allow_nan=False, width=32)
corners = st.lists(st.builds(Point, coordinate, coordinate), min_size=3, max_size=9)
boxes = st.builds(Rect, st.integers(-8, 30), st.integers(-8, 30), *[st.integers(1, 34)] * 2)
parts = st.builds(Rect, st.integers(-6, 20), st.integers(-5, 20), *[st.integers(1, 11)] * 2)


def samples(rect):
    """x and y of every sample, as a row and a column."""
    steps = (np.arange(FINE) + 0.5) / FINE
    x = (np.arange(rect.x, rect.right)[:, None] + steps).ravel()
    y = (np.arange(rect.y, rect.bottom)[:, None] + steps).ravel()
    return x, y[:, None]


def mean(inside, rect):
    grid = inside.reshape(rect.height, FINE, rect.width, FINE)
    return grid.mean(axis=(1, 3)) * 255


def winding(points, rect):
    """How often the line goes round each sample."""
    x, y = samples(rect)
    turns = np.zeros(np.broadcast_shapes(x.shape, y.shape), int)
    for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1], strict=True):
        if y0 != y1:
            crossing = (min(y0, y1) <= y) & (y < max(y0, y1))
            right = x >= x0 + (y - y0) * (x1 - x0) / (y1 - y0)
            turns += np.where(crossing & right, 1 if y1 > y0 else -1, 0)
    return turns


def close(made, wanted, line):
    """Soft edges within the tolerance; equal where the `line`, (n, 2) points, does not pass."""
    assert made.dtype == np.uint8
    assert np.abs(made - wanted).max() <= SOFT
    away = np.ones(made.shape, bool)
    for x, y in np.floor(line).astype(int) - (AROUND.x, AROUND.y):
        away[max(0, y - 1) : max(0, y + 2), max(0, x - 1) : max(0, x + 2)] = False
    assert (made[away] == wanted[away]).all()


def along(points):
    """Places on the closed line, less than a pixel apart."""
    steps = (np.arange(100) / 100)[:, None]
    ends = np.roll(points, -1, axis=0)
    return np.concatenate(
        [one + (two - one) * steps for one, two in zip(points, ends, strict=True)]
    )


@given(corners)
@settings(max_examples=120)
@example([Point(0, 0), Point(20, 20), Point(20, 0), Point(0, 20)])
@example([Point(0, 0), Point(0, 20), Point(0.125, 0)])  # thinner than the samples see
@example([Point(1, 1), Point(9, 1), Point(9, 9), Point(1, 9)])
def test_a_polygon_covers_what_its_line_goes_round(points):
    wanted = mean(winding(points, AROUND) != 0, AROUND)
    close(shapes.polygon(points, AROUND), wanted, along(np.array(points)))


def test_a_loop_gone_round_twice_is_filled():
    turns = np.linspace(0, 4 * math.pi, 80, endpoint=False)
    points = [Point(16 + 9 * math.cos(t), 16 + 9 * math.sin(t)) for t in turns]
    assert shapes.polygon(points, Rect(0, 0, 32, 32))[16, 16] == 255


@given(boxes)
@settings(max_examples=80)
def test_an_ellipse_fills_its_box(box):
    x, y = samples(AROUND)
    across = (x - box.centre.x) / (box.width / 2)
    down = (y - box.centre.y) / (box.height / 2)
    turns = np.linspace(0, 2 * math.pi, 400)[:, None]
    line = box.centre + np.hstack((np.cos(turns), np.sin(turns))) * box.size / 2
    close(shapes.ellipse(box, AROUND), mean(across**2 + down**2 < 1, AROUND), line)


@given(corners, boxes, parts)
@settings(max_examples=100)
def test_a_cut_changes_nothing_inside_it(points, box, part):
    for whole, cut in (
        (shapes.polygon(points, AROUND), shapes.polygon(points, part)),
        (shapes.ellipse(box, AROUND), shapes.ellipse(box, part)),
    ):
        inner = part.intersected(AROUND)
        assert (whole[inner.slices(AROUND)] == cut[inner.slices(part)]).all()


@given(corners)
@settings(max_examples=60)
def test_nothing_is_covered_outside_the_bounds(points):
    inner = shapes.bounds(points).intersected(AROUND)
    cover = shapes.polygon(points, AROUND)
    assert cover.sum(dtype=int) == cover[inner.slices(AROUND)].sum(dtype=int)


def test_whole_pixels_are_covered_exactly():
    square = [Point(2, 3), Point(7, 3), Point(7, 5), Point(2, 5)]
    cover = shapes.polygon(square, Rect(0, 0, 9, 9))
    assert (cover[3:5, 2:7] == 255).all()
    assert cover.sum(dtype=int) == 10 * 255


def test_far_points_and_long_pictures():
    rect = Rect(0, 0, 30000, 200)
    wedge = [Point(-1e9, 100), Point(1e9, -1e12), Point(1e9, 1e12)]
    assert shapes.polygon(wedge, rect)[100, 29999] == 255
    assert shapes.ellipse(rect, rect)[100, 15000] == 255


def test_what_frames_nothing_covers_nothing():
    rect = Rect(0, 0, 5, 4)
    assert not shapes.polygon([Point(0, 0), Point(5, 4)], rect).any()
    assert not shapes.polygon([Point(0, 2), Point(5, 2), Point(2, 2)], rect).any()
    assert shapes.polygon([Point(0, 0), Point(5, 4), Point(5, 0)], Rect(0, 0, 0, 0)).size == 0
    assert not shapes.ellipse(Rect(1, 1, 0, 3), rect).any()
