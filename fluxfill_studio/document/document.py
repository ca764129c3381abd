"""The picture being edited: pixels that are replaced, a mask that is edited, a tree of states."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

import numpy as np

from fluxfill_studio.core.geometry import EMPTY, Rect
from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.undo import Act, UndoStack
from fluxfill_studio.document import tiles
from fluxfill_studio.document.changes import (
    DocumentChange,
    DocumentId,
    MaskChanged,
    PixelsChanged,
    StateId,
)
from fluxfill_studio.document.coverage import Coverage
from fluxfill_studio.document.edit import MaskEdit
from fluxfill_studio.document.kept import KeptMasks
from fluxfill_studio.document.states import ROOT, Piece, State, derived, lay, moved
from fluxfill_studio.imaging.pixels import Mask, Pixels, frozen


class Document:
    """One open picture.

    Attributes:
        id: carried by requests and jobs, so that an answer finds its way home.
        path: the file it was opened from; None if pasted.
        icc: profile that is embedded again at export; None if untagged.
        kept: masks under a name.
        undo: the one list of this document's acts.
        changed: tells after pixels or mask have changed.
        mask: (H, W) uint8 over `canvas`; written through `begin_edit` only.
        pixels: (H, W, C), read-only, of the current state.
        states: every state ever reached.
    """

    def __init__(
        self,
        pixels: Pixels,
        icc: bytes | None = None,
        path: Path | None = None,
        undo: UndoStack | None = None,
    ) -> None:
        self.id = DocumentId(uuid.uuid4().hex)
        self.path = path
        self.icc = icc
        self.undo = undo or UndoStack()
        self.kept = KeptMasks(self.undo)
        self.changed: Channel[DocumentChange] = Channel()
        height, width = pixels.shape[:2]
        root = State(ROOT, None, Rect(0, 0, width, height))
        self.states: dict[StateId, State] = {ROOT: root}
        self.pixels = frozen(pixels)
        self.mask = _touched_zeros(root.canvas)
        self._current = root
        self._coverage = Coverage(root.canvas)
        self._edit: MaskEdit | None = None
        self._settle: Callable[[], object] | None = None
        self.undo.register("mask", lambda payload, _backwards: self._perform_mask(payload))
        self.undo.register("state", self._perform_state)

    @property
    def current(self) -> State:
        """The state that the canvas shows, Generate sends and Export writes."""
        return self._current

    @property
    def canvas(self) -> Rect:
        """The extent of the current state."""
        return self._current.canvas

    @property
    def editing(self) -> bool:
        """Whether a gesture is open that nobody may disturb; a preview is none."""
        return self._edit is not None and self._settle is None

    @property
    def previewing(self) -> bool:
        """Whether a gesture is open as a preview."""
        return self._settle is not None

    @property
    def mask_bounds(self) -> Rect:
        """The smallest rectangle that holds every mask pixel > 0, as of the last closed gesture
        or the newest preview.
        """
        return self._coverage.bounds(self.mask)

    @property
    def mask_share(self) -> float:
        """Share of the canvas under the mask, 0 to 1; as of when, see `mask_bounds`."""
        return self._coverage.total / max(1, self.canvas.area)

    # -- mask ---------------------------------------------------------------------------------

    def begin_edit(self) -> MaskEdit:
        """Open a gesture on the mask; one at a time, but a preview makes way."""
        self.settle()
        if self._edit is not None:
            raise RuntimeError("a gesture is open already")
        self._edit = MaskEdit(self)
        return self._edit

    def begin_preview(self, settle: Callable[[], object]) -> MaskEdit:
        """Open a gesture that another one, or another state, may end: `settle` closes it then."""
        edit = self.begin_edit()
        self._settle = settle
        return edit

    def settle(self) -> None:
        """Let an open preview be closed by whoever holds it."""
        if self._settle is not None:
            self._settle()

    def edit_mask(self, name: str, rect: Rect, change: Callable[[Mask], object]) -> bool:
        """One whole undoable change: `change` edits a writable view of `rect` in place."""
        rect = rect.intersected(self.canvas)
        if rect.empty:
            return False
        edit = self.begin_edit()
        try:
            change(edit.region(rect))
        except BaseException:
            edit.abort()
            raise
        return edit.commit(name)

    def edit_closed(self) -> None:
        """For `MaskEdit`: the gesture is over."""
        self._edit = self._settle = None

    def mask_settled(self, rect: Rect) -> None:
        """For `MaskEdit`: the mask inside `rect` is final."""
        self._coverage.update(self.mask, rect)
        self.changed.emit(MaskChanged(rect, final=True))

    # -- states -------------------------------------------------------------------------------

    def derive(
        self, patch: tuple[Piece, ...], canvas: Rect, origin: str, parent: StateId
    ) -> StateId:
        """Make a new state, `patch` over `parent`, and make it current, in the open undo group.

        The canvas becomes `canvas`. Nothing of the arrays is shared with the old state.
        """
        base = self.states[parent]
        state = derived(
            StateId(uuid.uuid4().hex), base, self.pixels_of(parent), canvas, patch, origin
        )
        self.states[state.id] = state
        self.go_to(state.id)
        return state.id

    def go_to(self, state_id: StateId) -> None:
        """Make `state_id` current, in the open undo group; the mask stays where it lies."""
        target = self.states[state_id]
        if target.id == self._current.id:
            return
        self.settle()
        self._clear_mask_outside(target.canvas)
        payload = f"{self._current.id} {target.id}".encode()
        self.undo.perform(Act("state", payload))

    def pixels_of(self, state_id: StateId) -> Pixels:
        """The whole array (H, W, C), read-only, of any state."""
        pixels, canvas = self.pixels, self.canvas
        for to, pieces in self._way(self._current, self.states[state_id]):
            pixels, canvas = moved(pixels, canvas, to, pieces), to
        return pixels

    def laid(self, patch: tuple[Piece, ...], canvas: Rect, parent: StateId) -> Pixels:
        """The whole array over `canvas` that `derive` would make current; changes nothing."""
        return moved(self.pixels_of(parent), self.states[parent].canvas, canvas, patch)

    def region_of(self, state_id: StateId, rect: Rect) -> Pixels:
        """(h, w, C) of any state inside `rect`; zero where that state has no pixel."""
        target = self.states[state_id]
        made = np.zeros((rect.height, rect.width, self.pixels.shape[2]), self.pixels.dtype)
        lay(made, rect, Piece(self.canvas, self.pixels))
        for _canvas, pieces in self._way(self._current, target):
            for piece in pieces:
                lay(made, rect, piece)
        known = rect.intersected(target.canvas)
        if known != rect:
            clipped = np.zeros_like(made)
            clipped[known.slices(rect)] = made[known.slices(rect)]
            made = clipped
        return made

    def lineage(self, state: State) -> list[State]:
        """From the original to `state`, both included."""
        line = [state]
        while line[-1].parent is not None:
            line.append(self.states[line[-1].parent])
        return line[::-1]

    # -- private ------------------------------------------------------------------------------

    def _way(self, start: State, end: State) -> list[tuple[Rect, tuple[Piece, ...]]]:
        """Steps from `start` to `end`: (canvas after the step, pieces to lay)."""
        up, down = self.lineage(start), self.lineage(end)
        shared = {state.id for state in up} & {state.id for state in down}
        steps = [
            (self.states[state.parent].canvas, state.before)
            for state in reversed(up)
            if state.id not in shared and state.parent is not None
        ]
        return steps + [(s.canvas, s.after) for s in down if s.id not in shared]

    def _clear_mask_outside(self, canvas: Rect) -> None:
        if canvas.holds(self.canvas) or self._coverage.total == 0:
            return
        edit = self.begin_edit()
        view = edit.region(self.canvas)
        kept = np.zeros_like(view)
        common = canvas.intersected(self.canvas)
        kept[common.slices(self.canvas)] = view[common.slices(self.canvas)]
        view[:] = kept
        edit.commit("")

    def _perform_mask(self, payload: bytes) -> None:
        rect = tiles.apply(payload, self.mask, self.canvas)
        self.mask_settled(rect)

    def _perform_state(self, payload: bytes, backwards: bool) -> None:
        source, target = payload.decode().split()
        wanted = self.states[StateId(source if backwards else target)]
        before = self._current
        changed = EMPTY
        for _to, pieces in self._way(before, wanted):
            for piece in pieces:
                changed = changed.united(piece.rect)
        self.pixels = self.pixels_of(wanted.id)
        self._current = wanted
        grown = wanted.canvas != before.canvas
        if grown:
            self._refit_mask(before.canvas, wanted.canvas)
        self.changed.emit(PixelsChanged(changed.intersected(wanted.canvas), grown))

    def _refit_mask(self, old: Rect, new: Rect) -> None:
        mask = _touched_zeros(new)
        common = old.intersected(new)
        mask[common.slices(new)] = self.mask[common.slices(old)]
        self.mask = mask
        self._coverage = Coverage(new)
        self._coverage.update(mask, common)


def _touched_zeros(canvas: Rect) -> Mask:
    """Zeros whose pages exist already, so that the first stroke pays no page faults."""
    mask = np.empty((canvas.height, canvas.width), np.uint8)
    mask.fill(0)
    return mask
