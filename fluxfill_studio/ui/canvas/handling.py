"""Tool and hand: the part of the canvas widget that takes pointer, fingers and keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QTabletEvent,
    QTouchEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication, QWidget

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.document.document import Document
from fluxfill_studio.tools.base import NOTHING, Tool
from fluxfill_studio.tools.brush_settings import BrushSettings
from fluxfill_studio.ui.canvas.compare import Split
from fluxfill_studio.ui.canvas.gestures import AT_REST
from fluxfill_studio.ui.canvas.hover import Hover
from fluxfill_studio.ui.canvas.input import CanvasInput
from fluxfill_studio.ui.canvas.keyboard import CanvasKeys
from fluxfill_studio.ui.canvas.looking import Looking
from fluxfill_studio.ui.canvas.touch import Touch


class Handling(Looking):
    """A widget whose scene is worked on with a tool, and moved with a hand.

    Signals:
        pointer_moved: canvas Point under the pointer, or None.
        gesture_active: whether a button or pen is down on the canvas.
        painting_begins: the pen comes down; sent before the tool hears of it.
        hand_changed: see `set_hand`.
        standing_changed: whether a shape of the tool waits to be completed.
        options_wished: a right click at this view point (Point); whether by a pen.
        undo_wished: two fingers tapped.

    Attributes:
        tool: what the pointer does, or None.
        brush: what a drag with Ctrl and the right button sizes, or None.
    """

    pointer_moved = Signal(object)
    gesture_active = Signal(bool)
    painting_begins = Signal()
    hand_changed = Signal(object)
    standing_changed = Signal(bool)
    options_wished = Signal(object, bool)
    undo_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tool: Tool | None = None
        self.brush: BrushSettings | None = None
        self._hand: str | None = None
        self._standing = False
        self._drop_tool: Callable[[], None] = lambda: None
        self._hover = Hover(self)
        self._input = CanvasInput(self)
        self._keys = CanvasKeys(self, self._input)
        self._touch = Touch(self, self._input)
        self.setMouseTracking(True)
        self.setTabletTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def document(self) -> Document | None:
        """What is shown."""
        return self.scene.document

    @property
    def split(self) -> Split | None:
        """The open comparison."""
        return self.scene.split

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
    def pointed(self) -> bool:
        """Whether the pointer is over the widget, or holds it."""
        return self._at is not None

    @property
    def pen_near(self) -> bool:
        """Whether that pointer is a pen."""
        return self.pointed and self._input.by_pen

    # -- tool and hand ------------------------------------------------------------------------

    def set_tool(self, tool: Tool | None) -> None:
        """Choose what the pointer does; a shape that waits is completed first."""
        self._input.end()
        self._drop_tool()
        if self.tool is not None and tool is not self.tool:
            self.tool.put_away()
        self.tool = tool
        if tool is not None:
            self._drop_tool = tool.changed.connect(lambda _change: self.refresh_tool())
        self._dress()

    def set_hand(self, hand: str | None) -> None:
        """Move the view with "hand", "turn" or "zoom"; None: back to the tool, untouched."""
        self._input.end()
        if hand != self._hand:
            self._hand = hand
            self._dress()
            self._hover.touch(self._at)
            self.hand_changed.emit(hand)

    def refresh_tool(self) -> None:
        """Cursor and sketch of the tool may look different."""
        tool, gesture, viewport = self.tool, self._input.gesture, self.viewport_
        sketch = NOTHING
        if tool is not None and self.document is not None and self.split is None:
            sketch = tool.sketch
            self._hover.wear(tool.cursor, viewport)
        label = sketch.label if gesture is None else gesture.label or sketch.label
        self._hover.draw(sketch, viewport, label)
        standing = tool is not None and tool.waiting
        if standing != self._standing:
            self._standing = standing
            self.standing_changed.emit(standing)

    def cancel_gesture(self) -> bool:
        """Escape: take an open gesture back, else give up a shape that waits; False if neither."""
        return self._input.cancel() or self.give_up()

    def complete(self) -> bool:
        """Enter: lay the shape that waits into the mask; False if none does."""
        done = self.tool is not None and self.tool.waiting and self.tool.complete()
        self.refresh_tool()
        return done

    def settle(self) -> None:
        """Lay the shape that waits as if another tool were taken."""
        if self.tool is not None and self.tool.waiting:
            self.tool.put_away()
            self.refresh_tool()

    def give_up(self) -> bool:
        """Cancel the shape that waits; False if none does."""
        if self.tool is None or not self.tool.waiting:
            return False
        self.tool.cancel()
        self.refresh_tool()
        return True

    def step_back(self) -> bool:
        """Undo, Backspace: take the last point of what waits away; False if nothing waits."""
        done = self.tool is not None and self.tool.waiting and self.tool.step_back()
        self.refresh_tool()
        return done

    def step_again(self) -> bool:
        """Redo: what was taken from a shape that waits comes back; False if nothing was."""
        done = self.tool is not None and self.tool.waiting and self.tool.step_again()
        self.refresh_tool()
        return done

    def nudge(self, dx: int, dy: int) -> bool:
        """Arrows: move what the tool moves by picture pixels as they are seen; False if nothing."""
        blind = self.scene.covered or self.hand is not None
        if self.tool is None or self.document is None or self.busy or blind:
            return False
        done = self.tool.nudge(*self._as_seen(dx, dy), self.document)
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
        self._hover.touch(self._at)
        self.gesture_active.emit(self.busy)

    # -- Qt's events --------------------------------------------------------------------------

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
        """Qt: no ring without a pointer, but one to be sized by a popup; an open stroke goes on."""
        if QApplication.activePopupWidget() is None:
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
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        if by_key and self.has_tool and not self.busy:
            middle = Point(self.width() / 2, self.height() / 2)
            self.options_wished.emit(self._at or middle, False)

    def focusNextPrevChild(self, ahead: bool) -> bool:
        """Qt: Tab waits for the end of a stroke."""
        return self.busy or super().focusNextPrevChild(ahead)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt: held keys let go, an open stroke ends as it is."""
        self._input.end()
        self._input.keys_changed(Qt.KeyboardModifier.NoModifier)
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Qt."""
        self._input.end()

    # -- private ------------------------------------------------------------------------------

    def _looked_elsewhere(self) -> None:
        self._input.view_changed()
        self.refresh_tool()

    def _as_seen(self, dx: int, dy: int) -> tuple[int, int]:
        """The step along the picture's rows or columns that is seen nearest to (dx, dy)."""
        xx, xy, yx, yy = self.viewport_.matrix
        x, y = xx * dx + yx * dy, xy * dx + yy * dy
        far = abs(dx) + abs(dy)
        if abs(x) >= abs(y):
            return (far if x > 0 else -far), 0
        return 0, (far if y > 0 else -far)

    def _join(self) -> None:
        self.scene.join()
        self.update()

    def _dress(self) -> None:
        """What is in hand may be another: tool's cursor and sketch, or the system's pointer."""
        self.refresh_tool()
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
