"""Masks made larger and smaller.

A grey mask counts as its levels lying one over another, and each level moves alike: a soft edge
moves and keeps its profile. What lies beyond the array's edge is as what lies at the edge: a
mask that touches it is not eaten from there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import cv2
import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.imaging.pixels import Mask

LEAST_TILE = 512  # px; a tile with its rim should stay in the processor's cache


def grown(mask: Mask, px: int) -> Mask:
    """`mask` ((h, w) uint8) with its edge moved `px` pixels out; below 0 in.

    Each pixel takes the greatest value (the least, for `px` < 0) within `px` of it, measured
    straight from centre to centre.
    """
    if px < 0:
        return np.asarray(cv2.bitwise_not(_dilated(cv2.bitwise_not(mask), -px)), np.uint8)
    return _dilated(mask, px)


def _dilated(mask: Mask, radius: int) -> Mask:
    made = np.zeros_like(mask)
    x, y, width, height = cv2.boundingRect(mask)
    whole = Rect(0, 0, mask.shape[1], mask.shape[0])
    touched = Rect(x, y, width, height).grown(radius if width else 0).intersected(whole)
    for tile in _tiles(touched, max(LEAST_TILE, 2 * radius)):
        around = tile.grown(radius)
        seen = around.intersected(whole)
        source = mask[seen.slices()]
        least, most, *_places = cv2.minMaxLoc(source)
        if least == most:
            made[tile.slices()] = int(most)
        elif np.all(mask[tile.slices()] == 255):
            made[tile.slices()] = 255
        else:
            padded = cv2.copyMakeBorder(
                source,
                seen.y - around.y,
                around.bottom - seen.bottom,
                seen.x - around.x,
                around.right - seen.right,
                cv2.BORDER_CONSTANT,
                value=(0,),
            )
            _dilate_into(made[tile.slices()], np.asarray(padded, np.uint8), radius)
    return made


def _tiles(rect: Rect, side: int) -> Iterator[Rect]:
    for y in range(rect.y, rect.bottom, side):
        for x in range(rect.x, rect.right, side):
            yield Rect(x, y, side, side).intersected(rect)


def _dilate_into(made: Mask, source: Mask, radius: int) -> None:
    """`made` (h, w) from `source` (h + 2 radius, w + 2 radius), by the disc's rows.

    From the disc's top to its middle the rows grow longer, and each greatest value along a
    longer row comes from two of the row before.
    """
    height, width = made.shape
    along, half = source, 0  # the greatest value within `half` pixels along the row
    for dy in range(radius, -1, -1):
        along, half = _lengthened(along, half, math.isqrt(radius**2 - dy**2))
        columns = slice(radius - half, radius - half + width)
        for top in {radius - dy, radius + dy}:
            cv2.max(made, along[top : top + height, columns], made)


def _lengthened(along: Mask, half: int, wanted: int) -> tuple[Mask, int]:
    """Rows of greatest values within `wanted` pixels, narrower by what they see at their ends."""
    while half < wanted:
        step = min(wanted - half, max(half, 1))
        longer = cv2.max(along[:, : -2 * step], along[:, 2 * step :])
        if half == 0:
            cv2.max(longer, along[:, 1:-1], longer)
        along, half = np.asarray(longer, np.uint8), half + step
    return along, half
