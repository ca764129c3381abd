"""Images to the screen, pixel for pixel, in bands.

Qt hands a blit of more than 64 rows to several threads. Waking them costs more than the small
blits of a stroke, so every image is drawn in bands of at most that.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QImage, QPainter

ROWS = 64  # device px
QUARTERS = 4  # pixel ratios are nearly always whole quarters


def blit(painter: QPainter, image: QImage, at: QPointF, rows: QRect) -> None:
    """Draw `image`, whose pixel ratio is the painter's, with its corner at the view point `at`.

    `rows`: what must be drawn, view points; its width does not matter.
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
        painter.drawImage(QPointF(x, y + first), image, QRectF(0, first * ratio, width, deep))
        first += step
