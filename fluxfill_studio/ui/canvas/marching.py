"""The mask's edge as marching ants: dashes that move along without a repaint of anything else."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from fluxfill_studio.core.geometry import Rect, Size
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.ui.canvas.render import Screen

DASH = 8  # view points
STEP = 2  # view points a dash moves per tick
TILE = 128  # device px


class Marching:
    """Where the edge lies in a view of `size` device pixels, and how far the dashes have come.

    The dashes are diagonal stripes that shine through the edge: no contour is ever followed.
    """

    def __init__(self, size: Size, ratio: float) -> None:
        self._edge: Mask = np.zeros((size.height, size.width), np.uint8)
        dash = max(1, round(DASH * ratio))
        self._step, self._period = max(1, round(STEP * ratio)), 2 * dash
        along = np.arange(size.width + self._period) + np.arange(size.height)[:, None]
        self._stripes = np.where(along // dash & 1, 255, 0).astype(np.uint8)
        self._phase = 0

    def clear(self) -> None:
        """There is no edge."""
        self._edge.fill(0)

    def keep(self, rect: Rect, edge: Mask) -> Mask:
        """The edge in `rect` (device pixels) is where `edge` is not 0; its tones, (h, w)."""
        self._edge[rect.slices()] = edge
        return self._tones(rect)

    def drop(self, rect: Rect, where: Mask | None = None) -> None:
        """There is no edge in `rect`, or where `where`, (h, w), is not 0."""
        part = self._edge[rect.slices()]
        if where is None:
            part.fill(0)
        else:
            cv2.subtract(part, where, part)

    def march(self, image: Screen) -> Iterator[Rect]:
        """One step on, drawn into `image`, the whole view; the device pixels to paint."""
        self._phase = (self._phase + self._step) % self._period
        height, width = self._edge.shape
        for top in range(0, height, TILE):
            for left in range(0, width, TILE):
                x, y, w, h = cv2.boundingRect(self._edge[top : top + TILE, left : left + TILE])
                if w:
                    rect = Rect(left + x, top + y, w, h)
                    tones = cv2.cvtColor(self._tones(rect), cv2.COLOR_GRAY2BGRA)
                    cv2.copyTo(tones, self._edge[rect.slices()], image[rect.slices()])
                    yield rect

    def _tones(self, rect: Rect) -> Mask:
        return self._stripes[rect.moved(self._phase, 0).slices()]
