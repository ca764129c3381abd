"""Zoom, pan and fit as pure geometry."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Point, Rect, Size
from fluxfill_studio.ui.canvas.viewport import FIT_MARGIN, LEAST, MOST, STEPS, Viewport

CANVAS = Rect(-30, 10, 1000, 700)
ratios = st.sampled_from([1.0, 1.25, 1.5, 2.0])
viewports = st.builds(
    Viewport,
    st.builds(Size, st.integers(50, 3000), st.integers(50, 2000)),
    ratios,
    st.floats(0.02, 32),
    st.builds(Point, st.floats(-30, 970), st.floats(10, 710)),
    st.sampled_from([0.0, 90.0, 180.0, -90.0]) | st.floats(-179, 180),
    st.booleans(),
)
places = st.builds(Point, st.floats(0, 1500), st.floats(0, 1000))


@given(viewports, places)
def test_there_and_back(viewport, place):
    back = viewport.to_view(viewport.to_canvas(place))
    assert back.distance(place) < 1e-6


@given(viewports, st.floats(-200, 1200), st.floats(-200, 1200), st.floats(0.02, 32))
def test_what_lies_under_the_anchor_stays_there(viewport, x, y, scale):
    anchor = viewport.to_view(Point(min(max(x, -30), 970), min(max(y, 10), 710)))
    before = viewport.to_canvas(anchor)
    after = viewport.scaled(scale, anchor, CANVAS)
    if kept_inside(after):  # else the picture was kept in view instead
        assert after.to_view(before).distance(anchor) * after.ratio <= 1.5


@given(viewports)
def test_fit_shows_everything_with_a_margin(viewport):
    fitted = viewport.fitted(CANVAS)
    shown = fitted.device_rect(CANVAS)
    margin = FIT_MARGIN * viewport.ratio - 1
    if min(viewport.size) > 3 * FIT_MARGIN * viewport.ratio:
        assert shown.x >= margin
        assert shown.y >= margin
        across, down = shown.width + 2 * margin, shown.height + 2 * margin
        reached = across > viewport.size.width - 5 or down > viewport.size.height - 5
        assert reached or fitted.scale == MOST
        assert shown.right <= viewport.size.width - margin
        assert shown.bottom <= viewport.size.height - margin


@given(viewports)
def test_scale_keeps_its_limits(viewport):
    anchor = Point(10, 10)
    assert viewport.scaled(1e6, anchor, CANVAS).scale == MOST
    least = min(LEAST, viewport.fitted(CANVAS).scale)
    assert viewport.scaled(1e-6, anchor, CANVAS).scale == least
    panorama = Rect(0, 0, 400_000, 20)
    assert viewport.scaled(1e-6, anchor, panorama).scale < LEAST


def test_one_picture_pixel_on_one_device_pixel():
    viewport = Viewport(Size(801, 601), 1.5, 1.0, Point(300.37, 200.81))
    left, top = viewport.origin
    assert viewport.device_rect(Rect(7, 9, 20, 30)) == Rect(7 + left, 9 + top, 20, 30)


@pytest.mark.parametrize("scale", [0.02, 0.1, 0.34, 1.0, 1.7, 31.0])
def test_steps_go_up_and_down(scale):
    viewport = Viewport(Size(100, 100), scale=scale)
    assert viewport.next_scale(1) > scale
    assert viewport.next_scale(-1) < scale or scale == STEPS[0]


@given(viewports, ratios)
def test_another_screen_shows_the_same_size_and_place(viewport, ratio):
    moved = viewport.resized(viewport.size, ratio)
    assert moved.zoom == pytest.approx(viewport.zoom)
    assert moved.centre == viewport.centre


def test_panning_never_loses_the_picture():
    viewport = Viewport(Size(400, 300), 1.0, 0.5, Point(100, 100))
    far = viewport.panned(1e5, -1e5, CANVAS)
    assert not far.device_rect(CANVAS).intersected(Rect(0, 0, 400, 300)).empty


@given(viewports, places, st.floats(-720, 720))
def test_turning_holds_what_lies_under_the_anchor(viewport, anchor, angle):
    fixed = viewport.to_canvas(anchor)
    turned = viewport.turned(angle, anchor, CANVAS)
    assert -180 < turned.angle <= 180
    assert abs((turned.angle - angle + 180) % 360 - 180) < 1e-6
    assert turned.scale == viewport.scale
    if kept_inside(turned):
        assert turned.to_view(fixed).distance(anchor) * turned.ratio <= 1.5


@given(viewports, places, places)
def test_a_flip_shows_left_for_right(viewport, anchor, place):
    flipped = viewport.flipped(anchor, CANVAS)
    if kept_inside(flipped):
        mirror = Point(2 * anchor.x - place.x, place.y)
        seen = flipped.to_view(viewport.to_canvas(place))
        assert seen.distance(mirror) * viewport.ratio <= 3


@given(viewports, st.floats(-300, 300), st.floats(-300, 300))
def test_a_pan_follows_the_hand_at_any_angle(viewport, dx, dy):
    panned = viewport.panned(dx, dy, CANVAS)
    if kept_inside(panned):
        spot = Point(40, 50)
        moved = panned.to_view(viewport.to_canvas(spot))
        assert moved.distance(spot.moved(dx, dy)) * viewport.ratio <= 1.5


def kept_inside(viewport):
    """Whether the middle of the view had no need to be brought back over the canvas."""
    return -30 < viewport.centre.x < 970 and 10 < viewport.centre.y < 710


def test_clockwise_and_mirrored_mean_what_they_say():
    turned = Viewport(Size(100, 100), angle=90.0)
    assert turned.to_view(Point(10, 0)) == Point(50, 60)  # right becomes down
    mirrored = Viewport(Size(100, 100), mirrored=True)
    assert mirrored.to_view(Point(10, 5)) == Point(40, 55)
    assert turned.flipped(Point(50, 50), Rect(0, 0, 9, 9)).to_view(Point(0, 9)).x == 59
