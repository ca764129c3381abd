"""The canvas widget: shows a document, takes the pointer, and paints only what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from fluxfill_studio.core.geometry import Point, Rect, Size
from fluxfill_studio.core.text import _
from fluxfill_studio.document.changes import DocumentChange
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.states import Piece
from fluxfill_studio.imaging.pixels import Pixels, to_rgb8
from fluxfill_studio.imaging.pyramid import Layer
from fluxfill_studio.tools.base import Tool
from fluxfill_studio.ui.canvas.blit import blit
from fluxfill_studio.ui.canvas.compare import Split
from fluxfill_studio.ui.canvas.cursor import BrushCursor
from fluxfill_studio.ui.canvas.input import CanvasInput, Gesture
from fluxfill_studio.ui.canvas.layers import Layers
from fluxfill_studio.ui.canvas.looking import Looking
from fluxfill_studio.ui.canvas.overlay import Overlay
from fluxfill_studio.ui.canvas.render import ToScreen
from fluxfill_studio.ui.canvas.signs import TICK_MS, Ants, Extension, Running


class CanvasView(Looking):
    """Shows one document, or a preview, or nothing.

    Signals:
        zoom_changed: see `Looking`.
        pointer_moved: canvas Point under the pointer, or None.
        gesture_active: whether a button or pen is down on the canvas.
        painting_begins: the pen comes down; sent before the tool hears of it.

    Attributes:
        tool: what the pointer does, or None.
    """

    pointer_moved = Signal(object)
    gesture_active = Signal(bool)
    painting_begins = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tool: Tool | None = None
        self._extension: Extension | None = None
        self._running: list[Running] = []
        self._ants: Ants | None = None
        self._tick = 0
        self._disconnect: Callable[[], None] = lambda: None
        self._cursor = BrushCursor()
        self._input = CanvasInput(self)
        self._clock = QTimer(self, interval=TICK_MS)
        self._clock.timeout.connect(self._step_ants)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Canvas"))

    @property
    def document(self) -> Document | None:
        """What is shown."""
        return self.scene.document

    @property
    def split(self) -> Split | None:
        """The open comparison."""
        return self.scene.split

    @property
    def overlay(self) -> Overlay:
        """How the mask is drawn."""
        return self.scene.overlay

    @property
    def busy(self) -> bool:
        """Whether a button or pen is down on the canvas."""
        return self._input.gesture is not Gesture.NONE

    # -- what is shown ------------------------------------------------------------------------

    def set_document(self, document: Document | None, layers: Layers | None = None) -> None:
        """Show `document`, or nothing; `layers` as `prepare` made them.

        The view is fitted, unless a preview of the same size was shown.
        """
        self._input.end()
        self._disconnect()
        previewed = self.scene.open(document, layers)
        self._disconnect = document.changed.connect(self._follow) if document else lambda: None
        self._extension = None
        self.set_running([])
        if not previewed:
            self.zoom_fit(most=1.0)
        self._renew()

    def set_preview(self, pixels: Pixels, size: Size) -> None:
        """Show a reduced picture in the place of one of `size` that is still being decoded."""
        self.set_document(None)
        self.scene.open_preview(pixels, size)
        self.zoom_fit(most=1.0)
        self._renew()

    def set_shown(self, pieces: Sequence[Piece] | None, canvas: Rect | None = None) -> None:
        """Show a result over the current pixels, the veil hidden; None: back to the mask.

        `canvas` is the grown one for an extension, whose pieces then cover what is new.
        """
        self.scene.show(None if pieces is None else self.scene.layer_with(pieces, canvas))
        self._renew()

    def layer_with(self, pieces: Sequence[Piece] = (), canvas: Rect | None = None) -> Layer | None:
        """The current picture with `pieces` over it, to compare; None without a picture."""
        return self.scene.layer_with(pieces, canvas)

    def set_extension(self, rect: Rect | None, label: str = "") -> None:
        """Show the edges of a canvas to come and its size in words, or nothing.

        Edges that would be out of view are brought into it.
        """
        before, self._extension = self._extension, None
        if rect is not None:
            self._extension = Extension(rect, label)
            view = Rect(0, 0, *self.viewport_.size)
            if self._extension != before and not view.holds(self.viewport_.device_rect(rect)):
                self.set_viewport(self._measured().fitted(rect))
        self.update()

    def set_running(self, jobs: Sequence[Running]) -> None:
        """Show where jobs are under way."""
        if self._running or jobs:
            self.update()
        self._running, self._ants = list(jobs), None
        if not self._running:
            self._clock.stop()
        elif not self._clock.isActive():
            self._clock.start()

    def set_compare(
        self,
        before: Layer | None,
        after: Layer | None,
        labels: tuple[str, str] | None = None,
    ) -> None:
        """Open the comparison of two layers, or close it; line and view stay where they were."""
        self._input.end()
        old, self.scene.split = self.split, None
        if before is not None and after is not None:
            labels = labels or (_("Before"), _("After"))
            split = old or Split(before, after, labels)
            self.scene.split = replace(split, before=before, after=after, labels=labels)
        self._renew()
        self._dress()

    def hold_before(self, held: bool) -> None:
        """While held: the comparison's first side alone, or the picture without the result."""
        self.scene.held = held
        if self.split is not None:
            self.split.held = held
        self._renew()

    def set_tool(self, tool: Tool | None) -> None:
        """Choose what the pointer does."""
        self._input.end()
        self.tool = tool
        self.refresh_cursor()

    def refresh_cursor(self) -> None:
        """The tool's cursor may look different."""
        self._dress()
        self.update()

    def set_overlay(self, overlay: Overlay) -> None:
        """Choose how the mask is drawn."""
        self.scene.overlay = overlay
        self._renew()

    def set_to_screen(self, convert: ToScreen | None) -> None:
        """How document colours become screen colours; None: as sRGB."""
        self.scene.to_screen = convert or to_rgb8
        self._renew()

    def set_surround(self, colour: QColor) -> None:
        """The colour round the picture."""
        self.scene.surround = colour.rgb() & 0xFFFFFF
        self._renew()

    # -- gestures -----------------------------------------------------------------------------

    def cancel_gesture(self) -> bool:
        """Escape: take an open gesture back; False if there is none."""
        return self._input.cancel()

    def drag_split(self, to: Point) -> None:
        """The comparison's line under a view point."""
        if self.split is not None:
            self.split.drag(to, self.size())
            self._join()

    def turn_split(self) -> None:
        """The comparison's line upright or level."""
        if self.split is not None:
            self.split.turn()
            self._join()

    def centre_split(self) -> None:
        """The comparison's line in the middle."""
        if self.split is not None:
            self.split.at = 0.5
            self._join()

    def point_at(self, at: Point | None) -> None:
        """The pointer is at this view point, or gone."""
        before, self._at = self._at, at
        if at is None or before is None:
            self._update_cursor(at or before)
        else:
            rect, old = self._cursor.rect(at), self._cursor.rect(before)
            if rect.intersects(old):
                self.update(rect.united(old))  # one rectangle is painted quickest
            else:
                self.update(rect)
                self.update(old)
        known = at is not None and self.scene.canvas is not None
        self.pointer_moved.emit(self.viewport_.to_canvas(at) if known and at else None)

    def gesture_changed(self) -> None:
        """For `CanvasInput`: a gesture has begun or ended, or the hand was taken."""
        self._dress()
        self._update_cursor(self._at)
        self.gesture_active.emit(self.busy)

    # -- Qt's events --------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: blit what is asked for, then the little that lies above it."""
        if self._measured() != self.viewport_:  # moved to a screen with another pixel ratio
            self.set_viewport(self._measured())
        surface = self.scene.surface()
        painter = QPainter(self)
        rows = event.rect()
        blit(painter, surface.image, QPointF(0, 0), rows)
        if self.scene.canvas is not None:
            if self._extension is not None:
                self._extension.paint(painter, self.viewport_, self.scene.canvas)
            if self._running:
                self._marching().paint(painter, self._tick, self.size(), rows)
        if self.split is not None:
            self.split.paint(painter, self.size())
        if self._at is not None and self._has_ring():
            self._cursor.paint(painter, self._at, self.size(), rows)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Qt: pinch, and keys that would otherwise be taken for shortcuts."""
        if isinstance(event, QNativeGestureEvent) and self._input.pinch(event):
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt."""
        self._input.mouse_press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt."""
        self._input.mouse_move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt."""
        self._input.mouse_release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Qt."""
        self._input.double_click(event)

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Qt."""
        self._input.tablet(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Qt."""
        self._input.wheel(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Qt: no ring without a pointer; an open stroke goes on."""
        self.point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt."""
        if not self._input.key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Qt."""
        if not self._input.key(event):
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: held keys let go, an open stroke ends as it is."""
        self._input.end()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt."""
        self._input.end()

    # -- private ------------------------------------------------------------------------------

    def _renew(self) -> None:
        self._ants = None
        super()._renew()

    def _looked_elsewhere(self) -> None:
        self._dress()

    def _join(self) -> None:
        self.scene.join()
        self.update()

    def _follow(self, change: DocumentChange) -> None:
        changed = self.scene.follow(change)
        if changed is None:
            self._renew()
            return
        ratio = self.viewport_.ratio
        for rect in changed:
            self.update(
                *Rect.around(
                    rect.x / ratio, rect.y / ratio, rect.right / ratio, rect.bottom / ratio
                )
            )

    def _has_ring(self) -> bool:
        ready = self.tool is not None and self.document is not None and self.split is None
        return ready and not self._input.space and self._input.gesture is not Gesture.PAN

    def _update_cursor(self, at: Point | None) -> None:
        if self._cursor.fills_view:
            self.update()
        elif at is not None:
            self.update(self._cursor.rect(at))

    def _dress(self) -> None:
        """The ring's look, and the system's own pointer: none under a ring."""
        if self.tool is not None:
            self._cursor.set_look(self.tool.cursor, self.viewport_, self.size())
        if self._input.gesture is Gesture.PAN:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._input.space:
            shape = Qt.CursorShape.OpenHandCursor
        elif self.split is not None:
            upright = self.split.upright
            shape = Qt.CursorShape.SplitHCursor if upright else Qt.CursorShape.SplitVCursor
        elif self._has_ring():
            shape = Qt.CursorShape.BlankCursor
        else:
            shape = Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)

    def _marching(self) -> Ants:
        if self._ants is None:
            self._ants = Ants(self._running, self.viewport_)
        return self._ants

    def _step_ants(self) -> None:
        self._tick += 1
        self.update(self._marching().region())
