"""Masks made larger, smaller, softer, smoother, fuller: what is done to a mask by its shape alone.

Every operation takes a mask ((h, w) uint8) and makes a new one. A grey mask counts as its levels
lying one over another: a soft edge that moves keeps its profile. What lies beyond the array is
as what lies at its edge, so a mask that touches the edge of the canvas is not eaten from there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import Enum
from functools import partial

import cv2
import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.imaging.pixels import Mask

LEAST_TILE = 512  # px; a tile with its rim should stay in the processor's cache
SIGMAS = 2.5  # a Gaussian is cut off here: 0.6 % of it lie further out
FEATHER_STEPS = 24  # reduced pixels within the reach of a feather, at least
HOLE_LEVELS = (64, 128, 192, 255)
"""What lies behind at least this much mask on all sides is filled up to it."""


class Side(Enum):
    """Where a border lies."""

    INSIDE = "inside"
    CENTRE = "centre"
    OUTSIDE = "outside"


def grown(mask: Mask, px: int) -> Mask:
    """The edge moved `px` pixels out; below 0 in.

    Each pixel takes the greatest value (the least, for `px` < 0) within `px` of it, measured
    straight from centre to centre.
    """
    if px < 0:
        return np.bitwise_not(grown(np.bitwise_not(mask), -px))
    return _tiled(mask, px, partial(_dilated, radius=px))


def feathered(mask: Mask, px: int) -> Mask:
    """A soft edge that reaches `px` pixels to both sides of the old one (Gaussian).

    A wide one is made at a reduced scale, 5 levels of 255 away from the exact one at most.
    """
    if px < 2 * FEATHER_STEPS:
        return _blurred(mask, px, px / SIGMAS) if px else mask.copy()
    scale = px // FEATHER_STEPS
    height, width = mask.shape
    padded = cv2.copyMakeBorder(mask, 0, -height % scale, 0, -width % scale, cv2.BORDER_REPLICATE)
    size = padded.shape[1] // scale, padded.shape[0] // scale
    small = cv2.resize(padded, size, interpolation=cv2.INTER_AREA)
    # What taking the mean and the way back blur already.
    spent = (1 - 1 / scale**2) / 12 + 1 / 6
    sigma = math.sqrt((px / SIGMAS / scale) ** 2 - spent)
    soft = _blurred(np.asarray(small, np.uint8), px // scale - 2, sigma)
    full = cv2.resize(soft, padded.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(full[:height, :width], np.uint8)


def smoothed(mask: Mask, px: int) -> Mask:
    """Corners and jags smaller than about `px` pixels taken away; the edge stays as soft as it is.

    Each pixel takes the middle value of the square that reaches `px` to all sides.
    """

    def middle(source: Mask) -> Mask:
        return _inner(np.asarray(cv2.medianBlur(source, 2 * px + 1), np.uint8), px)

    return _tiled(mask, px, middle)


def edge_softened(mask: Mask) -> Mask:
    """A stair-stepped edge made smooth: each pixel the weighted mean (1 2 1) of 3 x 3."""
    return _tiled(mask, 1, lambda source: _inner(_blurred(source, 1, 0), 1))


def hardened(mask: Mask, level: int) -> Mask:
    """255 where the mask is at least `level` (1 to 255), else 0."""
    return np.asarray(cv2.threshold(mask, level - 1, 255, cv2.THRESH_BINARY)[1], np.uint8)


def holes_filled(mask: Mask) -> Mask:
    """What the mask encloses belongs to it; what is open to the array's edge is no hole."""
    made = mask.copy()
    for level in HOLE_LEVELS:
        open_ = cv2.threshold(mask, level - 1, 1, cv2.THRESH_BINARY_INV)[1]
        ringed = cv2.copyMakeBorder(open_, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(1,))
        cv2.floodFill(ringed, None, (0, 0), (0,), flags=4)
        np.maximum(made, _inner(np.asarray(ringed, np.uint8), 1) * np.uint8(level), out=made)
    return made


