"""What tools draw over the picture: repainting little gives the same as repainting all."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from fluxfill_studio.core.geometry import Point, Rect, Size
from fluxfill_studio.tools.base import Line, Sketch
from fluxfill_studio.ui.canvas.sketch import MANY, PART, SketchLayer
from fluxfill_studio.ui.canvas.viewport import Viewport

WIDTH, HEIGHT = 240, 180
GREY = QColor(128, 128, 128)
coordinates = st.builds(Point, st.integers(-40, 300), st.integers(-40, 220))
viewports = st.builds(
    lambda angle, mirrored, ratio, scale: Viewport(
        Size(round(WIDTH * ratio), round(HEIGHT * ratio)),
        ratio,
        scale * ratio,
        Point(120, 90),
        angle,
        mirrored,
    ),
    st.sampled_from([0.0, 90.0, 30.0, -135.0]),
    st.booleans(),
    st.sampled_from([1.0, 1.5, 2.0]),
    st.sampled_from([0.5, 1.0, 3.0]),
)
sketches = st.builds(
    Sketch,
    st.lists(st.builds(Line, st.lists(coordinates, max_size=6), st.booleans()), max_size=2).map(
        tuple
    ),
    st.lists(coordinates, max_size=3).map(tuple),
)


class Screen:
    """An image that is repainted only where the layer says."""

    def __init__(self, ratio: float) -> None:
        self.image = QImage(round(WIDTH * ratio), round(HEIGHT * ratio), QImage.Format.Format_RGB32)
        self.image.setDevicePixelRatio(ratio)
        self.image.fill(GREY)
        self.layer = SketchLayer()

    def show(self, sketch: Sketch, viewport: Viewport) -> QRect:
        region = self.layer.show(sketch, viewport)
        painter = QPainter(self.image)
        painter.setClipRegion(region)
        painter.fillRect(0, 0, WIDTH, HEIGHT, GREY)
        self.layer.paint(painter, region)
        painter.end()
        return region.boundingRect()

    @property
    def pixels(self) -> np.ndarray:
        rows = np.frombuffer(self.image.constBits(), np.uint8)
        return rows.reshape(self.image.height(), -1, 4)[:, : self.image.width(), :3].astype(int)


@settings(deadline=None, max_examples=60)
@given(viewports, st.lists(sketches, min_size=1, max_size=4))
def test_a_sketch_that_changes_looks_as_if_drawn_at_once(qapp, viewport, steps):
    screen = Screen(viewport.ratio)
    for sketch in steps:
        screen.show(sketch, viewport)
    fresh = Screen(viewport.ratio)
    fresh.show(steps[-1], viewport)
    # Qt smooths a thin line a trace differently when a point is repeated at its end.
    assert np.abs(screen.pixels - fresh.pixels).max() <= 8


def spiral(count):
    return [
        Point(120 + turn * math.cos(turn), 90 + turn * math.sin(turn))
        for turn in (number / 12 for number in range(count))
    ]


def test_a_line_that_grows_is_repainted_at_its_end_only(qapp):
    viewport = Viewport(Size(WIDTH, HEIGHT), 1.0, 1.0, Point(120, 90))
    points = spiral(3 * PART)
    growing: list[Point] = []  # the same list all the time, as tools do it
    screen, whole = Screen(1.0), Screen(1.0)
    for point in points:
        growing.append(point)
        assert screen.show(Sketch((Line(growing),)), viewport).width() < 20
    whole.show(Sketch((Line(points),)), viewport)
    assert np.abs(screen.pixels - whole.pixels).max() <= 1


@pytest.mark.parametrize("closed", [False, True])
def test_a_line_lies_where_the_picture_is(qapp, closed):
    viewport = Viewport(Size(WIDTH, HEIGHT), 1.0, 2.0, Point(60, 50), 90.0, True)
    corners = [Point(30, 40), Point(80, 40), Point(80, 60)]
    screen = Screen(1.0)
    screen.show(Sketch((Line(corners, closed),), (Point(50, 50),)), viewport)
    drawn = screen.pixels != 0x80

    def seen(point):
        at = viewport.to_view(point)
        return bool(
            drawn[round(at.y) - 1 : round(at.y) + 2, round(at.x) - 1 : round(at.x) + 2].any()
        )

    assert seen(Point(55, 40))
    assert seen(Point(80, 50))
    assert seen(Point(55, 50)) is closed
    assert not seen(Point(55, 57))
    assert seen(Point(50, 50))


def test_a_view_that_moves_moves_the_sketch(qapp):
    line = Sketch((Line([Point(10, 10), Point(200, 150)]),))
    one = Viewport(Size(WIDTH, HEIGHT), 1.0, 1.0, Point(120, 90))
    two = one.panned(30, -20, Rect(0, 0, 240, 180))
    moved, fresh = Screen(1.0), Screen(1.0)
    moved.layer.show(line, one)
    moved.layer.show(line, two)
    for screen in (moved, fresh):
        screen.layer.show(line, two)
        painter = QPainter(screen.image)
        screen.layer.paint(painter, QRegion(0, 0, WIDTH, HEIGHT))
        painter.end()
    np.testing.assert_array_equal(moved.pixels, fresh.pixels)
    assert (moved.pixels != 0x80).any()


def test_a_vanished_line_is_wiped_whole(qapp):
    viewport = Viewport(Size(WIDTH, HEIGHT), 1.0, 1.0, Point(120, 90))
    screen = Screen(1.0)
    screen.show(Sketch((Line(spiral(4 * MANY)),), (Point(5, 5),)), viewport)
    assert (screen.pixels != 0x80).any()
    screen.show(Sketch(), viewport)
    assert (screen.pixels == 0x80).all()
