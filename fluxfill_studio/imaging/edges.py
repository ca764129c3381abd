"""Ways along the edges of a picture: intelligent scissors in a window round one point."""

from __future__ import annotations

import math

import cv2
import numpy as np

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.imaging.colour import before_green
from fluxfill_studio.imaging.pixels import Pixels

SIDE = 400  # reduced px of the window; its ways are found in about 30 ms
LEAST_SIDE = 8  # reduced px; there are no edges in less
EVENNESS = 0.75  # reduced px that a way may be moved to be made of fewer points
FAINTEST, CLEAR = 32, 100  # Canny's thresholds
STEEPEST = 200  # gradients beyond count as this


class Ways:
    """From `start` to any point of the window round it, along edges. Array coordinates.

    `scale`: picture pixels (at least 1) that become one; the window grows with it. Nothing of
    `pixels` is kept.
    """

    def __init__(self, pixels: Pixels, icc: bytes | None, start: Point, scale: int) -> None:
        height, width = pixels.shape[:2]
        self.start = start
        reach = SIDE * scale // 2
        middle = Rect(math.floor(start.x), math.floor(start.y), 1, 1)
        self._window = middle.grown(reach).intersected(Rect(0, 0, width, height))
        self._size = self._window.width // scale, self._window.height // scale
        self._scissors = None
        if min(self._size) >= LEAST_SIDE:
            part = pixels[self._window.slices()]
            if scale > 1:
                small = np.asarray(cv2.resize(part, self._size, interpolation=cv2.INTER_AREA))
                part = small.reshape(*small.shape[:2], -1)
            self._scissors = _scissors()
            self._scissors.applyImage(before_green(part, icc))
            self._scissors.buildMap(self._reduced(start))

    def to(self, end: Point) -> tuple[Point, ...]:
        """The way from the start to `end`, both included; straight beyond the window."""
        if self._scissors is None:
            return self.start, end
        found = self._scissors.getContour(self._reduced(end))
        fewer = cv2.approxPolyDP(found, EVENNESS, closed=False).reshape(-1, 2)
        across, down = self._steps()
        left, top = self._window.x, self._window.y
        way = [Point(left + (x + 0.5) * across, top + (y + 0.5) * down) for x, y in fewer.tolist()]
        return self.start, *way[1:-1], *self._last(way, end), end

    def _last(self, way: list[Point], end: Point) -> list[Point]:
        """The way's last point where `end` lies beyond the window: there it turns straight."""
        at = Rect(math.floor(end.x), math.floor(end.y), 1, 1)
        return [] if self._window.holds(at) else way[-1:]

    def _steps(self) -> tuple[float, float]:
        return self._window.width / self._size[0], self._window.height / self._size[1]

    def _reduced(self, point: Point) -> tuple[int, int]:
        """The reduced pixel at or nearest to `point`."""
        across, down = self._steps()
        x = math.floor((point.x - self._window.x) / across)
        y = math.floor((point.y - self._window.y) / down)
        return min(self._size[0] - 1, max(0, x)), min(self._size[1] - 1, max(0, y))


def _scissors() -> cv2.segmentation.IntelligentScissorsMB:
    made = cv2.segmentation.IntelligentScissorsMB()
    made.setEdgeFeatureCannyParameters(FAINTEST, CLEAR)
    made.setGradientMagnitudeMaxLimit(STEEPEST)
    return made
