"""Quarter turns and mirror images of a view: exact, pixel for pixel."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2

from fluxfill_studio.core.geometry import Point, Rect, Size
from fluxfill_studio.imaging.pixels import Pixels
from fluxfill_studio.ui.canvas.viewport import Viewport


@dataclass(frozen=True, slots=True)
class Quarter:
    """The way from an upright view to the one that is seen.

    Attributes:
        size: of the view that is seen, device pixels.
        swapped: rows become columns first.
        across, down: then left for right, top for bottom.
    """

    size: Size
    swapped: bool
    across: bool
    down: bool

    @classmethod
    def of(cls, viewport: Viewport) -> Quarter:
        """The turn of a square viewport."""
        xx, xy, yx, yy = viewport.matrix
        return cls(viewport.size, xx == 0, xx + xy < 0, yx + yy < 0)

    @property
    def none(self) -> bool:
        """Whether the two views are the same."""
        return not (self.swapped or self.across or self.down)

    def upright(self, seen: Viewport) -> Viewport:
        """The upright viewport from which this turn makes `seen`."""
        left, top = seen.origin
        left = self.size.width - left if self.across else left
        top = self.size.height - top if self.down else top
        size = self.size
        if self.swapped:
            size, left, top = Size(size.height, size.width), top, left
        centre = Point((size.width / 2 - left) / seen.scale, (size.height / 2 - top) / seen.scale)
        return replace(seen, size=size, centre=centre, angle=0.0, mirrored=False)

    def rect(self, upright: Rect) -> Rect:
        """Device pixels of the upright view, where they are seen."""
        x, y, width, height = upright
        if self.swapped:
            x, y, width, height = y, x, height, width
        return self._mirrored(Rect(x, y, width, height))

    def back(self, seen: Rect) -> Rect:
        """The way back of `rect`."""
        x, y, width, height = self._mirrored(seen)
        return Rect(y, x, height, width) if self.swapped else Rect(x, y, width, height)

    def pixels(self, upright: Pixels) -> Pixels:
        """(h, w) or (h, w, C) of an upright rectangle, as seen."""
        seen: Pixels = cv2.transpose(upright) if self.swapped else upright
        if self.across and self.down:
            seen = cv2.flip(seen, -1)
        elif self.across or self.down:
            seen = cv2.flip(seen, 1 if self.across else 0)
        return seen.reshape(*seen.shape[:2], *upright.shape[2:])  # OpenCV drops a single channel

    def _mirrored(self, rect: Rect) -> Rect:
        x = self.size.width - rect.right if self.across else rect.x
        y = self.size.height - rect.bottom if self.down else rect.y
        return Rect(x, y, rect.width, rect.height)
