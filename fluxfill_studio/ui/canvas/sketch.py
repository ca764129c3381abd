"""What a tool draws over the picture while it works: lines in two tones and handles.

A line that only grows at its end is drawn and repainted only there.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF, QRegion

from fluxfill_studio.core.geometry import Point, Size
from fluxfill_studio.tools.base import Line, Sketch
from fluxfill_studio.ui.canvas.cursor import DARK, LIGHT
from fluxfill_studio.ui.canvas.viewport import Viewport

PAD = 3  # view points that the tones reach beyond the line
PART = 64  # points drawn as one; parts out of sight cost nothing
STRETCH = 96  # view points of a long straight line that are repainted as one rectangle
HANDLE = 4  # view points, half a handle's side
MANY = 64  # points or stretches; more are repainted as one rectangle

Places = NDArray[np.float64]
"""(n, 2) view points."""


class SketchLayer:
    """Draws one sketch in one viewport."""

    def __init__(self) -> None:
        self._viewport = Viewport(Size(1, 1))
        self._lines: list[_Drawn] = []
        self._handles: Places = np.empty((0, 2))

    def show(self, sketch: Sketch, viewport: Viewport) -> QRegion:
        """Draw this from now on; the answer is what must be painted, view points.

        Another viewport is painted as a whole anyway.
        """
        if viewport is not self._viewport:
            self._viewport = viewport
            self._lines.clear()
            self._handles = _places((), viewport)
        if not (self._lines or sketch.lines or len(self._handles) or sketch.handles):
            return QRegion()
        changed = self._draw_lines(sketch.lines, viewport)
        return changed + self._draw_handles(sketch.handles, viewport)

    def paint(self, painter: QPainter, dirty: QRegion) -> None:
        """Draw what is in `dirty`, view points."""
        if not self._lines and not len(self._handles):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        seen = [polygon for line in self._lines for polygon in line.seen(dirty)]
        ratio = self._viewport.ratio
        for colour, steps in zip((DARK, LIGHT), _tones(max(1, round(ratio))), strict=True):
            painter.setPen(QPen(colour, 0))
            for x, y in steps:
                painter.translate(x / ratio, y / ratio)
                for polygon in seen:
                    painter.drawPolyline(polygon)
                painter.translate(-x / ratio, -y / ratio)
        painter.setPen(QPen(DARK, 1))
        painter.setBrush(LIGHT)
        for x, y in self._handles:
            painter.drawRect(QRectF(x - HANDLE, y - HANDLE, 2 * HANDLE, 2 * HANDLE))

    def _draw_lines(self, lines: Sequence[Line], viewport: Viewport) -> QRegion:
        changed = QRegion()
        for gone in self._lines[len(lines) :]:
            changed += gone.region()
        del self._lines[len(lines) :]
        for number, line in enumerate(lines):
            if number == len(self._lines):
                self._lines.append(_Drawn())
            changed += self._lines[number].show(line, viewport)
        return changed

    def _draw_handles(self, handles: Sequence[Point], viewport: Viewport) -> QRegion:
        before, self._handles = self._handles, _places(handles, viewport)
        if np.array_equal(before, self._handles):
            return QRegion()
        return _boxes(before) + _boxes(self._handles)


class _Drawn:
    """One line as it is drawn: its places in the view, in parts that overlap by a point."""

    def __init__(self) -> None:
        self._points: list[Point] = []
        self._closed = False
        self._places: Places = np.empty((0, 2))
        self._parts: dict[int, tuple[QRect, QPolygonF]] = {}

    def show(self, line: Line, viewport: Viewport) -> QRegion:
        """Draw this from now on; the answer is what must be painted."""
        points = list(line.points)
        kept = _common(self._points, points)
        if kept == len(points) == len(self._points) and line.closed == self._closed:
            return QRegion()
        changed = _along(self._places[max(0, kept - 1) :])
        fresh = points[kept:] + (points[:1] if line.closed else [])
        self._places = np.concatenate((self._places[:kept], _places(fresh, viewport)))
        self._points, self._closed = points, line.closed
        for part in [part for part in self._parts if (part + 1) * PART >= kept]:
            del self._parts[part]
        return changed + _along(self._places[max(0, kept - 1) :])

    def region(self) -> QRegion:
        """All that it covers, view points."""
        return _along(self._places)

    def seen(self, dirty: QRegion) -> list[QPolygonF]:
        """The parts that are in `dirty`."""
        count = max(0, len(self._places) - 1)
        parts = (self._part(first // PART) for first in range(0, count, PART))
        return [polygon for bounds, polygon in parts if dirty.intersects(bounds)]

    def _part(self, number: int) -> tuple[QRect, QPolygonF]:
        if number not in self._parts:
            places = self._places[number * PART : (number + 1) * PART + 1]
            polygon = QPolygonF([QPointF(x, y) for x, y in places.tolist()])
            bounds = polygon.boundingRect().toAlignedRect().adjusted(-PAD, -PAD, PAD, PAD)
            self._parts[number] = bounds, polygon
        return self._parts[number]


def _tones(width: int) -> tuple[list[tuple[float, float]], list[tuple[float, float]]]:
    """Steps, device pixels, by which thin lines lie beside each other: the dark, the light ones.

    `width`: of each tone. Qt draws a line of one device pixel many times as fast as a wider.
    From half a pixel on: an edge between two pixels is drawn beside it, not smeared over both.
    """
    steps = [(step, 0) for step in range(width)] + [(0, step) for step in range(1, width)]
    light = [(x - 0.5, y - 0.5) for x, y in steps]
    return [(x + dx, y + dy) for dx, dy in ((width, 0), (0, width)) for x, y in light], light


def _common(old: list[Point], new: list[Point]) -> int:
    """How many points at the beginning are the same; quick where a line only grows."""
    shared = min(len(old), len(new))
    if old[:shared] == new[:shared]:
        return shared
    return next(place for place in range(shared) if old[place] != new[place])


def _places(points: Sequence[Point], viewport: Viewport) -> Places:
    """Canvas coordinates in the view."""
    if not points:
        return np.empty((0, 2))
    xx, xy, yx, yy = viewport.matrix
    at = np.array(points, np.float64) @ np.array(((xx, yx), (xy, yy)))
    return (at * viewport.scale + viewport.origin) / viewport.ratio


def _along(places: Places) -> QRegion:
    """What a line through these places covers, in small rectangles, so little is repainted."""
    region = QRegion()
    if len(places) > MANY:
        return region + _box(places.min(axis=0), places.max(axis=0), PAD)
    for start, end in pairwise(places):
        steps = max(1, min(MANY, int(np.abs(end - start).max() / STRETCH)))
        stops = start + (end - start) * (np.arange(steps + 1) / steps)[:, None]
        for one, two in pairwise(stops):
            region += _box(np.minimum(one, two), np.maximum(one, two), PAD)
    return region


def _boxes(places: Places) -> QRegion:
    region = QRegion()
    for place in places:
        region += _box(place, place, HANDLE + PAD)
    return region


def _box(least: Places, most: Places, reach: float) -> QRect:
    (left, top), (right, bottom) = least - reach, most + reach
    return QRectF(left, top, right - left, bottom - top).toAlignedRect()
