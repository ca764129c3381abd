"""Edge lasso: a polygon whose sides follow the edges in the picture."""

from __future__ import annotations

from collections.abc import Sequence

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging import flood, shapes
from fluxfill_studio.imaging.edges import Ways
from fluxfill_studio.settings.options import Option
from fluxfill_studio.settings.table import EXPAND
from fluxfill_studio.tools.base import NOTHING, Line, PointerEvent, Sketch
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.laying import lay
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.tools.polygon import REACH
from fluxfill_studio.tools.shape import ShapeTool
from fluxfill_studio.tools.wand import expand_option


class EdgeLassoTool(ShapeTool):
    """Each press places a point, and the way there follows what edges there are.

    Straight while Ctrl or Alt is held. A click on the first point closes the shape.
    """

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._document: Document | None = None
        self._points: list[Point] = []
        self._sides: list[tuple[Point, ...]] = []  # one fewer than points
        self._ways: Ways | None = None  # from the last point
        self._tip: tuple[Point, ...] = ()  # the side that would be placed now
        self._active = False

    @property
    def id(self) -> str:
        """See `Tool`."""
        return "edge_lasso"

    @property
    def label(self) -> str:
        """See `Tool`."""
        return _("Edge lasso")

    @property
    def options(self) -> Sequence[Option]:
        """See `Tool`."""
        return self._kit.mode.option(), expand_option(self._kit.settings)

    @property
    def active(self) -> bool:
        """See `Tool`."""
        return self._active

    @property
    def waiting(self) -> bool:
        """See `Tool`."""
        return bool(self._points)

    @property
    def sketch(self) -> Sketch:
        """See `Tool`: the sides so far, the next one, and the points."""
        if not self._points:
            return NOTHING
        sides = (*self._sides, self._tip) if self._tip else self._sides
        return Sketch(tuple(Line(side) for side in sides), tuple(self._points))

    def press(self, event: PointerEvent, document: Document) -> None:
        """See `Tool`: the point follows the pointer until it is let go."""
        if self._active or document.editing:
            return
        if document is not self._document:
            self._give_up()
            self._document, self._mode = document, self._pressed(event)
            self._place(_inside(event.at, document), (), event)
        else:
            self._aim(event)
        self._active = True

    def move(self, event: PointerEvent) -> None:
        """See `Tool`."""
        if self._active:
            self._aim(event)

    def release(self, event: PointerEvent) -> None:
        """See `Tool`: the point is placed, or the shape closed."""
        self.move(event)
        if not self._active:
            return
        self._active = False
        if self._closes(event):
            self.complete()
        elif self._tip:
            self._place(self._tip[-1], self._tip, event)

    def hover(self, event: PointerEvent) -> None:
        """See `Tool`: which way would the next side go?"""
        super().hover(event)
        self._aim(event)

    def cancel(self) -> None:
        """See `Tool`: the point that is being placed, without one the whole shape."""
        if self._active and self._sides:
            self._active, self._tip = False, ()
        else:
            self._give_up()

    def finish(self) -> None:
        """See `Tool`: what is placed stays."""
        self._active, self._tip = False, ()

    def complete(self) -> bool:
        """See `Tool`; fewer than three points frame nothing and are given up."""
        document, points, mode = self._document, self._points, self._mode
        if document is not None and mode is not None and len(points) > 2:
            sides = *self._sides, self._found(points[0], document)
            self._lay(document, [point for side in sides for point in side], mode)
        self._give_up()
        return bool(points)

    def step_back(self) -> bool:
        """See `Tool`."""
        if not self._points or self._document is None:
            return False
        self._points.pop()
        self._tip = ()
        if not self._points:
            self._give_up()
            return True
        self._sides.pop()
        self._look(1.0 if self._hovered is None else self._hovered.zoom)
        return True

    def _place(self, point: Point, side: tuple[Point, ...], event: PointerEvent) -> None:
        self._points.append(point)
        if side:
            self._sides.append(side)
        self._tip = ()
        self._look(event.zoom)

    def _look(self, zoom: float) -> None:
        """Find the ways from the last point, as fine as they are seen on the screen."""
        document = self._document
        if document is not None:
            scale = max(1, int(1 / zoom))
            start = _in_array(self._points[-1], document)
            self._ways = Ways(document.pixels, document.icc, start, scale)

    def _aim(self, event: PointerEvent) -> None:
        document = self._document
        if document is None:
            return
        end = self._points[0] if self._closes(event) else _inside(event.at, document)
        if end == self._points[-1]:
            self._tip = ()
        elif event.ctrl or event.alt:
            self._tip = self._points[-1], end
        else:
            self._tip = self._found(end, document)

    def _found(self, end: Point, document: Document) -> tuple[Point, ...]:
        """The side from the last point to `end`, canvas coordinates."""
        if self._ways is None:
            return self._points[-1], end
        x, y = document.canvas.x, document.canvas.y
        return tuple(point.moved(x, y) for point in self._ways.to(_in_array(end, document)))

    def _closes(self, event: PointerEvent) -> bool:
        points = self._points
        return len(points) > 2 and points[0].distance(event.at) * event.zoom <= REACH

    def _lay(self, document: Document, around: Sequence[Point], mode: Mode) -> None:
        rect = shapes.bounds(around).intersected(document.canvas)
        px = int(self._kit.settings.number(EXPAND))
        cover, rect = flood.expanded(shapes.polygon(around, rect), rect, px, document.canvas)
        lay(document, rect, cover, mode, self.label)

    def _give_up(self) -> None:
        self._document = self._mode = self._ways = None
        self._points, self._sides, self._tip = [], [], ()
        self._active = False


def _inside(point: Point, document: Document) -> Point:
    """The nearest point of the canvas."""
    canvas = document.canvas
    return Point(
        min(canvas.right, max(canvas.x, point.x)), min(canvas.bottom, max(canvas.y, point.y))
    )


def _in_array(point: Point, document: Document) -> Point:
    return point.moved(-document.canvas.x, -document.canvas.y)
