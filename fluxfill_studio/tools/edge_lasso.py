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
from fluxfill_studio.tools.points import LEAST, held_point, too_few
from fluxfill_studio.tools.shape import ShapeTool, expand_option, strays

FAR = 100  # screen px from the last point; there a drag places the next one
SETTLED = 0.6  # of the way to the pointer; the rest may yet change


class EdgeLassoTool(ShapeTool):
    """Each press places a point or takes hold of one, and the way there follows what edges
    there are; a long drag places points as it goes. Straight while Ctrl or Alt is held. A click
    on the first point closes the shape.
    """

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._document: Document | None = None
        self._points: list[Point] = []
        self._sides: list[tuple[Point, ...]] = []  # one fewer than points
        self._ways: Ways | None = None  # from the last point
        self._tip: tuple[Point, ...] = ()  # the side that would be placed now
        self._taken: list[tuple[Point, tuple[Point, ...]]] = []  # back, with their sides
        self._active = False
        self._before = 0  # points at the press
        self._short = False  # it was to be completed with too few points
        self._grip: _Grip | None = None

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
        words = too_few() if self._short else ""
        return Sketch(tuple(Line(side) for side in sides), tuple(self._points), words)

    def press(self, event: PointerEvent, document: Document) -> None:
        """See `Tool`: the point follows the pointer until it is let go."""
        if self._active or document.editing:
            return
        if document is not self._document:
            self._give_up()
        held, self._before = held_point(self._points, event), len(self._points)
        self._press, self._taken, self._short = event, [], False
        if not self._points:
            self._document, self._mode = document, self._pressed(event)
            self._place(_inside(event.at, document), (), event)
        elif held is not None:
            self._grip, self._tip = _Grip(held, event, self._points, self._sides), ()
        else:
            self._aim(event)
        self._active = True

    def move(self, event: PointerEvent) -> None:
        """See `Tool`."""
        if self._grip is not None:
            self._drag(self._grip, event)
        elif self._active:
            self._aim(event)
            self._anchor(event)

    def release(self, event: PointerEvent) -> None:
        """See `Tool`: the point is placed, or the shape closed."""
        self.move(event)
        if not self._active:
            return
        grip, self._grip, self._active = self._grip, None, False
        if grip is not None and grip.strayed:
            self._look(event.zoom)
        elif self._closes(event):
            self.complete()
        elif self._tip:
            self._place(self._tip[-1], self._tip, event)

    def hover(self, event: PointerEvent) -> None:
        """See `Tool`: which way would the next side go?"""
        super().hover(event)
        if held_point(self._points, event) is None or self._closes(event):
            self._aim(event)
        else:
            self._tip = ()

    def cancel(self) -> None:
        """See `Tool`: what is done to a point, without that the whole shape."""
        if self._grip is not None:
            self._points, self._sides = self._grip.points, self._grip.sides
        elif self._active and self._before:
            del self._points[self._before :], self._sides[self._before - 1 :]
            self._look(self._zoom)
        else:
            self._give_up()
        self._active, self._tip, self._grip = False, (), None

    def finish(self) -> None:
        """See `Tool`: what is placed stays."""
        if self._grip is not None:
            self._look(self._grip.press.zoom)
        self._active, self._tip, self._grip = False, (), None

    def complete(self) -> bool:
        """See `Tool`; fewer than three points frame nothing and go on waiting."""
        document, points, mode = self._document, self._points, self._mode
        self._short = 0 < len(points) < LEAST
        if document is not None and mode is not None and not self._short:
            sides = *self._sides, self._found(self._ways, points[-1], points[0])
            self._give_up()
            self._lay(document, [point for side in sides for point in side], mode)
        return bool(points)

    def step_back(self) -> bool:
        """See `Tool`."""
        if not self._points or self._document is None:
            return False
        point, self._tip, self._short = self._points.pop(), (), False
        if not self._points:
            self._give_up()
            return True
        self._taken.append((point, self._sides.pop()))
        self._look(self._zoom)
        return True

    def step_again(self) -> bool:
        """See `Tool`."""
        if not self._taken:
            return False
        point, side = self._taken.pop()
        self._points.append(point)
        self._sides.append(side)
        self._tip = ()
        self._look(self._zoom)
        return True

    @property
    def _zoom(self) -> float:
        return 1.0 if self._hovered is None else self._hovered.zoom

    def _place(self, point: Point, side: tuple[Point, ...], event: PointerEvent) -> None:
        self._points.append(point)
        if side:
            self._sides.append(side)
        self._tip = ()
        self._look(event.zoom)

    def _anchor(self, event: PointerEvent) -> None:
        """Place a point if the drag has gone far: where it began, then where the way is settled."""
        far, last, document = FAR / event.zoom, self._points[-1], self._document
        straight = event.ctrl or event.alt
        if document is None or straight or self._press.at.distance(event.at) < far:
            return
        if len(self._points) == self._before:
            start = _inside(self._press.at, document)
            self._place(start, self._found(self._ways, last, start), event)
        elif self._tip and last.distance(event.at) >= far:
            settled = shapes.beginning(self._tip, SETTLED)
            self._place(settled[-1], settled, event)
        self._aim(event)

    def _look(self, zoom: float) -> None:
        """Find the ways from the last point."""
        self._ways = self._ways_from(self._points[-1], zoom)

    def _ways_from(self, point: Point, zoom: float) -> Ways | None:
        """As fine as they are seen on the screen."""
        document = self._document
        if document is None:
            return None
        start = _in_array(point, document)
        return Ways(document.pixels, document.icc, start, max(1, int(1 / zoom)))

    def _drag(self, grip: _Grip, event: PointerEvent) -> None:
        """Move the point that is held, and the sides that end in it with it."""
        document = self._document
        if document is None or not (grip.strayed or strays(grip.press.at, event)):
            return
        held, points = grip.held, self._points
        if not grip.strayed:
            grip.strayed = True
            ends = [place for place in (held - 1, held + 1) if 0 <= place < len(points)]
            grip.ways = {place: self._ways_from(points[place], event.zoom) for place in ends}
        points[held] = _inside(event.at, document)
        straight = event.ctrl or event.alt
        for place, ways in grip.ways.items():
            side = self._found(None if straight else ways, points[place], points[held])
            self._sides[min(place, held)] = side if place < held else side[::-1]

    def _aim(self, event: PointerEvent) -> None:
        document = self._document
        if document is None:
            return
        last = self._points[-1]
        end = self._points[0] if self._closes(event) else _inside(event.at, document)
        straight = event.ctrl or event.alt
        self._tip = () if end == last else self._found(None if straight else self._ways, last, end)

    def _found(self, ways: Ways | None, start: Point, end: Point) -> tuple[Point, ...]:
        """The side from `start`, where `ways` begin, to `end`; straight without `ways`."""
        document = self._document
        if ways is None or document is None:
            return start, end
        x, y = document.canvas.x, document.canvas.y
        way = ways.to(_in_array(end, document))
        return start, *(point.moved(x, y) for point in way[1:-1]), end

    def _closes(self, event: PointerEvent) -> bool:
        points = self._points
        return len(points) >= LEAST and held_point(points[:1], event) is not None

    def _lay(self, document: Document, around: Sequence[Point], mode: Mode) -> None:
        rect = shapes.bounds(around).intersected(document.canvas)
        px = int(self._kit.settings.number(EXPAND))
        cover, rect = flood.expanded(shapes.polygon(around, rect), rect, px, document.canvas)
        lay(document, rect, cover, mode, self.label)

    def _give_up(self) -> None:
        self._document = self._mode = self._ways = self._grip = None
        self._points, self._sides, self._tip, self._taken = [], [], (), []
        self._active = self._short = False


class _Grip:
    """One press on a point to release.

    Attributes:
        held: its number.
        points, sides: of the shape before.
        strayed: it is a drag, no click.
        ways: from the points beside it, by their numbers; once it is a drag.
    """

    def __init__(
        self,
        held: int,
        press: PointerEvent,
        points: Sequence[Point],
        sides: Sequence[tuple[Point, ...]],
    ) -> None:
        self.held, self.press = held, press
        self.points, self.sides = list(points), list(sides)
        self.strayed = False
        self.ways: dict[int, Ways | None] = {}


def _inside(point: Point, document: Document) -> Point:
    """The nearest point of the canvas."""
    canvas = document.canvas
    return Point(
        min(canvas.right, max(canvas.x, point.x)), min(canvas.bottom, max(canvas.y, point.y))
    )


def _in_array(point: Point, document: Document) -> Point:
    return point.moved(-document.canvas.x, -document.canvas.y)
