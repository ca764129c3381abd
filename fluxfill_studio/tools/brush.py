"""Brush and eraser: one tool that adds to the mask or takes away from it."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, replace

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.edit import MaskEdit
from fluxfill_studio.imaging import stamp
from fluxfill_studio.imaging.stamp import Brush
from fluxfill_studio.tools.base import BaseTool, Cursor, PointerEvent, PointerKind
from fluxfill_studio.tools.mode import Mode

LEAST, MOST = 1, 5000  # px
STEP = 0.15
HARDNESS_STEP = 0.25
OPENING_ON_SCREEN = 48  # device-independent px
SLOP = 4  # screen px before a Shift-press counts as a drag


@dataclass(frozen=True, slots=True)
class BrushChanged:
    """The brush is another one now."""

    brush: Brush


class BrushSettings:
    """Size, hardness and opacity that brush and eraser share.

    Attributes:
        changed: tells after every change.
    """

    def __init__(self, brush: Brush | None = None) -> None:
        self.changed: Channel[BrushChanged] = Channel()
        self._brush = brush or Brush(OPENING_ON_SCREEN)

    @property
    def brush(self) -> Brush:
        """What the next stroke paints with."""
        return self._brush

    def set_diameter(self, pixels: float) -> None:
        """Picture pixels, rounded, 1 to 5000."""
        self._set(replace(self._brush, diameter=max(LEAST, min(MOST, round(pixels)))))

    def set_hardness(self, hardness: float) -> None:
        """0 to 1."""
        self._set(replace(self._brush, hardness=max(0.0, min(1.0, hardness))))

    def step_size(self, by: int) -> None:
        """One key press larger (1) or smaller (-1): 15 %, at least 1 px."""
        old = self._brush.diameter
        new = round(old * (1 + STEP) ** by)
        self.set_diameter(new if new != old else old + by)

    def step_hardness(self, by: int) -> None:
        """One key press harder (1) or softer (-1)."""
        self.set_hardness(self._brush.hardness + by * HARDNESS_STEP)

    def open_at(self, zoom: float) -> None:
        """The brush for a picture just opened at `zoom` screen px per picture px."""
        self.set_diameter(OPENING_ON_SCREEN / zoom)

    def _set(self, brush: Brush) -> None:
        if brush != self._brush:
            self._brush = brush
            self.changed.emit(BrushChanged(brush))


class BrushTool(BaseTool):
    """Paints strokes; Shift joins to the last stroke by a line, or keeps a drag on its axis.

    Alt at the press, or the pen's other end, swaps or forces subtracting for this stroke.
    """

    def __init__(self, settings: BrushSettings, *, subtract: bool = False) -> None:
        super().__init__()
        self.settings = settings
        self._subtract = subtract
        self._stroke: _Stroke | None = None
        self._last: tuple[weakref.ref[Document], Point] | None = None

    @property
    def id(self) -> str:
        """See `Tool`."""
        return "eraser" if self._subtract else "brush"

    @property
    def label(self) -> str:
        """See `Tool`."""
        return _("Eraser") if self._subtract else _("Brush")

    @property
    def cursor(self) -> Cursor:
        """See `Tool`; during a stroke what that stroke does."""
        brush = self.settings.brush
        subtract = self._stroke.subtract if self._stroke else self._subtract
        return Cursor(brush.diameter, brush.hardness, Mode.SUBTRACT if subtract else Mode.ADD)

    @property
    def active(self) -> bool:
        """See `Tool`."""
        return self._stroke is not None

    def press(self, event: PointerEvent, document: Document) -> None:
        """See `Tool`: the first dab."""
        if self._stroke is not None or document.editing:
            return
        subtract = event.kind is PointerKind.ERASER or self._subtract != event.alt
        self._stroke = _Stroke(document, self.settings.brush, subtract, event)

    def move(self, event: PointerEvent) -> None:
        """See `Tool`: a line from the last point."""
        if self._stroke is not None:
            self._stroke.move(event)

    def release(self, event: PointerEvent) -> None:
        """See `Tool`."""
        if self._stroke is None:
            return
        self._stroke.move(event)
        if self._stroke.joins:
            self._join(self._stroke)
        self.finish()

    def cancel(self) -> None:
        """See `Tool`."""
        if self._stroke is not None:
            stroke, self._stroke = self._stroke, None
            stroke.edit.abort()

    def finish(self) -> None:
        """See `Tool`."""
        if self._stroke is None:
            return
        stroke, self._stroke = self._stroke, None
        self._last = (weakref.ref(stroke.document), stroke.at)
        stroke.edit.commit(_("Erase stroke") if stroke.subtract else _("Brush stroke"))

    def _join(self, stroke: _Stroke) -> None:
        if self._last is not None and self._last[0]() is stroke.document:
            stroke.line(self._last[1], stroke.at)


class _Stroke:
    """One pen-down to pen-up.

    Attributes:
        at: where the brush is, canvas coordinates.
        joins: it was pressed with Shift and has not moved: a click that asks for a line.
    """

    def __init__(
        self, document: Document, brush: Brush, subtract: bool, event: PointerEvent
    ) -> None:
        self.document = document
        self.subtract = subtract
        self.edit: MaskEdit = document.begin_edit()
        self.at = event.at
        self.joins = event.shift
        self._brush = brush
        self._anchor = event.at if event.shift else None
        self._level: bool | None = None
        self.line(event.at, event.at)

    def move(self, event: PointerEvent) -> None:
        """Paint from where the brush is to the event, kept on its axis while Shift is held."""
        target = self._on_axis(event)
        if target is not None and target != self.at:
            self.line(self.at, target)
            self.at = target

    def line(self, start: Point, end: Point) -> None:
        """Paint a straight way, in parts, each within the canvas."""
        brush, canvas, edit = self._brush, self.document.canvas, self.edit
        for one, two in stamp.parts(brush, start, end):
            rect = stamp.capsule(brush, one, two).intersected(canvas)
            if not rect.empty:
                view = edit.region(rect)
                stamp.paint(view, rect, brush, one, two, subtract=self.subtract)
                edit.done(rect)

    def _on_axis(self, event: PointerEvent) -> Point | None:
        """Where the brush goes; None while the direction is not decided."""
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
