"""Which pixel of a pyramid level each device pixel of a view shows that is turned by any angle."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.imaging.pixels import Mask, Pixels
from fluxfill_studio.imaging.pyramid import level_rect
from fluxfill_studio.ui.canvas.viewport import Viewport, bounds

ONE = 1 << 16  # a level pixel in fixed point; the upper half of 32 bits is the whole part
NO_MAP = np.empty(0, np.uint16)  # whole places need no second one
ROWS = 64  # device px looked up at a time, so that what is computed stays in the cache


class Oblique:
    """See `Sampling`.

    The place of a device pixel is the sum of a term of its column and one of its row, both
    rounded once and for all; so a part of the view is looked up exactly as the whole is.
    """

    def __init__(self, viewport: Viewport, canvas: Rect, level: int) -> None:
        self.level = level
        self.scale = viewport.scale * (1 << level)
        self.area = viewport.device_rect(canvas).intersected(Rect(0, 0, *viewport.size))
        self._matrix, self._origin = viewport.matrix, viewport.origin
        self.crop = self._crop(level_rect(canvas, level))
        self._starts, self._ends = self._rows_of(canvas, viewport.scale)
        self._columns, self._rows = self._tables()

    def device_rect(self, rect: Rect) -> Rect:
        """See `Sampling`."""
        left, top, right, bottom = bounds(rect, self._matrix, self._origin, self.scale)
        return Rect.around(left - 1, top - 1, right + 1, bottom + 1).intersected(self.area)

    def outside(self, rect: Rect) -> Mask | None:
        """See `Sampling`."""
        rows = slice(rect.y - self.area.y, rect.bottom - self.area.y)
        starts, ends = self._starts[rows], self._ends[rows]
        if np.max(starts) <= rect.x and np.min(ends) >= rect.right:
            return None
        columns = np.arange(rect.x, rect.right, dtype=np.int32)
        beyond = (columns < starts[:, None]) | (columns >= ends[:, None])
        return beyond.view(np.uint8) * np.uint8(255)

    def enlarge(self, crop: Pixels, rect: Rect) -> Pixels:
        """See `Sampling`; outside the canvas the nearest pixel of its edge."""
        made = np.empty((rect.height, rect.width, *crop.shape[2:]), crop.dtype)
        for top in range(rect.y, rect.bottom, ROWS):
            strip = Rect.from_edges(rect.x, top, rect.right, min(top + ROWS, rect.bottom))
            part = made[strip.slices(rect)]
            places = self._places(strip)
            cv2.remap(crop, places, NO_MAP, cv2.INTER_NEAREST, part, cv2.BORDER_REPLICATE)
        return made

    def borders(self) -> Mask:
        """See `Sampling`."""
        area = self.area
        made = np.zeros((area.height, area.width), np.uint8)
        for top in range(area.y, area.bottom, ROWS):
            first = max(top - 1, area.y)  # a row is compared with the one above
            strip = Rect.from_edges(area.x, first, area.right, min(top + ROWS, area.bottom))
            at = self._places(strip).view(np.int32)[..., 0]
            part = made[strip.slices(area)]
            part[:, 1:][at[:, 1:] != at[:, :-1]] = 255
            part[1:][at[1:] != at[:-1]] = 255
        return made

    def warped(self, pixels: Pixels, rect: Rect) -> Pixels:
        """The area, interpolated from `pixels` (h, w, C), which are `rect` of the level."""
        xx, xy, yx, yy = (part / self.scale for part in self._matrix)
        left, top = self._origin
        x, y = self.area.x + 0.5 - left, self.area.y + 0.5 - top
        ways = np.array(
            [
                [xx, yx, xx * x + yx * y - rect.x - 0.5],
                [xy, yy, xy * x + yy * y - rect.y - 0.5],
            ]
        )
        kind = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        made = cv2.warpAffine(
            pixels, ways, self.area.size, flags=kind, borderMode=cv2.BORDER_REPLICATE
        )
        return made.reshape(*made.shape[:2], *pixels.shape[2:])

    # -- private ------------------------------------------------------------------------------

    def _crop(self, whole: Rect) -> Rect:
        """The level's pixels that may be in view."""
        if self.area.empty:
            return Rect(whole.x, whole.y, 0, 0)
        xx, xy, yx, yy = self._matrix
        left, top = self._origin
        area = self.area
        back = bounds(
            area.moved(0, 0),
            (xx, yx, xy, yy),
            (
                -(xx * left + yx * top) / self.scale,
                -(xy * left + yy * top) / self.scale,
            ),
            1 / self.scale,
        )
        return Rect.around(*back).grown(1).intersected(whole)

    def _rows_of(self, canvas: Rect, scale: float) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """First device pixel of each row of the area that shows the canvas, and the one after."""
        xx, xy, yx, yy = self._matrix
        left, top = self._origin
        down = np.arange(self.area.y, self.area.bottom) + (0.5 - top)
        start = np.full(len(down), -math.inf)
        end = np.full(len(down), math.inf)
        for slope, term, low, high in (
            (xx, yx * down, canvas.x * scale, canvas.right * scale),
            (xy, yy * down, canvas.y * scale, canvas.bottom * scale),
        ):
            one, two = (low - term) / slope, (high - term) / slope
            start = np.maximum(start, np.minimum(one, two))
            end = np.minimum(end, np.maximum(one, two))
        limits = self.area.x, self.area.right
        return (
            np.ceil(start + (left - 0.5)).clip(*limits).astype(np.int32),
            np.ceil(end + (left - 0.5)).clip(*limits).astype(np.int32),
        )

    def _tables(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """(2, columns) and (2, rows): x and y in the crop are the sums of the two, fixed point."""
        xx, xy, yx, yy = (part * ONE / self.scale for part in self._matrix)
        area, (left, top) = self.area, self._origin
        x, y = area.x + 0.5 - left, area.y + 0.5 - top
        corner = np.array(
            [xx * x + yx * y - self.crop.x * ONE, xy * x + yy * y - self.crop.y * ONE]
        )
        columns = corner[:, None] + np.array([[xx], [xy]]) * np.arange(area.width)
        rows = np.array([[yx], [yy]]) * np.arange(area.height)
        return np.rint(columns).astype(np.int32), np.rint(rows).astype(np.int32)

    def _places(self, rect: Rect) -> NDArray[np.int16]:
        """(h, w, 2): x and y in the crop of each device pixel of `rect`, as OpenCV takes them."""
        area = self.area
        columns = self._columns[:, rect.x - area.x : rect.right - area.x]
        rows = self._rows[:, rect.y - area.y : rect.bottom - area.y, None]
        x = (columns[0] + rows[0]).view(np.uint32)
        y = (columns[1] + rows[1]).view(np.uint32)
        # The whole parts side by side in 32 bits: x below, y above.
        x >>= 16
        y &= 0xFFFF0000
        x |= y
        return x.view(np.int16).reshape(rect.height, rect.width, 2)
