"""The whole picture, small, over a corner of the canvas: what is in view, and a way elsewhere."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt
from PySide6.QtGui import (
    QEnterEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QShowEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QWidget

from fluxfill_studio.core.geometry import Point, Size
from fluxfill_studio.core.text import _
from fluxfill_studio.imaging.pixels import Pixels
from fluxfill_studio.ui import theme, tokens
from fluxfill_studio.ui.canvas.cursor import DARK, LIGHT
from fluxfill_studio.ui.canvas.render import render
from fluxfill_studio.ui.canvas.view import CanvasView
from fluxfill_studio.ui.canvas.viewport import Viewport

MOST = QSize(200, 150)  # view points, with the border
BORDER = 6


class Navigator(QWidget):
    """Lies on the canvas widget at the lower left; click or drag moves the view there."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._wished = False
        self._pixels: Pixels | None = None
        self._screen = np.empty((0, 0, 4), np.uint8)
        self._small = Viewport(Size(1, 1))
        self._frame = QPolygonF()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAccessibleName(_("Navigator"))
        self.setToolTip(_("Click or drag to look elsewhere"))
        canvas.viewport_changed.connect(self._follow)
        canvas.installEventFilter(self)
        self.hide()

    def set_shown(self, shown: bool) -> None:
        """Show it, or not; it stays hidden while no picture is open."""
        self._wished = shown
        self.renew()

    def renew(self) -> None:
        """The picture may be another one."""
        document = self._canvas.document
        self.setVisible(self._wished and document is not None)
        if document is None or not self._wished:
            self._pixels = None
        elif document.pixels is not self._pixels or self._small.ratio != self.devicePixelRatioF():
            self._pixels = document.pixels
            self._draw()
            self._follow()

    def showEvent(self, event: QShowEvent) -> None:
        """Qt."""
        self._place()

    def eventFilter(self, target: QObject, event: QEvent) -> bool:
        """Qt: the canvas has another size."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt: the pointer is no longer the canvas's."""
        self._canvas.point_at(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._look_at(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look_at(event.position())

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Qt: what is not accepted here would go on to the canvas below."""
        event.accept()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look_at(event.position())

    def event(self, event: QEvent) -> bool:
        """Qt: a finger, for the same reason."""
        if isinstance(event, QTouchEvent):
            event.accept()
            self._look_at(event.points()[0].position())
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: the picture, and in two tones what of it is in view."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("raised"))
        height, width = self._screen.shape[:2]
        image = QImage(self._screen.data, width, height, 4 * width, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self._small.ratio)
        painter.drawImage(BORDER, BORDER, image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for colour, wide in ((DARK, 3.0), (LIGHT, 1.5)):
            painter.setPen(QPen(colour, wide))
            painter.drawPolygon(self._frame)
        painter.setPen(theme.colour("line"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    # -- private ------------------------------------------------------------------------------

    def _draw(self) -> None:
        """The picture as large as there is room."""
        canvas, layer = self._canvas.scene.canvas, self._canvas.layer_with()
        if canvas is None or layer is None:
            return
        ratio = self.devicePixelRatioF()
        room = MOST.width() - 2 * BORDER, MOST.height() - 2 * BORDER
        zoom = min(room[0] / canvas.width, room[1] / canvas.height, 1.0)
        wide, high = max(1, round(canvas.width * zoom)), max(1, round(canvas.height * zoom))
        size = Size(round(wide * ratio), round(high * ratio))
        self._small = Viewport(size, ratio, zoom * ratio, canvas.centre)
        self._screen = np.empty((size.height, size.width, 4), np.uint8)
        scene = self._canvas.scene
        render(layer, self._small, scene.to_screen, scene.surround, self._screen)
        self.resize(wide + 2 * BORDER, high + 2 * BORDER)
        self._place()
        self.update()

    def _follow(self) -> None:
        """The view may be elsewhere: what of the picture is in it, turned as it is."""
        if self.isHidden():
            return
        view, corners = self._canvas.viewport_, []
        width, height = self._canvas.width(), self._canvas.height()
        for x, y in ((0, 0), (width, 0), (width, height), (0, height)):
            at = self._small.to_view(view.to_canvas(Point(x, y)))
            corners.append(QPointF(at.x + BORDER, at.y + BORDER))
        self._frame = QPolygonF(corners)
        self.update()

    def _look_at(self, place: QPointF) -> None:
        """Bring what lies under a point of this widget into the middle of the view."""
        spot = self._small.to_canvas(Point(place.x() - BORDER, place.y() - BORDER))
        at = self._canvas.viewport_.to_view(spot)
        self._canvas.pan(self._canvas.width() / 2 - at.x, self._canvas.height() / 2 - at.y)

    def _place(self) -> None:
        self.move(tokens.PAD, self._canvas.height() - self.height() - tokens.PAD)
