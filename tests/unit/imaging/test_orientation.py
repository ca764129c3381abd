"""A photo stands upright, whichever way the camera was held."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageOps

from fluxfill_studio.core.geometry import Size
from fluxfill_studio.imaging.file import probe
from fluxfill_studio.imaging.opening import open_picture
from fluxfill_studio.imaging.orientation import upright
from fluxfill_studio.imaging.preview import preview
from tests.fakes.odd_files import encoded, photo

KINDS = {"JPEG": {"quality": 95}, "PNG": {}, "WEBP": {"lossless": True}, "TIFF": {}}


def turned(kind: str, orientation: int, width: int = 64, height: int = 48) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return encoded(photo(width, height), kind, exif=exif, **KINDS[kind])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_picture_is_turned_upright(kind: str, orientation: int) -> None:
    data = turned(kind, orientation)
    with Image.open(io.BytesIO(data)) as image:
        expected = np.asarray(ImageOps.exif_transpose(image))
    picture = open_picture(data)
    assert np.array_equal(picture.pixels, expected)
    height, width = expected.shape[:2]
    assert (width, height) == ((64, 48) if orientation < 5 else (48, 64))
    assert probe(data).size == Size(width, height)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_preview_stands_as_the_picture_does(orientation: int) -> None:
    data = turned("JPEG", orientation, 640, 480)
    small, whole = preview(data, Size(160, 160)), open_picture(data).pixels
    assert small is not None
    step = whole.shape[0] // small.shape[0]
    reduced = whole.reshape(small.shape[0], step, small.shape[1], step, 3).mean(axis=(1, 3))
    assert np.abs(reduced - small).mean() < 4


@pytest.mark.parametrize("value", [0, 9, 42])
def test_nonsense_is_ignored(value: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = value
    data = encoded(photo(), "PNG", exif=exif)
    assert np.array_equal(open_picture(data).pixels, photo())


def test_damaged_exif_does_no_harm() -> None:
    data = encoded(photo(), "PNG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff")
    assert np.array_equal(open_picture(data).pixels, photo())


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("channels", [1, 2, 4])
def test_channels_survive_turning(orientation: int, channels: int) -> None:
    pixels = photo(channels=channels)
    assert upright(pixels, orientation).shape[2] == channels
    assert np.array_equal(
        upright(pixels, orientation)[..., 0], upright(pixels[..., 0], orientation)
    )
