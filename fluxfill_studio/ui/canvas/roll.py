"""The pixels of a view that can be moved along without being copied."""

from __future__ import annotations

import numpy as np

from fluxfill_studio.core.geometry import Size
from fluxfill_studio.ui.canvas.render import Screen

SLACK = 128  # rows before and behind, into which the view can move


class Roll:
    """A view of `size` device pixels that lies in a longer row of pixels.

    Since the rows follow one another, another beginning moves them both up and sideways.

    Attributes:
        screen: (h, w, 4), the view as it is now.
    """

    def __init__(self, size: Size) -> None:
        self._size = size
        self._middle = SLACK * size.width
        self._pixels = np.empty(size.area + 2 * self._middle, np.uint32)
        self._lay(self._middle)

    def move(self, dx: int, dy: int) -> None:
        """What lies at (x, y) is at (x + dx, y + dy) from now on.

        What comes into view is undefined.
        """
        first = self._first - dy * self._size.width - dx
        if not 0 <= first <= 2 * self._middle:
            self._bring(self._middle - first)
            first = self._middle
        self._lay(first)

    def _lay(self, first: int) -> None:
        self._first = first
        height, width = self._size.height, self._size.width
        part = self._pixels[first : first + self._size.area]
        self.screen: Screen = part.view(np.uint8).reshape(height, width, 4)

    def _bring(self, by: int) -> None:
        """All pixels of the view `by` places on, as far as there is room."""
        start, end = self._first, self._first + self._size.area
        start, end = max(start, -by), min(end, len(self._pixels) - by)
        if start < end:
            self._pixels[start + by : end + by] = self._pixels[start:end]
