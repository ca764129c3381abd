"""Partial updates leave exactly what a new pyramid would hold, and patches what an array would."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.imaging import pyramid
from fluxfill_studio.imaging.pyramid import Layer, Pyramid, halved, level_rect

SHAPES = st.tuples(st.integers(1, 70), st.integers(1, 70))
ORIGINS = st.tuples(st.integers(-40, 40), st.integers(-40, 40))


@st.composite
def pictures(draw, channels=(0, 1, 2, 3, 4)):
    """(array, canvas); 0 channels: a mask."""
    (height, width), (x, y) = draw(SHAPES), draw(ORIGINS)
    count = draw(st.sampled_from(channels))
    shape = (height, width, count) if count else (height, width)
    array = draw(hnp.arrays(np.uint8, shape, elements=st.integers(0, 255)))
    return array, Rect(x, y, width, height)


def rects(canvas: Rect) -> st.SearchStrategy[Rect]:
    """Rectangles inside `canvas`, not empty."""

    def made(edges: tuple[int, int, int, int]) -> Rect:
        x, y, right, bottom = edges
        return Rect.from_edges(min(x, right), min(y, bottom), max(x, right) + 1, max(y, bottom) + 1)

    xs, ys = st.integers(canvas.x, canvas.right - 1), st.integers(canvas.y, canvas.bottom - 1)
    return st.tuples(xs, ys, xs, ys).map(made)


def same(one: Pyramid, two: Pyramid) -> None:
    assert one.depth == two.depth
    for level in range(one.depth + 1):
        np.testing.assert_array_equal(one.level(level), two.level(level))


@given(pictures(), st.data())
@settings(max_examples=120)
def test_updates_in_any_order_equal_a_new_pyramid(picture, data):
    array, canvas = picture
    array = array.copy()
    with small_levels():
        kept = Pyramid(array, canvas)
        for _change in range(data.draw(st.integers(0, 4))):
            rect = data.draw(rects(canvas))
            array[rect.slices(canvas)] = data.draw(st.integers(0, 255))
            kept.touch(rect)
            kept.level(data.draw(st.integers(0, kept.depth)))
        same(kept, Pyramid(array, canvas).build())


@given(pictures(channels=(0, 1, 3)))
def test_a_level_is_the_mean_of_four_with_edges_standing_for_two(picture):
    array, canvas = picture
    half = level_rect(canvas, 1)
    whole = Rect(half.x * 2, half.y * 2, half.width * 2, half.height * 2)
    ys = np.clip(np.arange(whole.y, whole.bottom), canvas.y, canvas.bottom - 1) - canvas.y
    xs = np.clip(np.arange(whole.x, whole.right), canvas.x, canvas.right - 1) - canvas.x
    wide = array[ys][:, xs].astype(int)
    mean = (wide[::2, ::2] + wide[1::2, ::2] + wide[::2, 1::2] + wide[1::2, 1::2] + 2) // 4
    border = (canvas.y & 1, canvas.bottom & 1, canvas.x & 1, canvas.right & 1)
    np.testing.assert_array_equal(halved(array, border), mean)


def test_colour_under_transparent_pixels_does_not_bleed():
    array = np.zeros((2, 2, 4), np.uint8)
    array[0, 0] = (200, 100, 50, 255)
    array[1, 1] = (0, 255, 0, 0)
    assert halved(array)[0, 0].tolist() == [200, 100, 50, 64]


@given(pictures(channels=(0, 2, 3, 4)), st.data())
@settings(max_examples=120)
def test_a_layer_with_patches_equals_the_patched_array(picture, data):
    array, canvas = picture
    wide = canvas.grown(*data.draw(st.tuples(*[st.integers(0, 9)] * 4)))
    patches = []
    made = np.zeros((wide.height, wide.width, *array.shape[2:]), np.uint8)
    made[canvas.slices(wide)] = array
    for _patch in range(data.draw(st.integers(0, 3))):
        rect = data.draw(rects(wide))
        value = data.draw(st.integers(0, 255))
        patches.append((rect, np.full((rect.height, rect.width, *array.shape[2:]), value, "u1")))
        made[rect.slices(wide)] = value
    if wide != canvas:  # an extension brings every pixel that is new
        frame = made.copy()
        patches.insert(0, (wide, frame))
    with small_levels():
        layer = Layer(Pyramid(array, canvas), patches, wide)
        new = Pyramid(made, wide)
        for level in range(layer.depth + 1):
            rect = data.draw(rects(level_rect(wide, level)))
            expected = new.level(level)[rect.slices(new.rect(level))]
            np.testing.assert_array_equal(layer.region(level, rect), expected)


def test_a_canvas_that_grows_keeps_its_levels():
    rng = np.random.default_rng(3)
    array = rng.integers(0, 256, (64, 96, 3), np.uint8)
    canvas = Rect(0, 0, 96, 64)
    wide = canvas.grown(37, 11, 5, 3)
    bigger = np.zeros((wide.height, wide.width, 3), np.uint8)
    bigger[canvas.slices(wide)] = array
    with small_levels():
        before, after = Pyramid(array, canvas), Pyramid(bigger, wide)
        for level in range(before.depth + 1):
            inside = before.rect(level)
            np.testing.assert_array_equal(
                after.level(level)[inside.slices(after.rect(level))], before.level(level)
            )


class small_levels:  # noqa: N801
    """Pyramids of small pictures that are deep all the same."""

    def __enter__(self):
        self.was = pyramid.COARSEST_SIDE, pyramid.STRIP_ROWS
        pyramid.COARSEST_SIDE, pyramid.STRIP_ROWS = 4, 6

    def __exit__(self, *_error):
        pyramid.COARSEST_SIDE, pyramid.STRIP_ROWS = self.was
