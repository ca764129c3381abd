"""Bucket: fills what the mask encloses, or empties what is painted, with one click."""

from __future__ import annotations

import math

import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging import flood
from fluxfill_studio.tools.base import PointerEvent
from fluxfill_studio.tools.laying import lay
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.tools.shape import ShapeTool


class BucketTool(ShapeTool):
    """Add fills the free region under the click up to the mask's edge, or the canvas's.

    Subtract empties the painted region under the click, Intersect keeps that region alone.
    """

    @property
    def id(self) -> str:
        """See `Tool`."""
        return "bucket"

    @property
    def label(self) -> str:
        """See `Tool`."""
        return _("Bucket")

    def press(self, event: PointerEvent, document: Document) -> None:
        """See `Tool`: all is done at once."""
        canvas = document.canvas
        at = Rect(math.floor(event.at.x), math.floor(event.at.y), 1, 1)
        if document.editing or not canvas.holds(at):
            return
        mode = self._pressed(event)
        mask = document.mask if mode is Mode.ADD else np.bitwise_not(document.mask)
        cover, rect = flood.basin(mask, at.x - canvas.x, at.y - canvas.y)
        if not rect.empty:
            lay(document, rect.moved(canvas.x, canvas.y), cover, mode, self.label)

    def move(self, event: PointerEvent) -> None:
        """See `Tool`."""

    def release(self, event: PointerEvent) -> None:
        """See `Tool`."""
