"""Colour distances and connected regions, against the formula and a plain search."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.imaging import flood
from fluxfill_studio.imaging.lab import Colour, Distances, distance_levels, mean_colour
from tests.fakes.odd_files import profile

pictures = hnp.arrays(
    np.uint8,
    st.tuples(st.integers(1, 70), st.integers(1, 9), st.just(3)),
    elements=st.integers(0, 255),
)
insides = hnp.arrays(
    np.uint8, st.tuples(st.integers(1, 12), st.integers(1, 12)), elements=st.integers(0, 1)
)


def lab_by_formula(rgb):
    """CIE 15 with the sRGB primaries and D65, in doubles."""
    unit = np.asarray(rgb, np.float64) / 255
    linear = np.where(unit <= 0.04045, unit / 12.92, ((unit + 0.055) / 1.055) ** 2.4)
    to_xyz = [
        [0.412453, 0.357580, 0.180423],
        [0.212671, 0.715160, 0.072169],
        [0.019334, 0.119193, 0.950227],
    ]
    x, y, z = np.moveaxis(linear @ np.array(to_xyz).T / [0.950456, 1, 1.088754], -1, 0)

    def f(t):
        return np.where(t > 0.008856, np.cbrt(t), 7.787 * t + 16 / 116)

    return np.stack([116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))], -1)


def found_by_search(inside, x, y):
    """255 where a walk by sides from (x, y) comes to."""
    made, ways = np.zeros_like(inside), deque([(x, y)])
    while ways:
        x, y = ways.popleft()
        height, width = inside.shape
        if 0 <= x < width and 0 <= y < height and inside[y, x] and not made[y, x]:
            made[y, x] = 255
            ways.extend([(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)])
    return made


@given(pictures, st.tuples(*[st.integers(0, 255)] * 3))
@settings(max_examples=60, deadline=None)
def test_levels_are_half_units_of_the_distance_in_lab(picture, colour):
    away = np.linalg.norm(lab_by_formula(picture) - lab_by_formula(colour), axis=-1)
    levels = distance_levels(picture, None, Colour(*colour))
    # OpenCV's cube roots are off by a few hundredths of a unit.
    assert (levels >= np.minimum(np.ceil(2 * (away - 0.05)), 254)).all()
    assert (levels <= np.minimum(np.ceil(2 * (away + 0.05)), 254)).all()


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=5))
@settings(max_examples=20, deadline=None)
def test_distances_are_the_same_in_whatever_order_rows_are_asked_for(asked):
    picture = np.random.default_rng(3).integers(80, 100, (100, 40, 3), np.uint8)
    wanted = distance_levels(picture, None, Colour(90, 120, 60))
    found = Distances(picture, None, Colour(90, 120, 60))
    for top, bottom in map(sorted, asked):
        assert (found.rows(top, bottom) == wanted[top:bottom]).all()


def test_black_and_white_are_a_hundred_apart():
    picture = np.array([[[0, 0, 0], [255, 255, 255]]], np.uint8)
    assert distance_levels(picture, None, Colour(0, 0, 0)).tolist() == [[0, 200]]


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_depth_and_channels_make_no_difference(channels):
    grey = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    picture = np.repeat(grey, channels, axis=2)
    if channels in (2, 4):
        picture[..., -1] = 255
    colour = Colour(40, 40, 40)
    plain = distance_levels(np.repeat(grey, 3, axis=2), None, colour)
    assert (distance_levels(picture, None, colour) == plain).all()
    deep = picture.astype(np.uint16) * 257
    assert (distance_levels(deep, None, colour) == plain).all()


@pytest.mark.parametrize("depth", [1, 257])
def test_what_is_transparent_is_alike_and_as_far_from_the_rest_as_black_from_white(depth):
    """Opaque grey, red hidden, blue hidden, grey and white seen by half."""
    row = [
        (99, 99, 99, 255),
        (255, 0, 0, 0),
        (0, 0, 255, 0),
        (99, 99, 99, 128),
        (255,) * 3 + (128,),
    ]
    picture = np.array([row], np.uint16) * depth if depth > 1 else np.array([row], np.uint8)
    colours = [mean_colour(picture, None, x, 0, 1) for x in range(5)]
    found = np.array([distance_levels(picture, None, colour)[0] for colour in colours])
    assert (found == found.T).all()
    assert found[0].tolist()[:4] == [0, 200, 200, 100]
    assert found[1].tolist() == [200, 0, 0, 101, 101]
    white = distance_levels(picture[:, 4:, :3], None, colours[0])[0, 0]
    assert found[3, 4] == pytest.approx(white / 2, abs=1)


def test_the_sample_weighs_colours_by_what_is_seen_of_them():
    picture = np.array([[(200, 100, 50, 255), (0, 255, 0, 0), (200, 100, 50, 51)]], np.uint8)
    assert mean_colour(picture, None, 1, 0, 3) == pytest.approx((200, 100, 50, 102))
    assert mean_colour(picture, None, 1, 0, 1) == (0, 0, 0, 0)


def test_colours_are_compared_as_the_screen_shows_them():
    picture = np.full((2, 2, 3), (200, 30, 60), np.uint8)
    icc = profile("swapped")
    colour = mean_colour(picture, icc, 0, 0, 1)
    assert np.abs(np.array(colour[:3]) - (200, 30, 60)).max() > 20
    assert not distance_levels(picture, icc, colour).any()


@pytest.mark.parametrize(("side", "x", "y"), [(1, 3, 3), (3, 3, 3), (5, 0, 0), (11, 6, 2)])
def test_the_sample_is_the_mean_of_a_square_cut_at_the_edge(side, x, y):
    picture = np.random.default_rng(1).integers(0, 256, (7, 7, 3), np.uint8)
    reach = side // 2
    square = picture[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]
    assert np.allclose(mean_colour(picture, None, x, y, side), [*square.mean(axis=(0, 1)), 255])


@given(insides, st.data())
@settings(max_examples=150, deadline=None)
def test_a_region_is_what_a_walk_by_sides_comes_to(inside, data):
    y = data.draw(st.integers(0, inside.shape[0] - 1))
    x = data.draw(st.integers(0, inside.shape[1] - 1))
    wanted = found_by_search(inside, x, y)
    cover, rect = flood.connected(inside.copy(), x, y)
    made = np.zeros_like(inside)
    made[rect.slices()] = cover
    assert (made == wanted).all()
    assert rect.empty == (not wanted.any())


@given(insides)
@settings(max_examples=50, deadline=None)
def test_everywhere_is_all_of_it(inside):
    cover, rect = flood.everywhere(inside)
    made = np.zeros_like(inside)
    made[rect.slices()] = cover
    assert (made == inside * 255).all()


@given(insides, st.integers(0, 3))
@settings(max_examples=80, deadline=None)
def test_a_cover_grows_round_and_stays_inside_the_bounds(inside, px):
    bounds = Rect(0, 0, inside.shape[1], inside.shape[0])
    cover, rect = flood.expanded(*flood.everywhere(inside), px, bounds)
    made = np.zeros_like(inside)
    made[rect.slices()] = cover
    rows, columns = np.nonzero(inside)
    y, x = np.mgrid[: bounds.height, : bounds.width]
    near = ((y[..., None] - rows) ** 2 + (x[..., None] - columns) ** 2 <= px**2).any(axis=-1)
    assert (made == near * 255).all()


def test_a_softened_edge_passes_through_the_middle():
    inside = np.zeros((5, 9), np.uint8)
    inside[:, :4] = 1
    cover, rect = flood.edge_softened(*flood.everywhere(inside), Rect(0, 0, 9, 5))
    assert rect == Rect(0, 0, 5, 5)
    assert cover[2].tolist() == [255, 255, 255, 191, 64]


def test_softening_is_the_same_everywhere_in_a_large_picture():
    inside = np.random.default_rng(4).integers(0, 2, (700, 1100), np.uint8)
    inside[100:600, 100:1000] = 1
    inside[0, 0] = inside[-1, -1] = 1  # the cover's rectangle is all of it
    cover, rect = flood.edge_softened(*flood.everywhere(inside), Rect(0, 0, 1100, 700))
    padded = np.pad(inside * 255.0, 1, mode="edge")
    rows = padded[:-2] + 2 * padded[1:-1] + padded[2:]
    wanted = (rows[:, :-2] + 2 * rows[:, 1:-1] + rows[:, 2:]) / 16
    assert rect == Rect(0, 0, 1100, 700)
    assert np.abs(cover - wanted).max() <= 0.5
