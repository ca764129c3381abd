"""Keeps the canvas in step with the session: picture, shown result, edges to come, running jobs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import cv2
from PySide6.QtCore import QPoint, QPointF, QRect, QTimer
from PySide6.QtGui import QPolygonF

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.document.changes import DocumentChange, MaskChanged
from fluxfill_studio.fill.outpaint import grown_canvas
from fluxfill_studio.fill.request import FillRequest, Result
from fluxfill_studio.imaging.colour import to_screen
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.imaging.pyramid import Pyramid
from fluxfill_studio.settings.table import (
    NAVIGATOR,
    SURROUND,
)
from fluxfill_studio.studio.notices import Action, Notice, Tone
from fluxfill_studio.studio.session import Session
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.registry import make_tools
from fluxfill_studio.ui import theme
from fluxfill_studio.ui.canvas.layers import Layers
from fluxfill_studio.ui.canvas.overlay import OverlayMode
from fluxfill_studio.ui.canvas.signs import Running
from fluxfill_studio.ui.canvas.view import CanvasView
from fluxfill_studio.ui.links import Links
from fluxfill_studio.ui.looks import Looks
from fluxfill_studio.ui.panels.navigator import Navigator
from fluxfill_studio.ui.panels.options_popup import FIRST, OptionsPopup
from fluxfill_studio.ui.tasks import error_notice

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window

T = TypeVar("T")

NEWS_MS = 100
"""How often the signs take in what running jobs say."""
Masks = dict[tuple[Rect, int], tuple[Mask, Pyramid]]
"""Of running jobs, by box and identity: a mask that is held here shares its id with no other."""


class Drawing:
    """Canvas, tool in hand and signs.

    Attributes:
        canvas: the widget.
        kit: what the tools share.
        brush: size and hardness of brush and eraser.
        tools: every tool by id.
        looks: how mask and pixels are drawn.
        layers: the pyramids of the open document.
        navigator: the whole picture over a corner of the canvas.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._links = Links()
        self._session: Session | None = None
        self.layers: Layers | None = None
        self.kit = Kit(window.studio.settings, self._later)
        self.brush = self.kit.brush
        self.tools = make_tools(self.kit)
        self.canvas = CanvasView()
        self.canvas.brush = self.brush
        self.canvas.set_tool(self.tools["brush"])
        self.canvas.painting_begins.connect(self._begin_painting)
        self.canvas.gesture_active.connect(self._gesture)
        self.canvas.undo_wished.connect(window.undo)
        self.canvas.options_wished.connect(self._offer_options)
        self.navigator = Navigator(self.canvas)
        self._soon = QTimer(self.canvas, singleShot=True, interval=0)
        self._soon.timeout.connect(self._refresh_signs)
        self._news = QTimer(self.canvas, singleShot=True, interval=NEWS_MS)
        self._news.timeout.connect(self._refresh_signs)
        self._masks: Masks = {}
        self.looks = Looks(self.canvas, window.studio.settings)
        self.recolour()

    @property
    def busy(self) -> bool:
        """Whether a button or pen is down on the canvas."""
        return self.canvas.busy

    def follow(self) -> None:
        """Connect to the bars, once they stand."""
        settings, options = self._window.studio.settings, self._window.layout.options
        self.brush.changed.connect(lambda _change: self.canvas.refresh_tool())
        self.kit.mode.changed.connect(lambda _change: self.canvas.refresh_tool())
        self.canvas.zoom_changed.connect(lambda _scale: self._show_facts())
        options.zoom_chosen.connect(lambda per_cent: self.canvas.zoom_to(per_cent / 100))
        self._window.check_tool("brush")
        self.navigator.set_shown(settings.flag(NAVIGATOR))

    def set_session(self, session: Session | None, layers: Layers | None) -> None:
        """Show another document, or none; what waits in any tool is of the old one."""
        self._links.drop()
        for tool in self.tools.values():
            tool.cancel()
        self._session, self.layers = session, layers
        if session is None:
            self.canvas.set_document(None)
            self.navigator.renew()
            return
        document = session.document
        icc = document.icc
        self.canvas.set_to_screen(lambda pixels: to_screen(pixels, icc))
        self.canvas.set_document(document, layers)
        self.brush.open_at(self.canvas.viewport_.zoom)
        self._show_facts()
        self._links.hold(
            session.choosing.changed.connect(lambda _shown: self._show()),
            session.choosing.changed.connect(lambda _shown: self._soon.start()),
            session.form.changed.connect(lambda _wishes: self._soon.start()),
            session.history.changed.connect(lambda _card: self._hear()),
            document.changed.connect(self._follow),
        )
        self._show()
        self._soon.start()

    def choose_tool(self, tool_id: str) -> None:
        """Take another tool in hand."""
        self.canvas.set_hand(None)
        self.canvas.set_tool(self.tools[tool_id])
        self._window.check_tool(tool_id)

    def toggle_navigator(self) -> None:
        """The whole picture over a corner of the canvas, or not."""
        settings = self._window.studio.settings
        settings.set(NAVIGATOR, not settings.flag(NAVIGATOR))
        self.navigator.set_shown(settings.flag(NAVIGATOR))

    def recolour(self) -> None:
        """Take the surround from the theme."""
        setting = self._window.studio.settings.text(SURROUND)
        self.canvas.set_surround(theme.surround(setting))

    def shown_area(self) -> QRect:
        """Where the shown result's box lies, in the canvas widget."""
        session = self._session
        if session is None or session.choosing.shown is None:
            return QRect()
        box = session.history.result(session.choosing.shown).request.box
        corners = self.canvas.viewport_.corners(box)
        return QPolygonF([QPointF(*corner) for corner in corners]).boundingRect().toRect()

    # -- private ------------------------------------------------------------------------------

    def _later(
        self, work: Callable[[], T], done: Callable[[T], object], failed: Callable[[], object]
    ) -> None:
        """For tools: see `tools.base.Background`."""

        def fail(error: BaseException) -> None:
            failed()
            self._window.notify(error_notice(error))

        self._window.studio.work.later(work, done, fail)

    def _offer_options(self, at: Point, by_pen: bool) -> None:
        """The first options of the tool in hand, at the view point `at`."""
        tool = self.canvas.tool
        if tool is not None and tool.options:
            popup = OptionsPopup(self.canvas, tool.options[:FIRST], large=by_pen)
            popup.open_at(self.canvas.mapToGlobal(QPoint(round(at.x), round(at.y))))
            popup.closed.connect(lambda: self.canvas.point_at(None))

    def _follow(self, change: DocumentChange) -> None:
        """Signs depend on the picture, not on the mask, which changes at every move of the pen."""
        if not isinstance(change, MaskChanged):
            self._soon.start()

    def _show_facts(self) -> None:
        """The zoom, in both bars."""
        layout, per_cent = self._window.layout, self.canvas.viewport_.scale * 100
        layout.options.show_zoom(per_cent)
        layout.status.show_zoom(per_cent)

    def _begin_painting(self) -> None:
        if self._session is not None:
            self._session.begin_painting()
            if self.looks.mode is OverlayMode.HIDDEN:
                text = _("The mask is hidden. What you paint counts all the same.")
                show = Action(_("Show the mask"), self.looks.toggle_hidden)
                self._window.notify_once(Notice(text, Tone.WARNING, show))

    def _gesture(self, active: bool) -> None:
        self._window.layout.notices.hold(active)
        if self._session is not None:
            self._session.filling.pointer_down = active
        if not active:
            self._hear()

    def _show(self) -> None:
        result = self._shown_result()
        if result is None or self._session is None:
            self.canvas.set_shown(None)
            return
        choosing = self._session.choosing
        self.canvas.set_shown([choosing.piece(result)], choosing.canvas_of(result))

    def _shown_result(self) -> Result | None:
        session = self._session
        if session is None or session.choosing.shown is None:
            return None
        return session.history.result(session.choosing.shown)

    def _hear(self) -> None:
        """Jobs may say many things a second: a stroke that is down comes first, too."""
        if not self._news.isActive():
            self._news.start()

    def _refresh_signs(self) -> None:
        session = self._session
        if session is None or self.busy:
            return
        self.navigator.renew()
        self._show_extension(session)
        self.canvas.set_running(self._signs(session))

    def _signs(self, session: Session) -> list[Running]:
        """Of running jobs, those for one mask together; over a shown result without per cents."""
        farthest: dict[Pyramid, int | None] = {}
        known, self._masks = self._masks, {}
        for job in session.filling.running:
            if job.request.native or job.stopped_showing:
                continue
            mask = self._outlined(job.request, known)
            shares = [
                farthest.get(mask),
                None if job.progress is None else round(job.progress * 100),
            ]
            farthest[mask] = max((share for share in shares if share is not None), default=None)
        silent = session.choosing.shown is not None
        return [Running(mask, None if silent else share) for mask, share in farthest.items()]

    def _outlined(self, request: FillRequest, known: Masks) -> Pyramid:
        """The mask of a request, made ready once for all requests that have the same."""
        key = request.box, id(request.mask)
        if key not in self._masks:
            self._masks[key] = known.get(key) or (request.mask, _tight(request))
        return self._masks[key][1]

    def _show_extension(self, session: Session) -> None:
        wishes, canvas = session.form.wishes, session.document.canvas
        hidden = session.choosing.shown is not None or session.filling.native
        if not wishes.extend or hidden:
            self.canvas.set_extension(None)
            if not wishes.extend:
                self.canvas.look_back()
            return
        try:
            grown = grown_canvas(canvas, wishes.preset)
        except BadInput:
            self.canvas.set_extension(None)
            return
        self.canvas.set_extension(grown, f"{grown.width} × {grown.height}")


def _tight(request: FillRequest) -> Pyramid:
    """The mask of a request, without the context that surrounds it."""
    inner = Rect(*cv2.boundingRect(request.mask))
    return Pyramid(request.mask[inner.slices()], inner.moved(request.box.x, request.box.y))
