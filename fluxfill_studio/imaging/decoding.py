"""Stored pixels of every kind to (H, W, C) uint8, with a sentence wherever something is lost.

OpenCV decodes the common kinds: it is faster, refuses every cut file, and needs no more memory
than the result. Pillow does the rest, and judges what OpenCV refused.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image, ImageCms

from fluxfill_studio.core.text import _
from fluxfill_studio.imaging.colour import SRGB, Transform, space
from fluxfill_studio.imaging.file import PictureFile
from fluxfill_studio.imaging.jpeg import has_end
from fluxfill_studio.imaging.orientation import (
    UPRIGHT,
    noted_orientation,
    orientation_of,
    upright,
)
from fluxfill_studio.imaging.pixels import Pixels

STRIP_ROWS = 256
COMMON = {
    ("JPEG", "L", "L"),
    ("JPEG", "RGB", "RGB"),
    ("PNG", "L", "L"),
    ("PNG", "RGB", "RGB"),
    ("PNG", "RGB", "RGB;16B"),
    ("PNG", "RGBA", "RGBA"),
    ("WEBP", "RGB", ""),
    ("WEBP", "RGBA", ""),
    ("TIFF", "RGB", "RGB"),
    ("BMP", "RGB", "BGR"),
}
"""(format, mode, how it is stored) that OpenCV decodes exactly as Pillow does."""
FLAGS = {
    "L": cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION,
    "RGB": cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION,
    "RGBA": cv2.IMREAD_UNCHANGED,
}
PLAIN_MODES = {"RGBX": "RGB", "YCbCr": "RGB", "La": "LA", "RGBa": "RGBA", "PA": "RGBA", "1": "L"}
WITH_ALPHA = {"L": "LA", "RGB": "RGBA"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a file held.

    Attributes:
        pixels: (H, W, C) uint8, upright.
        icc: the profile of `pixels`, as it stands in the file.
        notices: what was lost on the way, for people.
    """

    pixels: Pixels
    icc: bytes | None
    notices: tuple[str, ...]


def decode(file: PictureFile, image: Image.Image) -> Decoded:
    """Decode an opened image. A damaged file raises whatever its decoder raises."""
    icc = image.info.get("icc_profile") or None
    orientation = orientation_of(image)
    notices: tuple[str, ...] = ()
    if "16" in _stored_as(image) or image.mode.startswith("I;16"):
        notices = (
            _("16 bits per channel become 8: it is edited and exported with 8 bits for now."),
        )
    pixels = _by_opencv(file, image)
    if pixels is None:
        image.load()
        read = _reader(image, icc)
        pixels, icc, notices = _by_pillow(image, read), read.icc, notices + read.notices
    return Decoded(upright(pixels, orientation), icc, notices)


def _stored_as(image: Image.Image) -> str:
    """Pillow's raw mode of the file's pixels; empty if the format has none."""
    tiles = getattr(image, "tile", None)  # only files have tiles
    arguments = tiles[0].args if tiles else ""
    return str(arguments[0] if isinstance(arguments, tuple) else arguments)


def _by_opencv(file: PictureFile, image: Image.Image) -> Pixels | None:
    """(H, W, C) as stored; None for an uncommon kind, or if OpenCV refuses the file."""
    kind = "JPEG" if image.format == "MPO" else image.format
    if (kind, image.mode, _stored_as(image)) not in COMMON or "transparency" in image.info:
        return None
    animated = kind != "JPEG" and getattr(image, "is_animated", False)
    if animated or (kind == "TIFF" and noted_orientation(image) != UPRIGHT):
        return None
    if kind == "JPEG" and not has_end(file.content()):
        return None
    pixels = _opencv_pixels(file, FLAGS[image.mode])
    if pixels is None or pixels.shape[:2] != image.size[::-1] or pixels.dtype != np.uint8:
        return None
    if image.mode == "RGBA":
        for top in range(0, len(pixels), STRIP_ROWS):  # in one go it would need a second copy
            strip = pixels[top : top + STRIP_ROWS]
            strip[...] = cv2.cvtColor(strip, cv2.COLOR_BGRA2RGBA)
    return np.reshape(pixels, (*pixels.shape[:2], len(image.getbands())))


