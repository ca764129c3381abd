"""The small picture over the canvas."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.states import Piece
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.imaging.stamp import Brush
from fluxfill_studio.tools.brush import BrushSettings, BrushTool
from fluxfill_studio.ui.canvas.view import CanvasView
from fluxfill_studio.ui.panels.navigator import BORDER, Navigator
from tests.gui.canvas.events import PEN_MOVE, PEN_PRESS, PEN_RELEASE, stylus, tablet, touch

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def document():
    pixels = np.zeros((800, 1600, 3), np.uint8)
    pixels[:, 800:] = (200, 0, 0)
    return Document(pixels)


@pytest.fixture
def canvas(qtbot, dressed, document):
    canvas = CanvasView()
    qtbot.addWidget(canvas)
    canvas.resize(600, 400)
    canvas.show()
    canvas.set_document(document)
    canvas.zoom_to(2.0)
    return canvas


@pytest.fixture
def brush():
    return BrushSettings(Brush(20))


@pytest.fixture
def navigator(canvas):
    navigator = Navigator(canvas)
    navigator.set_shown(True)
    QApplication.processEvents()
    return navigator


def spot(navigator, across, down):
    """A point of the widget over a share of the picture."""
    room = navigator.rect().adjusted(BORDER, BORDER, -BORDER, -BORDER)
    return QPoint(
        round(room.left() + across * room.width()), round(room.top() + down * room.height())
    )


def pixel(navigator, at):
    return navigator.grab().toImage().pixelColor(at)


def test_it_shows_the_whole_picture_in_a_corner_of_the_canvas(canvas, navigator):
    assert canvas.rect().contains(navigator.geometry())
    assert navigator.width() / navigator.height() == pytest.approx(2, rel=0.1)
    assert pixel(navigator, spot(navigator, 0.05, 0.05)).red() == 0
    assert pixel(navigator, spot(navigator, 0.95, 0.95)).red() > 150
    canvas.resize(500, 300)
    assert canvas.rect().contains(navigator.geometry())


def test_a_click_and_a_drag_look_elsewhere(canvas, navigator):
    QTest.mousePress(navigator, LEFT, pos=spot(navigator, 0.25, 0.5))
    assert canvas.viewport_.centre.distance(Point(400, 400)) < 12
    QTest.mouseMove(navigator, spot(navigator, 0.75, 0.25))
    assert canvas.viewport_.centre.distance(Point(1200, 200)) < 12
    QTest.mouseRelease(navigator, LEFT, pos=spot(navigator, 0.75, 0.25))
    assert canvas.viewport_.scale == 2
    assert not canvas.document.mask.any()


def test_a_pen_or_finger_on_it_does_nothing_to_the_canvas_below(canvas, navigator, brush):
    canvas.set_tool(BrushTool(brush))
    there = spot(navigator, 0.75, 0.25)
    pen, device = stylus(), QTest.createTouchDevice()
    for kind, held in ((PEN_MOVE, False), (PEN_PRESS, True), (PEN_RELEASE, False)):
        tablet(navigator, pen, kind, there.x(), there.y(), held)
    assert not canvas.document.mask.any()
    assert canvas.viewport_.centre.distance(Point(1200, 200)) < 12
    here = spot(navigator, 0.25, 0.5)
    for kind in ("press", "release"):
        touch(navigator, device, (here.x(), here.y()), kind=kind)
    assert canvas.viewport_.centre.distance(Point(400, 400)) < 40
    assert canvas.viewport_.scale == 2


def test_the_frame_is_what_is_in_view_also_turned(canvas, navigator):
    canvas.turn_to(30)
    corners = [QPointF(point) for point in navigator._frame]
    scale = (navigator.width() - 2 * BORDER) / 1600
    for corner, (x, y) in zip(corners, ((0, 0), (600, 0), (600, 400), (0, 400)), strict=True):
        seen = canvas.viewport_.to_canvas(Point(x, y))
        assert corner.x() == pytest.approx(BORDER + seen.x * scale, abs=1.5)
        assert corner.y() == pytest.approx(BORDER + seen.y * scale, abs=1.5)


def test_it_follows_the_picture_and_leaves_with_it(canvas, navigator, document):
    before = pixel(navigator, spot(navigator, 0.05, 0.05))
    white = frozen(np.full((800, 1600, 3), 255, np.uint8))
    with document.undo.group("adopt"):
        document.derive((Piece(document.canvas, white),), document.canvas, "r", document.current.id)
    navigator.renew()
    assert pixel(navigator, spot(navigator, 0.05, 0.05)) != before
    canvas.set_document(None)
    navigator.renew()
    assert not navigator.isVisible()
    canvas.set_document(Document(np.zeros((1, 1, 3), np.uint8)))
    navigator.renew()
    assert navigator.isVisible()
    navigator.set_shown(False)
    assert not navigator.isVisible()


@pytest.mark.parametrize("size", [(1, 1), (30_000, 200), (200, 30_000)])
def test_odd_pictures_have_a_navigator_too(canvas, navigator, size):
    canvas.set_document(Document(np.full((size[1], size[0], 3), 9, np.uint8)))
    navigator.renew()
    assert not navigator.grab().isNull()
    QTest.mouseClick(navigator, LEFT, pos=navigator.rect().center())
    middle = Point(size[0] / 2, size[1] / 2)
    assert canvas.viewport_.centre.distance(middle) <= max(size) * 0.02 + 1
