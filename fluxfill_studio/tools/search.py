"""One search of smart select: from the frame until what was found is laid or given up."""

from __future__ import annotations

import math
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import cv2
import numpy as np

from fluxfill_studio.core.geometry import EMPTY, Point, Rect
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging import cutout, shapes
from fluxfill_studio.imaging.cutout import Cut, Scene
from fluxfill_studio.imaging.pixels import Mask, Pixels
from fluxfill_studio.tools.base import Background, Line
from fluxfill_studio.tools.mode import Mode

Frames: TypeAlias = tuple[tuple[Point, ...], ...]
"""Corners of the areas that the object lies in, in the array's coordinates."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A stroke, canvas coordinates, `width` px wide: keep what it touches, or remove it."""

    points: tuple[Point, ...]
    width: float
    removes: bool


class Search:
    """What is looked for in one picture. A stroke to keep that leaves the frame widens it.

    Attributes:
        found: the cover and where it lies, canvas coordinates.
        hurried: it shall be laid as soon as it is found.
        lines: round what was found; the frame until then.
        looking: an answer is under way.
        tell: called when something is different.
    """

    def __init__(
        self, document: Document, mode: Mode, frame: Sequence[Point], background: Background
    ) -> None:
        self.document = weakref.ref(document)
        self.mode = mode
        self.found: tuple[Mask, Rect] = np.zeros((0, 0), np.uint8), EMPTY
        self.hurried = self.looking = False
        self.lines: tuple[Line, ...] = (Line(tuple(frame), closed=True),)
        self.tell: Callable[[Search], object] = lambda _search: None
        self._pixels: weakref.ref[Pixels] = weakref.ref(document.pixels)
        self._canvas = document.canvas
        self._frame = self._in_array(frame)
        self._background = background
        self._hints: list[Hint] = []
        self._taken: list[Hint] = []
        self._first: tuple[Frames, Scene, Cut] | None = None
        self._wanted = 0  # grows with each change of the hints

    def fits(self, document: Document) -> bool:
        """Whether this was looked for in the picture as it is now."""
        return self._pixels() is document.pixels and document.canvas == self._canvas

    def frames(self, point: Point) -> bool:
        """Whether `point` (canvas coordinates) lies inside the frame's bounds, not on its line."""
        around, (at,) = shapes.bounds(self._frame), self._in_array([point])
        return around.x < at.x < around.right and around.y < at.y < around.bottom

    def hint(self, hint: Hint) -> None:
        """Look again with one more stroke."""
        self._hints.append(hint)
        self._taken.clear()
        self._again()

    def take_back(self) -> bool:
        """Look again without the last stroke; False if there is none."""
        if self._hints:
            self._taken.append(self._hints.pop())
            self._again()
            return True
        return False

    def bring_back(self) -> bool:
        """Look again with the stroke taken back last; False if there is none."""
        if self._taken:
            self._hints.append(self._taken.pop())
            self._again()
            return True
        return False

    def look(self) -> None:
        """Find the object, with the hints there are."""
        document = self.document()
        if document is None:
            return
        self.looking = True
        wanted, hints, frames, known = self._wanted, tuple(self._hints), self._frames(), self._first
        pixels, icc, canvas = document.pixels, document.icc, self._canvas

        def work() -> _Answer:
            first = known if known and known[0] == frames else _first(pixels, icc, frames)
            return _answered(first, hints, pixels, icc, canvas)

        self._background(work, lambda answer: self._take(wanted, answer), self._fail)

    def _again(self) -> None:
        self._wanted += 1
        if not self.looking:
            self.look()

    def _take(self, wanted: int, answer: _Answer) -> None:
        self._first = answer.first
        if wanted != self._wanted:  # it was hinted at since
            self.look()
            return
        self.looking = False
        self.found, self.lines = (answer.cover, answer.rect), answer.lines
        self.tell(self)

    def _fail(self) -> None:
        """No answer will come; what was found before stays."""
        self.looking = self.hurried = False
        self.tell(self)

    def _frames(self) -> Frames:
        """The frame, and the boxes of strokes to keep that leave it."""
        around = shapes.bounds(self._frame)
        boxes = []
        for hint in self._hints:
            box = shapes.bounds(self._in_array(hint.points)).grown(math.ceil(hint.width / 2))
            if not hint.removes and not around.holds(box):
                boxes.append(_corners(box))
        return self._frame, *boxes

    def _in_array(self, points: Sequence[Point]) -> tuple[Point, ...]:
        return tuple(point.moved(-self._canvas.x, -self._canvas.y) for point in points)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was found: cover and lines in canvas coordinates, and the cut before any hint."""

    first: tuple[Frames, Scene, Cut]
    cover: Mask
    rect: Rect
    lines: tuple[Line, ...]


def _first(pixels: Pixels, icc: bytes | None, frames: Frames) -> tuple[Frames, Scene, Cut]:
    canvas = Rect(0, 0, pixels.shape[1], pixels.shape[0])
    around = shapes.bounds([point for frame in frames for point in frame])
    seen = cutout.scene(pixels, icc, around.intersected(canvas))
    height, width = seen.small.shape[:2]
    inside = np.zeros((height, width), np.uint8)
    for frame in frames:
        corners = [seen.reduced(point) for point in frame]
        inside |= shapes.polygon(corners, Rect(0, 0, width, height))
    return frames, seen, cutout.first_cut(seen, inside)


def _answered(
    first: tuple[Frames, Scene, Cut],
    hints: Sequence[Hint],
    pixels: Pixels,
    icc: bytes | None,
    canvas: Rect,
) -> _Answer:
    _frames, seen, cut = first
    if hints:
        keep, remove = np.zeros_like(cut.labels), np.zeros_like(cut.labels)
        for hint in hints:  # a later stroke wins over an earlier one
            _draw(remove if hint.removes else keep, seen, hint, canvas, 1)
            _draw(keep if hint.removes else remove, seen, hint, canvas, 0)
        cut = cutout.cut_again(seen, cut, keep, remove)
    lines = tuple(
        Line(tuple(point.moved(canvas.x, canvas.y) for point in line), closed=True)
        for line in cutout.outline(seen, cut)
    )
    rect = seen.rect.moved(canvas.x, canvas.y)
    return _Answer(first, cutout.cover(seen, cut, pixels, icc), rect, lines)


def _corners(box: Rect) -> tuple[Point, ...]:
    return (
        Point(box.x, box.y), Point(box.right, box.y),
        Point(box.right, box.bottom), Point(box.x, box.bottom),
    )  # fmt: skip


def _draw(hints: Mask, seen: Scene, hint: Hint, canvas: Rect, value: int) -> None:
    """The stroke on the reduced size, at least one pixel wide."""
    reduced = [seen.reduced(point.moved(-canvas.x, -canvas.y)) for point in hint.points]
    way = np.clip(np.floor(np.array(reduced)), -30000, 30000).astype(np.int32)
    width = max(1, round(hint.width * hints.shape[1] / seen.rect.width))
    cv2.polylines(hints, [way.reshape(-1, 1, 2)], False, (value,), width)
