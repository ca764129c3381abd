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
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.imaging.pixels import Mask

CACHE_BYTES = 48 * 1024 * 1024
LONGEST_STEP = 512  # px; a longer line is painted in parts, so its rectangles stay small
GRAINS = (64, 8), (256, 4), (512, 2)  # up to this diameter dabs lie on 1/8, 1/4, 1/2 px
SPACING = 0.29  # of the geometric mean of radius and rim: ripples of 4 levels of 255
LINE_SPREAD = 0.65  # px by which the middle of OpenCV's smooth edge lies outside the polygon
LEAST_LINE = 2  # px; a thinner line would come out too wide
EDGE = 2  # px along its border that OpenCV leaves out of a smooth edge
MANY_DABS = 5  # from here on a hard line is quicker as a polygon


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
        """(h, w) mask values at these distances (pixels) from the brush's way."""
        full = _ramp(distance, self.radius, self.rim)
        if self.hard and self.opacity == 1:
            return full
        return _profile(self.hard, self.opacity).take(full)


@lru_cache(maxsize=64)
def _profile(hard: bool, opacity: float) -> Mask:
    """What a linear falloff of 0 to 255 becomes: smooth at both ends unless hard, scaled."""
    t = np.arange(256) / 255
    smooth = t if hard else t * t * (3 - 2 * t)
    return (smooth * (255 * opacity) + 0.5).astype(np.uint8)


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
        count = _dabs_between(brush, start, end)
        if brush.hard and brush.radius >= LEAST_LINE and count > MANY_DABS:
            _paint_body(view, rect, brush, start, end, subtract)
        else:
            for point in _between(brush, start, end, count):
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


def _dabs_between(brush: Brush, start: Point, end: Point) -> int:
    """How many steps apart the two points are, so small that the edge shows no ripple."""
    return math.ceil(start.distance(end) / max(0.25, SPACING * math.sqrt(brush.radius * brush.rim)))


def _between(brush: Brush, start: Point, end: Point, count: int) -> Iterator[Point]:
    """The places of the dabs that lie between."""
    last = start
    for n in range(1, count):
        t = n / count
        point = Point(start.x + (end.x - start.x) * t, start.y + (end.y - start.y) * t)
        point = brush.snapped(point)
        if point != last:
            yield point
        last = point


def _paint_body(
    view: Mask, rect: Rect, brush: Brush, start: Point, end: Point, subtract: bool
) -> None:
    """The straight part of a hard capsule, between its two ends."""
    half = max(brush.radius - LINE_SPREAD, 0.1) / start.distance(end)
    dx, dy = (end.x - start.x) * half, (end.y - start.y) * half
    corners = [
        (start.x - dy, start.y + dx),
        (end.x - dy, end.y + dx),
        (end.x + dy, end.y - dx),
        (start.x + dy, start.y - dx),
    ]
    # The whole of it, whatever the canvas cuts off: OpenCV's smooth edges depend on a cut.
    whole = capsule(brush, start, end).grown(EDGE)
    # OpenCV counts from the middle of a pixel, the canvas from its corner; in 1/256 px.
    left, top = whole.x + 0.5, whole.y + 0.5
    at = [(round((x - left) * 256), round((y - top) * 256)) for x, y in corners]
    body = np.zeros((whole.height, whole.width), np.uint8)
    value = int(255 * brush.opacity + 0.5)
    cv2.fillConvexPoly(body, np.array(at, np.int32), value, cv2.LINE_AA, 8)
    part = whole.intersected(rect)
    if not part.empty:
        target, cover = view[part.slices(rect)], body[part.slices(whole)]
        if subtract:
            cv2.min(target, np.bitwise_not(cover), target)
        else:
            cv2.max(target, cover, target)


def _ramp(distance: NDArray[np.float32], end: float, width: float = 1.0) -> Mask:
    """255 up to `width` before `end` + 1/2, from there falling to 0; rounded."""
    share = 255 / width
    ramp = cv2.addWeighted(distance, -share, distance, 0, share * (end + 0.5), dtype=cv2.CV_8U)
    return ramp.view(np.uint8)
