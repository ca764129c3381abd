"""Halving pyramids and the layers that a canvas draws from them.

Level n has one pixel for 2**n x 2**n picture pixels. The grid of every level is anchored at
canvas (0, 0), so a canvas that grows leaves the levels of what was there as they are.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from fluxfill_studio.core.geometry import EMPTY, Rect
from fluxfill_studio.imaging.pixels import Pixels, has_alpha

COARSEST_SIDE = 256
STRIP_ROWS = 256  # even, so that strips do not cut a pixel of the next level


def level_rect(rect: Rect, level: int) -> Rect:
    """The pixels of `level` that show any of `rect` (canvas coordinates)."""
    step = 1 << level
    return Rect.from_edges(
        rect.x >> level,
        rect.y >> level,
        (rect.right + step - 1) >> level,
        (rect.bottom + step - 1) >> level,
    )


def halved(pixels: Pixels, border: tuple[int, int, int, int] = (0, 0, 0, 0)) -> Pixels:
    """The next level of `pixels`, (H, W) or (H, W, C): the mean of 2 x 2, colour by its alpha.

    `border` says where (top, bottom, left, right) the edge cuts a pair in two (1) and its pixel
    stands for both.
    """
    if any(border):
        edged = cv2.copyMakeBorder(pixels, *border, cv2.BORDER_REPLICATE)
        pixels = edged.reshape(*edged.shape[:2], *pixels.shape[2:])
    height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
    if pixels.ndim == 2:
        return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    if has_alpha(pixels):
        return _halved_by_alpha(pixels)
    half = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)
    return half.reshape(height, width, pixels.shape[2])


def _halved_by_alpha(pixels: Pixels) -> Pixels:
    weighted = pixels.astype(np.float32)
    weighted[..., :-1] *= weighted[..., -1:]
    height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
    # Sums of whole numbers below 2**24: exact whatever the order of summing.
    half = cv2.resize(weighted, (width, height), interpolation=cv2.INTER_AREA)
    colour = half[..., :-1] / np.maximum(half[..., -1:], 0.25)
    made: Pixels = np.rint(np.concatenate([colour, half[..., -1:]], axis=2)).astype(pixels.dtype)
    return made


class Pyramid:
    """Level 0 is `base` itself, never copied; coarser levels are kept and brought up on demand.

    Attributes:
        canvas: what `base` covers, in canvas coordinates.
        depth: the coarsest level.
    """

    def __init__(self, base: Pixels, canvas: Rect) -> None:
        self.canvas = canvas
        self.depth = 0
        while max(level_rect(canvas, self.depth)[2:]) > COARSEST_SIDE:
            self.depth += 1
        self._rects = [level_rect(canvas, n) for n in range(self.depth + 1)]
        self._levels = [base]
        for rect in self._rects[1:]:
            shape = (rect.height, rect.width, *base.shape[2:])
            self._levels.append(np.empty(shape, base.dtype))
        # What of each level does not fit level 0, in canvas coordinates. While one level is in
        # use, changes are noted twice, not once a level: since it was read last, and since it
        # came into use, which the others have not seen either.
        self._stale = [EMPTY] + [canvas] * self.depth
        self._used = 0
        self._unread = EMPTY
        self._unseen = EMPTY

    def build(self) -> Pyramid:
        """Compute every level now, so that no page of memory is touched first by a stroke."""
        for level in range(self.depth + 1):
            self.level(level)
        return self

    def touch(self, rect: Rect) -> None:
        """Say that level 0 has changed inside `rect`, which lies in the canvas."""
        self._unread = self._unread.united(rect)

    def replace(self, base: Pixels, rect: Rect) -> None:
        """Take another level 0 of the same size, which differs inside `rect` only."""
        if base.shape != self._levels[0].shape:
            raise ValueError("another size needs another pyramid")
        self._levels[0] = base
        self.touch(rect)

    def rect(self, level: int) -> Rect:
        """What `level` covers, in its own pixels."""
        return self._rects[level]

    def level(self, level: int) -> Pixels:
        """The array of `level`, up to date; it covers `rect(level)`."""
        if level == 0:
            return self._levels[0]
        if level != self._used:
            self._use(level)
        if not self._unread.empty:
            self._refresh(level, self._unread)
            self._unseen = self._unseen.united(self._unread)
            self._unread = EMPTY
        return self._levels[level]

    def _use(self, level: int) -> None:
        """Take `level` into use: up to date but for what is unread."""
        for n in range(1, self.depth + 1):
            if n != self._used:
                self._stale[n] = self._stale[n].united(self._unseen).united(self._unread)
        if self._used:
            self._stale[self._used] = self._unread
        self._unseen = self._unread = EMPTY
        self._used = level
        if not self._stale[level].empty:
            self._refresh(level, self._stale[level])
            self._stale[level] = EMPTY

    def _refresh(self, level: int, changed: Rect) -> None:
        """From the coarsest level that is up to date, so a stroke skips those between."""
        source = 0
        if self._unseen.empty and self._unread.empty:
            source = next(n for n in range(level - 1, -1, -1) if self._stale[n].empty)
        fine, coarse, rect = self._levels[source], self._levels[level], self._rects[level]
        target = level_rect(changed, level)
        for top in range(target.y, target.bottom, STRIP_ROWS):
            strip = target
            if target.height > STRIP_ROWS:
                strip = Rect(target.x, top, target.width, min(STRIP_ROWS, target.bottom - top))
            coarse[strip.slices(rect)] = _reduced(fine, self._rects[source], strip, level - source)


def _reduced(fine: Pixels, known: Rect, target: Rect, times: int) -> Pixels:
    """`target`, in pixels of a level `times` coarser than `fine`, which covers `known`."""
    x0, x1 = max(target.x << times, known.x), min(target.right << times, known.right)
    y0, y1 = max(target.y << times, known.y), min(target.bottom << times, known.bottom)
    part = fine[y0 - known.y : y1 - known.y, x0 - known.x : x1 - known.x]
    for _level in range(times):
        part = halved(part, (y0 & 1, y1 & 1, x0 & 1, x1 & 1))
        x0, x1, y0, y1 = x0 >> 1, (x1 + 1) >> 1, y0 >> 1, (y1 + 1) >> 1
    return part


class Layer:
    """A pyramid with patches laid over it, exact as if they were in the array.

    Showing a result on a large picture so copies nothing but the result.

    Attributes:
        canvas: what it covers; more than the pyramid's if the patches extend the picture.
    """

    def __init__(
        self,
        pyramid: Pyramid,
        pieces: Sequence[tuple[Rect, Pixels]] = (),
        canvas: Rect | None = None,
    ) -> None:
        self.canvas = canvas or pyramid.canvas
        self._pyramid = pyramid
        self._pieces = [
            [
                (part, pixels[part.slices(rect)])
                for rect, pixels in pieces
                if not (part := rect.intersected(self.canvas)).empty
            ]
        ]

    @property
    def depth(self) -> int:
        """The coarsest level."""
        return self._pyramid.depth

    @property
    def has_alpha(self) -> bool:
        """Whether its last channel is alpha."""
        base = self._pyramid.level(0)
        return base.ndim == 3 and has_alpha(base)

    def region(self, level: int, rect: Rect) -> Pixels:
        """Pixels of `level` inside `rect`, which lies in that level; read only.

        What neither pyramid nor patch covers is 0.
        """
        base, known = self._pyramid.level(level), self._pyramid.rect(level)
        pieces = [(r, p) for r, p in self._pieces_at(level) if not r.intersected(rect).empty]
        if not pieces and known.holds(rect):
            return base[rect.slices(known)]
        made = np.zeros((rect.height, rect.width, *base.shape[2:]), base.dtype)
        for covered, pixels in [(known, base), *pieces]:
            part = covered.intersected(rect)
            if not part.empty:
                made[part.slices(rect)] = pixels[part.slices(covered)]
        return made

    def _pieces_at(self, level: int) -> list[tuple[Rect, Pixels]]:
        while len(self._pieces) <= level:
            finer = len(self._pieces) - 1
            whole = level_rect(self.canvas, finer)
            coarser = []
            for rect, _pixels in self._pieces[finer]:
                half = level_rect(rect, 1)
                # A pixel that the patch covers in part mixes with what lies beside it.
                source = Rect(half.x * 2, half.y * 2, half.width * 2, half.height * 2)
                source = source.intersected(whole)
                mixed = self.region(finer, source)
                coarser.append((half, _reduced(mixed, source, half, 1)))
            self._pieces.append(coarser)
        return self._pieces[level]
