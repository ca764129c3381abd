"""Smart select: a rough frame round an object finds it, strokes keep or remove what was missed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging import flood, shapes
from fluxfill_studio.settings.options import Option, stored
from fluxfill_studio.settings.table import EXPAND, SMART_FRAME
from fluxfill_studio.tools.base import Cursor, Line, PointerEvent, Sketch
from fluxfill_studio.tools.brush_settings import brush_options
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.laying import lay
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.tools.search import Hint, Search
from fluxfill_studio.tools.shape import ShapeTool, expand_option

LEAST_FRAME = 6  # screen px; a smaller one is a click


class SmartSelectTool(ShapeTool):
    """The first drag frames an object. What is found waits; strokes with the brush's width then
    keep what they touch or, with Alt or while subtracting, remove it.
    """

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._search: Search | None = None
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
        size = brush_options(self._kit.brush)[0]
        return (
            self._kit.mode.option(),
            size,
            stored(settings, SMART_FRAME, _("Frame"), labels=(_("Box"), _("Lasso"))),
            expand_option(settings),
        )

    @property
    def cursor(self) -> Cursor:
        """See `Tool`: the brush once there is something to refine."""
        if self._search is None:
            return super().cursor
        mode = Mode.SUBTRACT if self._removing else Mode.ADD
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
    def looking(self) -> bool:
        """See `Tool`."""
        return self._search is not None and self._search.looking

    @property
    def sketch(self) -> Sketch:
        """See `Tool`: the frame or stroke being drawn, what is found, what happens."""
        search = self._search
        if search is None:
            frame = (Line(self._frame(), closed=True),) if self._points else ()
            return Sketch(frame, label=self._hint)
        drawn = (Line(tuple(self._points)),) if self._points else ()
        return Sketch(search.lines + drawn, label=self._words(search))

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
            self._search.hint(Hint(tuple(points), width, self._removes))
            return
        rect = shapes.bounds(frame).intersected(document.canvas)
        if rect.empty or min(rect.size) * self._zoom < min(LEAST_FRAME, min(document.canvas.size)):
            self._hint, self._mode = _("Drag a frame round an object"), None
            return
        self._search = Search(document, self._mode or Mode.ADD, frame, self._kit.background)
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
        elif search.lines:  # else it says that nothing is found
            self._lay(search)
        return True

    def put_away(self) -> None:
        """See `Tool`. What is still looked for is given up, unless Enter was pressed: then it is
        laid when it is found. What was found before is laid.
        """
        self.finish()
        search, self._search = self._search, None
        if search is not None:
            if search.hurried:
                search.tell = self._lay
            else:
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

    def step_again(self) -> bool:
        """See `Tool`: a stroke that was taken back."""
        return self._search is not None and self._search.bring_back()

    def _frame(self) -> tuple[Point, ...]:
        """The corners of the frame as drawn so far."""
        points = self._points
        if not points or self._kit.settings.text(SMART_FRAME) == "lasso":
            return tuple(points)
        (left, top), (right, bottom) = points[0], points[-1]
        return points[0], Point(right, top), Point(right, bottom), Point(left, bottom)

    def _words(self, search: Search) -> str:
        """What happens, or can be done; the latter only where it hides nothing of the object."""
        if search.looking:
            return _("Looking…")
        if not search.lines:
            return _("Nothing found: paint on what belongs to it")
        if self._hovered is not None and search.frames(self._hovered.at):
            return ""
        if self._removing:
            return _("Enter: done. Paint: remove. Shift: keep.")
        return _("Enter: done. Paint: keep. Alt: remove.")

    @property
    def _removing(self) -> bool:
        """Whether the stroke that is drawn, or a press now, removes."""
        return self._removes if self.active else self._would_remove(self._hovered)

    def _would_remove(self, event: PointerEvent | None) -> bool:
        return self._pressed(event) is Mode.SUBTRACT

    def _tell_of(self, search: Search) -> None:
        if search is self._search:
            if search.hurried and not search.looking:
                search.hurried = False
                if search.lines:
                    self._lay(search)
            self._tell()

    def _lay(self, search: Search) -> None:
        """What was found becomes part of the mask, as soon as no other gesture is open."""
        if search is self._search:
            self._search = self._mode = None
        document = search.document()
        if document is not None:
            _when_free(document, lambda: self._lay_now(search, document))

    def _lay_now(self, search: Search, document: Document) -> None:
        """Nothing, if the picture is another one by now."""
        cover, rect = search.found
        if rect.empty or not search.fits(document):
            return
        bounds = document.canvas
        cover, rect = flood.expanded(cover, rect, int(self._kit.settings.number(EXPAND)), bounds)
        lay(document, rect, cover, search.mode, self.label)


def _when_free(document: Document, act: Callable[[], object]) -> None:
    """Carry out `act` now, or when the gesture that is open has ended."""
    if not document.editing:
        act()
        return

    def look(_change: object) -> None:
        if not document.editing:
            stop()
            act()

    stop = document.changed.connect(look)
