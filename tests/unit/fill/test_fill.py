"""Requests are frozen copies; results change nothing outside the painted mask."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.compose import default_feather, stitch_mask, stitched
from fluxfill_studio.fill.outpaint import PRESETS, grown_canvas
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.prepare import Boxes, growth_bounds, prepare
from fluxfill_studio.fill.request import FillRequest, Result
from fluxfill_studio.imaging.pixels import frozen


def request(
    pixels: np.ndarray, mask: np.ndarray, outpaint: str = "None", feather: int = 0
) -> FillRequest:
    canvas = Rect(0, 0, pixels.shape[1], pixels.shape[0])
    rows, columns = np.nonzero(mask)
    bounds = (
        Rect(0, 0, 0, 0)
        if len(rows) == 0
        else Rect.from_edges(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    )
    (made,) = prepare(
        provider="local",
        context_box=lambda inner, whole: inner.grown(3).intersected(whole),
        document="d",
        base="original",
        boxes=Boxes(pixels, mask, canvas),
        mask_bounds=bounds,
        params=[FillParams(seed=1)],
        outpaint=outpaint,
        feather=feather,
    )
    return made


def test_an_empty_mask_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="mask is empty"):
        request(np.zeros((5, 5, 3), np.uint8), np.zeros((5, 5), np.uint8))


def test_a_request_owns_its_pixels_and_mask() -> None:
    pixels, mask = np.full((30, 30, 3), 9, np.uint8), np.zeros((30, 30), np.uint8)
    mask[10:15, 10:15] = 255
    made = request(pixels, mask)
    pixels[:], mask[:] = 0, 0
    assert made.box == Rect(7, 7, 11, 11)
    assert (made.pixels == 9).all()
    assert np.count_nonzero(made.mask) == 25
    with pytest.raises(ValueError, match="read-only"):
        made.mask[0] = 1


def test_equal_boxes_are_frozen_once_and_a_whole_frozen_picture_not_at_all() -> None:
    pixels, mask = np.full((30, 40, 3), 9, np.uint8), np.zeros((30, 40), np.uint8)
    canvas, box = Rect(0, 0, 40, 30), Rect(5, 5, 20, 10)
    boxes = Boxes(frozen(pixels), mask, canvas)
    assert boxes.pixels(canvas) is pixels
    assert boxes.pixels(box) is boxes.pixels(box)
    assert not np.shares_memory(boxes.pixels(box), pixels)
    assert boxes.mask(box, extends=False) is boxes.mask(box, extends=False)
    assert not np.shares_memory(boxes.mask(canvas, extends=False), mask)


@pytest.mark.parametrize(
    ("preset", "canvas"),
    [
        ("None", Rect(0, 0, 101, 60)),
        ("Zoom out 1.5x", Rect(-25, -15, 152, 90)),
        ("Zoom out 2x", Rect(-50, -30, 202, 120)),
        ("Make square", Rect(0, -20, 101, 101)),
        ("Left outpaint", Rect(-50, 0, 151, 60)),
        ("Right outpaint", Rect(0, 0, 151, 60)),
        ("Top outpaint", Rect(0, -30, 101, 90)),
        ("Bottom outpaint", Rect(0, 0, 101, 90)),
    ],
)
def test_presets_grow_as_defined(preset: str, canvas: Rect) -> None:
    assert grown_canvas(Rect(0, 0, 101, 60), preset) == canvas


def test_presets_that_add_nothing_or_do_not_exist_are_refused() -> None:
    with pytest.raises(BadInput, match="adds nothing"):
        grown_canvas(Rect(0, 0, 50, 50), "Make square")
    with pytest.raises(BadInput, match="no outpaint preset"):
        grown_canvas(Rect(0, 0, 50, 50), "make square")


@given(st.sampled_from(PRESETS[1:]), st.integers(2, 60), st.integers(2, 60))
def test_an_extension_asks_for_exactly_the_new_area(preset: str, width: int, height: int) -> None:
    if preset == "Make square" and width == height:
        return
    pixels = np.full((height, width, 3), 7, np.uint8)
    made = request(pixels, np.full((height, width), 255, np.uint8), preset)
    known = made.box.intersected(made.base_canvas)
    expected = np.full((made.box.height, made.box.width), 255, np.uint8)
    if not known.empty:
        expected[known.slices(made.box)] = 0
    assert np.array_equal(made.mask, expected)
    assert made.canvas.holds(made.box)
    assert made.box.holds(growth_bounds(made.base_canvas, made.canvas))


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_nothing_outside_the_mask_changes(data: st.DataObject) -> None:
    height, width = data.draw(st.integers(1, 40)), data.draw(st.integers(1, 40))
    channels = data.draw(st.sampled_from([1, 2, 3, 4]))
    pixels = data.draw(npst.arrays(np.uint8, (height, width, channels)))
    mask = data.draw(npst.arrays(np.uint8, (height, width)))
    mask[data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))] = 255
    made = request(pixels, mask, feather=data.draw(st.integers(0, 16)))
    answer = data.draw(npst.arrays(np.uint8, made.pixels.shape))
    laid = stitched(Result(made, answer, 1.0), made.pixels)
    outside = made.mask == 0
    assert np.array_equal(laid[outside], made.pixels[outside])


def test_the_middle_of_the_mask_is_the_result_and_the_edge_a_ramp() -> None:
    mask = np.zeros((60, 60), np.uint8)
    mask[10:50, 10:50] = 255
    alpha = stitch_mask(mask, 4, Rect(0, 0, 60, 60), Rect(0, 0, 60, 60))
    assert (alpha[20:40, 20:40] == 255).all()
    ramp = alpha[30, 9:16].astype(int)
    assert ramp[0] == 0
    assert (np.diff(ramp) >= 0).all()
    assert 0 < ramp[1] < 255


def test_new_canvas_shows_the_result_fully_up_to_the_old_edge() -> None:
    box, old = Rect(-20, 0, 40, 30), Rect(0, 0, 100, 30)
    mask = np.zeros((30, 40), np.uint8)
    mask[:, :20] = 255
    alpha = stitch_mask(mask, 8, old, box)
    assert (alpha[:, :20] == 255).all()
    assert (alpha[:, 20:] == 0).all()


def test_a_grey_mask_pixel_blends_by_its_value() -> None:
    pixels = np.full((40, 40, 3), 100, np.uint8)
    mask = np.full((40, 40), 128, np.uint8)
    mask[0] = 0
    made = request(pixels, mask)
    laid = stitched(Result(made, np.full_like(made.pixels, 200), 1.0), made.pixels)
    assert (laid[1:] == 150).all()


def test_a_fill_of_transparent_pixels_becomes_opaque_in_its_own_colour() -> None:
    pixels = np.zeros((40, 40, 4), np.uint8)
    pixels[:, :, 0] = 255  # red that nobody sees
    mask = np.zeros((40, 40), np.uint8)
    mask[5:35, 5:35] = 255
    made = request(pixels, mask, feather=6)
    answer = np.full_like(made.pixels, 255)
    answer[:, :, :3] = (0, 0, 200)
    laid = stitched(Result(made, answer, 1.0), made.pixels)
    inside = made.mask > 0
    assert (laid[inside] == (0, 0, 200, 255)).all()
    assert np.array_equal(laid[~inside], made.pixels[~inside])


def test_colour_under_half_transparent_pixels_counts_by_its_alpha() -> None:
    pixels = np.zeros((40, 40, 4), np.uint8)
    pixels[:] = (200, 0, 0, 1)
    mask = np.zeros((40, 40), np.uint8)
    mask[5:35, 5:35] = 128
    made = request(pixels, mask)
    answer = np.full_like(made.pixels, 255)
    answer[:, :, :3] = (0, 0, 200)
    laid = stitched(Result(made, answer, 1.0), made.pixels)
    inside = laid[made.mask > 0]
    assert (inside[:, 3] == 128).all()
    assert (inside[:, 2] > 195).all()


@pytest.mark.parametrize(("side", "feather"), [(100, 2), (1000, 3), (4000, 12), (9000, 16)])
def test_the_feather_follows_the_picture(side: int, feather: int) -> None:
    assert default_feather(Rect(0, 0, side, side * 2)) == feather
