"""A result laid back into the picture through its stitch mask.

Where the painted mask is 0 not a pixel changes; the feather lies inside the mask.
"""

from __future__ import annotations

import cv2
import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.request import Result
from fluxfill_studio.imaging.pixels import Mask, Pixels, has_alpha

FEATHER_SHARE = 0.003
FEATHER_PX = (2, 16)
STRIP_ROWS = 256


def default_feather(canvas: Rect) -> int:
    """Width of the soft band inside the mask, in pixels, for a picture of this size."""
    low, high = FEATHER_PX
    return max(low, min(high, round(FEATHER_SHARE * min(canvas.width, canvas.height))))


def stitch_mask(mask: Mask, feather: int, kept: Rect, box: Rect) -> Mask:
    """(h, w) uint8 over `box`: how much of the result shows; 0 wherever `mask` is 0.

    `kept` is the canvas that existed before: outside of it there is nothing to blend with, and
    the result shows fully.
    """
    alpha = mask
    if feather > 0:
        inside = cv2.distanceTransform((mask > 0).astype(np.uint8), cv2.DIST_L2, 5)
        full = feather + 1  # without a single kept pixel the distance is beyond any number
        ramp = (np.minimum(inside, full) * (255.0 / full) + 0.5).astype(np.uint8)
        alpha = np.minimum(mask, ramp)
    common = box.intersected(kept)
    if common != box:
        shown = np.full_like(mask, 255)
        shown[common.slices(box)] = alpha[common.slices(box)]
        alpha = shown
    return alpha


def stitched(result: Result, base: Pixels) -> Pixels:
    """(h, w, C) of the result's box: `result` over `base` (h, w, C), the pixels under the box.

    Equal to `base` wherever the painted mask is 0.
    """
    request = result.request
    alpha = stitch_mask(request.mask, request.feather, request.base_canvas, request.box)
    if has_alpha(base):  # an invisible pixel is nothing to blend with
        alpha = np.where(base[:, :, -1] == 0, request.mask, alpha)
    return blend(base, result.pixels, alpha)


def blend(base: Pixels, over: Pixels, alpha: Mask) -> Pixels:
    """`base` + (`over` - `base`) * alpha / 255, rounded; exact at alpha 0 and 255.

    (h, w, C) with (h, w) alpha. Colour under a transparent base pixel counts for nothing: there
    `over` shows its own.
    """
    made = base.copy()
    cv2.copyTo(over, cv2.inRange(alpha, 255, 255), made)
    for top in range(0, len(base), STRIP_ROWS):  # floats of a whole large picture would not fit
        rows = slice(top, top + STRIP_ROWS)
        soft = (alpha[rows] > 0) & (alpha[rows] < 255)
        if soft.any():
            made[rows][soft] = _mixed(base[rows][soft], over[rows][soft], alpha[rows][soft])
    return made


def _mixed(base: Pixels, over: Pixels, alpha: Mask) -> Pixels:
    """(n, C) of (n, C), (n, C) and (n,)."""
    weight = alpha[:, None].astype(np.float32) / 255
    old, new = base.astype(np.float32), over.astype(np.float32)
    mixed = old + (new - old) * weight
    if base.shape[1] in (2, 4):
        share = weight * new[:, -1:] / np.maximum(mixed[:, -1:], 1e-6)
        mixed[:, :-1] = old[:, :-1] + (new - old)[:, :-1] * np.minimum(share, 1)
    return np.rint(mixed).astype(base.dtype)
