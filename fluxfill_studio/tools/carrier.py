"""The carrier: moves what an operation lays into the mask. It never touches the mask itself."""

from __future__ import annotations

from collections.abc import Callable

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.tools.base import BaseTool, Cursor, PointerEvent


class Carrier(BaseTool):
    """`carried` is told each step of a drag or an arrow key, whole picture pixels."""

    id = "carrier"

    def __init__(self, carried: Callable[[int, int], object]) -> None:
        super().__init__()
        self._carried = carried
        self._from: Point | None = None
        self._gone = 0, 0

    @property
    def label(self) -> str:
        """See `Tool`."""
        return _("Move")

    @property
    def cursor(self) -> Cursor:
        """See `Tool`."""
        return Cursor(mode=None)

    @property
    def active(self) -> bool:
        """See `Tool`."""
        return self._from is not None

    def press(self, event: PointerEvent, document: Document) -> None:
        """See `Tool`."""
        self._from, self._gone = event.at, (0, 0)

    def move(self, event: PointerEvent) -> None:
        """See `Tool`."""
        if self._from is not None:
            self._go(round(event.at.x - self._from.x), round(event.at.y - self._from.y))

    def release(self, event: PointerEvent) -> None:
        """See `Tool`."""
        self.move(event)
        self.finish()

    def cancel(self) -> None:
        """See `Tool`: back to where the drag began."""
        if self._from is not None:
            self._go(0, 0)
        self.finish()

    def finish(self) -> None:
        """See `Tool`: it stays where it is."""
        self._from = None

    def nudge(self, dx: int, dy: int, document: Document) -> bool:
        """See `Tool`."""
        self._carried(dx, dy)
        return True

    def _go(self, dx: int, dy: int) -> None:
        """So far from where the drag began."""
        step = dx - self._gone[0], dy - self._gone[1]
        self._gone = dx, dy
        if any(step):
            self._carried(*step)
