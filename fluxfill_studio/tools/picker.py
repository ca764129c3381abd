"""The picker: says which colour lies under a press. It never touches the mask."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.masking import Colour
from fluxfill_studio.imaging.pixels import to_rgb8
from fluxfill_studio.tools.base import BaseTool, Cursor, PointerEvent
from fluxfill_studio.tools.mode import Mode

REACH = 1  # px; the mean of 3 x 3 is a colour, one pixel may be noise


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
        at = Rect(int(event.at.x // 1), int(event.at.y // 1), 1, 1)
        if document.canvas.holds(at):
            around = at.grown(REACH).intersected(document.canvas)
            part = to_rgb8(document.pixels[around.slices(document.canvas)])
            red, green, blue = np.rint(part.mean(axis=(0, 1))).astype(int).tolist()
            self._picked((red, green, blue), event)

    def move(self, event: PointerEvent) -> None:
        """See `Tool`."""

    def release(self, event: PointerEvent) -> None:
        """See `Tool`."""
