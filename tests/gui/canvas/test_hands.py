"""Moving the view instead of painting, and sizing the brush with the right button."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from fluxfill_studio.core.geometry import Point
from tests.gui.canvas.events import (
    ALT,
    CTRL,
    MIDDLE,
    MOVE,
    NONE,
    PEN_MOVE,
    PEN_PRESS,
    PEN_RELEASE,
    PRESS,
    RELEASE,
    RIGHT,
    SHIFT,
    drag,
    hold,
    hover,
    let_go,
    mouse,
    stylus,
    tablet,
    wheel,
)

Shape = Qt.CursorShape


@pytest.fixture
def asked(view):
    heard = []
    view.options_wished.connect(lambda at, pen: heard.append((at, pen)))
    return heard


def test_the_hand_pans_until_a_tool_is_taken_again(view, document):
    heard = []
    view.hand_changed.connect(heard.append)
    view.zoom_to(4)
    view.set_hand("hand")
    before = view.viewport_.origin
    drag(view, (200, 200), (230, 190))
    assert view.viewport_.origin == (before[0] + 30, before[1] - 10)
    assert view.cursor().shape() == Shape.OpenHandCursor
    assert not document.mask.any()
    view.set_hand(None)
    drag(view, (200, 200), (230, 190))
    assert document.mask.any()
    assert heard == ["hand", None]


def test_turning_follows_the_pointer_round_the_middle_and_shift_keeps_steps(view, document):
    view.set_hand("turn")
    mouse(view, PRESS, 500, 200)
    mouse(view, MOVE, 300, 350)
    assert view.viewport_.angle == pytest.approx(90)
    mouse(view, MOVE, 480, 350, keys=SHIFT)
    assert view.viewport_.angle == pytest.approx(45)  # 39.8 nearest step
    assert view.cancel_gesture()
    assert view.viewport_.angle == 0
    mouse(view, RELEASE, 480, 350)
    drag(view, (500, 200), (300, 350))
    drag(view, (500, 200), (300, 350))
    assert view.viewport_.angle == pytest.approx(180)
    assert not document.mask.any()


def test_a_turn_by_hand_catches_the_quarters(view):
    view.set_hand("turn")
    mouse(view, PRESS, 500, 200)
    for to, angle in (((500, 206), 0), ((500, 208), 2.29), ((306, 400), 90), ((100, 206), 180)):
        mouse(view, MOVE, *to)
        assert view.viewport_.angle == pytest.approx(angle, abs=0.01)
    mouse(view, RELEASE, 100, 206)


def test_zooming_by_clicks_and_by_dragging_stays_where_it_began(view, document):
    view.set_hand("zoom")
    spot = view.viewport_.to_canvas(Point(350, 220))
    drag(view, (350, 220))
    assert view.viewport_.scale == 1.5
    drag(view, (350, 220), keys=ALT)
    assert view.viewport_.scale == 1
    drag(view, (350, 220), (410, 225), (470, 250))
    assert view.viewport_.scale == pytest.approx(2)
    assert view.viewport_.to_view(spot).distance(Point(350, 220)) <= 1.5
    mouse(view, PRESS, 350, 220)
    mouse(view, MOVE, 230, 220)
    assert view.viewport_.scale == pytest.approx(1)
    view.cancel_gesture()
    assert view.viewport_.scale == pytest.approx(2)
    assert not document.mask.any()


def test_space_is_a_hand_over_every_other_one(view):
    view.set_hand("zoom")
    hold(view, Qt.Key.Key_Space)
    before = view.viewport_
    drag(view, (300, 200), (340, 200))
    assert view.viewport_.scale == before.scale
    assert view.viewport_ != before
    let_go(view, Qt.Key.Key_Space)
    assert view.hand == "zoom"


@pytest.mark.parametrize("keys", [CTRL, ALT])
def test_the_right_button_sizes_the_brush_where_it_was_pressed(view, brush, document, asked, keys):
    view.zoom_to(2)
    mouse(view, PRESS, 300, 200, RIGHT, keys)
    mouse(view, MOVE, 340, 205, RIGHT, keys)
    assert brush.brush.diameter == 20 + 2 * 40 / 2
    assert brush.brush.hardness == 1, "a hand is never quite level"
    image = view.grab().toImage()
    ring = brush.brush.radius * 2
    beside = [image.pixelColor(round(300 + ring + step), 200) for step in (-1, 0, 1)]
    assert any(colour.lightness() < 60 for colour in beside), "no ring round the press"
    mouse(view, MOVE, 340, 310, RIGHT, keys)
    assert brush.brush.hardness == pytest.approx(0.5)
    mouse(view, RELEASE, 340, 310, RIGHT, keys)
    assert not asked
    assert not document.mask.any()


def test_escape_gives_the_brush_its_size_back(view, brush):
    before = brush.brush
    mouse(view, PRESS, 300, 200, RIGHT, CTRL)
    mouse(view, MOVE, 390, 100, RIGHT, CTRL)
    assert brush.brush != before
    view.cancel_gesture()
    assert brush.brush == before


def test_a_right_click_asks_for_options_but_a_right_drag_does_not(view, asked, document):
    drag(view, (220, 130), (222, 131), button=RIGHT)
    assert asked == [(Point(222, 131), False)]
    drag(view, (220, 130), (260, 131), button=RIGHT)
    assert len(asked) == 1
    pen = stylus()
    tablet(view, pen, PEN_PRESS, 200, 150, button=RIGHT)
    tablet(view, pen, PEN_RELEASE, 200, 150, False, button=RIGHT)
    assert asked[-1] == (Point(200, 150), True)
    assert not document.mask.any()


def test_the_menu_key_asks_too_and_no_menu_of_the_window_opens(view, asked):
    hover(view, 120, 90)
    for reason in (QContextMenuEvent.Reason.Keyboard, QContextMenuEvent.Reason.Mouse):
        middle = view.rect().center()
        event = QContextMenuEvent(reason, middle, view.mapToGlobal(middle))
        QApplication.sendEvent(view, event)
        assert event.isAccepted()
    assert asked == [(Point(120, 90), False)]


def test_no_options_without_a_picture(view, asked):
    view.set_document(None)
    drag(view, (220, 130), button=RIGHT)
    assert not asked
    assert view.cursor().shape() == Shape.ArrowCursor


def test_a_pen_with_its_middle_button_pans(view, document):
    view.zoom_to(4)
    before = view.viewport_.origin
    pen = stylus()
    tablet(view, pen, PEN_PRESS, 200, 200, button=MIDDLE)
    tablet(view, pen, PEN_MOVE, 230, 200, button=MIDDLE)
    tablet(view, pen, PEN_RELEASE, 230, 200, False, button=MIDDLE)
    assert view.viewport_.origin == (before[0] + 30, before[1])
    assert not document.mask.any()


def test_a_wheel_in_fine_steps_keeps_its_place(view):
    """A hundred small steps must not drift as their roundings add up."""
    spot = view.viewport_.to_canvas(Point(150, 120))
    for _step in range(60):
        wheel(view, 150, 120, 7)
    assert view.viewport_.scale > 2
    assert view.viewport_.to_view(spot).distance(Point(150, 120)) <= 1.5
    for _step in range(60):
        wheel(view, 150, 120, -7)
    assert view.viewport_.scale == pytest.approx(1)
    assert view.viewport_.to_view(spot).distance(Point(150, 120)) <= 1.5


def test_a_lost_release_ends_every_hold(view, brush, document):
    mouse(view, PRESS, 300, 200, RIGHT, CTRL)
    mouse(view, MOVE, 340, 200, RIGHT, CTRL)
    size = brush.brush.diameter
    mouse(view, MOVE, 500, 200, RIGHT, CTRL, held=NONE)
    assert not view.busy
    assert brush.brush.diameter == size
