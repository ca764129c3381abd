"""A small square in a colour of the mask's overlay."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter

from fluxfill_studio.ui import theme
from fluxfill_studio.ui.tokens import OVERLAYS

CORNER = 3


def swatch(painter: QPainter, area: QRectF, name: str) -> None:
    """Paint the overlay colour `name`, or stripes for the hatch."""
    painter.setPen(theme.colour("edge"))
    if name in OVERLAYS:
        painter.setBrush(QColor(OVERLAYS[name]))
    else:
        painter.setBrush(QBrush(theme.colour("text"), Qt.BrushStyle.BDiagPattern))
    painter.drawRoundedRect(area, CORNER, CORNER)
