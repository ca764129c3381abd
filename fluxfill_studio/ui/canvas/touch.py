"""Fingers: one pans, two pan, zoom and turn, a tap of two is undo. None of them ever paints.

A pen has the right of way: while it is near, or was until just now, a touch is a resting palm,
and stays one until it ends.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QEventPoint, QInputDevice, QTouchEvent

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.ui.canvas.viewport import nearly_square

if TYPE_CHECKING:
    from fluxfill_studio.ui.canvas.handling import Handling
    from fluxfill_studio.ui.canvas.input import CanvasInput

PALM_MS = 500  # after the pen was last seen
TAP_MS, TAP_SLOP = 300, 12  # view points
TURNS_FROM = 12  # degrees; less is a pinch that was not quite straight


class Touch:
    """Reads the touch events of one view."""

    def __init__(self, view: Handling, pointer: CanvasInput) -> None:
        self._view = view
        self._pointer = pointer
        self._fingers: dict[int, Point] = {}
        self._palms: set[int] = set()
        self._began, self._most, self._strayed = 0, 0, 0.0
        self._turned = 0.0
        self._angle: float | None = None  # once they turn the view, where they have turned it

    def read(self, event: QTouchEvent) -> bool:
        """Act on an event; False if it is not of fingers on a screen."""
        if event.deviceType() != QInputDevice.DeviceType.TouchScreen:
            return False
        event.accept()
        kind = event.type()
        if kind == QEvent.Type.TouchBegin:
            self._begin(event)
        down = {point.id(): _at(point) for point in event.points() if _is_down(point)}
        self._palms &= down.keys()
        if kind == QEvent.Type.TouchCancel or self._yields(event):
            self._palms.update(down)
            self._fingers.clear()
            self._most = 0
            return True
        self._follow({finger: at for finger, at in down.items() if finger not in self._palms})
        if kind == QEvent.Type.TouchEnd:
            self._end(event)
        return True

    def _yields(self, event: QTouchEvent) -> bool:
        """Whether what touches now is a palm, or a hand beside one that paints."""
        seen = self._pointer.pen_time
        return self._view.busy or (seen is not None and event.timestamp() - seen < PALM_MS)

    def _begin(self, event: QTouchEvent) -> None:
        self._fingers.clear()
        self._palms.clear()
        self._began, self._most, self._strayed = event.timestamp(), 0, 0.0

    def _follow(self, now: dict[int, Point]) -> None:
        """Move the view as the fingers that were down before and still are have moved."""
        before = {finger: at for finger, at in self._fingers.items() if finger in now}
        if before and self._most:
            self._strayed += max(at.distance(now[finger]) for finger, at in before.items())
            self._look([(at, now[finger]) for finger, at in before.items()][:2])
        if len(now) != len(self._fingers):
            self._turned, self._angle = 0.0, None
        self._most = max(self._most, len(now))
        self._fingers = now

    def _look(self, ways: list[tuple[Point, Point]]) -> None:
        view = self._view
        start, end = (_middle([way[side] for way in ways]) for side in (0, 1))
        view.pan(end.x - start.x, end.y - start.y)
        if len(ways) < 2:
            return
        (a, b), (c, d) = ways
        if a.distance(c) and b.distance(d):
            view.zoom_by(b.distance(d) / a.distance(c), end)
            self._turn(_bearing(b, d) - _bearing(a, c), end)

    def _turn(self, degrees: float, at: Point) -> None:
        """Once two fingers have turned far enough to mean it, the view turns with them."""
        step = (degrees + 180) % 360 - 180
        self._turned += step
        if self._angle is not None:
            self._angle += step
            self._view.turn_to(nearly_square(self._angle), at)
        elif abs(self._turned) > TURNS_FROM:
            self._angle = self._view.viewport_.angle

    def _end(self, event: QTouchEvent) -> None:
        tapped = event.timestamp() - self._began <= TAP_MS and self._strayed <= TAP_SLOP
        if self._most == 2 and tapped:
            self._view.undo_wished.emit()
        self._fingers.clear()


def _is_down(point: QEventPoint) -> bool:
    return point.state() != QEventPoint.State.Released


def _at(point: QEventPoint) -> Point:
    return Point(point.position().x(), point.position().y())


def _middle(points: list[Point]) -> Point:
    count = len(points)
    return Point(sum(at.x for at in points) / count, sum(at.y for at in points) / count)


def _bearing(a: Point, b: Point) -> float:
    return math.degrees(math.atan2(b.y - a.y, b.x - a.x))
