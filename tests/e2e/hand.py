"""Mouse, pen and keyboard of a person in front of one window."""

from __future__ import annotations

import asyncio
import itertools
import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.ui.window import Window

SHOTS = os.environ.get("FLUXFILL_E2E_SHOTS")
PATIENCE_S = 60
PLAIN = Qt.KeyboardModifier.NoModifier
_PRESS, _MOVE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove
_RELEASE = QEvent.Type.MouseButtonRelease


class Hand:
    """Mouse and keyboard of a person in front of one window."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.number = 0

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key, wherever the focus is."""
        target = QApplication.focusWidget() or self.window.shell
        QTest.keyClick(target, key, modifier or Qt.KeyboardModifier.NoModifier)

    def drag(
        self,
        *points: tuple[float, float],
        keys: Qt.KeyboardModifier = PLAIN,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        let_go: bool = True,
    ) -> None:
        """A stroke over the canvas, in shares of the picture."""
        places = [self.place(*point) for point in points]
        self.mouse(_PRESS, places[0], keys, button)
        for start, end in itertools.pairwise(places):
            for step in range(1, 9):
                between = start + (end - start) * step / 8
                self.mouse(_MOVE, between, keys, button)
        if let_go:
            self.mouse(_RELEASE, places[-1], keys, button)

    def tap(self, x: float, y: float, keys: Qt.KeyboardModifier = PLAIN) -> None:
        """A click on the canvas, in shares of the picture; the pointer comes there first."""
        at = self.place(x, y)
        self.hover(x, y)
        self.mouse(_PRESS, at, keys)
        self.mouse(_RELEASE, at, keys)

    def hover(self, x: float, y: float) -> None:
        """Move the pointer over the canvas with nothing pressed."""
        self.mouse(_MOVE, self.place(x, y), PLAIN, Qt.MouseButton.NoButton)

    def double(self, x: float, y: float) -> None:
        """A double click, as Qt tells of it: press, release, double click, release."""
        self.tap(x, y)
        self.mouse(QEvent.Type.MouseButtonDblClick, self.place(x, y))
        self.mouse(_RELEASE, self.place(x, y))

    def pen(
        self, *points: tuple[float, float, float], eraser: bool = False, lift: float = 0.0
    ) -> None:
        """A stroke of the pen: (x, y, pressure); `lift` is the pressure that its end reports."""
        device = ERASER if eraser else PEN
        (x, y, pressure), *rest = points
        self._tablet(QEvent.Type.TabletPress, self.place(x, y), pressure, device)
        for x, y, pressure in rest:
            self._tablet(QEvent.Type.TabletMove, self.place(x, y), pressure, device)
        x, y, _pressure = points[-1]
        self._tablet(QEvent.Type.TabletRelease, self.place(x, y), lift, device)

    def wheel(self, x: float, y: float, turned: int, keys: Qt.KeyboardModifier = PLAIN) -> None:
        """A turn of the wheel over the canvas, in eighths of a degree: 120 is one click."""
        canvas, at = self.window.canvas, self.place(x, y)
        event = QWheelEvent(
            at,
            canvas.mapToGlobal(at),
            QPoint(),
            QPoint(0, turned),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(canvas, event)

    def place(self, x: float, y: float) -> QPointF:
        """A share of the picture in the canvas widget."""
        rect = self.window.session.document.canvas
        at = self.window.canvas.viewport_.to_view(
            Point(rect.x + x * rect.width, rect.y + y * rect.height)
        )
        return QPointF(at.x, at.y)

    def click(self, widget: QWidget) -> None:
        """The left button on a widget."""
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.rect().center())

    async def until(self, done: Callable[[], object]) -> None:
        """Wait for what a person would wait for."""
        async with asyncio.timeout(PATIENCE_S):
            while not done():  # noqa: ASYNC110  Qt wakes no event
                await asyncio.sleep(0.005)

    async def answer_file_dialog(self, path: Path) -> None:
        """Type a path into the file dialog that comes up."""
        shell = self.window.shell
        await self.until(lambda: any(d.isVisible() for d in shell.findChildren(QFileDialog)))
        dialog = next(d for d in shell.findChildren(QFileDialog) if d.isVisible())
        field = dialog.findChild(QLineEdit)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, str(path))
        QTest.keyClick(field, Qt.Key.Key_Return)
        await self.until(lambda: not dialog.isVisible())
        shell.activateWindow()  # the window manager's part; there is none here

    async def look(self, name: str) -> np.ndarray:
        """The window as it is now, (h, w, 4), kept as a screenshot if they are wanted."""
        await asyncio.sleep(0.01)  # a turn of Qt's loop; processEvents in a task would kill others
        self.number += 1
        if SHOTS:
            self.window.shell.grab().save(f"{SHOTS}/{self.number:02}-{name}.png")
        image = self.window.canvas.grab().toImage()
        return np.array(image.constBits()).reshape(image.height(), image.width(), 4)

    def mouse(
        self,
        kind: QEvent.Type,
        at: QPointF,
        keys: Qt.KeyboardModifier = PLAIN,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        """One event of the mouse at a point of the canvas widget."""
        none, canvas = Qt.MouseButton.NoButton, self.window.canvas
        held = none if kind == _RELEASE else button
        changed = none if kind == _MOVE else button
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), changed, held, keys)
        QApplication.sendEvent(canvas, event)

    def _tablet(
        self, kind: QEvent.Type, at: QPointF, pressure: float, device: QPointingDevice
    ) -> None:
        canvas = self.window.canvas
        left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
        event = QTabletEvent(
            kind,
            device,
            at,
            canvas.mapToGlobal(at),
            pressure,
            12.0,  # tilt in degrees: every pen has some
            -30.0,
            0.0,
            0.0,
            0.0,
            PLAIN,
            none if kind == QEvent.Type.TabletMove else left,
            none if kind == QEvent.Type.TabletRelease else left,
        )
        QApplication.sendEvent(canvas, event)


def _stylus(number: int, tip: QPointingDevice.PointerType) -> QPointingDevice:
    able = QInputDevice.Capability
    return QPointingDevice(
        "pen",
        number,
        QInputDevice.DeviceType.Stylus,
        tip,
        able.Position | able.Pressure | able.XTilt | able.YTilt,
        1,
        3,
    )


PEN = _stylus(7, QPointingDevice.PointerType.Pen)
ERASER = _stylus(8, QPointingDevice.PointerType.Eraser)