def specks_dropped(mask: Mask, area: int) -> Mask:
    """Without the parts (pixels > 0 that touch, corners included) of fewer than `area` pixels."""
    _count, labels, facts, _centres = cv2.connectedComponentsWithStats(
        cv2.threshold(mask, 0, 1, cv2.THRESH_BINARY)[1], connectivity=8
    )
    kept = np.where(facts[:, cv2.CC_STAT_AREA] >= area, 255, 0).astype(np.uint8)
    return np.minimum(mask, np.asarray(kept[labels], np.uint8))


def border(mask: Mask, px: int, side: Side) -> Mask:
    """A band along the edge, `px` wide, on one side of it or over it."""
    outer = {Side.INSIDE: 0, Side.CENTRE: px // 2, Side.OUTSIDE: px}[side]
    return np.minimum(grown(mask, outer), np.bitwise_not(grown(mask, outer - px)))


def _blurred(mask: Mask, reach: int, sigma: float) -> Mask:
    side = 2 * reach + 1
    blurred = cv2.GaussianBlur(mask, (side, side), sigma, borderType=cv2.BORDER_REPLICATE)
    return np.asarray(blurred, np.uint8)


def _tiled(mask: Mask, reach: int, work: Callable[[Mask], Mask]) -> Mask:
    """`work` done tile by tile, where the mask is not one value as far as it sees.

    It gets (h + 2 reach, w + 2 reach) and gives (h, w).
    """
    made = np.empty_like(mask)
    height, width = mask.shape
    whole, side = Rect(0, 0, width, height), max(LEAST_TILE, 2 * reach)
    for y in range(0, height, side):
        for x in range(0, width, side):
            tile = Rect(x, y, side, side).intersected(whole)
            source = mask[tile.grown(reach).intersected(whole).slices()]
            least, most, *_places = cv2.minMaxLoc(source)
            if least == most:
                made[tile.slices()] = int(most)
            else:
                made[tile.slices()] = work(_rimmed(mask, tile, reach))
    return made


def _rimmed(mask: Mask, tile: Rect, reach: int) -> Mask:
    """`tile` of the mask and `reach` more on all sides; the array's edge is repeated."""
    around = tile.grown(reach)
    seen = around.intersected(Rect(0, 0, mask.shape[1], mask.shape[0]))
    sides = (
        seen.y - around.y,
        around.bottom - seen.bottom,
        seen.x - around.x,
        around.right - seen.right,
    )
    rimmed = cv2.copyMakeBorder(mask[seen.slices()], *sides, cv2.BORDER_REPLICATE)
    return np.asarray(rimmed, np.uint8)


def _inner(rimmed: Mask, reach: int) -> Mask:
    height, width = rimmed.shape
    return rimmed[reach : height - reach, reach : width - reach]


def _dilated(source: Mask, radius: int) -> Mask:
    """The greatest value within `radius`, by the disc's rows, from its top to its middle.

    They grow longer, and each greatest value along a longer row comes from two of the row before.
    """
    made = _inner(source, radius).copy()
    height, width = made.shape
    along, half = source, 0  # the greatest value within `half` pixels along the row
    for dy in range(radius, -1, -1):
        along, half = _lengthened(along, half, math.isqrt(radius**2 - dy**2))
        columns = slice(radius - half, radius - half + width)
        for top in {radius - dy, radius + dy}:
            cv2.max(made, along[top : top + height, columns], made)
    return made


def _lengthened(along: Mask, half: int, wanted: int) -> tuple[Mask, int]:
    """Rows of greatest values within `wanted` pixels, narrower by what they see at their ends."""
    while half < wanted:
        step = min(wanted - half, max(half, 1))
        longer = cv2.max(along[:, : -2 * step], along[:, 2 * step :])
        if half == 0:
            cv2.max(longer, along[:, 1:-1], longer)
        along, half = np.asarray(longer, np.uint8), half + step
    return along, half
