"""Freehand lasso: what the pointer goes round."""

from __future__ import annotations

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.tools.base import NOTHING, Line, PointerEvent, Sketch
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.shape import ShapeTool, lay_polygon, strays


class LassoTool(ShapeTool):
    """Follows the pointer and closes with a straight line; Space moves what is drawn so far.

    Loops are filled, however often the line crosses itself.
    """

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._document: Document | None = None
        self._points: list[Point] = []
        self._press = self._last = Point(0, 0)
        self._strayed = False

    @property
    def id(self) -> str:
        """See `Tool`."""
        return "lasso"

    @property
    def label(self) -> str:
        """See `Tool`."""
        return _("Lasso")

    @property
    def active(self) -> bool:
        """See `Tool`."""
        return self._document is not None

    @property
    def sketch(self) -> Sketch:
        """See `Tool`: the way so far."""
        return Sketch((Line(self._points),)) if self._points else NOTHING

    def press(self, event: PointerEvent, document: Document) -> None:
        """See `Tool`."""
        if self._document is None and not document.editing:
            self._mode = self._pressed(event)
            self._document, self._strayed = document, False
            self._press = self._last = event.at
            self._points = [event.at]

    def move(self, event: PointerEvent) -> None:
        """See `Tool`."""
        if self._document is None:
            return
        self._strayed = self._strayed or strays(self._press, event)
        last, self._last = self._last, event.at
        if event.space:
            dx, dy = event.at.x - last.x, event.at.y - last.y
            self._points = [point.moved(dx, dy) for point in self._points]
        elif event.at != last:
            self._points.append(event.at)

    def release(self, event: PointerEvent) -> None:
        """See `Tool`: what was gone round becomes part of the mask."""
        self.move(event)
        self.finish()

    def finish(self) -> None:
        """See `Tool`: what was gone round so far becomes part of the mask."""
        document, points, mode = self._document, self._points, self._mode
        self.cancel()
        if document is not None and mode is not None and self._strayed and len(points) > 2:
            lay_polygon(document, points, mode, self.label)

    def cancel(self) -> None:
        """See `Tool`."""
        self._document = self._mode = None
        self._points = []
