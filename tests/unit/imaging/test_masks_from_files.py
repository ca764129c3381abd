"""A mask is whatever picture of the right size: white repaint, black keep."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Size
from fluxfill_studio.imaging.masking import open_mask
from tests.fakes.odd_files import HEIGHT, WIDTH, encoded, photo

SIZE = Size(WIDTH, HEIGHT)
GREY = photo(channels=1)[..., 0]


def mask_of(image: Image.Image, folder: Path, kind: str = "PNG") -> np.ndarray:
    path = folder / "mask"
    path.write_bytes(encoded(image, kind))
    mask = open_mask(path, SIZE)
    assert mask.dtype == np.uint8
    assert mask.shape == (HEIGHT, WIDTH)
    assert mask.flags.c_contiguous
    return mask


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "GIF"])
def test_grey_values_are_the_mask(kind: str, tmp_path: Path) -> None:
    assert np.array_equal(mask_of(Image.fromarray(GREY), tmp_path, kind), GREY)


def test_black_and_white_of_one_bit(tmp_path: Path) -> None:
    bits = Image.fromarray(GREY).convert("1")
    assert np.array_equal(mask_of(bits, tmp_path), np.asarray(bits) * np.uint8(255))


def test_colours_count_by_their_luma(tmp_path: Path) -> None:
    image = Image.fromarray(photo())
    expected = np.asarray(image.convert("L")).astype(int)
    assert np.abs(mask_of(image, tmp_path).astype(int) - expected).max() <= 1
    neutral = Image.fromarray(GREY).convert("RGB")
    assert np.array_equal(mask_of(neutral, tmp_path), GREY)


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
def test_white_on_nothing_is_as_white_on_black(mode: str, tmp_path: Path) -> None:
    white = Image.new(mode, SIZE, "white")
    white.putalpha(Image.fromarray(GREY))
    assert np.array_equal(mask_of(white, tmp_path), GREY)


def test_another_size_is_refused_with_both_sizes(tmp_path: Path) -> None:
    path = tmp_path / "mask.png"
    path.write_bytes(encoded(photo(WIDTH, HEIGHT - 1), "PNG"))
    with pytest.raises(BadInput) as caught:
        open_mask(path, SIZE)
    assert caught.value.message == (
        "The mask mask.png is 64 x 47 pixels, the picture 64 x 48. "
        "Give a mask of the picture's size."
    )


def test_what_is_no_picture_is_no_mask(tmp_path: Path) -> None:
    path = tmp_path / "mask.png"
    path.write_bytes(b"no mask")
    with pytest.raises(BadInput, match="is no picture"):
        open_mask(path, SIZE)
