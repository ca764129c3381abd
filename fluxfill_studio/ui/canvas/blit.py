"""Images to the screen, pixel for pixel, in bands.

Qt hands a blit of more than 64 rows to several threads. Waking them costs more than the small
blits of a stroke, so every image is drawn in bands of at most that.
"""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QImage, QPainter

ROWS = 64  # device px
QUARTERS = 4  # pixel ratios are nearly always whole quarters


def blit(painter: QPainter, image: QImage, at: QPointF, rows: QRect, hollow: float = 0.0) -> None:
    """Draw `image`, whose pixel ratio is the painter's, with its corner at the view point `at`.

    `rows`: what must be drawn, view points; its width does not matter. `hollow`: nothing is in
    the image within so many view points of its middle.
    """
    ratio = image.devicePixelRatio()
    step = int(ROWS / ratio) // QUARTERS * QUARTERS
    if (step * ratio) % 1 or not step:
        painter.drawImage(at, image)  # bands would not begin on device pixels
        return
    height = round(image.height() / ratio + 0.5)
    first = max(0, int(rows.top() - at.y() - 1)) // step * step
    last = min(height, rows.bottom() - at.y() + 2)
    x, y, width, deep = at.x(), at.y(), image.width(), step * ratio
    while first < last:
        left, right = _beside(first, step, width / 2 / ratio, hollow) if hollow else (0, 0)
        if right > left:
            part = QRectF(0, first * ratio, left * ratio, deep)
            painter.drawImage(QPointF(x, y + first), image, part)
        rest = QRectF(right * ratio, first * ratio, width - right * ratio, deep)
        painter.drawImage(QPointF(x + right, y + first), image, rest)
        first += step


def _beside(first: int, step: int, middle: float, hollow: float) -> tuple[int, int]:
    """Where the hole begins and ends in the band from `first` on, on whole device pixels."""
    farthest = max(abs(first - middle), abs(first + step - middle))
    if farthest >= hollow:
        return 0, 0
    half = math.sqrt(hollow * hollow - farthest * farthest)
    left = math.ceil((middle - half) / QUARTERS) * QUARTERS
    right = math.floor((middle + half) / QUARTERS) * QUARTERS
    return (left, right) if right > left else (0, 0)
