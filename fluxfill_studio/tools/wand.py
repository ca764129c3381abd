"""Magic wand: what has the colour of the pixel under a click."""

from __future__ import annotations

import math
import weakref
from collections.abc import Sequence
from dataclasses import dataclass

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.edit import MaskEdit
from fluxfill_studio.imaging import flood
from fluxfill_studio.imaging.lab import LEVELS, Distances, mean_colour
from fluxfill_studio.imaging.pixels import Mask, Pixels
from fluxfill_studio.settings.options import Option, stored
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import (
    EXPAND,
    WAND_CONTIGUOUS,
    WAND_SAMPLE,
    WAND_SMOOTH_EDGE,
    WAND_TOLERANCE,
    Setting,
)
from fluxfill_studio.tools.base import NOTHING, PointerEvent, Sketch
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.laying import lay_into, reach
from fluxfill_studio.tools.mode import Mode, act_name
from fluxfill_studio.tools.shape import ShapeTool, expand_option

REACH = 512  # rows above and below a click that are looked at first
SLACK = 8  # screen px that a hand may slip sideways at a click
PER_STEP = 3  # screen px that a drag goes beyond them for one step of the tolerance
WATCHED = EXPAND, WAND_CONTIGUOUS, WAND_SAMPLE, WAND_SMOOTH_EDGE, WAND_TOLERANCE


class WandTool(ShapeTool):
    """A click selects; dragging sideways before letting go changes this selection's tolerance,
    live. The tolerance of the next click stays.

    Another value in the bar right after a click does that click again instead of a second one.
    """

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._click: _Click | None = None
        self._last: _Last | None = None
        kit.settings.changed.connect(self._redo)

    @property
    def id(self) -> str:
        """See `Tool`."""
        return "wand"

    @property
    def label(self) -> str:
        """See `Tool`."""
        return _("Magic wand")

    @property
    def options(self) -> Sequence[Option]:
        """See `Tool`."""
        settings = self._kit.settings
        sizes = tuple(f"{side} × {side}" for side in WAND_SAMPLE.choices)
        return (
            self._kit.mode.option(),
            stored(settings, WAND_TOLERANCE, _("Tolerance")),
            stored(settings, WAND_CONTIGUOUS, _("Contiguous")),
            stored(settings, WAND_SAMPLE, _("Sample"), labels=sizes),
            expand_option(settings),
            stored(settings, WAND_SMOOTH_EDGE, _("Smooth edge")),
        )

    @property
    def active(self) -> bool:
        """See `Tool`."""
        return self._click is not None

    @property
    def sketch(self) -> Sketch:
        """See `Tool`: the tolerance of the drag."""
        if self._click is None:
            return NOTHING
        value = self._click.tolerance
        if value == self._tolerance:
            return Sketch(label=_("Tolerance {value}").format(value=value))
        return Sketch(label=_("Tolerance {value} for this selection").format(value=value))

    def press(self, event: PointerEvent, document: Document) -> None:
        """See `Tool`; a click outside the canvas selects nothing."""
        at = Rect(math.floor(event.at.x), math.floor(event.at.y), 1, 1)
        if self._click is None and document.canvas.holds(at):
            document.settle()
            if not document.editing:
                self._mode = self._pressed(event)
                self._begin(document, event.at, self._mode, self._tolerance)
                self._press = event

    def move(self, event: PointerEvent) -> None:
        """See `Tool`: sideways changes the tolerance."""
        click = self._click
        if click is None:
            return
        across = (event.at.x - self._press.at.x) * event.zoom
        steps = round(math.copysign(max(0, abs(across) - SLACK), across) / PER_STEP)
        low, high = int(WAND_TOLERANCE.low or 0), int(WAND_TOLERANCE.high or 0)
        click.show(min(high, max(low, self._tolerance + steps)))

    def release(self, event: PointerEvent) -> None:
        """See `Tool`."""
        self.move(event)
        self.finish()

    def finish(self) -> None:
        """See `Tool`: what is selected stays."""
        click = self._click
        if click is None:
            return
        made = click.edit.commit(act_name(self.label, click.mode))
        self._last = _Last.of(click, made=made)
        self._click = self._mode = None

    def cancel(self) -> None:
        """See `Tool`."""
        click, self._click, self._mode = self._click, None, None
        if click is not None:
            click.edit.abort()

    def put_away(self) -> None:
        """See `Tool`; the last click is done for good."""
        super().put_away()
        self._last = None

    @property
    def _tolerance(self) -> int:
        """Of a click without a drag."""
        return int(self._kit.settings.number(WAND_TOLERANCE))

    def _begin(self, document: Document, at: Point, mode: Mode, tolerance: int) -> None:
        self._click = _Click(document, at, mode, self._kit.settings)
        self._click.show(tolerance)

    def _redo(self, setting: Setting) -> None:
        """The last click again as the settings are now, if nothing happened since."""
        last = self._last
        document = None if last is None else last.document()
        if setting not in WATCHED or self._click is not None or last is None or document is None:
            return
        if document.editing or not last.stands(document):
            self._last = None
            return
        if last.made:
            document.undo.undo()
        tolerance = self._tolerance if setting == WAND_TOLERANCE else last.tolerance
        self._begin(document, last.at, last.mode, tolerance)
        self.finish()


