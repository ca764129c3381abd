"""The tool under the pointer: rings or a cross in two tones, true to size, seen on any grey."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.tools.base import Cursor
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.ui.canvas.blit import blit
from fluxfill_studio.ui.canvas.viewport import Viewport

LIGHT, DARK = QColor(255, 255, 255, 230), QColor(0, 0, 0, 230)
FAINT = 0.5
LIGHT_WIDTH, DARK_WIDTH = 1.0, 1.5
LEAST_RING = 6  # view points
CROSS_GAP, CROSS_END = 3, 9
MARK, MARK_INSET = 16, 8  # corner marks of a brush larger than the view
SIGN = 5  # half the length of a sign's stroke
PAD = 4
LEAST_HOLLOW = 100  # view points
_SIGNS = {
    Mode.ADD: ((1, 0), (0, 1)),
    Mode.SUBTRACT: ((1, 0),),
    Mode.INTERSECT: ((0.7, 0.7), (0.7, -0.7)),
}
"""The strokes of each sign, in halves."""


@dataclass(frozen=True, slots=True)
class _Look:
    """Everything that decides the cursor's pixels; lengths in view points."""

    radius: float
    inner: float | None
    dashed: bool
    sign: Mode | None
    beyond: bool
    ratio: float


def stroke(colour: QColor, width: float, cap: Qt.PenCapStyle) -> QPen:
    """A solid pen."""
    pen = QPen(colour, width)
    pen.setCapStyle(cap)
    return pen


class ToolCursor:
    """Draws the cursor of the tool in hand; its image is made once a look."""

    def __init__(self) -> None:
        self._look: _Look | None = None
        self._image = QImage()
        self._reach = 0

    @property
    def fills_view(self) -> bool:
        """Whether it marks the corners of the view, because its ring would not fit."""
        return self._look is not None and self._look.beyond

    def set_look(self, cursor: Cursor, viewport: Viewport, view: QSize) -> bool:
        """Take over the tool's cursor, as large as it is in this view; False: looks the same."""
        look = _look_of(cursor, viewport, view)
        if look == self._look:
            return False
        self._look, self._reach = look, _reach(look)
        self._image = QImage() if look.beyond else _drawn(look)
        return True

    def rect(self, at: Point) -> QRect:
        """What follows the pointer when it is at `at`, view points."""
        side = 2 * self._reach + 1
        return QRect(round(at.x) - self._reach, round(at.y) - self._reach, side, side)

    def paint(self, painter: QPainter, at: Point, view: QSize, dirty: QRect) -> None:
        """Draw the cursor at the view point `at`, on whole device pixels; of it `dirty`."""
        if self._look is None:
            return
        ratio = self._look.ratio
        x, y = round(at.x * ratio) / ratio, round(at.y * ratio) / ratio
        if self._look.beyond:
            _paint_point(painter, QPointF(x, y))
            _paint_marks(painter, view, dirty)
        else:
            reach = self._image.width() / 2 / ratio
            blit(painter, self._image, QPointF(x - reach, y - reach), dirty, _hollow(self._look))


def _look_of(cursor: Cursor, viewport: Viewport, view: QSize) -> _Look:
    radius = (cursor.diameter or 0) / 2 * viewport.zoom
    # Where a soft brush covers half.
    inner = radius * (1 + cursor.hardness) / 2 if cursor.hardness < 1 else None
    if inner is not None and (radius - inner < 3 or inner < LEAST_RING / 2):
        inner = None
    beyond = 2 * radius > min(view.width(), view.height())
    # A brush adds unless it says otherwise; a cross says what it does.
    says = cursor.diameter is None or cursor.mode is not Mode.ADD
    dashed = cursor.mode is Mode.SUBTRACT
    return _Look(radius, inner, dashed, cursor.mode if says else None, beyond, viewport.ratio)


def _sign_at(radius: float) -> float:
    """How far right and down of the middle the sign lies."""
    return max(radius, LEAST_RING) * 0.7072 + SIGN + PAD


def _reach(look: _Look) -> int:
    if look.beyond:
        return LEAST_RING + PAD
    if 2 * look.radius < LEAST_RING:
        reach: float = CROSS_END
    else:
        reach = look.radius + DARK_WIDTH
    if look.sign is not None:
        reach = max(reach, _sign_at(look.radius) + SIGN)
    return math.ceil(reach) + PAD


def _hollow(look: _Look) -> float:
    """How far from its middle nothing is drawn; 0 where knowing that saves nothing."""
    free = (look.inner or look.radius) - PAD
    return free if free > LEAST_HOLLOW else 0.0


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
        _paint_cross(painter, look.ratio)
    else:
        _paint_ring(painter, look.radius, dashed=look.dashed)
    if look.inner is not None:
        painter.setOpacity(FAINT)
        _paint_ring(painter, look.inner, dashed=True)
        painter.setOpacity(1)
    if look.sign is not None:
        _paint_sign(painter, look.sign, _sign_at(look.radius))


def _paint_sign(painter: QPainter, mode: Mode, away: float) -> None:
    """Plus, minus or times, right and down of (0, 0)."""
    middle = QPointF(away, away)
    for colour, width in ((DARK, 4), (LIGHT, 2)):
        painter.setPen(stroke(colour, width, Qt.PenCapStyle.SquareCap))
        for x, y in _SIGNS[mode]:
            half = QPointF(x, y) * SIGN
            painter.drawLine(middle - half, middle + half)


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


def _paint_cross(painter: QPainter, ratio: float) -> None:
    """On whole device pixels: a line smoothed over two would be half as light."""
    width = max(1, round(ratio))
    painter.save()
    painter.translate(width % 2 / 2 / ratio, width % 2 / 2 / ratio)
    for colour, times in ((DARK, 3), (LIGHT, 1)):
        painter.setPen(stroke(colour, times * width / ratio, Qt.PenCapStyle.FlatCap))
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            start = QPointF(x * CROSS_GAP, y * CROSS_GAP)
            painter.drawLine(start, QPointF(x * CROSS_END, y * CROSS_END))
    painter.restore()


def _paint_point(painter: QPainter, at: QPointF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for colour, radius in ((DARK, 3.5), (LIGHT, 2)):
        painter.setBrush(colour)
        painter.drawEllipse(at, radius, radius)


def _paint_marks(painter: QPainter, view: QSize, dirty: QRect) -> None:
    """The view's corners marked, since the ring round the pointer would not fit."""
    inside = MARK_INSET + MARK + PAD
    bare = QRect(0, 0, view.width(), view.height()).adjusted(inside, inside, -inside, -inside)
    if bare.contains(dirty):
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for colour, width in ((DARK, 3), (LIGHT, 1)):
        painter.setPen(stroke(colour, width, Qt.PenCapStyle.SquareCap))
        for x, inwards in ((MARK_INSET, 1), (view.width() - 1 - MARK_INSET, -1)):
            for y, down in ((MARK_INSET, 1), (view.height() - 1 - MARK_INSET, -1)):
                painter.drawLine(x, y, x + inwards * MARK, y)
                painter.drawLine(x, y, x, y + down * MARK)
