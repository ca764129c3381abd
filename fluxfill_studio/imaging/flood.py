"""Regions of a picture: what is alike, and what of it hangs together."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.imaging import morphology
from fluxfill_studio.imaging.pixels import Mask

SLOPE = 256  # px; no edge of a hole is softer
SMOOTH = 2.0  # px
_FOUND, _HALF = 255, 127


def within(levels: Mask, most: int) -> Mask:
    """(h, w) uint8: 1 where `levels` is at most `most`, else 0."""
    return np.asarray(cv2.threshold(levels, most, 1, cv2.THRESH_BINARY_INV)[1], np.uint8)


def connected(inside: Mask, x: int, y: int) -> tuple[Mask, Rect]:
    """The part of `inside` (0 or 1, written over) that hangs together with pixel (x, y) by sides.

    The cover ((h, w) uint8, 255 or 0) over the rectangle that holds the part; both in the array's
    coordinates. Empty if (x, y) is not inside.
    """
    if not inside[y, x]:
        return np.zeros((0, 0), np.uint8), Rect(x, y, 0, 0)
    _area, _image, _mask, found = cv2.floodFill(inside, None, (x, y), (_FOUND,), flags=4)
    rect = Rect(*found)
    part = inside[rect.slices()]
    return np.asarray(cv2.threshold(part, 1, _FOUND, cv2.THRESH_BINARY, part)[1], np.uint8), rect


def everywhere(inside: Mask) -> tuple[Mask, Rect]:
    """All of `inside` (0 or 1), as `connected` gives a part of it."""
    rect = Rect(*cv2.boundingRect(inside))
    return inside[rect.slices()] * np.uint8(_FOUND), rect


def expanded(cover: Mask, rect: Rect, px: int, bounds: Rect) -> tuple[Mask, Rect]:
    """`cover` over `rect` grown by `px` to all sides, as far as `bounds` reach."""
    if rect.empty or px == 0:
        return cover, rect
    room = rect.grown(px).intersected(bounds)
    return morphology.grown(_placed(cover, rect, room), px), room


def edge_softened(cover: Mask, rect: Rect, bounds: Rect) -> tuple[Mask, Rect]:
    """`cover` over `rect` with a smooth edge, which reaches 1 px further to all sides."""
    if rect.empty:
        return cover, rect
    room = rect.grown(1).intersected(bounds)
    return morphology.edge_softened(_placed(cover, rect, room)), room


def _placed(cover: Mask, rect: Rect, room: Rect) -> Mask:
    """`cover` over `rect` on the zeros of `room`, which holds it; itself if they are the same."""
    if room == rect:
        return cover
    placed = np.zeros((room.height, room.width), np.uint8)
    placed[rect.slices(room)] = cover
    return placed


def basin(mask: Mask, x: int, y: int) -> tuple[Mask, Rect]:
    """What of the mask round pixel (x, y) is less than half, with the slopes up to full mask.

    Where slopes lead over into another basin, as along a faint line, they end at the ridge. A
    cover and its rectangle, as `connected` gives it.
    """
    core, rect = connected(within(mask, _HALF), x, y)
    if rect.empty:
        return core, rect
    wide, room = connected(within(mask, _FOUND - 1), x, y)
    low = cv2.bitwise_and(wide, within(mask[room.slices()], _HALF))
    if cv2.countNonZero(low) == cv2.countNonZero(core):
        return wide, room
    bounds = Rect(0, 0, mask.shape[1], mask.shape[0])
    room = rect.grown(SLOPE).intersected(bounds)
    return _climbed(_placed(core, rect, room), mask[room.slices()]), room


def _climbed(cover: Mask, mask: Mask) -> Mask:
    """`cover` (255 or 0) grown by a pixel, and with all that is reached from there uphill.

    Heights are smoothed, so that rounded values still rise; what is flat never does.
    """
    grown = morphology.grown(cover, 1)
    made = _framed(grown, _FOUND)  # nothing is reached beyond
    height = cv2.GaussianBlur(mask.astype(np.uint16) * 256, (0, 0), SMOOTH)
    found, heights, width = made.ravel(), _framed(height, 0).ravel(), made.shape[1]
    ways = np.flatnonzero(_framed(grown - cover, 0))
    while len(ways):
        reached = []
        for step in (-width, -1, 1, width):
            ahead = ways + step
            reached.append(ahead[(found[ahead] == 0) & (heights[ahead] > heights[ways])])
            found[reached[-1]] = _FOUND
        ways = np.concatenate(reached)
    return made[1:-1, 1:-1]


def _framed(values: NDArray[Any], border: int) -> NDArray[Any]:
    return np.asarray(cv2.copyMakeBorder(values, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=border))