class _Click:
    """One press to release.

    Attributes:
        tolerance: that is shown.
    """

    def __init__(self, document: Document, at: Point, mode: Mode, settings: Settings) -> None:
        self.document, self.at, self.mode = document, at, mode
        self.tolerance = -1
        self._settings = settings
        self._reach = REACH
        self._x = math.floor(at.x) - document.canvas.x
        self._y = math.floor(at.y) - document.canvas.y
        side = int(settings.number(WAND_SAMPLE))
        colour = mean_colour(document.pixels, document.icc, self._x, self._y, side)
        self._distances = Distances(document.pixels, document.icc, colour)
        self.edit: MaskEdit = document.begin_edit()

    def show(self, tolerance: int) -> None:
        """Put what lies within `tolerance` into the mask, instead of what was there before."""
        if tolerance == self.tolerance:
            return
        before, edit, document = self.edit.touched, self.edit, self.document
        edit.restore()
        self.tolerance = tolerance
        cover, rect = self._selected()
        touched = reach(document, rect, self.mode)
        if not touched.empty:
            lay_into(edit.region(touched), touched, rect, cover, self.mode)
        edit.done(before.united(touched))

    def _selected(self) -> tuple[Mask, Rect]:
        """The cover and where it lies, canvas coordinates."""
        settings, canvas = self._settings, self.document.canvas
        bounds = Rect(0, 0, canvas.width, canvas.height)
        if settings.flag(WAND_CONTIGUOUS):
            cover, rect = self._connected()
        else:
            cover, rect = flood.everywhere(self._inside(0, canvas.height))
        if settings.flag(WAND_SMOOTH_EDGE):
            cover, rect = flood.edge_softened(cover, rect, bounds)
        cover, rect = flood.expanded(cover, rect, int(settings.number(EXPAND)), bounds)
        return cover, rect.moved(canvas.x, canvas.y)

    def _connected(self) -> tuple[Mask, Rect]:
        """What hangs together with the click, looked for in as many rows as it needs."""
        height = self.document.canvas.height
        while True:
            top, bottom = max(0, self._y - self._reach), min(height, self._y + self._reach)
            inside = self._inside(top, bottom)
            # The mean of a larger sample may lie far from the pixel itself.
            inside[self._y - top, self._x] = 1
            cover, rect = flood.connected(inside, self._x, self._y - top)
            found = rect.moved(0, top)
            if (found.y > top or top == 0) and (found.bottom < bottom or bottom == height):
                return cover, found
            self._reach *= 4

    def _inside(self, top: int, bottom: int) -> Mask:
        """1 where a pixel of these rows lies within the tolerance, else 0."""
        return flood.within(self._distances.rows(top, bottom), LEVELS * self.tolerance)


@dataclass(frozen=True, slots=True)
class _Last:
    """The last click, as long as nothing else has happened.

    Attributes:
        pixels: of the document then; another state makes others.
        entry: id of the undo list's newest entry after it; None: there was none.
        made: that entry is the click's own.
    """

    document: weakref.ref[Document]
    pixels: weakref.ref[Pixels]
    at: Point
    mode: Mode
    tolerance: int
    entry: str | None
    made: bool

    @classmethod
    def of(cls, click: _Click, *, made: bool) -> _Last:
        document = click.document
        return cls(
            weakref.ref(document), weakref.ref(document.pixels), click.at, click.mode,
            click.tolerance, _newest(document), made,
        )  # fmt: skip

    def stands(self, document: Document) -> bool:
        """Whether the click is still the last thing that happened."""
        return self.pixels() is document.pixels and self.entry == _newest(document)


def _newest(document: Document) -> str | None:
    entries = document.undo.entries
    return entries[-1].id if entries else None
