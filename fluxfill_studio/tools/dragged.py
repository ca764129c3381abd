"""Shapes that fill a box which is dragged from corner to corner, on whole pixels."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod

from fluxfill_studio.core.geometry import EMPTY, Rect
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.tools.base import NOTHING, Line, PointerEvent, Sketch
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.laying import lay
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.tools.shape import FreshKeys, ShapeTool, strays


class DraggedTool(ShapeTool, ABC):
    """During the drag Shift makes both sides equal, Alt draws from the centre, Space moves it."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._drag: _Drag | None = None

    @property
    @abstractmethod
    def label(self) -> str:
        """See `Tool`."""

    @abstractmethod
    def _cover(self, box: Rect, rect: Rect) -> Mask:
        """(h, w) over `rect`: the shape that fills `box`."""

    @abstractmethod
    def _outline(self, box: Rect) -> Line:
        """The line around the shape that fills `box`."""

    @property
    def active(self) -> bool:
        """See `Tool`."""
        return self._drag is not None

    @property
    def sketch(self) -> Sketch:
        """See `Tool`: the shape's outline and its size in pixels."""
        if self._drag is None or self._drag.box.empty:
            return NOTHING
        box = self._drag.box
        return Sketch((self._outline(box),), label=f"{box.width} × {box.height}")

    def press(self, event: PointerEvent, document: Document) -> None:
        """See `Tool`: one corner, or the centre."""
        if self._drag is None and not document.editing:
            self._mode = self._pressed(event)
            self._drag = _Drag(document, self._mode, event)

    def move(self, event: PointerEvent) -> None:
        """See `Tool`."""
        if self._drag is not None:
            self._drag.move(event)

    def release(self, event: PointerEvent) -> None:
        """See `Tool`: the shape becomes part of the mask."""
        self.move(event)
        self.finish()

    def finish(self) -> None:
        """See `Tool`: the shape as it stands becomes part of the mask."""
        drag = self._drag
        self.cancel()
        if drag is not None and not drag.box.empty:
            rect = drag.box.intersected(drag.document.canvas)
            lay(drag.document, rect, self._cover(drag.box, rect), drag.mode, self.label)

    def cancel(self) -> None:
        """See `Tool`."""
        self._drag = self._mode = None


class _Drag:
    """One press to release.

    Attributes:
        box: what is framed; empty until the pointer has strayed from where it was pressed.
    """

    def __init__(self, document: Document, mode: Mode, press: PointerEvent) -> None:
        self.document, self.mode = document, mode
        self.box = EMPTY
        self._press = press.at
        self._keys = FreshKeys(press)
        self._anchor = self._last = _corner(press)
        self._strayed = False

    def move(self, event: PointerEvent) -> None:
        """Frame what lies between the first corner and the pointer."""
        square, centred = self._keys.shift(event), self._keys.alt(event)
        self._strayed = self._strayed or strays(self._press, event)
        x, y = _corner(event)
        if event.space:
            self._anchor = (
                self._anchor[0] + x - self._last[0],
                self._anchor[1] + y - self._last[1],
            )
        self._last = x, y
        if self._strayed:
            self.box = _box(self._anchor, (x, y), square, centred)


def _corner(event: PointerEvent) -> tuple[int, int]:
    """The corner between pixels that is nearest to the pointer."""
    return math.floor(event.at.x + 0.5), math.floor(event.at.y + 0.5)


def _box(anchor: tuple[int, int], corner: tuple[int, int], square: bool, centred: bool) -> Rect:
    width, height = corner[0] - anchor[0], corner[1] - anchor[1]
    if square:
        side = max(abs(width), abs(height))
        width = -side if width < 0 else side
        height = -side if height < 0 else side
    x, y = anchor
    if centred:
        x, y, width, height = x - abs(width), y - abs(height), 2 * width, 2 * height
    else:
        x, y = min(x, x + width), min(y, y + height)
    return Rect(x, y, abs(width), abs(height))
