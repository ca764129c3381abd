"""Ellipse: fills a box of whole pixels, its edge anti-aliased."""

from __future__ import annotations

import math

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.imaging import shapes
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.tools.base import Line
from fluxfill_studio.tools.dragged import DraggedTool

CORNERS = 128  # of the line that is drawn: no corner can be seen


class EllipseTool(DraggedTool):
    """Frames an ellipse; with equal sides a circle."""

    @property
    def id(self) -> str:
        """See `Tool`."""
        return "ellipse"

    @property
    def label(self) -> str:
        """See `Tool`."""
        return _("Ellipse")

    def _cover(self, box: Rect, rect: Rect) -> Mask:
        return shapes.ellipse(box, rect)

    def _outline(self, box: Rect) -> Line:
        centre, turns = box.centre, [2 * math.pi * n / CORNERS for n in range(CORNERS)]
        return Line(
            [
                centre.moved(box.width / 2 * math.cos(turn), box.height / 2 * math.sin(turn))
                for turn in turns
            ],
            closed=True,
        )
