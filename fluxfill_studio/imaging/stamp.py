"""The brush: how a dab and the way between two dabs change a mask.

Painting takes the maximum and erasing the minimum, so order, overlap and repetition never
matter. Coverage is a function of the distance d to the way of the brush's centre alone:
1 up to the soft rim, 0 from radius + 1/2 on. On a way along which the brush changes, every
place on it counts with the brush it has there.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

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
FINE = 128  # a changing diameter has as many steps per octave, so that dabs are met again
LEAST_GRAIN = 1 / 8  # px; of a changing diameter
OPACITIES = 64  # steps of a changing opacity


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

    def eased(self, size: float, opacity: float) -> Brush:
        """With these shares (0 to 1) of its diameter and opacity, in steps; at least 1 px."""
        return self._at(max(1.0, self.diameter * size), self.opacity * opacity)

    def towards(self, other: Brush, t: float) -> Brush:
        """Between this one (t = 0) and `other` (t = 1), of the same hardness."""
        if self == other:
            return self
        diameter = self.diameter + (other.diameter - self.diameter) * t
        return self._at(diameter, self.opacity + (other.opacity - self.opacity) * t)

    def _at(self, diameter: float, opacity: float) -> Brush:
        if diameter != self.diameter:
            grain = max(LEAST_GRAIN, 2.0 ** math.floor(math.log2(diameter / FINE)))
            diameter = round(diameter / grain) * grain
        if opacity != self.opacity:
            opacity = round(opacity * OPACITIES) / OPACITIES
        return Brush(diameter, self.hardness, opacity)

    def cover(self, distance: NDArray[np.float32]) -> Mask:
        """(h, w) mask values at these distances (pixels) from the brush's way, if opaque."""
        linear = _ramp(distance, self.radius, self.rim)
        return linear if self.hard else cv2.LUT(linear, _smooth()).view(np.uint8)


@lru_cache(maxsize=1)
def _smooth() -> Mask:
    """What a linear falloff of 0 to 255 becomes on a soft rim: smooth at both ends."""
    t = np.arange(256) / 255
    return (t * t * (3 - 2 * t) * 255 + 0.5).astype(np.uint8)


@lru_cache(maxsize=2 * OPACITIES)
def _faded(opacity: float) -> Mask:
    """What each mask value becomes under an opacity."""
    return (np.arange(256) * opacity + 0.5).astype(np.uint8)


class Dab(NamedTuple):
    """One stamp of the brush.

    Attributes:
        at: its middle, canvas coordinates.
        brush: what is stamped.
    """

    at: Point
    brush: Brush

    @property
    def snapped(self) -> Dab:
        """At the nearest place where it can lie."""
        return Dab(self.brush.snapped(self.at), self.brush)

    def towards(self, other: Dab, t: float) -> Dab:
        """Between this one (t = 0) and `other` (t = 1)."""
        x = self.at.x + (other.at.x - self.at.x) * t
        y = self.at.y + (other.at.y - self.at.y) * t
        return Dab(Point(x, y), self.brush.towards(other.brush, t))


def capsule(start: Dab, end: Dab) -> Rect:
    """Every pixel that `paint` may change between two dabs, in canvas coordinates."""
    reach = max(start.brush.radius, end.brush.radius) + 1
    (x0, y0), (x1, y1) = start.at, end.at
    return Rect.around(
        min(x0, x1) - reach, min(y0, y1) - reach, max(x0, x1) + reach, max(y0, y1) + reach
    )


def parts(start: Dab, end: Dab) -> Iterator[tuple[Dab, Dab]]:
    """The way from `start` to `end` in pieces short and even enough to paint, snapped."""
    diameter = max(start.brush.diameter, end.brush.diameter)
    long = math.ceil(start.at.distance(end.at) / max(LONGEST_STEP, diameter))
    uneven = math.ceil(abs(end.brush.opacity - start.brush.opacity) * OPACITIES)
    count = max(1, long, uneven)
    last = start.snapped
    for n in range(1, count + 1):
        dab = start.towards(end, n / count).snapped
        yield last, dab
        last = dab


