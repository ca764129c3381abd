"""The brush: how a dab and the way between two dabs change a mask.

Painting takes the maximum and erasing the minimum, so order, overlap and repetition never
matter. Coverage is a function of the distance d to the way of the brush's centre alone:
1 up to the soft rim, 0 from radius + 1/2 on.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.imaging.pixels import Mask

CACHE_BYTES = 48 * 1024 * 1024
LONGEST_STEP = 512  # px; a longer line is painted in parts, so its rectangles stay small
GRAINS = (64, 8), (256, 4), (512, 2)  # up to this diameter dabs lie on 1/8, 1/4, 1/2 px
SOFT_SPACING = 0.12  # of the geometric mean of radius and rim: ripples below 2 levels of 255


@dataclass(frozen=True, slots=True)
class Brush:
    """A round brush.

    Attributes:
        diameter: picture pixels, 1 or more.
        hardness: share of the radius that is fully covered, 0 to 1.
        opacity: what full coverage sets, 0 to 1.
    """

    diameter: float
    hardness: float = 1.0
    opacity: float = 1.0

    @property
    def radius(self) -> float:
        """Half the diameter."""
        return self.diameter / 2

    @property
    def rim(self) -> float:
        """Width of the falloff at the outside, at least the one pixel of anti-aliasing."""
        return max(1.0, (1 - self.hardness) * (self.radius + 0.5))

    @property
    def hard(self) -> bool:
        """Whether only anti-aliasing softens its edge."""
        return self.rim == 1.0

    def snapped(self, point: Point) -> Point:
        """The nearest place where a dab can lie: finer for small brushes."""
        grain = next((g for most, g in GRAINS if self.diameter <= most), 1)
        return Point(round(point.x * grain) / grain, round(point.y * grain) / grain)

    def cover(self, distance: NDArray[np.float32]) -> Mask:
        """Mask values at these distances (pixels) from the brush's way; changes `distance`."""
        rest = np.subtract(self.radius + 0.5, distance, out=distance)
        rest /= self.rim
        np.clip(rest, 0, 1, out=rest)
        if not self.hard:
            rest *= rest * (3 - 2 * rest)
        rest *= 255 * self.opacity
        rest += 0.5
        return rest.astype(np.uint8)


def capsule(brush: Brush, start: Point, end: Point) -> Rect:
    """Every pixel that `paint` may change between two points, in canvas coordinates."""
    reach = brush.radius + 1
    return Rect.around(
        min(start.x, end.x) - reach,
        min(start.y, end.y) - reach,
        max(start.x, end.x) + reach,
        max(start.y, end.y) + reach,
    )


def parts(brush: Brush, start: Point, end: Point) -> Iterator[tuple[Point, Point]]:
    """The way from `start` to `end` in pieces short enough to paint, snapped."""
    count = max(1, math.ceil(start.distance(end) / max(LONGEST_STEP, brush.diameter)))
    last = brush.snapped(start)
    for n in range(1, count + 1):
        t = n / count
        point = Point(start.x + (end.x - start.x) * t, start.y + (end.y - start.y) * t)
        point = brush.snapped(point)
        yield last, point
        last = point


def paint(
    view: Mask, rect: Rect, brush: Brush, start: Point, end: Point, *, subtract: bool = False
) -> None:
    """Move `brush` from `start` to `end`, both snapped, in place.

    `view` (h, w) covers `rect` of the canvas; what lies outside is left out. The dab at `start`
    is painted only if the two points are one: the move before has painted it already.
    """
    if start != end:
        if brush.hard:
            _paint_body(view, rect, brush, start, end, subtract)
        else:
            for point in _between(brush, start, end):
                _paint_dab(view, rect, brush, point, subtract)
    _paint_dab(view, rect, brush, end, subtract)


class _Dabs:
    """Stamps by brush, place within the pixel and sign; the oldest go when memory is full."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Brush, float, float, bool], Mask] = OrderedDict()
        self._bytes = 0

    def get(self, brush: Brush, fx: float, fy: float, subtract: bool) -> Mask:
        """The stamp whose centre lies at (fx, fy) in its middle pixel."""
        key = (brush, fx, fy, subtract)
        found = self._kept.get(key)
        if found is None:
            found = _dab(brush, fx, fy)
            if subtract:
                found = np.bitwise_not(found)
            self._kept[key] = found
            self._bytes += found.nbytes
            while self._bytes > CACHE_BYTES and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1].nbytes
        else:
            self._kept.move_to_end(key)
        return found


_dabs = _Dabs()


def _reach(brush: Brush) -> int:
    """Pixels on each side of the centre's own pixel that a dab can touch."""
    return math.ceil(brush.radius + 0.5)


def _dab(brush: Brush, fx: float, fy: float) -> Mask:
    reach = _reach(brush)
    offsets = np.arange(-reach, reach + 1, dtype=np.float32) + np.float32(0.5)
    # Rows and columns at the same distance on either side are equal: compute them once.
    x, columns = np.unique(np.abs(offsets - fx), return_inverse=True)
    y, rows = np.unique(np.abs(offsets - fy), return_inverse=True)
    part = np.empty((len(y), len(x)), np.uint8)
    for top in range(0, len(y), 256):  # a big brush must not need floats for all of it
        strip = slice(top, top + 256)
        part[strip] = brush.cover(np.sqrt(y[strip, None] ** 2 + x**2))
    return part.take(rows, 0).take(columns, 1)


