"""The canvas widget: shows a document, takes the pointer, and paints only what changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QTabletEvent,
    QTouchEvent,
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
from fluxfill_studio.tools.base import NOTHING, Tool
from fluxfill_studio.tools.brush import BrushSettings
from fluxfill_studio.ui.canvas.blit import blit
from fluxfill_studio.ui.canvas.compare import Split
from fluxfill_studio.ui.canvas.gestures import AT_REST
from fluxfill_studio.ui.canvas.hover import Hover
from fluxfill_studio.ui.canvas.input import CanvasInput
from fluxfill_studio.ui.canvas.keyboard import CanvasKeys
from fluxfill_studio.ui.canvas.layers import Layers
from fluxfill_studio.ui.canvas.looking import Looking
from fluxfill_studio.ui.canvas.overlay import Overlay
from fluxfill_studio.ui.canvas.render import ToScreen
from fluxfill_studio.ui.canvas.signs import TICK_MS, Ants, Extension, Running
from fluxfill_studio.ui.canvas.touch import Touch


class CanvasView(Looking):
    """Shows one document, or a preview, or nothing.

    Signals:
        zoom_changed: see `Looking`.
        pointer_moved: canvas Point under the pointer, or None.
        gesture_active: whether a button or pen is down on the canvas.
        painting_begins: the pen comes down; sent before the tool hears of it.
        hand_changed: see `set_hand`.
        options_wished: a right click at this view point (Point); whether by a pen.
        undo_wished: two fingers tapped.

    Attributes:
        tool: what the pointer does, or None.
        brush: what a drag with Ctrl and the right button sizes, or None.
        hand: what moves the view instead of the tool ("hand", "turn", "zoom"), or None.
    """

    pointer_moved = Signal(object)
    gesture_active = Signal(bool)
    painting_begins = Signal()
    hand_changed = Signal(object)
    options_wished = Signal(object, bool)
    undo_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tool: Tool | None = None
        self.brush: BrushSettings | None = None
        self._hand: str | None = None
        self._extension: Extension | None = None
        self._running: list[Running] = []
        self._ants: Ants | None = None
        self._tick = 0
        self._disconnect: Callable[[], None] = lambda: None
        self._drop_tool: Callable[[], None] = lambda: None
        self._hover = Hover(self)
        self._input = CanvasInput(self)
        self._keys = CanvasKeys(self, self._input)
        self._touch = Touch(self, self._input)
        self._clock = QTimer(self, interval=TICK_MS)
        self._clock.timeout.connect(self._step_ants)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
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
        return self._input.gesture is not None

    @property
    def hand(self) -> str | None:
        """What a press moves the view with; the held space bar is a hand too."""
        return "hand" if self._input.space and not self.busy else self._hand

    @property
    def has_tool(self) -> bool:
        """Whether the pointer is the tool's: a picture is open, nothing else is in hand."""
        ready = self.tool is not None and self.document is not None
        return ready and self.split is None and self.hand is None

    @property
    def pen_near(self) -> bool:
        """Whether the pointer is a pen over the canvas."""
        return self._at is not None and self._input.pen_time is not None

    # -- what is shown ------------------------------------------------------------------------

    def set_document(self, document: Document | None, layers: Layers | None = None) -> None:
        """Show `document`, or nothing; `layers` as `prepare` made them.

        The view is fitted, unless a preview of the same size was shown.
        """
        self._input.end()
        self._give_up()
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
        """Choose what the pointer does; a shape that waits is completed first."""
        self._input.end()
        self._drop_tool()
        if self.tool is not None and tool is not self.tool:
            self.tool.put_away()
        self.tool = tool
        if tool is not None:
            self._drop_tool = tool.changed.connect(lambda _change: self.refresh_tool())
        self.refresh_tool()

    def set_hand(self, hand: str | None) -> None:
        """Move the view with "hand", "turn" or "zoom"; None: back to the tool, untouched."""
        self._input.end()
        if hand != self._hand:
            self._hand = hand
            self._dress()
            self.hand_changed.emit(hand)

    def refresh_tool(self) -> None:
        """Cursor and sketch of the tool may look different."""
        if self.tool is None or self.document is None:
            self._hover.draw(NOTHING, self.viewport_, "")
            return
        gesture, sketch = self._input.gesture, self.tool.sketch
        self._hover.wear(self.tool.cursor, self.viewport_)
        label = sketch.label if gesture is None else gesture.label or sketch.label
        self._hover.draw(sketch, self.viewport_, label)

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
        """Escape: take an open gesture back, else give up a shape that waits; False if neither."""
        return self._input.cancel() or self._give_up()

    def complete(self) -> bool:
        """Enter: lay the shape that waits into the mask; False if none does."""
        done = self.tool is not None and self.tool.waiting and self.tool.complete()
        self.refresh_tool()
        return done

    def step_back(self) -> bool:
        """Undo, Backspace: take the last point of what waits away; False if nothing waits."""
        done = self.tool is not None and self.tool.waiting and self.tool.step_back()
        self.refresh_tool()
        return done

    def nudge(self, dx: int, dy: int) -> bool:
        """Arrows: move what the tool moves by picture pixels as they are seen; False if nothing."""
        if self.tool is None or self.document is None or self.busy:
            return False
        done = self.tool.nudge(dx, dy, self.document)
        self.refresh_tool()
        return done

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
        self._at = at
        self._hover.place(at)
        known = at is not None and self.scene.canvas is not None
        self.pointer_moved.emit(self.viewport_.to_canvas(at) if known and at else None)

    def gesture_changed(self) -> None:
        """For `CanvasInput`: a gesture has begun or ended, or the hand was taken."""
        self._dress()
        self.refresh_tool()
        self._hover.touch(self._at)
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
        self._hover.paint(painter, rows)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Qt: pinch, fingers, and keys that would otherwise be taken for shortcuts."""
        if isinstance(event, QNativeGestureEvent) and self._input.pinch(event):
            return True
        if isinstance(event, QTouchEvent) and self._touch.read(event):
            return True
        overrides = event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and self._keys.wants(event):
            event.accept()
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
        if not self._keys.press(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Qt."""
        if not self._keys.release(event):
            super().keyReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt: the menu key asks for the options, in the middle if the pointer is elsewhere."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.has_tool:
            middle = Point(self.width() / 2, self.height() / 2)
            self.options_wished.emit(self._at or middle, False)

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
        self.refresh_tool()

    def _give_up(self) -> bool:
        """Cancel the shape that waits."""
        if self.tool is None or not self.tool.waiting:
            return False
        self.tool.cancel()
        self.refresh_tool()
        return True

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

    def _dress(self) -> None:
        """The system's own pointer: none where the tool's cursor is drawn."""
        gesture, hand = self._input.gesture, self.hand
        self._hover.ring = self.has_tool and (gesture is None or gesture.draws_tool)
        if gesture is not None and gesture.shape is not None:
            shape = gesture.shape
        elif hand is not None:
            shape = AT_REST[hand]
        elif self.split is not None:
            upright = self.split.upright
            shape = Qt.CursorShape.SplitHCursor if upright else Qt.CursorShape.SplitVCursor
        elif self._hover.ring:
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
