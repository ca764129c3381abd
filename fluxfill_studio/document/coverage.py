"""How much of the canvas the mask covers, kept per tile so that no stroke scans the picture."""

from __future__ import annotations

import cv2

from fluxfill_studio.core.geometry import EMPTY, Rect
from fluxfill_studio.document.tiles import grid
from fluxfill_studio.imaging.pixels import Mask


class Coverage:
    """Counts of mask pixels > 0 for every tile of `canvas` that has any."""

    def __init__(self, canvas: Rect) -> None:
        self._canvas = canvas
        self._counts: dict[Rect, int] = {}
        self._bounds: Rect | None = EMPTY  # None: to be found again

    @property
    def total(self) -> int:
        """Mask pixels > 0."""
        return sum(self._counts.values())

    def update(self, mask: Mask, rect: Rect) -> None:
        """Count the tiles under `rect` again."""
        self._bounds = None
        for tile in grid(rect, self._canvas):
            count = cv2.countNonZero(mask[tile.slices(self._canvas)])
            if count:
                self._counts[tile] = count
            else:
                self._counts.pop(tile, None)

    def bounds(self, mask: Mask) -> Rect:
        """The smallest rectangle (canvas coordinates) that holds every pixel > 0, as of the last
        `update`.
        """
        if self._bounds is None:
            self._bounds = self._found(mask)
        return self._bounds

    def _found(self, mask: Mask) -> Rect:
        box = EMPTY
        for tile in self._counts:
            box = box.united(tile)
        if box.empty:
            return EMPTY
        inner = EMPTY
        for tile in self._counts:
            # Only tiles on the rim decide the bounds.
            rim = tile.x == box.x or tile.y == box.y
            rim = rim or tile.right == box.right or tile.bottom == box.bottom
            if rim:
                x, y, w, h = cv2.boundingRect(mask[tile.slices(self._canvas)])
                inner = inner.united(Rect(x + tile.x, y + tile.y, w, h))
            else:
                inner = inner.united(tile)
        return inner
