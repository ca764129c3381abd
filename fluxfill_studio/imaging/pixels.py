"""The array types that every folder above shares, and their checks.

Pixels: (H, W, C) uint8 or uint16, C-contiguous, C = 1 grey, 2 grey+alpha, 3 RGB, 4 RGBA;
read-only once they belong to a document. Mask: (H, W) uint8; 255 repaint, 0 keep.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Pixels: TypeAlias = NDArray[Any]
Mask: TypeAlias = NDArray[np.uint8]


def frozen(pixels: Pixels) -> Pixels:
    """`pixels`, C-contiguous and marked read-only."""
    pixels = np.ascontiguousarray(pixels)
    pixels.setflags(write=False)
    return pixels


def has_alpha(pixels: Pixels) -> bool:
    """Whether the last channel is alpha."""
    return pixels.shape[2] in (2, 4)


def to_rgb8(pixels: Pixels) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 of any pixels: alpha dropped, grey repeated, 16 bit scaled.

    The same array, not a copy, if there is nothing to do.
    """
    if pixels.dtype == np.uint8 and pixels.shape[2] == 3:
        return pixels
    colour = _eight_bit(pixels[:, :, :-1] if has_alpha(pixels) else pixels)
    if colour.shape[2] == 1:
        colour = np.repeat(colour, 3, axis=2)
    return np.ascontiguousarray(colour, dtype=np.uint8)


def opacity(pixels: Pixels) -> Mask:
    """(H, W) uint8: alpha, 16 bit scaled; 255 where there is none."""
    if not has_alpha(pixels):
        return np.full(pixels.shape[:2], 255, np.uint8)
    return np.ascontiguousarray(_eight_bit(pixels[..., -1]))


def _eight_bit(values: NDArray[Any]) -> NDArray[np.uint8]:
    if values.dtype == np.uint16:
        # exact rounding of v / 257
        return ((values.astype(np.uint32) * 255 + 32895) >> 16).astype(np.uint8)
    return np.asarray(values, np.uint8)


def like(rgb: NDArray[np.uint8], pixels: Pixels) -> Pixels:
    """RGB (H, W, 3) uint8 in the channels and depth of `pixels`; alpha, if any, is opaque.

    Grey is Rec. 601 luma, as Pillow's "L".
    """
    colour: Pixels = rgb
    if pixels.shape[2] <= 2:
        weights = np.array([19595, 38470, 7471], dtype=np.uint32)
        luma = (rgb.astype(np.uint32) @ weights + 0x8000) >> 16
        colour = luma.astype(np.uint8)[:, :, None]
    if pixels.dtype == np.uint16:
        colour = colour.astype(np.uint16) * 257
    if has_alpha(pixels):
        opaque = np.full((*colour.shape[:2], 1), np.iinfo(colour.dtype).max, colour.dtype)
        colour = np.concatenate([colour, opaque], axis=2)
    return colour
