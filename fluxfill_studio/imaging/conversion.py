"""Pixels of every mode that Pillow decodes to 8-bit grey or RGB, and what is lost by it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageCms

from fluxfill_studio.core.text import _
from fluxfill_studio.imaging.colour import SRGB, Transform, space
from fluxfill_studio.imaging.pixels import Pixels

STRIP_ROWS = 256
PLAIN_MODES = {"RGBX": "RGB", "YCbCr": "RGB", "La": "LA", "RGBa": "RGBA", "PA": "RGBA", "1": "L"}
WITH_ALPHA = {"L": "LA", "RGB": "RGBA"}
BITS = {"I;12": 12}
"""Of what a mode of 16 bits really holds, by how it is stored."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What becomes of an image.

    Attributes:
        read: a strip of it to (h, w) or (h, w, C) uint8.
        icc: the profile of what comes out.
        notices: what is lost, for people.
    """

    read: Callable[[Image.Image], Pixels]
    icc: bytes | None
    notices: tuple[str, ...] = ()

    def applied(self, image: Image.Image) -> Pixels:
        """(H, W, C), a strip at a time: Pillow's copy is the only large one beside the result."""
        width, height = image.size
        pixels = None
        for top in range(0, height, STRIP_ROWS):
            bottom = min(top + STRIP_ROWS, height)
            strip = self.read(image.crop((0, top, width, bottom)))
            strip = strip.reshape(bottom - top, width, -1)
            if pixels is None:
                pixels = np.empty((height, width, strip.shape[2]), np.uint8)
            pixels[top:bottom] = strip
        assert pixels is not None  # an image has rows
        return pixels


def conversion_of(image: Image.Image, stored_as: str, icc: bytes | None) -> Conversion:
    """How to read a decoded image whose file stored it so (Pillow's raw mode)."""
    if image.mode == "CMYK":
        return _from_cmyk(icc)
    if image.mode == "LAB":
        lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
        return Conversion(
            Transform(lab, SRGB).applied, SRGB, (_("Lab colours were converted to sRGB."),)
        )
    if image.mode.startswith("I;16"):
        surplus = BITS.get(stored_as, 16) - 8
        return Conversion(lambda strip: (np.asarray(strip) >> surplus).astype(np.uint8), icc)
    if image.mode in ("I", "F"):
        return _from_wide_range(image, icc)
    mode = _plain_mode(image)
    return Conversion(
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


def _from_cmyk(icc: bytes | None) -> Conversion:
    if icc is not None and space(icc) == "CMYK":
        return Conversion(
            Transform(icc, SRGB).applied,
            SRGB,
            (_("CMYK colours were converted to sRGB through their profile."),),
        )
    return Conversion(
        lambda strip: np.asarray(strip.convert("RGB")),
        SRGB,
        (_("CMYK colours without a usable profile were converted to sRGB; they may look off."),),
    )


def _from_wide_range(image: Image.Image, icc: bytes | None) -> Conversion:
    """32-bit numbers have no agreed white: 0 to 1 if they fit there, else the range they use."""
    values = np.asarray(image)
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    if image.mode == "F" and low >= 0 and high <= 1:
        low, high = 0.0, 1.0
    scale = 255 / (high - low) if high > low else 0.0

    def read(strip: Image.Image) -> Pixels:
        scaled = np.nan_to_num((np.asarray(strip).astype(np.float64) - low) * scale)
        return np.rint(np.clip(scaled, 0, 255)).astype(np.uint8)

    return Conversion(
        read, icc, (_("32 bits per channel become 8: the range in use is fitted to 0 to 255."),)
    )
