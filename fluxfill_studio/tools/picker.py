"""The picker: says which colour lies under a press. It never touches the mask."""

from __future__ import annotations

import math
from collections.abc import Callable

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.lab import Colour, mean_colour
from fluxfill_studio.tools.base import BaseTool, Cursor, PointerEvent
from fluxfill_studio.tools.mode import Mode

SIDE = 3  # px; the mean of a small square is a colour, one pixel may be noise


class Picker(BaseTool):
    """`picked` is told the colour and the event of each press inside the canvas."""

    id = "picker"

    def __init__(self, picked: Callable[[Colour, PointerEvent], object]) -> None:
        super().__init__()
        self._picked = picked

    @property
    def label(self) -> str:
        """See `Tool`."""
        return _("Pick a colour")

    @property
    def cursor(self) -> Cursor:
        """See `Tool`."""
        return Cursor(mode=Mode.ADD)

    def press(self, event: PointerEvent, document: Document) -> None:
        """Pick; see `Tool`."""
        canvas = document.canvas
        x, y = math.floor(event.at.x), math.floor(event.at.y)
        if canvas.holds(Rect(x, y, 1, 1)):
            place = x - canvas.x, y - canvas.y
            self._picked(mean_colour(document.pixels, document.icc, *place, SIDE), event)

    def move(self, event: PointerEvent) -> None:
        """See `Tool`."""

    def release(self, event: PointerEvent) -> None:
        """See `Tool`."""
