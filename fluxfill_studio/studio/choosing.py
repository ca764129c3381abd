"""Which result is shown, and what becomes of it: adopt, discard, restore.

Showing is no edit: it makes no undo entry and touches neither mask nor pixels.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.text import _
from fluxfill_studio.document.changes import StateId
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.states import Piece
from fluxfill_studio.fill.compose import stitched
from fluxfill_studio.fill.request import Result, ResultId
from fluxfill_studio.history.history import History
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.studio.masking import Masking

GLANCE_S = 0.4
"""A result shown for less than this decides nothing when the pen comes down."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown, or that nothing is."""

    result: ResultId | None


class Choosing:
    """At most one result is shown, exactly as adopting would leave the picture.

    Attributes:
        shown: its id, or None.
        changed: tells when another one, or none, is shown.
    """

    def __init__(self, document: Document, history: History, masking: Masking) -> None:
        self.shown: ResultId | None = None
        self.changed: Channel[Shown] = Channel()
        self._document = document
        self._history = history
        self._masking = masking
        self._since = 0.0
        self._cache: tuple[ResultId, StateId, Piece] | None = None

    def show(self, result: ResultId) -> None:
        """Show `result` instead of what is shown; a picture of its own fits nowhere."""
        if result == self.shown:
            return
        self._history.see(result)
        if self._history.result(result).request.native:
            return
        self._since = time.monotonic()
        self._set(result)

    def toggle(self, result: ResultId) -> None:
        """Show `result`; if it is shown already, go back to the mask."""
        if result == self.shown:
            self.hide()
        else:
            self.show(result)

    def hide(self) -> None:
        """Back to the current picture and its mask."""
        if self.shown is not None:
            self._set(None)

    def step(self, by: int) -> None:
        """The next or previous result: the run's own variations first, then its neighbours."""
        ids = [result.id for result in self._history.visible() if not result.request.native]
        if not ids:
            return
        if self.shown in ids:
            at = (ids.index(self.shown) + by) % len(ids)
        else:
            newest = [result.id for result in self._history.runs[-1].results]
            at = ids.index(newest[0]) if newest and newest[0] in ids and by > 0 else -1
        self.show(ids[at])

    # -- what is drawn ------------------------------------------------------------------------

    def parent_of(self, result: Result) -> StateId:
        """The state it would be laid over: a sibling of the current one replaces that one."""
        current = self._document.current
        siblings = {tile.result.id for tile in self._history.run_of(result.id).tiles if tile.result}
        if current.parent is not None and current.origin in siblings:
            return current.parent
        return current.id

    def piece(self, result: Result) -> Piece:
        """The stitched pixels of its box, read-only, as adopting would leave them."""
        parent = self.parent_of(result)
        if self._cache is None or self._cache[:2] != (result.id, parent):
            box = result.request.box
            base = self._document.region_of(parent, box)
            pixels = frozen(stitched(result, base))
            self._cache = (result.id, parent, Piece(box, pixels))
        return self._cache[2]

    def canvas_of(self, result: Result) -> Rect:
        """The canvas after adopting."""
        if result.request.extends:
            return result.request.canvas
        return self._document.states[self.parent_of(result)].canvas

    def stale(self, result: Result) -> bool:
        """Whether pixels in its box have changed since it was asked for."""
        request = result.request
        parent = self.parent_of(result)
        if parent == request.base:
            return False
        return not np.array_equal(self._document.region_of(parent, request.box), request.pixels)

    def adopted(self, result: ResultId) -> bool:
        """Whether it is part of the current picture."""
        document = self._document
        return any(s.origin == result for s in document.lineage(document.current))

    # -- decisions ----------------------------------------------------------------------------

    def why_not_adopt(self, result: Result) -> str | None:
        """Why it cannot become part of the current picture; None if it can."""
        request = result.request
        if request.native:
            return _("The service chose its edges by itself: open it as a picture, or save it.")
        parent = self._document.states[self.parent_of(result)]
        if self._document.current.origin == result.id:
            return _("This result is the current picture already.")
        if request.extends and parent.canvas != request.base_canvas:
            return _("This extension was made from another canvas size.")
        if not request.extends and not parent.canvas.holds(request.box):
            return _("This result lies partly outside the current canvas.")
        return None

    def adopt(self) -> bool:
        """Make the shown result part of the picture; the run's mask is put away with it."""
        if self.shown is None:
            return False
        result = self._history.result(self.shown)
        if self.why_not_adopt(result) is not None:
            return False
        parent, canvas, piece = self.parent_of(result), self.canvas_of(result), self.piece(result)
        with self._document.undo.group(_("Adopt result")):
            if not result.request.extends:
                self._masking.put_away(result.request)
            self._document.derive((piece,), canvas, result.id, parent)
        self.hide()
        return True

    def why_not_discard(self, result: ResultId) -> str | None:
        """Why it must stay; None if it can go out of sight."""
        if self.adopted(result):
            return _("This result is part of the current picture: undo its adoption first.")
        return None

    def discard(self, result: ResultId | None = None) -> bool:
        """Put `result`, or the shown one, out of sight.

        If it was shown, the next variation is shown, or the mask.
        """
        gone = result or self.shown
        if gone is None or self.why_not_discard(gone) is not None:
            return False
        siblings = self._history.run_of(gone).results
        at = [one.id for one in siblings].index(gone)
        left = [one for one in siblings[at + 1 :] + siblings[:at] if not one.request.native]
        with self._document.undo.group(_("Discard result")):
            self._history.discard(gone)
        if gone == self.shown and left:
            self.show(left[0].id)
        elif gone == self.shown:
            self.hide()
        return True

    def restore(self, result: ResultId) -> None:
        """Bring a discarded result back in sight."""
        with self._document.undo.group(_("Restore result")):
            self._history.restore(result)

    def before_painting(self) -> bool:
        """The pen comes down: adopt what is shown, or hide it if it was only glanced at.

        True if something was adopted.
        """
        if self.shown is None:
            return False
        if time.monotonic() - self._since < GLANCE_S or not self.adopt():
            self.hide()
            return False
        return True

    def _set(self, result: ResultId | None) -> None:
        self.shown = result
        self.changed.emit(Shown(result))
