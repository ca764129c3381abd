"""Real Qt events, as a mouse, a pen, fingers and a keyboard would send them to a canvas."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPointingDevice,
    QPointingDeviceUniqueId,
    QTabletEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

LEFT, MIDDLE, RIGHT = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
)
NONE = Qt.MouseButton.NoButton
PRESS, MOVE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove
RELEASE, DOUBLE = QEvent.Type.MouseButtonRelease, QEvent.Type.MouseButtonDblClick
PLAIN, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
PEN, ERASER = QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser
PEN_PRESS, PEN_MOVE = QEvent.Type.TabletPress, QEvent.Type.TabletMove
PEN_RELEASE = QEvent.Type.TabletRelease


def mouse(view, kind, x, y, button=LEFT, keys=PLAIN, held=None):
    at = QPointF(x, y)
    pressed = NONE if kind == RELEASE else button if held is None else held
    event = QMouseEvent(
        kind, at, QPointF(view.mapToGlobal(at)), NONE if kind == MOVE else button, pressed, keys
    )
    QApplication.sendEvent(view, event)


def drag(view, *points, button=LEFT, keys=PLAIN):
    mouse(view, PRESS, *points[0], button, keys)
    for point in points[1:]:
        mouse(view, MOVE, *point, button, keys)
    mouse(view, RELEASE, *points[-1], button, keys)


def hover(view, x, y, keys=PLAIN):
    mouse(view, MOVE, x, y, keys=keys, held=NONE)


def wheel(view, x, y, angle=120, pixels=(0, 0), keys=PLAIN, phase=Qt.ScrollPhase.NoScrollPhase):
    at = QPointF(x, y)
    turned = QPoint(*angle) if isinstance(angle, tuple) else QPoint(0, angle)
    event = QWheelEvent(
        at, QPointF(view.mapToGlobal(at)), QPoint(*pixels), turned, NONE, keys, phase, False
    )
    QApplication.sendEvent(view, event)


def key(view, kind, code, *, repeat=False, keys=PLAIN):
    QApplication.sendEvent(view, QKeyEvent(kind, code, keys, "", repeat))


def hold(view, code, keys=PLAIN):
    key(view, QEvent.Type.KeyPress, code, keys=keys)


def let_go(view, code, keys=PLAIN):
    key(view, QEvent.Type.KeyRelease, code, keys=keys)


def stylus(kind=PEN):
    return QPointingDevice(
        "pen", 7, QInputDevice.DeviceType.Stylus, kind,
        QInputDevice.Capability.Pressure, 1, 3, "", QPointingDeviceUniqueId(),
    )  # fmt: skip


def tablet(view, device, kind, x, y, held=True, *, pressure=0.5, button=LEFT, keys=PLAIN, time=0):
    """`held`: the button or tip is down after this event."""
    at = QPointF(x, y)
    event = QTabletEvent(
        kind, device, at, QPointF(view.mapToGlobal(at)), pressure, 0, 0, 0, 0, 0, keys,
        NONE if kind == PEN_MOVE else button, button if held else NONE,
    )  # fmt: skip
    event.setTimestamp(time)
    QApplication.sendEvent(view, event)
    return event


def touch(view, device, *points, kind):
    """`points`: view points, a finger each; `kind`: "press", "move" or "release"."""
    window = view.window()  # Qt takes the points as the window's, whatever the widget
    sequence = QTest.touchEvent(window, device, autoCommit=False)
    for number, point in enumerate(points):
        getattr(sequence, kind)(number, view.mapTo(window, QPoint(*point)))
    sequence.commit()
    QApplication.processEvents()


def fingers(view, device, *steps):
    """Each step holds a point for every finger: press at the first, release at the last."""
    touch(view, device, *steps[0], kind="press")
    for step in steps[1:]:
        touch(view, device, *step, kind="move")
    touch(view, device, *steps[-1], kind="release")
