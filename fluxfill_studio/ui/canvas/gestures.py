"""What a held button or pen does on the canvas, each kind from its press to its end.

`at` is the pointer in view points; the event beside it says the same in canvas coordinates.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.core.text import _
from fluxfill_studio.tools.base import PointerEvent, Tool
from fluxfill_studio.tools.brush_settings import BrushSettings
from fluxfill_studio.ui.canvas.viewport import nearly_square

if TYPE_CHECKING:
    from fluxfill_studio.ui.canvas.handling import Handling

SLOP = 4  # view points; less is a click and no drag
SNAP = 15  # degrees
DOUBLED = 120  # view points to the right that double the scale
HARDER = 200  # view points from the softest to the hardest brush
OFF_AXIS = 10  # view points that a drag for the size may stray before it changes the hardness

_Shape = Qt.CursorShape


class Gesture:
    """One hold, from press to release; this one does nothing.

    Attributes:
        shape: the system's pointer while it lasts; None: as before it.
        draws_tool: whether the tool's own cursor is drawn.
        label: a few words beside the pointer.
        anchor: where the tool's cursor stays, view points; None: it follows the pointer.
    """

    shape: Qt.CursorShape | None = None
    draws_tool = False
    label = ""
    anchor: Point | None = None

    def move(self, at: Point, event: PointerEvent) -> None:
        """The pointer went on."""

    def release(self, at: Point, event: PointerEvent) -> None:
        """The hold ends where it should."""

    def cancel(self) -> None:
        """Escape: as if it had not begun."""

    def end(self) -> None:
        """Something from outside ends it: what is done stays."""


class Stroke(Gesture):
    """The tool in hand is at work."""

    draws_tool = True

    def __init__(self, tool: Tool) -> None:
        self._tool = tool

    def move(self, at: Point, event: PointerEvent) -> None:
        """See `Gesture`."""
        self._tool.move(event)

    def release(self, at: Point, event: PointerEvent) -> None:
        """See `Gesture`."""
        self._tool.release(event)

    def cancel(self) -> None:
        """See `Gesture`."""
        self._tool.cancel()

    def end(self) -> None:
        """See `Gesture`."""
        self._tool.finish()


class Pan(Gesture):
    """The picture goes with the pointer."""

    shape = _Shape.ClosedHandCursor

    def __init__(self, view: Handling, at: Point) -> None:
        self._view, self._at = view, at

    def move(self, at: Point, event: PointerEvent) -> None:
        """See `Gesture`."""
        last, self._at = self._at, at
        self._view.pan(at.x - last.x, at.y - last.y)


class Split(Gesture):
    """The line between the two sides of a comparison goes with the pointer."""

    def __init__(self, view: Handling, at: Point) -> None:
        self._view = view
        upright = view.split is not None and view.split.upright
        self.shape = _Shape.SplitHCursor if upright else _Shape.SplitVCursor
        view.drag_split(at)

    def move(self, at: Point, event: PointerEvent) -> None:
        """See `Gesture`."""
        self._view.drag_split(at)


class Turn(Gesture):
    """The view turns with the pointer round its middle, and catches upright; Shift: in steps."""

    shape = _Shape.ClosedHandCursor

    def __init__(self, view: Handling, at: Point) -> None:
        self._view, self._before = view, view.viewport_
        self._from = self._bearing(at)
        self._say()

    def move(self, at: Point, event: PointerEvent) -> None:
        """See `Gesture`."""
        angle = self._before.angle + self._bearing(at) - self._from
        self._view.turn_to(round(angle / SNAP) * SNAP if event.shift else nearly_square(angle))
        self._say()

    def cancel(self) -> None:
        """See `Gesture`."""
        self._view.set_viewport(self._before)

    def _bearing(self, at: Point) -> float:
        view = self._view
        return math.degrees(math.atan2(at.y - view.height() / 2, at.x - view.width() / 2))

    def _say(self) -> None:
        self.label = _("{angle}°").format(angle=round(self._view.viewport_.angle))


class Zoom(Gesture):
    """A click zooms in, with Alt out; a drag to the right or left scrubs; where it began stays."""

    shape = _Shape.CrossCursor

    def __init__(self, view: Handling, at: Point) -> None:
        self._view, self._start, self._before = view, at, view.viewport_
        self._drags = False

    def move(self, at: Point, event: PointerEvent) -> None:
        """See `Gesture`."""
        self._drags = self._drags or self._start.distance(at) > SLOP
        if self._drags:
            scale = self._before.scale * 2 ** ((at.x - self._start.x) / DOUBLED)
            self._view.zoom_to(scale, self._start)
            self.label = _("{share} %").format(share=round(self._view.viewport_.scale * 100))

    def release(self, at: Point, event: PointerEvent) -> None:
        """See `Gesture`."""
        if not self._drags:
            step = self._view.viewport_.next_scale(-1 if event.alt else 1)
            self._view.zoom_to(step, self._start)

    def cancel(self) -> None:
        """See `Gesture`."""
        self._view.set_viewport(self._before)


class Sizing(Gesture):
    """To the right the brush grows, its edge following the pointer; upwards it hardens.

    Its ring stays where the drag began.
    """

    shape = _Shape.BlankCursor
    draws_tool = True

    def __init__(self, settings: BrushSettings, at: Point, zoom: float) -> None:
        self._settings, self._before = settings, settings.brush
        self._zoom, self.anchor = zoom, at
        self._start = at
        self._hardens = False
        self._say()

    def move(self, at: Point, event: PointerEvent) -> None:
        """See `Gesture`."""
        right, up = at.x - self._start.x, self._start.y - at.y
        self._settings.set_diameter(self._before.diameter + 2 * right / self._zoom)
        self._hardens = self._hardens or abs(up) > OFF_AXIS
        if self._hardens:
            beyond = up - math.copysign(OFF_AXIS, up) if abs(up) > OFF_AXIS else 0
            self._settings.set_hardness(self._before.hardness + beyond / HARDER)
        self._say()

    def cancel(self) -> None:
        """See `Gesture`."""
        self._settings.set_diameter(self._before.diameter)
        self._settings.set_hardness(self._before.hardness)

    def _say(self) -> None:
        brush = self._settings.brush
        self.label = _("{size} px, {hardness} %").format(
            size=round(brush.diameter), hardness=round(brush.hardness * 100)
        )


class Asking(Gesture):
    """A right click, unless it is dragged: asks for the options at the pointer."""

    draws_tool = True

    def __init__(self, view: Handling, at: Point, *, pen: bool) -> None:
        self._view, self._start, self._pen = view, at, pen
        self._drags = False

    def move(self, at: Point, event: PointerEvent) -> None:
        """See `Gesture`."""
        self._drags = self._drags or self._start.distance(at) > SLOP

    def release(self, at: Point, event: PointerEvent) -> None:
        """See `Gesture`."""
        if not self._drags:
            self._view.options_wished.emit(at, self._pen)


HANDS: dict[str, type[Pan] | type[Turn] | type[Zoom]] = {"hand": Pan, "turn": Turn, "zoom": Zoom}
"""What the canvas can be moved with instead of a tool, by the name of its action."""

AT_REST = {
    "hand": _Shape.OpenHandCursor,
    "turn": _Shape.OpenHandCursor,
    "zoom": _Shape.CrossCursor,
}
"""The system's pointer before the press."""
