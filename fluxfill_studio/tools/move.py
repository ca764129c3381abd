"""Move mask: the whole mask follows the pointer or the arrow keys."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.edit import MaskEdit
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.tools.base import BaseTool, Cursor, PointerEvent


class MoveTool(BaseTool):
    """Drags the mask by whole pixels; Shift keeps it on one axis.

    What left the canvas comes back when the mask does, as long as nothing else is done between.
    Arrow presses that follow one another are one undo entry.
    """

    def __init__(self) -> None:
        super().__init__()
        self._drag: _Drag | None = None
        self._steps: _Steps | None = None
        self._load: _Load | None = None

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
        return Cursor(mode=None)

    @property
    def active(self) -> bool:
        """See `Tool`."""
        return self._drag is not None

    def press(self, event: PointerEvent, document: Document) -> None:
        """See `Tool`; without a mask there is nothing to move."""
        if self._drag is None and not document.editing:
            carried = self._taken_up(document)
            self._drag = _Drag(carried, event.at) if carried is not None else None

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
            self._put_down(drag.carried)
            self._steps = None

    def nudge(self, dx: int, dy: int, document: Document) -> bool:
        """See `Tool`."""
        if self._drag is not None or document.editing:
            return False
        way = dx, dy
        if self._steps is not None and self._steps.entry == _newest(document):
            way = self._steps.way[0] + dx, self._steps.way[1] + dy
            document.undo.undo()
        carried = self._taken_up(document)
        if carried is None:
            return False
        carried.place(*way)
        moved = self._put_down(carried)
        self._steps = _Steps(way, _newest(document)) if moved else None
        return True

    def _taken_up(self, document: Document) -> _Carried | None:
        """The mask, with what the moves before have carried beyond the canvas; None without any."""
        if self._load is not None and (newest := _newest(document)) in self._load.ways:
            return _Carried(document, self._load, self._load.ways[newest])
        self._load = None
        if document.mask_bounds.empty:
            return None
        home = document.mask_bounds
        load = _Load(home, document.mask[home.slices(document.canvas)].copy())
        return _Carried(document, load, (0, 0))

    def _put_down(self, carried: _Carried) -> bool:
        """Leave it there: one undo entry; False if it has not moved."""
        moved = carried.edit.commit(self.label)
        # Where nothing of it is seen, it may have moved without an act of its own.
        if carried.load.ways or (moved and carried.overhangs):
            carried.load.ways[_newest(carried.document)] = carried.way
            self._load = carried.load
        return moved


def _newest(document: Document) -> str:
    """The id of the last act; "" before the first."""
    entries = document.undo.entries
    return entries[-1].id if entries else ""


@dataclass(frozen=True, slots=True)
class _Steps:
    """Arrow presses that are one undo entry.

    Attributes:
        way: pixels to the right and down from where the mask was.
        entry: its id.
    """

    way: tuple[int, int]
    entry: str


@dataclass(frozen=True, slots=True)
class _Load:
    """A whole mask that is moved, with what of it lies beyond the canvas.

    Attributes:
        home: where it was taken up first.
        content: (h, w) over `home`.
        ways: by the id of each move that left it there, how far it lies from there.
    """

    home: Rect
    content: Mask
    ways: dict[str, tuple[int, int]] = field(default_factory=dict)


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
    """A load in hand.

    Attributes:
        document: whose mask it is.
        load: what is carried.
        edit: the open change of the mask.
        way: how far it is from the load's home.
    """

    def __init__(self, document: Document, load: _Load, start: tuple[int, int]) -> None:
        self.document, self.load = document, load
        self.edit: MaskEdit = document.begin_edit()
        self.way = self._start = start

    @property
    def overhangs(self) -> bool:
        """Whether some of it lies beyond the canvas."""
        return not self.document.canvas.holds(self.load.home.moved(*self.way))

    def place(self, dx: int, dy: int) -> None:
        """Show it this far from where it was taken up."""
        way = self._start[0] + dx, self._start[1] + dy
        if way == self.way:
            return
        before, self.way = self._lies(), way
        now = self.load.home.moved(*way)
        for rect in _left_free(before, self._lies()):
            self.edit.region(rect).fill(0)
        visible = now.intersected(self.document.canvas)
        if not visible.empty:
            np.copyto(self.edit.region(visible), self.load.content[visible.slices(now)])
        self.edit.done(before.united(visible))

    def _lies(self) -> Rect:
        """Where it lies, as far as the canvas reaches."""
        return self.load.home.moved(*self.way).intersected(self.document.canvas)


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
