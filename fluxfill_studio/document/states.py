"""States: the canvas at one moment, kept as the pieces by which it differs from its parent."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fluxfill_studio.core.geometry import EMPTY, Rect
from fluxfill_studio.document.changes import StateId
from fluxfill_studio.document.tiles import grid
from fluxfill_studio.imaging.pixels import Pixels, frozen

ROOT = StateId("original")
"""The picture as opened."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Pixels (h, w, C), read-only, for `rect` in canvas coordinates."""

    rect: Rect
    pixels: Pixels


@dataclass(frozen=True, slots=True)
class State:
    """One moment of the canvas.

    Attributes:
        id: its name for ever.
        parent: the state it was made from; None for the original.
        canvas: its extent.
        origin: what made it, as the maker names it (a result's id); empty for the original.
        after: what differs from the parent.
        before: the parent's pixels at the same places, where the parent has any.
    """

    id: StateId
    parent: StateId | None
    canvas: Rect
    origin: str = ""
    after: tuple[Piece, ...] = ()
    before: tuple[Piece, ...] = ()

    @property
    def changed(self) -> Rect:
        """The smallest rectangle that holds every changed pixel."""
        rect = EMPTY
        for piece in self.after:
            rect = rect.united(piece.rect)
        return rect


def derived(
    state_id: StateId,
    parent: State,
    pixels: Pixels,
    canvas: Rect,
    patch: tuple[Piece, ...],
    origin: str,
) -> State:
    """The state that laying `patch` over `parent` (whose array is `pixels`) makes.

    Only tiles that really differ are kept, so a frame round a large picture stays small.
    """
    after: list[Piece] = []
    before: list[Piece] = []
    for piece in patch:
        for tile in grid(piece.rect, canvas):
            part = tile.intersected(piece.rect)
            new = piece.pixels[part.slices(piece.rect)]
            known = part.intersected(parent.canvas)
            old = None if known.empty else pixels[known.slices(parent.canvas)]
            if old is not None and known == part and np.array_equal(old, new):
                continue
            after.append(Piece(part, frozen(new.copy())))
            if old is not None:
                before.append(Piece(known, frozen(old.copy())))
    return State(state_id, parent.id, canvas, origin, tuple(after), tuple(before))


def moved(pixels: Pixels, canvas: Rect, to: Rect, pieces: tuple[Piece, ...]) -> Pixels:
    """A new read-only array over `to`: `pixels` (over `canvas`) with `pieces` laid on top.

    Pixels that neither covers are zero.
    """
    if to == canvas:
        made = pixels.copy()
    else:
        made = np.zeros((to.height, to.width, pixels.shape[2]), pixels.dtype)
        common = canvas.intersected(to)
        made[common.slices(to)] = pixels[common.slices(canvas)]
    for piece in pieces:
        lay(made, to, piece)
    return frozen(made)


def lay(array: Pixels, rect: Rect, piece: Piece) -> None:
    """Write what `piece` covers of `rect` into `array` (h, w, C), in place."""
    part = piece.rect.intersected(rect)
    if not part.empty:
        array[part.slices(rect)] = piece.pixels[part.slices(piece.rect)]
