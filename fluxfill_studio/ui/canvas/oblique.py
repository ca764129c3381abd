"""Which pixel of a pyramid level each device pixel of a view shows that is turned by any angle."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import EMPTY, Rect
from fluxfill_studio.imaging.pixels import Mask, Pixels
from fluxfill_studio.imaging.pyramid import level_rect
from fluxfill_studio.ui.canvas.viewport import Viewport, bounds

ONE = 1 << 16  # a level pixel in fixed point; the upper half of 32 bits is the whole part
NO_MAP = np.empty(0, np.uint16)  # whole places need no second one
BLOCK = 256  # device px warped at a time
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
        left, top = self._origin
        self._corner = math.floor(left), math.floor(top)
        self._whole = level_rect(canvas, level)
        self.crop = self._seen_by(self.area)
        if self.crop.empty:  # a corner of what is round the canvas
            self.area = EMPTY
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
        made = np.empty((area.height, area.width), np.uint8)
        for top in range(area.y, area.bottom, ROWS):
            strip = Rect.from_edges(area.x, top, area.right, min(top + ROWS, area.bottom))
            at = self._places(strip.grown(1, 1, 0, 0)).view(np.int32)[..., 0]
            here = at[1:, 1:]
            begins = (here != at[1:, :-1]) | (here != at[:-1, 1:])
            made[strip.slices(area)] = begins.view(np.uint8) * np.uint8(255)
        return made

    def warped(self, read: Callable[[Rect], Pixels]) -> Iterator[tuple[Rect, Pixels]]:
        """The area, interpolated: parts of it, each (h, w, C).

        `read` gives a rectangle of the level's pixels. Parts begin at always the same places of
        the picture, so a device pixel looks the same whatever else is in view.
        """
        (left, top), area = self._corner, self.area
        for y in range(area.y - (area.y - top) % BLOCK, area.bottom, BLOCK):
            for x in range(area.x - (area.x - left) % BLOCK, area.right, BLOCK):
                source = self._seen_by(Rect(x, y, BLOCK, BLOCK))
                if not source.empty:
                    rect = Rect(x, y, BLOCK, BLOCK).intersected(area)
                    pixels = np.ascontiguousarray(read(source))  # across rows memory is slow
                    block = self._block(pixels, source, x, y, rect.bottom - y)
                    yield rect, block[rect.y - y :, rect.x - x : rect.right - x]

    # -- private ------------------------------------------------------------------------------

    def _block(self, pixels: Pixels, source: Rect, x: int, y: int, height: int) -> Pixels:
        """Device pixels from (x, y) on, from `pixels`, which are `source` of the level.

        Always of the same width: at the end of a row OpenCV may round otherwise.
        """
        xx, xy, yx, yy = (part / self.scale for part in self._matrix)
        across, down = self._from_corner(x, y)
        ways = np.array(
            [
                [xx, yx, xx * across + yx * down - source.x - 0.5],
                [xy, yy, xy * across + yy * down - source.y - 0.5],
            ]
        )
        kind = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        size = BLOCK, height
        made = cv2.warpAffine(pixels, ways, size, flags=kind, borderMode=cv2.BORDER_REPLICATE)
        return made.reshape(*made.shape[:2], *pixels.shape[2:])

    def _from_corner(self, x: int, y: int) -> tuple[float, float]:
        """The middle of a device pixel, counted from canvas (0, 0): exact."""
        return x + 0.5 - self._origin[0], y + 0.5 - self._origin[1]

    def _seen_by(self, rect: Rect) -> Rect:
        """The level's pixels that may be seen in `rect` (device pixels)."""
        if rect.empty:
            return Rect(self._whole.x, self._whole.y, 0, 0)
        xx, xy, yx, yy = self._matrix
        (left, top), (x, y) = self._origin, self._corner
        back = bounds(
            rect.moved(-x, -y),
            (xx, yx, xy, yy),
            (
                (xx * (x - left) + yx * (y - top)) / self.scale,
                (xy * (x - left) + yy * (y - top)) / self.scale,
            ),
            1 / self.scale,
        )
        return Rect.around(*back).grown(2).intersected(self._whole)

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
        limits, corner = (self.area.x, self.area.right), self._corner[0]
        rest = left - corner - 0.5
        return (
            (np.ceil(start + rest) + corner).clip(*limits).astype(np.int32),
            (np.ceil(end + rest) + corner).clip(*limits).astype(np.int32),
        )

    def _tables(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """(2, columns) and (2, rows): x and y in the crop are the sums of the two, fixed point.

        Both begin one before the area.
        """
        xx, xy, yx, yy = (part * ONE / self.scale for part in self._matrix)
        across, down = self._from_corner(self.area.x - 1, self.area.y - 1)
        columns = np.array([[xx], [xy]]) * (across + np.arange(self.area.width + 1))
        rows = np.array([[yx], [yy]]) * (down + np.arange(self.area.height + 1))
        crop = np.array([[self.crop.x * ONE], [self.crop.y * ONE]])
        # Each may be too large for 32 bits, the sums are not: what runs over cancels.
        return (
            (np.rint(columns).astype(np.int64) - crop).astype(np.int32),
            np.rint(rows).astype(np.int64).astype(np.int32),
        )

    def _places(self, rect: Rect) -> NDArray[np.int16]:
        """(h, w, 2): x and y in the crop of each device pixel of `rect`, as OpenCV takes them."""
        left, top = self.area.x - 1, self.area.y - 1
        columns = self._columns[:, rect.x - left : rect.right - left]
        rows = self._rows[:, rect.y - top : rect.bottom - top, None]
        x = (columns[0] + rows[0]).view(np.uint32)
        y = (columns[1] + rows[1]).view(np.uint32)
        # The whole parts side by side in 32 bits: x below, y above.
        x >>= 16
        y &= 0xFFFF0000
        x |= y
        return x.view(np.int16).reshape(rect.height, rect.width, 2)