def _paint_dab(view: Mask, rect: Rect, brush: Brush, point: Point, subtract: bool) -> None:
    column, row = math.floor(point.x), math.floor(point.y)
    dab = _dabs.get(brush, point.x - column, point.y - row, subtract)
    reach = _reach(brush)
    left, top = column - reach - rect.x, row - reach - rect.y
    x0, y0 = max(left, 0), max(top, 0)
    x1 = min(left + dab.shape[1], rect.width)
    y1 = min(top + dab.shape[0], rect.height)
    if x0 < x1 and y0 < y1:
        part = view[y0:y1, x0:x1]
        mix = cv2.min if subtract else cv2.max
        mix(part, dab[y0 - top : y1 - top, x0 - left : x1 - left], part)


def _between(brush: Brush, start: Point, end: Point) -> Iterator[Point]:
    """Dabs between the two points, so close that their edge shows no ripple."""
    spacing = max(0.5, SOFT_SPACING * math.sqrt(brush.radius * brush.rim))
    count = math.ceil(start.distance(end) / spacing)
    last = start
    for n in range(1, count):
        t = n / count
        point = brush.snapped(
            Point(start.x + (end.x - start.x) * t, start.y + (end.y - start.y) * t)
        )
        if point != last:
            yield point
        last = point


def _paint_body(
    view: Mask, rect: Rect, brush: Brush, start: Point, end: Point, subtract: bool
) -> None:
    """The straight part of a hard capsule: its inside as one polygon, its two edges exactly."""
    length = start.distance(end)
    nx, ny = (end.y - start.y) / -length, (end.x - start.x) / length
    value = int(255 * brush.opacity + 0.5)
    inner = brush.radius - 1.5  # the polygon's own outline may reach a pixel further
    if inner > 1:
        corners = [
            (p.x + side * nx * inner, p.y + side * ny * inner)
            for p, side in ((start, 1), (end, 1), (end, -1), (start, -1))
        ]
        _fill(view, rect, corners, value, subtract)
    for side in (1, -1):
        _paint_edge(view, rect, brush, start, end, (side * nx, side * ny), subtract)


def _fill(
    view: Mask, rect: Rect, corners: list[tuple[float, float]], value: int, subtract: bool
) -> None:
    # OpenCV counts from the middle of a pixel, the canvas from its corner.
    at = np.array(corners) - (rect.x + 0.5, rect.y + 0.5)
    points = np.rint(at * 16).astype(np.int32)
    if value == 255:
        cv2.fillConvexPoly(view, points, 0 if subtract else 255, cv2.LINE_8, 4)
        return
    shape = np.zeros_like(view)
    cv2.fillConvexPoly(shape, points, value, cv2.LINE_8, 4)
    if subtract:
        cv2.min(view, cv2.bitwise_not(shape), view)
    else:
        cv2.max(view, shape, view)


def _paint_edge(
    view: Mask,
    rect: Rect,
    brush: Brush,
    start: Point,
    end: Point,
    normal: tuple[float, float],
    subtract: bool,
) -> None:
    """The pixels near one long side of the capsule, by their distance to its axis."""
    dx, dy = end.x - start.x, end.y - start.y
    if abs(dy) < abs(dx):  # walk along columns instead of rows
        flipped = Rect(rect.y, rect.x, rect.height, rect.width)
        _paint_edge(
            view.T,
            flipped,
            brush,
            Point(start.y, start.x),
            Point(end.y, end.x),
            (normal[1], normal[0]),
            subtract,
        )
        return
    # The edge line, a quarter inside the rim: everything between the filled inside and the end.
    shift = max(brush.radius - 0.75, 0)
    ax, ay = start.x + normal[0] * shift, start.y + normal[1] * shift
    by = end.y + normal[1] * shift
    low = max(math.floor(min(ay, by)), rect.y)
    high = min(math.floor(max(ay, by)) + 1, rect.bottom)
    if low >= high:
        return
    rows = np.arange(low, high)
    middle = ax + (rows + 0.5 - ay) * (dx / dy)
    columns = np.floor(middle).astype(np.intp)[:, None] + np.arange(-3, 4)
    inside = (columns >= rect.x) & (columns < rect.right)
    x, y = columns + 0.5 - start.x, (rows + 0.5 - start.y)[:, None]
    along = np.clip((x * dx + y * dy) / (dx * dx + dy * dy), 0, 1)
    distance = np.hypot(x - along * dx, y - along * dy).astype(np.float32)
    cover = brush.cover(distance)[inside]
    at = (
        np.broadcast_to(rows[:, None] - rect.y, columns.shape)[inside],
        (columns - rect.x)[inside],
    )
    if subtract:
        view[at] = np.minimum(view[at], 255 - cover)
    else:
        view[at] = np.maximum(view[at], cover)