def _opencv_pixels(file: PictureFile, flags: int) -> Pixels | None:
    """What OpenCV decodes, in its own order of channels; None if it refuses."""
    try:
        if file.path is not None and (os.name != "nt" or str(file.path).isascii()):
            # Given a place for the result, even an empty one, OpenCV makes no second copy.
            return cv2.imread(os.fspath(file.path), None, flags)
        return cv2.imdecode(np.frombuffer(file.content(), np.uint8), flags)
    except cv2.error:
        return None


@dataclass(frozen=True, slots=True)
class _Reader:
    """How to read the strips of an image that Pillow has decoded.

    Attributes:
        read: a strip to (h, w) or (h, w, C) uint8.
        icc: the profile of what comes out.
        notices: what is lost.
    """

    read: Callable[[Image.Image], Pixels]
    icc: bytes | None
    notices: tuple[str, ...] = ()


def _by_pillow(image: Image.Image, reader: _Reader) -> Pixels:
    """(H, W, C), a strip at a time: Pillow's own copy is the only large one beside the result."""
    width, height = image.size
    pixels = None
    for top in range(0, height, STRIP_ROWS):
        bottom = min(top + STRIP_ROWS, height)
        strip = reader.read(image.crop((0, top, width, bottom)))
        strip = strip.reshape(bottom - top, width, -1)
        if pixels is None:
            pixels = np.empty((height, width, strip.shape[2]), np.uint8)
        pixels[top:bottom] = strip
    assert pixels is not None  # an image has rows
    return pixels


def _reader(image: Image.Image, icc: bytes | None) -> _Reader:
    if image.mode == "CMYK":
        return _cmyk_reader(icc)
    if image.mode == "LAB":
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        return _Reader(
            Transform(lab, SRGB).applied, SRGB, (_("Lab colours were converted to sRGB."),)
        )
    if image.mode.startswith("I;16"):
        return _Reader(lambda strip: (np.asarray(strip) >> 8).astype(np.uint8), icc)
    if image.mode in ("I", "F"):
        return _range_reader(image, icc)
    mode = _plain_mode(image)
    return _Reader(
        lambda strip: np.asarray(strip if strip.mode == mode else strip.convert(mode)), icc
    )


def _plain_mode(image: Image.Image) -> str:
    """The one of L, LA, RGB, RGBA that holds the image without loss."""
    transparent = "transparency" in image.info
    if image.mode == "P":
        palette = image.palette
        return "RGBA" if transparent or (palette and palette.mode == "RGBA") else "RGB"
    mode = PLAIN_MODES.get(image.mode, image.mode)
    return WITH_ALPHA.get(mode, mode) if transparent else mode


def _cmyk_reader(icc: bytes | None) -> _Reader:
    if icc is not None and space(icc) == "CMYK":
        return _Reader(
            Transform(icc, SRGB).applied,
            SRGB,
            (_("CMYK colours were converted to sRGB through their profile."),),
        )
    return _Reader(
        lambda strip: np.asarray(strip.convert("RGB")),
        SRGB,
        (_("CMYK colours without a usable profile were converted to sRGB; they may look off."),),
    )


def _range_reader(image: Image.Image, icc: bytes | None) -> _Reader:
    """32-bit numbers have no agreed white: 0 to 1 if they fit there, else the range they use."""
    values = np.asarray(image)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if image.mode == "F" and low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    scale = 255 / (high - low) if high > low else 0.0

    def read(strip: Image.Image) -> Pixels:
        scaled = (np.asarray(strip).astype(np.float64) - low) * scale
        return np.rint(np.clip(np.nan_to_num(scaled), 0, 255)).astype(np.uint8)

    return _Reader(
        read, icc, (_("32 bits per channel became 8: the range in use was fitted to 0 to 255."),)
    )
