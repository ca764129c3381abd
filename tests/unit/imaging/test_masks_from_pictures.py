"""Masks from brightness and colour, and masks of another size, against plain references."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from fluxfill_studio.core.geometry import Size
from fluxfill_studio.imaging import masking
from fluxfill_studio.imaging.lab import Colour
from fluxfill_studio.imaging.masking import (
    colour_mask,
    luminance_mask,
    placed,
    read_mask,
    scaled,
)
from fluxfill_studio.imaging.pixels import Mask, Pixels

PHOTOS = arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3)))


def lab(colour: Pixels) -> tuple[float, float, float]:
    """CIELAB (D65) of one sRGB colour, from the definition."""
    unit = [value / 255 for value in colour.tolist()]
    r, g, b = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in unit)
    xyz = (
        (0.412453 * r + 0.357580 * g + 0.180423 * b) / 0.950456,
        0.212671 * r + 0.715160 * g + 0.072169 * b,
        (0.019334 * r + 0.119193 * g + 0.950227 * b) / 1.088754,
    )
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def falling(beyond: float, softness: float) -> float:
    return min(255, max(0, 255 - 255 * beyond / softness))


@given(PHOTOS, st.integers(0, 100), st.integers(0, 100), st.integers(1, 60))
def test_luminance_is_full_in_the_range_and_falls_beyond(
    photo: Pixels, low: int, high: int, softness: int
) -> None:
    made = luminance_mask(photo, low, high, softness)
    for y, x in np.ndindex(made.shape):
        r, g, b = photo[y, x].tolist()
        level = (0.299 * r + 0.587 * g + 0.114 * b) / 2.55
        wanted = falling(max(low - level, level - high), softness)
        assert abs(made[y, x] - wanted) <= 255 / softness * 0.25 + 1  # luma is rounded first


@given(PHOTOS, st.integers(0, 60), st.integers(1, 60), st.integers(1, 3))
def test_colours_count_by_their_distance_in_lab(
    photo: Pixels, tolerance: int, softness: int, count: int
) -> None:
    flat = photo.reshape(-1, 3)
    colours = [Colour(*flat[(7 * n) % len(flat)].tolist()) for n in range(count)]
    made = colour_mask(photo, None, colours, tolerance, softness)
    for y, x in np.ndindex(made.shape):
        here = lab(photo[y, x])
        far = min(np.linalg.norm(np.subtract(here, lab(np.array(c[:3])))) for c in colours)
        # OpenCV's tables: half a distance, where 2.3 is just seen
        assert abs(made[y, x] - falling(far - tolerance, softness)) <= 127.5 / softness + 1


def test_strips_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    photo = np.random.default_rng(3).integers(0, 256, (50, 20, 3), np.uint8)
    whole = colour_mask(photo, None, [Colour(200, 90, 40)], 40, 30)
    assert whole.any()
    monkeypatch.setattr(masking, "STRIP", 7)
    assert np.array_equal(colour_mask(photo, None, [Colour(200, 90, 40)], 40, 30), whole)


def test_without_softness_all_or_nothing() -> None:
    photo = np.arange(256, dtype=np.uint8).repeat(3).reshape(1, 256, 3)
    assert set(np.unique(luminance_mask(photo, 30, 60, 0))) == {0, 255}
    assert set(np.unique(colour_mask(photo, None, [Colour(128, 128, 128)], 10, 0))) == {0, 255}


def test_sixteen_bit_and_grey_pictures_count_as_they_look() -> None:
    grey = np.array([[0, 100, 255]], np.uint8)
    wanted = luminance_mask(grey[..., None].repeat(3, 2), 20, 60, 20)
    assert np.array_equal(luminance_mask(grey[..., None], 20, 60, 20), wanted)
    deep = grey[..., None].repeat(3, 2).astype(np.uint16) * 257
    assert np.array_equal(luminance_mask(deep, 20, 60, 20), wanted)


@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_what_is_hidden_under_transparency_counts_for_nothing(depth) -> None:
    """White seen, white hidden, black hidden, white seen by half."""
    row = [(255, 255, 255, 255), (255, 255, 255, 0), (0, 0, 0, 0), (255, 255, 255, 128)]
    photo = np.array([row], depth) * depth(257 if depth is np.uint16 else 1)
    assert luminance_mask(photo, 0, 100, 0).tolist() == [[255, 0, 0, 128]]
    assert colour_mask(photo, None, [Colour(255, 255, 255)], 20, 0).tolist() == [[255, 0, 0, 0]]
    assert colour_mask(photo, None, [Colour(255, 255, 255)], 50, 0).tolist() == [[255, 0, 0, 255]]
    assert colour_mask(photo, None, [Colour(0, 0, 0, 0)], 20, 0).tolist() == [[0, 255, 255, 0]]


def test_a_mask_is_read_whatever_its_size() -> None:
    data = io.BytesIO()
    Image.fromarray(np.array([[0, 77, 255]], np.uint8)).save(data, "PNG")
    assert read_mask(data.getvalue()).tolist() == [[0, 77, 255]]


@given(
    arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9))),
    st.integers(1, 12),
    st.integers(1, 12),
    st.integers(-12, 15),
    st.integers(-12, 15),
)
def test_placing_keeps_pixels_and_cuts_what_juts_out(
    mask: Mask, width: int, height: int, left: int, top: int
) -> None:
    made = placed(mask, Size(width, height), left, top)
    assert made.shape == (height, width)
    for y, x in np.ndindex(made.shape):
        inside = 0 <= y - top < mask.shape[0] and 0 <= x - left < mask.shape[1]
        assert made[y, x] == (mask[y - top, x - left] if inside else 0)


def test_scaling_covers_the_whole_picture() -> None:
    mask = np.zeros((10, 10), np.uint8)
    mask[:, 5:] = 255
    wide = scaled(mask, Size(40, 20))
    assert wide.shape == (20, 40)
    assert not wide[:, :18].any()
    assert (wide[:, 22:] == 255).all()
    assert scaled(mask, Size(4, 4))[0].tolist() == [0, 0, 255, 255]
