"""The tool's cursor: true to size, visible on every grey, and saying what a press would do."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter

from fluxfill_studio.core.geometry import Point, Size
from fluxfill_studio.tools.base import Cursor
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.tools.move import MoveTool
from fluxfill_studio.ui.canvas.cursor import ToolCursor
from fluxfill_studio.ui.canvas.viewport import Viewport

SIDE = 300
MIDDLE = Point(150, 150)


def drawn(cursor: Cursor, grey: int = 128, **look) -> np.ndarray:
    """(h, w) luminance, 0 to 255, of a view with the cursor in its middle."""
    ratio = look.get("ratio", 1.0)
    size = Size(round(SIDE * ratio), round(SIDE * ratio))
    viewport = Viewport(size, **{"scale": ratio, **look})
    image = QImage(size.width, size.height, QImage.Format.Format_Grayscale8)
    image.setDevicePixelRatio(ratio)
    image.fill(QColor(grey, grey, grey))
    tool = ToolCursor()
    tool.set_look(cursor, viewport, QSize(SIDE, SIDE))
    painter = QPainter(image)
    tool.paint(painter, MIDDLE, QSize(SIDE, SIDE), QRect(0, 0, SIDE, SIDE))
    painter.end()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(size.height, -1)
    return rows[:, : size.width].astype(float)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
@pytest.mark.parametrize("diameter", [215, 251, 289])
@pytest.mark.parametrize("hardness", [1.0, 0.5])
def test_a_large_ring_looks_the_same_with_its_empty_middle_left_out(
    qapp, monkeypatch, ratio, diameter, hardness
):
    look = {"ratio": ratio, "scale": ratio}
    cursor = Cursor(diameter, hardness, Mode.SUBTRACT)
    quick = drawn(cursor, **look)
    assert (quick != 128).sum() > 500
    monkeypatch.setattr("fluxfill_studio.ui.canvas.cursor.LEAST_HOLLOW", 10_000)
    assert np.array_equal(drawn(cursor, **look), quick)


def contrast(one, two):
    """WCAG's ratio of two greys."""

    def light(value):
        share = value / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    low, high = sorted((light(one), light(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize(("zoom", "angle", "mirrored"), [(0.5, 0, False), (4, 30, True)])
def test_the_ring_is_as_large_as_the_brush(qapp, ratio, zoom, angle, mirrored):
    diameter = 100 / zoom
    row = drawn(
        Cursor(diameter), ratio=ratio, scale=zoom * ratio, angle=float(angle), mirrored=mirrored
    )[round(150 * ratio)]
    light = np.flatnonzero(row > 180) / ratio
    dark = np.flatnonzero(row < 80) / ratio
    assert light.max() - light.min() == pytest.approx(100, abs=1.6)  # inside
    assert dark.max() - dark.min() == pytest.approx(102, abs=1.6)  # outside


@pytest.mark.parametrize(
    "cursor", [Cursor(80), Cursor(2), Cursor(), Cursor(80, mode=Mode.SUBTRACT)]
)
@pytest.mark.parametrize("grey", range(0, 256, 15))
def test_it_is_seen_on_every_grey(qapp, cursor, grey):
    pixels = drawn(cursor, grey)
    changed = np.unique(pixels[pixels != grey])
    assert max(contrast(grey, value) for value in changed) >= 4.2


def test_each_mode_has_its_sign_and_a_plain_brush_none(qapp):
    below = np.s_[150:, 150:]
    signs = [drawn(Cursor(mode=mode))[below] for mode in Mode]
    bare = drawn(Cursor(2))[below]
    for number, sign in enumerate(signs):
        assert (sign != bare).any()
        for other in signs[number + 1 :]:
            assert (sign != other).any()
    assert (drawn(MoveTool().cursor)[below] == bare).all(), "it adds nothing"
    plain, minus = drawn(Cursor(2)), drawn(Cursor(2, mode=Mode.SUBTRACT))
    assert (plain[below] != minus[below]).any()
    assert (plain[:150, :150] == minus[:150, :150]).all()


def test_a_soft_brush_shows_where_it_covers_half(qapp):
    row = drawn(Cursor(200, 0.5))[150]
    hard = drawn(Cursor(200))[150]
    assert (row[50:110] != hard[50:110]).any()
    assert (hard[60:140] == 128).all()


def test_a_brush_larger_than_the_view_marks_corners_and_middle(qapp):
    pixels = drawn(Cursor(1000))
    assert (pixels[145:156, 145:156] != 128).any()
    for corner in (np.s_[:30, :30], np.s_[:30, -30:], np.s_[-30:, :30], np.s_[-30:, -30:]):
        assert (pixels[corner] != 128).any()
    assert (pixels[60:140, 60:140] == 128).all()
