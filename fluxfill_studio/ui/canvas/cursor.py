"""The brush under the pointer: rings in two tones, true to size, visible on any grey."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QRegion

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.tools.base import Cursor
from fluxfill_studio.ui.canvas.viewport import Viewport

LIGHT, DARK = QColor(255, 255, 255, 230), QColor(0, 0, 0, 230)
FAINT = 0.5
LIGHT_WIDTH, DARK_WIDTH = 1.0, 1.5
LEAST_RING = 6  # view points
CROSS_GAP, CROSS_END = 3, 9
MARK, MARK_INSET = 16, 8  # corner marks of a brush larger than the view
SIGN = 5  # half the length of the minus
PAD = 4
LARGEST_KEPT = 600  # view points; a larger ring is drawn afresh


@dataclass(frozen=True, slots=True)
class _Look:
    """Everything that decides the cursor's pixels; lengths in view points."""

    radius: float
    inner: float | None
    subtract: bool
    ratio: float


def stroke(colour: QColor, width: float, cap: Qt.PenCapStyle) -> QPen:
    """A solid pen."""
    pen = QPen(colour, width)
    pen.setCapStyle(cap)
    return pen


class BrushCursor:
    """Draws the cursor of the tool in hand; keeps the image of the last one."""

    def __init__(self) -> None:
        self._look: _Look | None = None
        self._image = QImage()

    def region(self, cursor: Cursor, at: Point, viewport: Viewport, view: QSize) -> QRegion:
        """What `paint` may touch, view points."""
        look = _look_of(cursor, viewport)
        if _beyond(look, view):
            return QRegion(_square(at, LEAST_RING + PAD)) + _marks(view)
        outside = _square(at, _reach(look))
        radius = look.radius if look.inner is None else look.inner
        hollow = int((radius - PAD) * 0.7) if radius > 40 else 0
        if not hollow:
            return QRegion(outside)
        return QRegion(outside) - QRegion(_square(at, hollow))

    def paint(
        self, painter: QPainter, cursor: Cursor, at: Point, viewport: Viewport, view: QSize
    ) -> None:
        """Draw `cursor` at the view point `at`, on whole device pixels."""
        look = _look_of(cursor, viewport)
        ratio = viewport.ratio
        at = Point(round(at.x * ratio) / ratio, round(at.y * ratio) / ratio)
        if _beyond(look, view):
            _paint_beyond(painter, at, view)
        elif look.radius > LARGEST_KEPT / 2:
            painter.translate(at.x, at.y)
            _paint_look(painter, look)
            painter.resetTransform()
        else:
            if look != self._look:
                self._look, self._image = look, _drawn(look)
            reach = self._image.width() / 2 / ratio
            painter.drawImage(QPointF(at.x - reach, at.y - reach), self._image)


def _look_of(cursor: Cursor, viewport: Viewport) -> _Look:
    radius = cursor.diameter / 2 * viewport.zoom
    # Where a soft brush covers half.
    inner = radius * (1 + cursor.hardness) / 2 if cursor.hardness < 1 else None
    if inner is not None and (radius - inner < 3 or inner < LEAST_RING / 2):
        inner = None
    return _Look(radius, inner, cursor.subtract, viewport.ratio)


def _beyond(look: _Look, view: QSize) -> bool:
    return 2 * look.radius > max(view.width(), view.height())


def _reach(look: _Look) -> int:
    if 2 * look.radius < LEAST_RING:
        return CROSS_END + PAD + 2 * SIGN
    reach = look.radius + DARK_WIDTH
    if look.subtract:
        reach = max(reach, look.radius * 0.7072 + 2 * SIGN + PAD)
    return int(reach) + PAD


def _square(at: Point, reach: int) -> QRect:
    return QRect(int(at.x) - reach, int(at.y) - reach, 2 * reach + 1, 2 * reach + 1)


def _drawn(look: _Look) -> QImage:
    side = 2 * round(_reach(look) * look.ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(look.ratio)
    image.fill(0)
    painter = QPainter(image)
    painter.translate(side / 2 / look.ratio, side / 2 / look.ratio)
    _paint_look(painter, look)
    painter.end()
    return image


def _paint_look(painter: QPainter, look: _Look) -> None:
    """The cursor round (0, 0)."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if 2 * look.radius < LEAST_RING:
        _paint_cross(painter)
    else:
        _paint_ring(painter, look.radius, dashed=look.subtract)
    if look.inner is not None:
        painter.setOpacity(FAINT)
        _paint_ring(painter, look.inner, dashed=True)
        painter.setOpacity(1)
    if look.subtract:
        away = max(look.radius, LEAST_RING) * 0.7072 + SIGN + PAD
        line = QRectF(away - SIGN, away, 2 * SIGN, 0)
        for colour, width in ((DARK, 4), (LIGHT, 2)):
            painter.setPen(stroke(colour, width, Qt.PenCapStyle.SquareCap))
            painter.drawLine(line.topLeft(), line.topRight())


def _paint_ring(painter: QPainter, radius: float, *, dashed: bool) -> None:
    """The brush ends between the light ring inside and the dark one outside."""
    for colour, width, middle in (
        (DARK, DARK_WIDTH, radius + DARK_WIDTH / 2),
        (LIGHT, LIGHT_WIDTH, radius - LIGHT_WIDTH / 2),
    ):
        pen = QPen(colour, width)
        if dashed:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([5 / width, 3 / width])
        painter.setPen(pen)
        painter.drawEllipse(QPointF(0, 0), middle, middle)


def _paint_cross(painter: QPainter) -> None:
    for colour, width in ((DARK, LIGHT_WIDTH + 2 * DARK_WIDTH), (LIGHT, LIGHT_WIDTH)):
        painter.setPen(stroke(colour, width, Qt.PenCapStyle.FlatCap))
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            start = QPointF(x * CROSS_GAP, y * CROSS_GAP)
            painter.drawLine(start, QPointF(x * CROSS_END, y * CROSS_END))


def _marks(view: QSize) -> QRegion:
    side = MARK + MARK_INSET + PAD
    right, bottom = view.width() - side, view.height() - side
    region = QRegion()
    for x, y in ((0, 0), (right, 0), (0, bottom), (right, bottom)):
        region += QRect(x, y, side, side)
    return region


def _paint_beyond(painter: QPainter, at: Point, view: QSize) -> None:
    """The view's corners marked, since the whole view is under the brush; its middle a point."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in ((DARK, LIGHT_WIDTH + 2 * DARK_WIDTH), (LIGHT, LIGHT_WIDTH)):
        painter.setPen(stroke(colour, width, Qt.PenCapStyle.SquareCap))
        for x, inwards in ((MARK_INSET, 1), (view.width() - MARK_INSET, -1)):
            for y, down in ((MARK_INSET, 1), (view.height() - MARK_INSET, -1)):
                painter.drawLine(QPointF(x, y), QPointF(x + inwards * MARK, y))
                painter.drawLine(QPointF(x, y), QPointF(x, y + down * MARK))
        painter.drawEllipse(QPointF(at.x, at.y), 1.5, 1.5)
