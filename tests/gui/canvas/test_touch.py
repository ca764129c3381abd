"""Fingers on the canvas."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.ui.canvas import touch as touching
from tests.gui.canvas.events import (
    MOVE,
    PEN_MOVE,
    PEN_PRESS,
    PEN_RELEASE,
    PRESS,
    RELEASE,
    fingers,
    mouse,
    stylus,
    tablet,
    touch,
)

LATER = 10**9  # ms; no touch of a test comes after it


@pytest.fixture(scope="module")
def device(qapp):
    return QTest.createTouchDevice()


@pytest.fixture
def wishes(view):
    heard = []
    view.undo_wished.connect(lambda: heard.append(True))
    return heard


def test_one_finger_pans_and_never_paints(view, document, device, wishes):
    view.zoom_to(4)
    before = view.viewport_.origin
    fingers(view, device, [(200, 200)], [(215, 190)], [(240, 185)])
    assert view.viewport_.origin == (before[0] + 40, before[1] - 15)
    assert not document.mask.any()
    assert not wishes


def test_two_fingers_pan_and_zoom_round_what_lies_between_them(view, device, wishes):
    view.zoom_to(4)
    spot = view.viewport_.to_canvas(Point(300, 200))
    fingers(view, device, [(250, 200), (350, 200)], [(220, 220), (420, 220)])
    assert view.viewport_.scale == pytest.approx(8, rel=0.02)
    assert view.viewport_.to_view(spot).distance(Point(320, 220)) < 4
    assert view.viewport_.angle == 0
    assert not wishes


def test_a_pinch_that_is_not_quite_straight_does_not_turn_but_a_turn_does(view, device):
    tilted = [[(200, 200 - by), (400, 200 + by)] for by in (0, 6, 10, 14, 5)]  # 8 degrees
    fingers(view, device, *tilted)
    assert view.viewport_.angle == 0
    steps = [(300, 100), (360, 120), (400, 200), (390, 260), (300, 300)]
    fingers(view, device, *[[(300, 200), step] for step in steps])
    assert 90 < view.viewport_.angle < 180


def test_a_turn_by_fingers_catches_the_quarters_and_leaves_them(view, device):
    steps = [(500, 200), (480, 290), (400, 380), (305, 400)]
    touch(view, device, (300, 200), steps[0], kind="press")
    for step in steps[1:]:
        touch(view, device, (300, 200), step, kind="move")
    begun = view.viewport_.angle  # less the first degrees, which are no turn yet
    for degrees in range(1, 60):
        turn = math.radians(88.57 + degrees)
        step = round(300 + 200 * math.cos(turn)), round(200 + 200 * math.sin(turn))
        touch(view, device, (300, 200), step, kind="move")
        free = begun + degrees
        wanted = 90 if abs(free - 90) < 1.5 else free
        assert view.viewport_.angle == pytest.approx(wanted, abs=0.6 if wanted == free else 0)
    touch(view, device, (300, 200), step, kind="release")


def test_a_tap_of_two_is_undo_and_of_one_nothing(view, device, wishes, monkeypatch):
    fingers(view, device, [(200, 200)])
    assert not wishes
    fingers(view, device, [(200, 200), (300, 200)])
    assert len(wishes) == 1
    fingers(view, device, [(200, 200), (300, 200)], [(240, 200), (340, 200)])
    assert len(wishes) == 1, "that was a pan"
    monkeypatch.setattr(touching, "TAP_MS", -1)
    fingers(view, device, [(200, 200), (300, 200)])
    assert len(wishes) == 1, "that was a rest"


def test_a_finger_put_down_later_or_lifted_earlier_makes_nothing_jump(view, device):
    view.zoom_to(4)
    touch(view, device, (200, 200), kind="press")
    before = view.viewport_
    sequence = QTest.touchEvent(view, device, autoCommit=False)
    sequence.move(0, QPoint(200, 200))
    sequence.press(1, QPoint(500, 300))
    sequence.commit()
    assert view.viewport_ == before
    touch(view, device, (200, 200), (500, 300), kind="release")
    assert view.viewport_ == before


def test_a_palm_beside_the_pen_does_nothing(view, document, device, wishes):
    pen = stylus()
    tablet(view, pen, PEN_MOVE, 100, 100, False, time=LATER)
    before = view.viewport_
    fingers(view, device, [(200, 200), (300, 200)], [(260, 250), (300, 300)])
    fingers(view, device, [(200, 200), (300, 200)])
    assert view.viewport_ == before
    assert not wishes


def test_a_palm_stays_one_when_the_pen_is_long_gone(view, device, wishes, monkeypatch):
    tablet(view, stylus(), PEN_MOVE, 100, 100, False, time=LATER)
    view.zoom_to(4)
    touch(view, device, (200, 200), kind="press")
    monkeypatch.setattr(touching, "PALM_MS", -(10**9))
    before = view.viewport_
    touch(view, device, (260, 200), kind="move")
    assert view.viewport_ == before
    sequence = QTest.touchEvent(view, device, autoCommit=False)
    sequence.move(0, QPoint(270, 200))
    sequence.press(1, QPoint(500, 300))
    sequence.commit()
    touch(view, device, (260, 200), (540, 300), kind="move")
    assert view.viewport_.origin == (before.origin[0] + 40, before.origin[1]), "a finger beside it"
    assert view.viewport_.scale == 4
    touch(view, device, (260, 200), (540, 300), kind="release")
    fingers(view, device, [(200, 200)], [(230, 200)])
    assert view.viewport_.origin == (before.origin[0] + 70, before.origin[1]), "the next touch"
    assert not wishes


def test_a_pen_that_comes_down_takes_over_from_the_fingers(view, document, device):
    view.zoom_to(4)
    pen = stylus()
    touch(view, device, (200, 200), kind="press")
    touch(view, device, (220, 200), kind="move")
    tablet(view, pen, PEN_PRESS, 300, 200, time=LATER)
    before = view.viewport_
    touch(view, device, (300, 300), kind="move")
    assert view.viewport_ == before
    tablet(view, pen, PEN_MOVE, 320, 200, time=LATER)
    touch(view, device, (300, 300), kind="release")
    tablet(view, pen, PEN_RELEASE, 320, 200, False, time=LATER)
    assert len(document.undo.entries) == 1


def test_fingers_wait_while_a_mouse_paints(view, document, device):
    mouse(view, PRESS, 200, 200)
    before = view.viewport_
    fingers(view, device, [(300, 300)], [(350, 350)])
    assert view.viewport_ == before
    mouse(view, MOVE, 240, 200)
    mouse(view, RELEASE, 240, 200)
    assert len(document.undo.entries) == 1
