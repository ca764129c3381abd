"""From Qt's mouse, pen, wheel and key events to strokes, panning, zooming and split drags.

One gesture at a time. Whatever ends it from outside (focus lost, view hidden, picture closed)
keeps what is painted; only Escape takes it back.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPointingDevice,
    QSinglePointEvent,
    QTabletEvent,
    QWheelEvent,
)

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.tools.base import PointerEvent, PointerKind

if TYPE_CHECKING:
    from fluxfill_studio.ui.canvas.view import CanvasView

NOTCH = 120  # Qt's angle for one click of a wheel
NOTCH_ZOOM = 1.25
NOTCH_PAN = 60  # view points

_Button = Qt.MouseButton
_Modifier = Qt.KeyboardModifier
# As numbers: the enums' own "and" costs more than the rest of the reading of an event.
_SHIFT, _ALT = _Modifier.ShiftModifier.value, _Modifier.AltModifier.value
_CONTROL = _Modifier.ControlModifier.value
_PENS = (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser)


class Gesture(Enum):
    """What a held button or pen is doing."""

    NONE = "none"
    STROKE = "stroke"
    PAN = "pan"
    SPLIT = "split"


class CanvasInput:
    """Reads the events of one view.

    Attributes:
        gesture: what is going on.
        space: the space bar is held: the next press pans.
    """

    def __init__(self, view: CanvasView) -> None:
        self.gesture = Gesture.NONE
        self.space = False
        self._view = view
        self._button = _Button.NoButton
        self._pen = False
        self._at = Point(0, 0)
        self._last: PointerEvent | None = None

    # -- mouse and pen ------------------------------------------------------------------------

    def mouse_press(self, event: QMouseEvent) -> None:
        """Begin a gesture, unless one is going on or a pen speaks for itself."""
        if self._is_pen(event) or self.gesture is not Gesture.NONE:
            return
        self._press(event, event.button(), pen=False)

    def mouse_move(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self._is_pen(event):
            return
        if self.gesture is not Gesture.NONE and not event.buttons().value & self._button.value:
            self.end()  # the release went elsewhere
        self._move(event)

    def mouse_release(self, event: QMouseEvent) -> None:
        """End the gesture that this button began."""
        if not self._is_pen(event) and not self._pen and event.button() == self._button:
            self._release(event)

    def tablet(self, event: QTabletEvent) -> None:
        """The same for a pen; an accepted event makes Qt invent no mouse event."""
        event.accept()
        kind = event.type()
        if kind == QEvent.Type.TabletPress and self.gesture is Gesture.NONE:
            self._press(event, event.button(), pen=True)
        elif kind == QEvent.Type.TabletMove:
            self._move(event)
        elif kind == QEvent.Type.TabletRelease and self._pen and event.button() == self._button:
            self._release(event)

    def _is_pen(self, event: QMouseEvent) -> bool:
        if self._pen and self.gesture is not Gesture.NONE:
            return True
        return event.pointingDevice().pointerType() in _PENS

    def _press(self, event: QSinglePointEvent, button: Qt.MouseButton, *, pen: bool) -> None:
        self._at = _point(event.position())
        view = self._view
        if button == _Button.MiddleButton or (button == _Button.LeftButton and self.space):
            gesture = Gesture.PAN
        elif button != _Button.LeftButton:
            return
        elif view.split is not None:
            gesture = Gesture.SPLIT
            view.drag_split(self._at)
        elif self._begin_stroke(event):
            gesture = Gesture.STROKE
        else:
            return
        self.gesture, self._button, self._pen = gesture, button, pen
        view.gesture_changed()

    def _begin_stroke(self, event: QSinglePointEvent) -> bool:
        view = self._view
        view.painting_begins.emit()  # may adopt a shown result, and so change the canvas
        if view.tool is None or view.document is None:
            return False
        view.point_at(self._at)
        self._last = self._pointer(event)
        view.tool.press(self._last, view.document)
        return view.tool.active

    def _move(self, event: QSinglePointEvent) -> None:
        last, self._at = self._at, _point(event.position())
        view = self._view
        if self.gesture is Gesture.STROKE and view.tool is not None:
            self._last = self._pointer(event)
            view.tool.move(self._last)
        elif self.gesture is Gesture.PAN:
            view.pan(self._at.x - last.x, self._at.y - last.y)
        elif self.gesture is Gesture.SPLIT:
            view.drag_split(self._at)
        view.point_at(self._at)

    def _release(self, event: QSinglePointEvent) -> None:
        self._at = _point(event.position())
        tool = self._view.tool
        if self.gesture is Gesture.STROKE and tool is not None:
            tool.release(self._pointer(event))
        self._over()

    def _pointer(self, event: QSinglePointEvent) -> PointerEvent:
        keys = event.modifiers().value
        kind, pressure = PointerKind.MOUSE, 1.0
        if isinstance(event, QTabletEvent):
            eraser = event.pointerType() == QPointingDevice.PointerType.Eraser
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
        )

    # -- ends ---------------------------------------------------------------------------------

    def cancel(self) -> bool:
        """Escape: take an open gesture back; False if there is none."""
        if self.gesture is Gesture.NONE:
            return False
        tool = self._view.tool
        if self.gesture is Gesture.STROKE and tool is not None:
            tool.cancel()
        self._over()
        return True

    def end(self) -> None:
        """Something from outside ends the gesture: what is painted stays."""
        held, self.space = self.space, False
        if self.gesture is Gesture.NONE:
            if held:
                self._view.gesture_changed()
            return
        tool = self._view.tool
        if self.gesture is Gesture.STROKE and tool is not None:
            tool.finish()
        self._over()

    def _over(self) -> None:
        self.gesture, self._button, self._pen = Gesture.NONE, _Button.NoButton, False
        self._view.gesture_changed()

    # -- wheel, pinch, keys -------------------------------------------------------------------

    def wheel(self, event: QWheelEvent) -> None:
        """A mouse wheel zooms, a touchpad pans; Ctrl zooms, Shift goes sideways."""
        event.accept()
        if self.gesture is not Gesture.NONE:
            return
        pixels, angle, keys = event.pixelDelta(), event.angleDelta(), event.modifiers()
        touchpad = not pixels.isNull() or event.phase() != Qt.ScrollPhase.NoScrollPhase
        turned = angle.y() or angle.x()
        if keys & _Modifier.ShiftModifier:
            self._view.pan((pixels.y() or pixels.x()) or turned * NOTCH_PAN / NOTCH, 0)
        elif keys & _Modifier.ControlModifier or not touchpad:
            steps = (turned or pixels.y()) / NOTCH
            self._view.zoom_by(NOTCH_ZOOM**steps, _point(event.position()))
        elif not pixels.isNull():
            self._view.pan(pixels.x(), pixels.y())
        else:
            self._view.pan(angle.x() * NOTCH_PAN / NOTCH, angle.y() * NOTCH_PAN / NOTCH)

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Two fingers apart or together; False if it is another gesture."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        if self.gesture is Gesture.NONE:
            self._view.zoom_by(max(0.1, 1 + event.value()), _point(event.position()))
        return True

    def double_click(self, event: QMouseEvent) -> None:
        """In a comparison the line goes back to the middle; else it is a second press."""
        left = event.button() == _Button.LeftButton and not self.space
        if left and self._view.split is not None:
            self._view.centre_split()
        else:
            self.mouse_press(event)

    def key(self, event: QKeyEvent) -> bool:
        """Space is the hand while it is held; keys during a stroke do nothing else."""
        if event.key() != Qt.Key.Key_Space:
            return False
        if not event.isAutoRepeat() and self.gesture is not Gesture.STROKE:
            self.space = event.type() == QEvent.Type.KeyPress
            self._view.gesture_changed()
        return True


def _point(at: QPointF) -> Point:
    return Point(at.x(), at.y())
