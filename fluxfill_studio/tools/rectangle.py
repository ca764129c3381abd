"""Rectangle: a box of whole pixels."""

from __future__ import annotations

import numpy as np

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.tools.base import Line
from fluxfill_studio.tools.dragged import DraggedTool


class RectangleTool(DraggedTool):
    """Frames whole pixels: no edge of it is soft."""

    @property
    def id(self) -> str:
        """See `Tool`."""
        return "rectangle"

    @property
    def label(self) -> str:
        """See `Tool`."""
        return _("Rectangle")

    def _cover(self, box: Rect, rect: Rect) -> Mask:
        return np.full((rect.height, rect.width), 255, np.uint8)

    def _outline(self, box: Rect) -> Line:
        corners = (box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)
        return Line([Point(x, y) for x, y in corners], closed=True)
