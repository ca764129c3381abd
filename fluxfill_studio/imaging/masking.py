"""Masks from picture files, and from what a picture shows: its brightness, its colours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Rect, Size
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.imaging.colour import to_screen
from fluxfill_studio.imaging.lab import STRIP, Colour, by_alpha, distance, lab
from fluxfill_studio.imaging.opening import open_picture
from fluxfill_studio.imaging.pixels import Mask, Pixels, has_alpha, opacity, to_rgb8

LEAST_SOFTNESS = 0.01


def open_mask(path: Path, size: Size) -> Mask:
    """`read_mask` of a picture file; BadInput also if it is not of `size` (width, height)."""
    mask = read_mask(path)
    height, width = mask.shape
    if (width, height) != size:
        raise BadInput(
            _(
                "The mask {name} is {width} x {height} pixels, the picture {picture_width} x "
                "{picture_height}. Give a mask of the picture's size."
            ).format(
                name=plain(path.name, 80),
                width=width,
                height=height,
                picture_width=size.width,
                picture_height=size.height,
            )
        )
    return mask


def read_mask(source: Path | bytes) -> Mask:
    """(H, W) uint8 from any picture file: white repaint, black keep, grey between.

    Colours count by their luma, transparent pixels as black. BadInput if it cannot be opened.
    """
    pixels = open_picture(source).pixels
    return _as_seen(luma(pixels), pixels)


def luma(pixels: Pixels) -> Mask:
    """(H, W) uint8, Rec. 601; greys stay as they are."""
    return np.asarray(cv2.cvtColor(to_rgb8(pixels), cv2.COLOR_RGB2GRAY), np.uint8)


def scaled(mask: Mask, size: Size) -> Mask:
    """`mask` stretched to `size`."""
    smaller = size.width < mask.shape[1] and size.height < mask.shape[0]
    way = cv2.INTER_AREA if smaller else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(mask, size, interpolation=way), np.uint8)


def fitted(mask: Mask, size: Size) -> Mask:
    """`mask` as large as `size` can hold it in its proportions."""
    height, width = mask.shape
    factor = min(size.width / width, size.height / height)
    return scaled(mask, Size(max(1, round(width * factor)), max(1, round(height * factor))))


def placed(mask: Mask, size: Size, left: int, top: int) -> Mask:
    """`size` with `mask` as large as it is at (`left`, `top`); what juts out is cut off."""
    made = np.zeros((size.height, size.width), np.uint8)
    canvas, rect = Rect(0, 0, *size), Rect(left, top, mask.shape[1], mask.shape[0])
    common = rect.intersected(canvas)
    if not common.empty:
        made[common.slices(canvas)] = mask[common.slices(rect)]
    return made


def luminance_mask(pixels: Pixels, low: float, high: float, softness: float) -> Mask:
    """(H, W) uint8: full where the luma lies from `low` to `high`, falling over `softness`.

    All three in per cent of white. What is transparent is neither light nor dark.
    """
    level = np.arange(256, dtype=np.float32)[None] / np.float32(2.55)
    beyond = np.maximum(low - level, level - high)
    made = np.asarray(cv2.LUT(luma(pixels), _fall(beyond, softness)), np.uint8)
    return _as_seen(made, pixels)


def colour_mask(
    pixels: Pixels,
    icc: bytes | None,
    colours: Sequence[Colour],
    tolerance: float,
    softness: float,
) -> Mask:
    """(H, W) uint8: full within `tolerance` of any of `colours`, falling over `softness`.

    Pixels (profile `icc`) and colours count as the screen shows them. Both numbers are distances
    as in `imaging.lab`.
    """
    made = np.zeros(pixels.shape[:2], np.uint8)
    for top in range(0, len(made), STRIP):
        strip = slice(top, top + STRIP)
        seen = lab(to_screen(pixels[strip], icc))
        for colour in colours:
            away = distance(seen, colour)
            if has_alpha(pixels):
                away = by_alpha(away, opacity(pixels[strip]), colour.alpha)
            fall = _fall(away - np.float32(tolerance), softness)
            np.maximum(made[strip], fall, out=made[strip])
    return made


def _as_seen(mask: Mask, pixels: Pixels) -> Mask:
    """`mask` as far as `pixels` are opaque."""
    if not has_alpha(pixels):
        return mask
    return np.asarray(cv2.multiply(mask, opacity(pixels), scale=1 / 255), np.uint8)


def _fall(beyond: NDArray[np.float32], softness: float) -> Mask:
    """255 up to 0, from there falling to 0 at `softness`."""
    slope = -255 / max(softness, LEAST_SOFTNESS)
    fall = cv2.addWeighted(beyond, slope, beyond, 0, 255, dtype=cv2.CV_8U)
    return np.asarray(fall, np.uint8)
