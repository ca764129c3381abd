"""From Qt's mouse, pen, wheel and touchpad events to gestures.

One gesture at a time, held by one pointer. Whatever ends it from outside (focus lost, view
hidden, picture closed) keeps what is painted; only Escape takes it back.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QSinglePointEvent,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QApplication

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.tools.base import PointerEvent, PointerKind
from fluxfill_studio.ui.canvas.gestures import HANDS, Asking, Gesture, Pan, Sizing, Split, Stroke

if TYPE_CHECKING:
    from fluxfill_studio.ui.canvas.handling import Handling

NOTCH = 120  # Qt's angle for one click of a wheel
NOTCH_ZOOM = 1.25
NOTCH_PAN = 60  # view points
DOUBLE_TAP = 10  # view points that a pen may stray between two taps

_Button = Qt.MouseButton
_Modifier = Qt.KeyboardModifier
# As numbers: the enums' own "and" costs more than the rest of the reading of an event.
_SHIFT, _ALT = _Modifier.ShiftModifier.value, _Modifier.AltModifier.value
_CONTROL, _META = _Modifier.ControlModifier.value, _Modifier.MetaModifier.value
_Pointer = QPointingDevice.PointerType
_PENS = (_Pointer.Pen, _Pointer.Eraser)
_NOT_MICE = (*_PENS, _Pointer.Finger)  # they speak for themselves


class CanvasInput:
    """Reads the events of one view.

    Attributes:
        gesture: what is going on, or None.
        space: the space bar is held: the next press pans, a shape being drawn moves.
        by_pen: the pointer was last moved by a pen, not by a mouse.
        pen_time: when a pen was last seen, ms on the clock of Qt's events; None: never.
    """

    def __init__(self, view: Handling) -> None:
        self.gesture: Gesture | None = None
        self.space = False
        self.by_pen = False
        self.pen_time: int | None = None
        self._view = view
        self._button = _Button.NoButton
        self._pen = False
        self._at = Point(0, 0)
        self._last = PointerEvent(Point(0, 0))
        self._tap: tuple[int, Point] | None = None

    # -- mouse and pen ------------------------------------------------------------------------

    def mouse_press(self, event: QMouseEvent) -> None:
        """Begin a gesture, unless one is going on or a pen or finger speaks for itself."""
        if not self._is_other(event) and self.gesture is None:
            self._press(event, event.button(), pen=False)

    def mouse_move(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if not self._is_other(event):
            self.by_pen = False
            self._follow(event)

    def mouse_release(self, event: QMouseEvent) -> None:
        """End the gesture that this button began."""
        if not self._is_other(event) and not self._pen and event.button() == self._button:
            self._release(event)

    def double_click(self, event: QMouseEvent) -> None:
        """The line of a comparison to the middle, a waiting shape complete, or a second press."""
        left = event.button() == _Button.LeftButton and self._view.hand is None
        if left and self._view.split is not None:
            self._view.centre_split()
        elif self._is_other(event) or not (left and self._view.complete()):
            self.mouse_press(event)

    def tablet(self, event: QTabletEvent) -> None:
        """The same for a pen; an accepted event makes Qt invent no mouse event."""
        event.accept()
        self.by_pen, self.pen_time = True, event.timestamp()
        if self.gesture is not None and not self._pen:
            return  # another pointer is at work
        kind = event.type()
        if kind == QEvent.Type.TabletPress and self.gesture is None:
            if not (self._taps_twice(event) and self._view.complete()):
                self._press(event, event.button(), pen=True)
        elif kind == QEvent.Type.TabletMove:
            self._follow(event)
        elif kind == QEvent.Type.TabletRelease and event.button() == self._button:
            self._release(event)

    def _is_other(self, event: QMouseEvent) -> bool:
        """Whether it is no mouse's event, or one of a mouse while a pen is down."""
        if self._pen and self.gesture is not None:
            return True
        return event.pointingDevice().pointerType() in _NOT_MICE

    def _taps_twice(self, event: QTabletEvent) -> bool:
        """Whether this is the second quick tap in one place; Qt does not say it of pens."""
        before, at = self._tap, _point(event.position())
        self._tap = (event.timestamp(), at)
        if before is None or event.button() != _Button.LeftButton:
            return False
        quick = event.timestamp() - before[0] <= QApplication.doubleClickInterval()
        return quick and before[1].distance(at) <= DOUBLE_TAP

    def _press(self, event: QSinglePointEvent, button: Qt.MouseButton, *, pen: bool) -> None:
        self._at = _point(event.position())
        self._button, self._pen = button, pen
        self.gesture = self._begun(event)
        self._view.point_at(self._at)
        if self.gesture is None:
            self._button, self._pen = _Button.NoButton, False
        self._view.gesture_changed()

    def _begun(self, event: QSinglePointEvent) -> Gesture | None:
        """The gesture that a press begins."""
        view, keys = self._view, event.modifiers().value
        if self._button == _Button.MiddleButton:
            return Pan(view, self._at)
        if self._button == _Button.RightButton or _is_right(keys, self._button):
            return self._asked(keys)
        if self._button != _Button.LeftButton:
            return None
        if view.hand is not None:
            return HANDS[view.hand](view, self._at)
        if view.split is not None:
            return Split(view, self._at)
        return self._stroke(event)

    def _asked(self, keys: int) -> Gesture | None:
        """Right button: sizes the brush with Ctrl or Alt, else asks for its options."""
        view = self._view
        tool = view.tool
        if tool is None or view.document is None or view.split is not None:
            return None
        sizes = keys & (_CONTROL | _ALT | _META) and tool.cursor.diameter is not None
        if sizes and view.brush is not None:
            return Sizing(view.brush, self._at, view.viewport_.zoom)
        return Asking(view, self._at, pen=self._pen)

    def _stroke(self, event: QSinglePointEvent) -> Gesture | None:
        view = self._view
        view.painting_begins.emit()  # may adopt a shown result, and so change the canvas
        if view.tool is None or view.document is None:
            return None
        view.point_at(self._at)
        self._last = self._pointer(event)
        view.tool.press(self._last, view.document)
        return Stroke(view.tool) if view.tool.active else None

    def _follow(self, event: QSinglePointEvent) -> None:
        if self.gesture is not None and not event.buttons().value & self._button.value:
            self.end()  # the release went elsewhere
        self._at = _point(event.position())
        self._last = self._pointer(event)
        self._move()

    def _move(self) -> None:
        gesture, view = self.gesture, self._view
        if gesture is not None:
            gesture.move(self._at, self._last)
            view.point_at(gesture.anchor or self._at)
        else:
            if view.tool is not None and view.has_tool:
                view.tool.hover(self._last)
            view.point_at(self._at)
        view.refresh_tool()

    def _release(self, event: QSinglePointEvent) -> None:
        self._at = _point(event.position())
        if self.gesture is not None:
            pointer = self._pointer(event)
            if self._pen:  # a pen that is lifted reports any pressure
                pointer = pointer._replace(pressure=self._last.pressure)
            self.gesture.release(self._at, pointer)
            self._over()
            self._view.point_at(self._at)

    def _pointer(self, event: QSinglePointEvent) -> PointerEvent:
        keys = event.modifiers().value
        kind, pressure = PointerKind.MOUSE, 1.0
        if isinstance(event, QTabletEvent):
            eraser = event.pointerType() == _Pointer.Eraser
            kind = PointerKind.ERASER if eraser else PointerKind.PEN
            pressure = event.pressure()
        viewport = self._view.viewport_
        return PointerEvent(
            viewport.to_canvas(self._at),
            viewport.zoom,
            event.timestamp() / 1000,
            pressure,
            kind,
            bool(keys & _SHIFT),
            bool(keys & _ALT),
            bool(keys & _CONTROL),
            self.space,
        )

    def keys_changed(self, keys: Qt.KeyboardModifier) -> None:
        """Shift, Alt, Ctrl or Space went down or up while the pointer stands still."""
        held = keys.value
        self._last = self._last._replace(
            shift=bool(held & _SHIFT),
            alt=bool(held & _ALT),
            ctrl=bool(held & _CONTROL),
            space=self.space,
        )
        if self.gesture is not None or self._view.pointed:
            self._move()

    def view_changed(self) -> None:
        """The pointer stands still, but over another place of the picture."""
        if self.gesture is None and self._view.pointed:
            viewport = self._view.viewport_
            self._last = self._last._replace(at=viewport.to_canvas(self._at), zoom=viewport.zoom)
            self._move()

    # -- ends ---------------------------------------------------------------------------------

    def cancel(self) -> bool:
        """Escape: take an open gesture back; False if there is none."""
        if self.gesture is None:
            return False
        self.gesture.cancel()
        self._over()
        return True

    def end(self) -> None:
        """Something from outside ends the gesture: what is painted stays."""
        held, self.space = self.space, False
        if self.gesture is not None:
            self.gesture.end()
            self._over()
        elif held:
            self._view.gesture_changed()

    def _over(self) -> None:
        self.gesture, self._button, self._pen = None, _Button.NoButton, False
        self._view.gesture_changed()

    # -- wheel and touchpad -------------------------------------------------------------------

    def wheel(self, event: QWheelEvent) -> None:
        """A wheel zooms, a sideways one or a touchpad pans; Ctrl zooms, Shift goes sideways."""
        event.accept()
        if self.gesture is not None:
            return
        pixels, angle, keys = event.pixelDelta(), event.angleDelta(), event.modifiers()
        if keys & _Modifier.AltModifier and not angle.y():
            pixels, angle = pixels.transposed(), angle.transposed()  # Qt has turned them
        touchpad = not pixels.isNull() or event.phase() != Qt.ScrollPhase.NoScrollPhase
        way = QPointF(angle) * (NOTCH_PAN / NOTCH) if pixels.isNull() else QPointF(pixels)
        if keys & _Modifier.ShiftModifier:
            self._view.pan(way.y() or way.x(), 0)
        elif keys & _Modifier.ControlModifier or (angle.y() and not touchpad):
            steps = (angle.y() or pixels.y()) / NOTCH
            self._view.zoom_by(NOTCH_ZOOM**steps, _point(event.position()))
        else:
            self._view.pan(way.x(), way.y())

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Two fingers apart or together on a touchpad; False if it is another gesture."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        if self.gesture is None:
            self._view.zoom_by(max(0.1, 1 + event.value()), _point(event.position()))
        return True


def _is_right(keys: int, button: Qt.MouseButton) -> bool:
    """Control+Option-drag on a Mac, whose mouse may have one button."""
    both = _META | _ALT
    mac = sys.platform == "darwin" and button == _Button.LeftButton
    return mac and keys & both == both


def _point(at: QPointF) -> Point:
    return Point(at.x(), at.y())
