"""Smart select: a rough frame round an object finds it, strokes keep or remove what was missed."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from fluxfill_studio.core.geometry import EMPTY, Point, Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging import cutout, flood, shapes
from fluxfill_studio.imaging.cutout import Cut, Scene
from fluxfill_studio.imaging.pixels import Mask, Pixels
from fluxfill_studio.settings.options import Option, stored
from fluxfill_studio.settings.table import EXPAND, SMART_FRAME
from fluxfill_studio.tools.base import Background, Cursor, Line, PointerEvent, Sketch
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.laying import lay
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.tools.shape import ShapeTool
from fluxfill_studio.tools.wand import expand_option

LEAST_FRAME = 6  # screen px; a smaller one is a click


class SmartSelectTool(ShapeTool):
    """The first drag frames an object. What is found waits; strokes with the brush's width then
    keep what they touch or, with Alt or while subtracting, remove it.
    """

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._search: _Search | None = None
        self._document: Document | None = None  # of the open gesture
        self._points: list[Point] = []
        self._zoom = 1.0
        self._removes = False
        self._hint = ""

    @property
    def id(self) -> str:
        """See `Tool`."""
        return "smart_select"

    @property
    def label(self) -> str:
        """See `Tool`."""
        return _("Smart select")

    @property
    def options(self) -> Sequence[Option]:
        """See `Tool`."""
        settings = self._kit.settings
        return (
            self._kit.mode.option(),
            stored(settings, SMART_FRAME, _("Frame"), labels=(_("Box"), _("Lasso"))),
            expand_option(settings),
        )

    @property
    def cursor(self) -> Cursor:
        """See `Tool`: the brush once there is something to refine."""
        if self._search is None:
            return super().cursor
        removes = self._removes if self.active else self._would_remove(self._hovered)
        mode = Mode.SUBTRACT if removes else Mode.ADD
        return Cursor(self._kit.brush.brush.diameter, mode=mode)

    @property
    def active(self) -> bool:
        """See `Tool`."""
        return self._document is not None

    @property
    def waiting(self) -> bool:
        """See `Tool`."""
        return self._search is not None

    @property
    def sketch(self) -> Sketch:
        """See `Tool`: the frame or stroke being drawn, what is found, what happens."""
        search = self._search
        if search is None:
            frame = (Line(self._frame(), closed=True),) if self._points else ()
            return Sketch(frame, label=self._hint)
        drawn = (Line(tuple(self._points)),) if self._points else ()
        words = _("Enter: done. Paint: keep. Alt: remove.")
        return Sketch(search.lines + drawn, label=_("Looking…") if search.looking else words)

    def press(self, event: PointerEvent, document: Document) -> None:
        """See `Tool`: a frame, or a stroke on what was found."""
        if self.active or document.editing:
            return
        if self._search is not None and not self._search.fits(document):
            self._search = None
        self._document, self._points, self._hint = document, [event.at], ""
        if self._search is None:
            self._mode = self._pressed(event)
        else:
            self._removes = self._would_remove(event)

    def move(self, event: PointerEvent) -> None:
        """See `Tool`."""
        if self.active:
            self._points.append(event.at)
            self._zoom = event.zoom

    def release(self, event: PointerEvent) -> None:
        """See `Tool`: begins to look."""
        self.move(event)
        self.finish()

    def finish(self) -> None:
        """See `Tool`: looks for what is framed or hinted at so far."""
        document, points, frame = self._document, self._points, self._frame()
        self._document, self._points = None, []
        if document is None:
            return
        if self._search is not None:
            width = self._kit.brush.brush.diameter
            self._search.hint(_Hint(tuple(points), width, self._removes))
            return
        rect = shapes.bounds(frame).intersected(document.canvas)
        if rect.empty or min(rect.size) * self._zoom < min(LEAST_FRAME, min(document.canvas.size)):
            self._hint, self._mode = _("Drag a frame round an object"), None
            return
        self._search = _Search(document, self._mode or Mode.ADD, frame, self._kit.background)
        self._search.tell = self._tell_of
        self._search.look()

    def cancel(self) -> None:
        """See `Tool`: gives up the frame or stroke, without one what was found."""
        if not self.active:
            self._search = None
        self._document, self._points, self._hint = None, [], ""
        if self._search is None:
            self._mode = None

    def complete(self) -> bool:
        """See `Tool`; while it still looks for the object, as soon as that is found."""
        search = self._search
        if search is None:
            return False
        if search.looking:
            search.hurried = True
        else:
            self._lay(search)
        return True

    def put_away(self) -> None:
        """See `Tool`; what is still looked for is given up, what was found before is laid."""
        self.finish()
        search, self._search = self._search, None
        if search is not None:
            self._lay(search)
        self._mode = None

    def step_back(self) -> bool:
        """See `Tool`: takes the last stroke back, without one the frame."""
        search = self._search
        if search is None:
            return False
        if not search.take_back():
            self._search = self._mode = None
        return True

    def _frame(self) -> tuple[Point, ...]:
        """The corners of the frame as drawn so far."""
        points = self._points
        if not points or self._kit.settings.text(SMART_FRAME) == "lasso":
            return tuple(points)
        (left, top), (right, bottom) = points[0], points[-1]
        return points[0], Point(right, top), Point(right, bottom), Point(left, bottom)

    def _would_remove(self, event: PointerEvent | None) -> bool:
        return self._pressed(event) is Mode.SUBTRACT

    def _tell_of(self, search: _Search) -> None:
        if search is self._search:
            if search.hurried and not search.looking:
                self._lay(search)
            self._tell()

    def _lay(self, search: _Search) -> None:
        """What was found becomes part of the mask, unless the picture is another one by now."""
        self._search = self._mode = None
        document = search.document()
        if document is None or not search.fits(document) or document.editing:
            return
        cover, rect = search.found
        if rect.empty:
            return
        bounds = document.canvas
        cover, rect = flood.expanded(cover, rect, int(self._kit.settings.number(EXPAND)), bounds)
        lay(document, rect, cover, search.mode, self.label)


@dataclass(frozen=True, slots=True)
class _Hint:
    """A stroke, canvas coordinates, `width` px wide."""

    points: tuple[Point, ...]
    width: float
    removes: bool


class _Search:
    """From one frame until it is laid or given up.

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
        self.tell: Callable[[_Search], object] = lambda _search: None
        self._frame = [Point(x - document.canvas.x, y - document.canvas.y) for x, y in frame]
        self._pixels: weakref.ref[Pixels] = weakref.ref(document.pixels)
        self._canvas = document.canvas
        self._background = background
        self._hints: list[_Hint] = []
        self._first: tuple[Scene, Cut] | None = None
        self._wanted = 0  # grows with each change of the hints

    def fits(self, document: Document) -> bool:
        """Whether this was looked for in the picture as it is now."""
        return self._pixels() is document.pixels and document.canvas == self._canvas

    def hint(self, hint: _Hint) -> None:
        """Look again with one more stroke."""
        self._hints.append(hint)
        self._again()

    def take_back(self) -> bool:
        """Look again without the last stroke; False if there is none."""
        if self._hints:
            self._hints.pop()
            self._again()
            return True
        return False

    def look(self) -> None:
        """Find the object, with the hints there are."""
        document = self.document()
        if document is None:
            return
        self.looking = True
        wanted, hints, first = self._wanted, tuple(self._hints), self._first
        pixels, icc, frame, canvas = document.pixels, document.icc, self._frame, self._canvas

        def work() -> _Answer:
            seen, cut = first or _first(pixels, icc, frame)
            return _answered(seen, cut, hints, pixels, icc, canvas)

        self._background(work, lambda answer: self._take(wanted, answer))

    def _again(self) -> None:
        self._wanted += 1
        if not self.looking:
            self.look()

    def _take(self, wanted: int, answer: _Answer) -> None:
        self._first = answer.scene, answer.first
        if wanted != self._wanted:  # it was hinted at since
            self.look()
            return
        self.looking = False
        self.found, self.lines = (answer.cover, answer.rect), answer.lines
        self.tell(self)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was found: cover and lines in canvas coordinates, and the cut before any hint."""

    scene: Scene
    first: Cut
    cover: Mask
    rect: Rect
    lines: tuple[Line, ...]


def _first(pixels: Pixels, icc: bytes | None, frame: Sequence[Point]) -> tuple[Scene, Cut]:
    canvas = Rect(0, 0, pixels.shape[1], pixels.shape[0])
    seen = cutout.scene(pixels, icc, shapes.bounds(frame).intersected(canvas))
    height, width = seen.small.shape[:2]
    corners = [seen.reduced(point) for point in frame]
    return seen, cutout.first_cut(seen, shapes.polygon(corners, Rect(0, 0, width, height)))


def _answered(
    seen: Scene,
    first: Cut,
    hints: Sequence[_Hint],
    pixels: Pixels,
    icc: bytes | None,
    canvas: Rect,
) -> _Answer:
    cut = first
    if hints:
        keep, remove = np.zeros_like(first.labels), np.zeros_like(first.labels)
        for hint in hints:  # a later stroke wins over an earlier one
            _draw(remove if hint.removes else keep, seen, hint, canvas, 1)
            _draw(keep if hint.removes else remove, seen, hint, canvas, 0)
        cut = cutout.cut_again(seen, first, keep, remove)
    lines = tuple(
        Line(tuple(point.moved(canvas.x, canvas.y) for point in line), closed=True)
        for line in cutout.outline(seen, cut)
    )
    rect = seen.rect.moved(canvas.x, canvas.y)
    return _Answer(seen, first, cutout.cover(seen, cut, pixels, icc), rect, lines)


def _draw(hints: Mask, seen: Scene, hint: _Hint, canvas: Rect, value: int) -> None:
    """The stroke on the reduced size, at least one pixel wide."""
    reduced = [seen.reduced(point.moved(-canvas.x, -canvas.y)) for point in hint.points]
    way = np.clip(np.floor(np.array(reduced)), -30000, 30000).astype(np.int32)
    width = max(1, round(hint.width * hints.shape[1] / seen.rect.width))
    cv2.polylines(hints, [way.reshape(-1, 1, 2)], False, (value,), width)
