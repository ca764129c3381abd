"""Covers of geometric shapes: how much of each pixel lies inside an ellipse or a closed line.

A pixel row is cut by `SCANS` lines; along each the cover is exact to 1/256 px. A pixel depends
on the shape alone, never on the rectangle asked for, so a cut changes nothing inside it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import EMPTY, Point, Rect
from fluxfill_studio.imaging.pixels import Mask

SCANS = 32  # lines a pixel row
GRAIN = 256  # steps a pixel along a line
FARTHEST = 1 << 22  # px from the origin; what lies beyond counts as there
_FULL = SCANS * GRAIN

_Whole = NDArray[np.int64]
_Real = NDArray[np.float64]


def ellipse(box: Rect, rect: Rect) -> Mask:
    """(h, w) cover over `rect` of the ellipse that fills `box`, canvas coordinates."""
    if rect.empty or box.empty:
        return np.zeros((max(0, rect.height), max(0, rect.width)), np.uint8)
    scans = np.arange(rect.y * SCANS, rect.bottom * SCANS)
    height = ((scans + 0.5) / SCANS - box.centre.y) / (box.height / 2)
    inside = np.abs(height) < 1
    half = np.sqrt(1 - height[inside] ** 2) * (box.width / 2)
    starts, ends = _grains(box.centre.x - half), _grains(box.centre.x + half)
    return _filled(scans[inside], starts, ends, rect)


def beginning(way: Sequence[Point], share: float) -> tuple[Point, ...]:
    """The first `share` (0 to 1) of the length of `way`, a line through one point or more."""
    lengths = [start.distance(end) for start, end in itertools.pairwise(way)]
    left, made = share * sum(lengths), [way[0]]
    for (start, end), length in zip(itertools.pairwise(way), lengths, strict=True):
        if length >= left:
            part = left / length if length else 0.0
            made.append(start.moved((end.x - start.x) * part, (end.y - start.y) * part))
            break
        made.append(end)
        left -= length
    return tuple(made)


def polygon(points: Sequence[Point], rect: Rect) -> Mask:
    """(h, w) cover over `rect` of the closed line through `points`, canvas coordinates.

    Where the line crosses itself, whatever it goes round at all is inside (non-zero winding).
    """
    if rect.empty or len(points) < 3:
        return np.zeros((max(0, rect.height), max(0, rect.width)), np.uint8)
    scans, x, down = _crossings(np.clip(np.array(points, np.float64), -FARTHEST, FARTHEST), rect)
    # One number a crossing, so that a plain sort brings each scan's together, left to right.
    keys = np.sort((scans << 33) + ((x + (1 << 31)) << 1) + down)
    winding = np.cumsum((keys & 1) * 2 - 1)
    scans, x = keys >> 33, ((keys >> 1) & 0xFFFFFFFF) - (1 << 31)
    before = winding - ((keys & 1) * 2 - 1)
    opens, closes = before == 0, winding == 0
    return _filled(scans[opens], x[opens], x[closes], rect)


def bounds(points: Sequence[Point]) -> Rect:
    """The pixels that the closed line through `points` can cover."""
    if not points:
        return EMPTY
    (left, top), (right, bottom) = np.min(points, axis=0), np.max(points, axis=0)
    return Rect.around(left, top, right, bottom)


def _crossings(points: _Real, rect: Rect) -> tuple[_Whole, _Whole, _Whole]:
    """Scan, place (grains) and direction (1 down, 0 up) of each crossing of the closed line."""
    start, end = points, np.roll(points, -1, axis=0)
    down = start[:, 1] < end[:, 1]
    upper, lower = np.where(down[:, None], start, end), np.where(down[:, None], end, start)
    first = np.maximum(np.ceil(upper[:, 1] * SCANS - 0.5).astype(np.int64), rect.y * SCANS)
    past = np.minimum(np.ceil(lower[:, 1] * SCANS - 0.5).astype(np.int64), rect.bottom * SCANS)
    counts = np.maximum(past - first, 0)
    edge = np.repeat(np.arange(len(points)), counts)
    scans = first[edge] + np.arange(len(edge)) - (np.cumsum(counts) - counts)[edge]
    width, height = (lower - upper).T
    slope = np.divide(width, height, out=np.zeros_like(width), where=counts > 0)
    x = upper[edge, 0] + ((scans + 0.5) / SCANS - upper[edge, 1]) * slope[edge]
    return scans, _grains(x), down[edge].astype(np.int64)


def _grains(x: _Real) -> _Whole:
    return np.rint(x * GRAIN).astype(np.int64)


def _filled(scans: _Whole, starts: _Whole, ends: _Whole, rect: Rect) -> Mask:
    """(h, w) cover of spans [start, end) (grains) on their scans, all of them in `rect`'s rows.

    Along a row the cover changes at the ends of spans only, so the changes are gathered and
    what lies between them is repeated.
    """
    row = (scans // SCANS - rect.y) * rect.width
    left, right = rect.x * GRAIN, rect.right * GRAIN
    starts, ends = np.clip(starts, left, right) - left, np.clip(ends, left, right) - left
    at, change = _steps(row, starts)
    at_end, change_end = _steps(row, ends)
    size = rect.area
    at = np.concatenate((at, at_end, [0, size]))
    change = np.concatenate((change, -change_end, [0, 0]))
    order = np.argsort(at, kind="stable")
    at, level = at[order], np.cumsum(change[order])
    shade = ((level[:-1] * 255 + _FULL // 2) // _FULL).astype(np.uint8)
    return np.repeat(shade, np.diff(at))[:size].reshape(rect.height, rect.width)


def _steps(row: _Whole, x: _Whole) -> tuple[_Whole, _Whole]:
    """Places and heights of the two steps by which the cover rises at `x` in its row."""
    column, part = x // GRAIN, x % GRAIN
    at = row + column
    return np.concatenate((at, at + 1)), np.concatenate((GRAIN - part, part))
