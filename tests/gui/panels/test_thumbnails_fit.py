"""Small pictures in their frames, however long the picture is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap

from fluxfill_studio.ui.panels.path_strip import draw_fitted

SIZES = [(384, 256, 48, 32), (384, 3, 48, 4), (3, 384, 4, 32), (1, 1, 32, 32)]


@pytest.mark.parametrize(("width", "height", "wide", "high"), SIZES)
def test_the_whole_picture_is_seen(qapp, width, height, wide, high):
    picture = QPixmap(width, height)
    picture.fill(Qt.GlobalColor.white)
    ground = QImage(60, 50, QImage.Format.Format_RGB32)
    ground.fill(0)
    painter = QPainter(ground)
    draw_fitted(painter, picture, QRectF(6, 9, 48, 32))
    painter.end()
    lit = [
        (x, y)
        for y in range(50)
        for x in range(60)
        if ground.pixelColor(x, y) != Qt.GlobalColor.black
    ]
    assert len(lit) == wide * high
    assert max(x for x, _y in lit) - min(x for x, _y in lit) == wide - 1
    assert min(x for x, _y in lit) + max(x for x, _y in lit) == 59
