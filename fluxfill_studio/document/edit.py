"""One open change of the mask: tiles are kept the first time they are touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fluxfill_studio.core.geometry import EMPTY, Rect
from fluxfill_studio.core.undo import Act
from fluxfill_studio.document import tiles
from fluxfill_studio.document.changes import MaskChanged
from fluxfill_studio.imaging.pixels import Mask

if TYPE_CHECKING:
    from fluxfill_studio.document.document import Document


class MaskEdit:
    """A gesture on the mask, from pen-down to pen-up; made by `Document.begin_edit`.

    Write through `region`, tell with `done`, then `commit` or `abort` once.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._before: dict[Rect, Mask] = {}
        self._seen: set[tuple[int, int, int, int]] = set()
        self._open = True

    def region(self, rect: Rect) -> Mask:
        """Writable (h, w) view of the mask in `rect`, which lies inside the canvas.

        What it held before is kept for undo.
        """
        document = self._document
        canvas, mask = document.canvas, document.mask
        # The tiles under the last rectangle are the ones under this one, nearly always.
        side = tiles.SIDE
        key = (rect.x // side, rect.y // side, (rect.right - 1) // side, (rect.bottom - 1) // side)
        if key not in self._seen:
            self._seen.add(key)
            for tile in tiles.grid(rect, canvas):
                if tile not in self._before:
                    self._before[tile] = mask[tile.slices(canvas)].copy()
        return mask[rect.slices(canvas)]

    def done(self, rect: Rect) -> None:
        """Say that pixels in `rect` have been written."""
        self._document.changed.emit(MaskChanged(rect, final=False))

    def shown(self) -> None:
        """Say that what is written stands for now, though the gesture stays open."""
        self._document.mask_settled(self.touched)

    def commit(self, name: str) -> bool:
        """Close the gesture as one undo entry called `name`; False if nothing changed."""
        self._close()
        document = self._document
        payload = tiles.pack(self._before, document.mask, document.canvas)
        if payload:
            with document.undo.group(name):
                document.undo.record(Act("mask", payload))
        document.mask_settled(self.touched)
        return bool(payload)

    def abort(self) -> None:
        """Close the gesture and put every touched tile back."""
        self._close()
        self.restore()
        self._document.mask_settled(self.touched)

    def restore(self) -> None:
        """Put every touched tile back; the gesture stays open."""
        document = self._document
        for tile, old in self._before.items():
            document.mask[tile.slices(document.canvas)] = old

    @property
    def touched(self) -> Rect:
        """What holds every tile that may have been written."""
        rect = EMPTY
        for tile in self._before:
            rect = rect.united(tile)
        return rect

    def _close(self) -> None:
        if not self._open:
            raise RuntimeError("this gesture is closed")
        self._open = False
        self._document.edit_closed()
