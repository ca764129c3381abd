"""What all tools have in common that lay a drawn shape into the mask."""

from __future__ import annotations

from collections.abc import Sequence

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging import shapes
from fluxfill_studio.settings.options import Option, stored
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import EXPAND
from fluxfill_studio.tools.base import BaseTool, Cursor, PointerEvent, PointerKind
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.laying import lay
from fluxfill_studio.tools.mode import Mode

SLOP = 2  # screen px; a press that stays within is a click


class ShapeTool(BaseTool):
    """Chooses the mode: by the buttons, by the keys at the press, by the pen's other end.

    While nothing is drawn the cursor says what a press with the keys now held would do.
    """

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._hovered: PointerEvent | None = None
        self._mode: Mode | None = None  # of the shape that is being drawn

    @property
    def options(self) -> Sequence[Option]:
        """See `Tool`."""
        return (self._kit.mode.option(),)

    @property
    def cursor(self) -> Cursor:
        """See `Tool`."""
        return Cursor(mode=self._mode or self._pressed(self._hovered))

    def hover(self, event: PointerEvent) -> None:
        """See `Tool`."""
        self._hovered = event

    def _pressed(self, event: PointerEvent | None) -> Mode:
        """What a press like this does."""
        if event is None:
            return self._kit.mode.mode
        if event.kind is PointerKind.ERASER:
            return Mode.SUBTRACT
        return self._kit.mode.pressed(shift=event.shift, alt=event.alt)


class FreshKeys:
    """Shift and Alt as constraints: a key held since the press has chosen the mode and counts
    only after it was let go and pressed again.
    """

    def __init__(self, press: PointerEvent) -> None:
        self._shift, self._alt = not press.shift, not press.alt

    def shift(self, event: PointerEvent) -> bool:
        """Whether Shift constrains now; to be asked of every event."""
        self._shift |= not event.shift
        return self._shift and event.shift

    def alt(self, event: PointerEvent) -> bool:
        """Whether Alt constrains now; to be asked of every event."""
        self._alt |= not event.alt
        return self._alt and event.alt


def strays(start: Point, event: PointerEvent) -> bool:
    """Whether the pointer is so far from where it was pressed that this is no click."""
    return start.distance(event.at) * event.zoom > SLOP


def expand_option(settings: Settings) -> Option:
    """How far a selection is grown, so that no fringe of the old object stays."""
    return stored(settings, EXPAND, _("Expand"), unit=" px")


def lay_polygon(document: Document, points: Sequence[Point], mode: Mode, name: str) -> bool:
    """Lay what the closed line through `points` goes round; False if nothing changed."""
    rect: Rect = shapes.bounds(points).intersected(document.canvas)
    return lay(document, rect, shapes.polygon(points, rect), mode, name)
