"""The preview shows what the whole picture will, sooner and smaller."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Size
from fluxfill_studio.imaging.jpeg import coarse, has_end
from fluxfill_studio.imaging.preview import preview
from tests.fakes.odd_files import BROKEN, encoded, photo, profile

WIDTH, HEIGHT = 1024, 768


def photo_jpeg(**options: object) -> bytes:
    return encoded(photo(WIDTH, HEIGHT), "JPEG", quality=95, **options)


def reduced(step: int) -> np.ndarray:
    blocks = photo(WIDTH, HEIGHT).reshape(HEIGHT // step, step, WIDTH // step, step, 3)
    return blocks.mean(axis=(1, 3))


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize(
    ("limit", "step"), [((128, 128), 8), ((256, 256), 4), ((300, 300), 4), ((700, 500), 2)]
)
def test_it_is_the_picture_at_about_the_views_size(
    progressive: bool, limit: tuple[int, int], step: int
) -> None:
    made = preview(photo_jpeg(progressive=progressive), Size(*limit))
    assert made is not None
    step = 8 if progressive else step  # the first scan holds no more
    assert made.shape == (HEIGHT // step, WIDTH // step, 3)
    assert np.abs(made - reduced(step)).mean() < 5


def test_a_small_picture_needs_none() -> None:
    assert preview(photo_jpeg(), Size(1920, 1080)) is None


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "GIF", "TIFF", "BMP"])
def test_other_kinds_have_no_cheap_one(kind: str) -> None:
    assert preview(encoded(photo(400, 300), kind), Size(50, 50)) is None


def test_grey_is_previewed_and_ink_is_not() -> None:
    grey = preview(encoded(photo(WIDTH, HEIGHT, 1), "JPEG"), Size(128, 128))
    assert grey is not None
    assert grey.shape[2] == 3
    assert np.ptp(grey, axis=2).max() == 0
    inks = Image.frombytes("CMYK", (WIDTH, HEIGHT), photo(WIDTH, HEIGHT, 4).tobytes())
    assert preview(encoded(inks, "JPEG"), Size(128, 128)) is None


def test_it_is_shown_through_the_profile() -> None:
    swapped = preview(photo_jpeg(icc_profile=profile("swapped")), Size(128, 128))
    plain = preview(photo_jpeg(), Size(128, 128))
    assert swapped is not None
    assert plain is not None
    assert np.abs(swapped.astype(int) - plain).max() > 50


@pytest.mark.parametrize("name", ["text.png", "empty.png", "huge.jpeg"])
def test_what_is_no_picture_is_refused(name: str) -> None:
    with pytest.raises(BadInput):
        preview(BROKEN[name], Size(128, 128))


def test_the_end_of_a_thumbnail_is_not_the_end() -> None:
    whole = photo_jpeg()
    thumbnail = encoded(photo(16, 12), "JPEG")
    comment = b"\xff\xfe" + (len(thumbnail) + 2).to_bytes(2) + thumbnail
    with_thumbnail = whole[:2] + comment + whole[2:]
    assert has_end(with_thumbnail)
    assert not has_end(with_thumbnail[:-2])
    assert has_end(whole[:2] + b"\xff" * 3 + whole[2:])  # padding before a marker
    assert has_end(whole + b"trailing bytes")


def test_only_a_progressive_file_has_a_coarse_part() -> None:
    assert coarse(photo_jpeg()) is None
    part = coarse(photo_jpeg(progressive=True))
    assert part is not None
    assert len(part) < len(photo_jpeg(progressive=True)) / 3
    assert coarse(b"no jpeg") is None
    # The scans of other files are its colours, not its details.
    assert coarse(photo_jpeg(progressive=True).replace(b"\xff\xc2", b"\xff\xc0")) is None
