"""Polygon lasso: points that can be moved until the shape is closed."""

from __future__ import annotations

import math

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.tools.base import NOTHING, Line, PointerEvent, Sketch
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.points import LEAST, held_point, too_few
from fluxfill_studio.tools.shape import ShapeTool, lay_polygon, strays

SNAP = math.pi / 4


class PolygonTool(ShapeTool):
    """Each press places a point or takes hold of one; a click on the first closes the shape.

    Shift turns an edge to the nearest 45 degrees, Space moves the whole shape.
    """

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._document: Document | None = None
        self._points: list[Point] = []
        self._taken: list[Point] = []  # back, newest last
        self._tip: Point | None = None  # where the next point would be
        self._grip: _Grip | None = None
        self._short = False  # it was to be completed with too few points

    @property
    def id(self) -> str:
        """See `Tool`."""
        return "polygon"

    @property
    def label(self) -> str:
        """See `Tool`."""
        return _("Polygon")

    @property
    def active(self) -> bool:
        """See `Tool`."""
        return self._grip is not None

    @property
    def waiting(self) -> bool:
        """See `Tool`."""
        return bool(self._points)

    @property
    def sketch(self) -> Sketch:
        """See `Tool`: the edges so far and the next one, with its length and angle."""
        points = self._points
        if not points:
            return NOTHING
        lines, edge = [Line(tuple(points))], self._edge()
        if edge is not None and self._grip is None:
            lines.append(Line(edge))
        words = "" if edge is None else _said(*edge)
        return Sketch(tuple(lines), tuple(points), too_few() if self._short else words)

    def press(self, event: PointerEvent, document: Document) -> None:
        """See `Tool`: take hold of the point there, or place one."""
        if self._grip is not None or document.editing:
            return
        if document is not self._document:
            self._give_up()
            self._document, self._mode = document, self._pressed(event)
        before, self._taken, self._short = list(self._points), [], False
        held = held_point(self._points, event)
        if held is None:
            held = len(before)
            self._points.append(self._snapped(event, held))
        self._grip = _Grip(held, before, event)
        self._tip = None

    def move(self, event: PointerEvent) -> None:
        """See `Tool`: the point that is held follows."""
        grip = self._grip
        if grip is None:
            return
        grip.strayed = grip.strayed or strays(grip.press.at, event)
        if event.space:
            dx, dy = event.at.x - grip.last.x, event.at.y - grip.last.y
            self._points = [point.moved(dx, dy) for point in self._points]
        elif grip.strayed:
            self._points[grip.held] = self._snapped(event, grip.held)
        grip.last = event.at

    def release(self, event: PointerEvent) -> None:
        """See `Tool`; a click on the first point closes the shape."""
        self.move(event)
        grip, self._grip = self._grip, None
        if grip is not None and grip.closes:
            self.complete()

    def hover(self, event: PointerEvent) -> None:
        """See `Tool`: where would the next point be?"""
        super().hover(event)
        near = held_point(self._points, event)
        if near is None:
            self._tip = self._snapped(event, len(self._points))
        else:
            closes = near == 0 and len(self._points) >= LEAST
            self._tip = self._points[0] if closes else None

    def cancel(self) -> None:
        """See `Tool`."""
        grip, self._grip = self._grip, None
        if grip is not None and grip.before:
            self._points = grip.before
        else:
            self._give_up()

    def finish(self) -> None:
        """See `Tool`: points stay where they are."""
        self._grip = None

    def complete(self) -> bool:
        """See `Tool`; fewer than three points frame nothing and go on waiting."""
        document, points, mode = self._document, self._points, self._mode
        self._short = 0 < len(points) < LEAST
        if document is not None and mode is not None and not self._short:
            self._give_up()
            lay_polygon(document, points, mode, self.label)
        return bool(points)

    def step_back(self) -> bool:
        """See `Tool`."""
        waited = self.waiting
        self._taken += self._points[-1:]
        self._points = self._points[:-1]
        if not self._points:
            self._give_up()
        return waited

    def step_again(self) -> bool:
        """See `Tool`."""
        if not self._taken:
            return False
        self._points.append(self._taken.pop())
        return True

    def _give_up(self) -> None:
        self._document = self._mode = self._grip = self._tip = None
        self._points, self._taken, self._short = [], [], False

    def _snapped(self, event: PointerEvent, place: int) -> Point:
        """Where the point at `place` goes."""
        if not event.shift or place == 0:
            return event.at
        last = self._points[place - 1]
        angle = round(math.atan2(event.at.y - last.y, event.at.x - last.x) / SNAP) * SNAP
        along, down = math.cos(angle), math.sin(angle)
        length = (event.at.x - last.x) * along + (event.at.y - last.y) * down
        return last.moved(length * along, length * down)

    def _edge(self) -> tuple[Point, Point] | None:
        """The edge that is being placed."""
        if self._grip is None:
            return None if self._tip is None else (self._points[-1], self._tip)
        held = self._grip.held
        return (self._points[held - 1], self._points[held]) if held else None


class _Grip:
    """One press to release.

    Attributes:
        held: number of the point that follows the pointer.
        before: the points before the press.
        last: where the pointer was.
        strayed: it is a drag, no click.
    """

    def __init__(self, held: int, before: list[Point], press: PointerEvent) -> None:
        self.held, self.before, self.press = held, before, press
        self.last = press.at
        self.strayed = False

    @property
    def closes(self) -> bool:
        """Whether letting go now closes the shape."""
        return self.held == 0 and len(self.before) >= LEAST and not self.strayed


def _said(start: Point, end: Point) -> str:
    """Length and angle in words; counter-clockwise from the right."""
    angle = round(math.degrees(math.atan2(start.y - end.y, end.x - start.x)))
    return _("{length} px, {angle}°").format(length=round(start.distance(end)), angle=angle)
