"""Which pixel of a pyramid level each device pixel of the view shows."""

from __future__ import annotations

from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.imaging.pixels import Mask, Pixels
from fluxfill_studio.imaging.pyramid import level_rect
from fluxfill_studio.ui.canvas.oblique import Oblique
from fluxfill_studio.ui.canvas.quarter import Quarter
from fluxfill_studio.ui.canvas.viewport import Viewport


class Sampling(Protocol):
    """The lookup for one viewport, one canvas and one level.

    Attributes:
        level: the pyramid level.
        scale: device pixels per pixel of that level.
        area: device pixels that hold all that show the canvas, within the view.
        crop: the level's pixels that are in view.
    """

    level: int
    scale: float
    area: Rect
    crop: Rect

    def device_rect(self, rect: Rect) -> Rect:
        """Device pixels of the area that hold all that show `rect` (pixels of the level)."""

    def outside(self, rect: Rect) -> Mask | None:
        """(h, w) of the device pixels `rect`, inside `area`: 255 where there is no canvas.

        None if all of them show it.
        """

    def enlarge(self, crop: Pixels, rect: Rect) -> Pixels:
        """(h, w, ...) of the device pixels `rect`, inside `area`; `crop` is the crop's array."""

    def borders(self) -> Mask:
        """(h, w) of the area: 255 where a pixel of the level begins, seen from left or above."""


def sampled(viewport: Viewport, canvas: Rect, level: int) -> Sampling:
    """The lookup for a viewport turned by whatever angle."""
    if not viewport.square:
        return Oblique(viewport, canvas, level)
    quarter = Quarter.of(viewport)
    if quarter.none:
        return Upright(viewport, canvas, level)
    return _Turned(Upright(quarter.upright(viewport), canvas, level), quarter)


class Upright:
    """See `Sampling`: rows and columns are looked up one by one."""

    def __init__(self, viewport: Viewport, canvas: Rect, level: int) -> None:
        left, top = map(round, viewport.origin)
        self.level = level
        self.scale = viewport.scale * (1 << level)
        self.area = viewport.device_rect(canvas).intersected(Rect(0, 0, *viewport.size))
        self._origin = left, top
        whole = level_rect(canvas, level)
        area = self.area
        if area.empty:
            self._columns = self._rows = np.empty(0, np.intp)
            self._begins = np.empty(0, np.bool_), np.empty(0, np.bool_)
            self.crop = Rect(whole.x, whole.y, 0, 0)
            return
        columns = _lookup(area.x - 1, area.right, left, self.scale, whole.x, whole.right)
        rows = _lookup(area.y - 1, area.bottom, top, self.scale, whole.y, whole.bottom)
        self._begins = np.diff(columns) != 0, np.diff(rows) != 0
        columns, rows = columns[1:], rows[1:]
        self.crop = Rect.from_edges(
            int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
        )
        self._columns = columns - self.crop.x
        self._rows = rows - self.crop.y

    def device_rect(self, rect: Rect) -> Rect:
        """See `Sampling`."""
        left, top = self._origin
        scale = self.scale
        return Rect.around(
            rect.x * scale + left - 1,
            rect.y * scale + top - 1,
            rect.right * scale + left + 1,
            rect.bottom * scale + top + 1,
        ).intersected(self.area)

    def outside(self, rect: Rect) -> None:
        """See `Sampling`: the canvas fills the area."""

    def enlarge(self, crop: Pixels, rect: Rect) -> Pixels:
        """See `Sampling`."""
        rows = self._rows[rect.y - self.area.y : rect.bottom - self.area.y]
        columns = self._columns[rect.x - self.area.x : rect.right - self.area.x]
        x, y = int(columns[0]), int(rows[0])
        part = crop[y : int(rows[-1]) + 1, x : int(columns[-1]) + 1]
        if self.scale == 1:
            return part
        if self.scale > 1:  # the smaller intermediate first
            return _columns(part, columns - x).take(rows - y, 0)
        return _columns(part.take(rows - y, 0), columns - x)

    def borders(self) -> Mask:
        """See `Sampling`."""
        made = np.zeros((self.area.height, self.area.width), np.uint8)
        columns, rows = self._begins
        made[rows] = 255
        made[:, columns] = 255
        return made


class _Turned:
    """See `Sampling`: an upright one, seen after a quarter turn or in a mirror."""

    def __init__(self, upright: Upright, quarter: Quarter) -> None:
        self.level, self.scale, self.crop = upright.level, upright.scale, upright.crop
        self.area = quarter.rect(upright.area)
        self._upright, self._quarter = upright, quarter

    def device_rect(self, rect: Rect) -> Rect:
        """See `Sampling`."""
        return self._quarter.rect(self._upright.device_rect(rect))

    def outside(self, rect: Rect) -> None:
        """See `Sampling`: the canvas fills the area."""

    def enlarge(self, crop: Pixels, rect: Rect) -> Pixels:
        """See `Sampling`."""
        return self._quarter.pixels(self._upright.enlarge(crop, self._quarter.back(rect)))

    def borders(self) -> Mask:
        """See `Sampling`."""
        return self._quarter.pixels(self._upright.borders())


def _columns(pixels: Pixels, columns: NDArray[np.intp]) -> Pixels:
    """`pixels.take(columns, 1)`, but numpy takes whole rows much more quickly."""
    turned: Pixels = cv2.transpose(pixels)
    made: Pixels = cv2.transpose(turned.take(columns, 0))
    return made


def _lookup(
    start: int, end: int, origin: int, scale: float, least: int, most: int
) -> NDArray[np.intp]:
    at = np.floor((np.arange(start, end) + (0.5 - origin)) / scale)
    return np.clip(at, least, most - 1).astype(np.intp)
