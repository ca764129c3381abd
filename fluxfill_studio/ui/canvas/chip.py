"""A short text on a plate of its own, readable on any picture."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from fluxfill_studio.ui import theme, tokens

PAD_X, PAD_Y = 8, 4
STRENGTH = 230  # of 255


def chip_rect(
    text: str, at: QPointF, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
) -> QRectF:
    """Where `paint_chip` draws, view points; `at` is its corner on `side`, else the top left."""
    measure = QFontMetricsF(theme.font(tokens.LABEL))
    width = measure.horizontalAdvance(text) + 2 * PAD_X
    height = measure.height() + 2 * PAD_Y
    left = at.x() - width if side & Qt.AlignmentFlag.AlignRight else at.x()
    top = at.y() - height if side & Qt.AlignmentFlag.AlignBottom else at.y()
    return QRectF(round(left), round(top), round(width), round(height))


def paint_chip(
    painter: QPainter,
    text: str,
    at: QPointF,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """Draw `text`; nothing if it is empty."""
    if not text:
        return
    rect = chip_rect(text, at, side)
    plate = theme.colour("scrim")
    plate.setAlpha(STRENGTH)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(plate)
    painter.drawRoundedRect(rect, tokens.RADIUS, tokens.RADIUS)
    painter.setFont(theme.font(tokens.LABEL))
    painter.setPen(QColor(theme.colour("text")))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
