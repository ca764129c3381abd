"""Move mask: the whole mask follows the pointer or the arrow keys."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.edit import MaskEdit
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.tools.base import BaseTool, Cursor, PointerEvent


class MoveTool(BaseTool):
    """Drags the mask by whole pixels; Shift keeps it on one axis.

    Arrow presses that follow one another, with nothing else done between, count as one way:
    one undo entry, and what left the canvas comes back when the mask does.
    """

    def __init__(self) -> None:
        super().__init__()
        self._drag: _Drag | None = None
        self._steps: _Steps | None = None

    @property
    def id(self) -> str:
        """See `Tool`."""
        return "move"

    @property
    def label(self) -> str:
        """See `Tool`."""
        return _("Move mask")

    @property
    def cursor(self) -> Cursor:
        """See `Tool`."""
        return Cursor()

    @property
    def active(self) -> bool:
        """See `Tool`."""
        return self._drag is not None

    def press(self, event: PointerEvent, document: Document) -> None:
        """See `Tool`; without a mask there is nothing to move."""
        if self._drag is None and not document.editing and not document.mask_bounds.empty:
            self._drag = _Drag(_Carried(document), event.at)

    def move(self, event: PointerEvent) -> None:
        """See `Tool`."""
        if self._drag is not None:
            self._drag.move(event)

    def release(self, event: PointerEvent) -> None:
        """See `Tool`."""
        self.move(event)
        self.finish()

    def cancel(self) -> None:
        """See `Tool`."""
        drag, self._drag = self._drag, None
        if drag is not None:
            drag.carried.edit.abort()

    def finish(self) -> None:
        """See `Tool`."""
        drag, self._drag = self._drag, None
        if drag is not None:
            drag.carried.edit.commit(self.label)

    def nudge(self, dx: int, dy: int, document: Document) -> bool:
        """See `Tool`."""
        if self._drag is not None or document.editing:
            return False
        way = dx, dy
        if self._steps is not None and self._steps.newest(document):
            way = self._steps.way[0] + dx, self._steps.way[1] + dy
            document.undo.undo()
        if document.mask_bounds.empty:
            return False
        carried = _Carried(document)
        carried.place(*way)
        moved = carried.edit.commit(self.label)
        self._steps = _Steps(way, document.undo.entries[-1].id) if moved else None
        return True


@dataclass(frozen=True, slots=True)
class _Steps:
    """Arrow presses that are one undo entry.

    Attributes:
        way: pixels to the right and down from where the mask was.
        entry: its id.
    """

    way: tuple[int, int]
    entry: str

    def newest(self, document: Document) -> bool:
        """Whether nothing has been done, or undone, since."""
        entries = document.undo.entries
        return bool(entries) and entries[-1].id == self.entry


class _Drag:
    """One press to release."""

    def __init__(self, carried: _Carried, start: Point) -> None:
        self.carried = carried
        self._start = start

    def move(self, event: PointerEvent) -> None:
        """Carry the mask to the pointer."""
        dx, dy = event.at.x - self._start.x, event.at.y - self._start.y
        if event.shift and abs(dx) >= abs(dy):
            dy = 0
        elif event.shift:
            dx = 0
        self.carried.place(round(dx), round(dy))


class _Carried:
    """The whole mask, taken up; what is carried beyond the canvas is kept until it is put down.

    Attributes:
        edit: the open change of the mask.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._home = document.mask_bounds
        self._content: Mask = document.mask[self._home.slices(document.canvas)].copy()
        self.edit: MaskEdit = document.begin_edit()
        self._way = 0, 0

    def place(self, dx: int, dy: int) -> None:
        """Show it this far from where it was."""
        if (dx, dy) == self._way:
            return
        before, now = self._lies(), self._home.moved(dx, dy)
        self._way = dx, dy
        for rect in _left_free(before, self._lies()):
            self.edit.region(rect).fill(0)
        visible = now.intersected(self._document.canvas)
        if not visible.empty:
            np.copyto(self.edit.region(visible), self._content[visible.slices(now)])
        self.edit.done(before.united(visible))

    def _lies(self) -> Rect:
        """Where it lies, as far as the canvas reaches."""
        return self._home.moved(*self._way).intersected(self._document.canvas)


def _left_free(before: Rect, now: Rect) -> list[Rect]:
    """What `now` leaves free of `before`, in up to four parts."""
    common = before.intersected(now)
    if common.empty:
        return [] if before.empty else [before]
    edges = Rect.from_edges
    parts = (
        edges(before.x, before.y, before.right, common.y),
        edges(before.x, common.bottom, before.right, before.bottom),
        edges(before.x, common.y, common.x, common.bottom),
        edges(common.right, common.y, before.right, common.bottom),
    )
    return [part for part in parts if not part.empty]
