"""One stroke of the brush: from the way of a hand to dabs in the mask."""

from __future__ import annotations

from dataclasses import dataclass

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.edit import MaskEdit
from fluxfill_studio.imaging import stamp
from fluxfill_studio.imaging.stamp import Brush, Dab
from fluxfill_studio.imaging.swept import swept
from fluxfill_studio.tools.base import PointerEvent, PointerKind
from fluxfill_studio.tools.pressure import PLAIN, Curve
from fluxfill_studio.tools.stabiliser import Stabiliser

SLOP = 4  # screen px before a Shift-press counts as a drag
CLOSE = 1e-6  # px; a way in many parts is not longer or shorter for their rounding


@dataclass(frozen=True, slots=True)
class Touch:
    """How the hand's way and pressure become dabs.

    Attributes:
        spacing: between two dabs, share of the diameter; 0: without gaps.
        sizes, fades: whether pressure changes the diameter, the opacity.
        curve: what is made of the pressure of a pen; a mouse always paints the full brush.
        steadiness: of the stabiliser, 0 to 1.
    """

    spacing: float = 0.0
    sizes: bool = False
    fades: bool = False
    curve: Curve = PLAIN
    steadiness: float = 0.0

    def brush(self, full: Brush, kind: PointerKind, pressure: float) -> Brush:
        """What `full` becomes under this pressure."""
        if kind is PointerKind.MOUSE or not (self.sizes or self.fades):
            return full
        share = self.curve(pressure)
        return full.eased(share if self.sizes else 1.0, share if self.fades else 1.0)


class Stroke:
    """One pen-down to pen-up.

    Attributes:
        document: what is painted on.
        edit: its open gesture.
        subtract: takes away from the mask.
        joins: it was pressed with Shift and has not moved: a click that asks for a line.
    """

    def __init__(
        self, document: Document, brush: Brush, touch: Touch, subtract: bool, event: PointerEvent
    ) -> None:
        self.document = document
        self.subtract = subtract
        self.edit: MaskEdit = document.begin_edit()
        self.joins = event.shift
        self._full, self._touch = brush, touch
        self._last = Dab(event.at, touch.brush(brush, event.kind, event.pressure))
        self._stabiliser = Stabiliser(event.at, touch.steadiness, event.zoom)
        self._due = 0.0  # px along the way until the next of separate dabs
        self._anchor = event.at if event.shift else None
        self._level: bool | None = None
        self._paint(self._last, self._last)

    @property
    def at(self) -> Point:
        """Where the brush is, canvas coordinates."""
        return self._last.at

    @property
    def hand(self) -> Point:
        """Where the pointer is; the stabiliser keeps the brush behind it."""
        return self._stabiliser.hand

    def move(self, event: PointerEvent) -> None:
        """Paint from where the brush is towards the event, on its axis while Shift is held."""
        target = self._on_axis(event)
        if target is not None:
            brush = self._touch.brush(self._full, event.kind, event.pressure)
            self._go(Dab(self._stabiliser.pull(target), brush))

    def end(self, event: PointerEvent) -> None:
        """The pen is lifted at the event: go there, pressed as before, whatever it says."""
        target = self._on_axis(event)
        if target is not None:
            self._stabiliser.pull(target)
        self._go(Dab(self._stabiliser.catch_up(), self._last.brush))

    def join(self, start: Point) -> None:
        """Paint a straight line from another stroke's end to this one."""
        first = Dab(start, self._last.brush).snapped
        self._lay(first, first)  # it may have been erased since
        self._paint(first, self._last)

    def _go(self, dab: Dab) -> None:
        if dab != self._last:
            self._paint(self._last, dab)
            self._last = dab

    def _paint(self, start: Dab, end: Dab) -> None:
        if not self._touch.spacing:
            for one, two in stamp.parts(start, end):
                self._lay(one, two)
            return
        way = start.at.distance(end.at)
        while self._due <= way + CLOSE:
            dab = start.towards(end, min(1.0, self._due / way) if way else 1.0)
            self._lay(dab.snapped, dab.snapped)
            self._due += max(1.0, self._touch.spacing * dab.brush.diameter)
        self._due -= way

    def _lay(self, start: Dab, end: Dab) -> None:
        """From `start`, which is painted unless it is `end`, as far as it is in the canvas."""
        for within in swept(start, end):
            rect = within.intersected(self.document.canvas)
            if not rect.empty:
                view = self.edit.region(rect)
                stamp.paint(view, rect, start, end, subtract=self.subtract, within=within)
                self.edit.done(rect)

    def _on_axis(self, event: PointerEvent) -> Point | None:
        """Where the hand leads the brush; None while the direction is not decided."""
        if not event.shift:
            self._anchor = self._level = None
            self.joins = False
            return event.at
        if self._anchor is None:
            self._anchor = self.at
        anchor = self._anchor
        if self._level is None:
            if anchor.distance(event.at) * event.zoom < SLOP:
                return None
            self._level = abs(event.at.x - anchor.x) >= abs(event.at.y - anchor.y)
            self.joins = False
        if self._level:
            return Point(event.at.x, anchor.y)
        return Point(anchor.x, event.at.y)