def paint(
    view: Mask,
    rect: Rect,
    start: Dab,
    end: Dab,
    *,
    subtract: bool = False,
    within: Rect | None = None,
) -> None:
    """Move the brush from `start` to `end`, both snapped, in place, with the opacity of `end`.

    `view` (h, w) covers `rect` of the canvas; what lies outside is left out. The dab at `start`
    is painted only if the two are one: the move before has painted it already. `within`: the
    part of the way's capsule that `rect` is the visible part of; whatever the canvas cuts off,
    its pixels stay the same.
    """
    count = _dabs_between(start, end)
    radii = start.brush.radius, end.brush.radius
    hard = start.brush.hard and end.brush.hard  # a small brush of the same hardness may be
    if hard and min(radii) >= LEAST_LINE and count > MANY_DABS:
        if start.at.distance(end.at) > abs(radii[0] - radii[1]):  # neither disc holds the other
            _paint_body(view, rect, start, end, subtract, within or capsule(start, end))
    else:
        for dab in _between(start, end, count):
            _paint_dab(view, rect, dab, subtract)
    _paint_dab(view, rect, end, subtract)


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
            found = self._made(brush, fx, fy, subtract)
            self._kept[key] = found
            self._bytes += found.nbytes
            while self._bytes > CACHE_BYTES and len(self._kept) > 1:
                self._bytes -= self._kept.popitem(last=False)[1].nbytes
        else:
            self._kept.move_to_end(key)
        return found

    def _made(self, brush: Brush, fx: float, fy: float, subtract: bool) -> Mask:
        """From the stamp it differs from by opacity or sign alone, if from any."""
        if subtract:
            return np.bitwise_not(self.get(brush, fx, fy, subtract=False))
        if brush.opacity < 1:
            opaque = self.get(replace(brush, opacity=1.0), fx, fy, subtract=False)
            return cv2.LUT(opaque, _faded(brush.opacity)).view(np.uint8)
        return _dab(brush, fx, fy)


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


def _paint_dab(view: Mask, rect: Rect, dab: Dab, subtract: bool) -> None:
    (x, y), brush = dab
    column, row = math.floor(x), math.floor(y)
    stamp = _dabs.get(brush, x - column, y - row, subtract)
    reach = _reach(brush)
    left, top = column - reach - rect.x, row - reach - rect.y
    x0, y0 = max(left, 0), max(top, 0)
    x1 = min(left + stamp.shape[1], rect.width)
    y1 = min(top + stamp.shape[0], rect.height)
    if x0 < x1 and y0 < y1:
        part = view[y0:y1, x0:x1]
        mix = cv2.min if subtract else cv2.max
        mix(part, stamp[y0 - top : y1 - top, x0 - left : x1 - left], part)


def _dabs_between(start: Dab, end: Dab) -> int:
    """How many steps apart the two dabs are, so small that the edge shows no ripple."""
    one, two = start.brush, end.brush
    step = max(0.25, SPACING * math.sqrt(min(one.radius * one.rim, two.radius * two.rim)))
    way = max(start.at.distance(end.at), abs(one.radius - two.radius))
    return math.ceil(way / step)


def _between(start: Dab, end: Dab, count: int) -> Iterator[Dab]:
    """The dabs that lie between."""
    last = start
    for n in range(1, count):
        dab = start.towards(end, n / count).snapped
        if dab != last:
            yield dab
        last = dab


def _paint_body(view: Mask, rect: Rect, start: Dab, end: Dab, subtract: bool, within: Rect) -> None:
    """What lies between two hard discs: their hull without the discs."""
    corners = _tangents(start, end)
    # All that is `within`, whatever the canvas cuts off: OpenCV's smooth edges depend on a cut.
    whole = within.grown(EDGE)
    # OpenCV counts from the middle of a pixel, the canvas from its corner; in 1/256 px.
    left, top = whole.x + 0.5, whole.y + 0.5
    at = [(round((x - left) * 256), round((y - top) * 256)) for x, y in corners]
    body = np.zeros((whole.height, whole.width), np.uint8)
    value = int(_faded(end.brush.opacity)[255])
    cv2.fillConvexPoly(body, np.array(at, np.int32), value, cv2.LINE_AA, 8)
    part = whole.intersected(rect)
    if not part.empty:
        target, cover = view[part.slices(rect)], body[part.slices(whole)]
        if subtract:
            cv2.min(target, np.bitwise_not(cover), target)
        else:
            cv2.max(target, cover, target)


def _tangents(start: Dab, end: Dab) -> list[tuple[float, float]]:
    """Where the hull's straight edges touch the two discs; neither disc holds the other."""
    (x0, y0), (x1, y1) = start.at, end.at
    distance = start.at.distance(end.at)
    along = (start.brush.radius - end.brush.radius) / distance
    across = math.sqrt(1 - along * along)
    ux, uy = (x1 - x0) / distance, (y1 - y0) / distance
    first = ux * along - uy * across, uy * along + ux * across
    second = ux * along + uy * across, uy * along - ux * across
    r0, r1 = (max(dab.brush.radius - LINE_SPREAD, 0.1) for dab in (start, end))
    return [
        (x0 + first[0] * r0, y0 + first[1] * r0),
        (x1 + first[0] * r1, y1 + first[1] * r1),
        (x1 + second[0] * r1, y1 + second[1] * r1),
        (x0 + second[0] * r0, y0 + second[1] * r0),
    ]


def _ramp(distance: NDArray[np.float32], end: float, width: float = 1.0) -> Mask:
    """255 up to `width` before `end` + 1/2, from there falling to 0; rounded."""
    share = 255 / width
    ramp = cv2.addWeighted(distance, -share, distance, 0, share * (end + 0.5), dtype=cv2.CV_8U)
    return ramp.view(np.uint8)
