"""Brush and eraser: one tool that adds to the mask or takes away from it."""

from __future__ import annotations

import weakref
from collections.abc import Sequence

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.settings.options import Option
from fluxfill_studio.tools.base import (
    NOTHING,
    BaseTool,
    Cursor,
    Line,
    PointerEvent,
    PointerKind,
    Sketch,
)
from fluxfill_studio.tools.brush_settings import BrushSettings, brush_options
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.tools.stroke import Stroke


class BrushTool(BaseTool):
    """Paints strokes; Shift joins to the last stroke by a line, or keeps a drag on its axis.

    Alt at the press, or the pen's other end, swaps or forces subtracting for this stroke.
    """

    def __init__(self, settings: BrushSettings, *, subtract: bool = False) -> None:
        super().__init__()
        self.settings = settings
        self._subtract = subtract
        self._would_subtract = subtract  # at a press with the keys and the pen's end of now
        self._stroke: Stroke | None = None
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
        subtract = self._stroke.subtract if self._stroke else self._would_subtract
        return Cursor(brush.diameter, brush.hardness, Mode.SUBTRACT if subtract else Mode.ADD)

    @property
    def options(self) -> Sequence[Option]:
        """See `Tool`."""
        return brush_options(self.settings)

    @property
    def sketch(self) -> Sketch:
        """See `Tool`: the stabiliser's string."""
        stroke = self._stroke
        if stroke is None or stroke.at == stroke.hand:
            return NOTHING
        return Sketch((Line((stroke.at, stroke.hand)),))

    @property
    def active(self) -> bool:
        """See `Tool`."""
        return self._stroke is not None

    def press(self, event: PointerEvent, document: Document) -> None:
        """See `Tool`: the first dab."""
        if self._stroke is not None or document.editing:
            return
        subtract = self._subtracts(event)
        brush, touch = self.settings.brush, self.settings.touch
        self._stroke = Stroke(document, brush, touch, subtract, event)

    def move(self, event: PointerEvent) -> None:
        """See `Tool`: a line from the last point."""
        if self._stroke is not None:
            self._stroke.move(event)

    def release(self, event: PointerEvent) -> None:
        """See `Tool`."""
        if self._stroke is None:
            return
        self._stroke.end(event)
        if self._stroke.joins:
            self._join(self._stroke)
        self.finish()

    def hover(self, event: PointerEvent) -> None:
        """See `Tool`."""
        self._would_subtract = self._subtracts(event)

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

    def _subtracts(self, event: PointerEvent) -> bool:
        """What a press would do: the pen's other end erases, Alt does the opposite."""
        return event.kind is PointerKind.ERASER or self._subtract != event.alt

    def _join(self, stroke: Stroke) -> None:
        if self._last is not None and self._last[0]() is stroke.document:
            stroke.join(self._last[1])
