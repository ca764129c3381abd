"""A shape that waits, and the keys and gestures round it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QFocusEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.tools.brush import BrushTool
from tests.gui.canvas.events import (
    ALT,
    DOUBLE,
    MOVE,
    PEN_PRESS,
    PEN_RELEASE,
    PRESS,
    RELEASE,
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

Key = Qt.Key


def click(view, x, y):
    mouse(view, PRESS, x, y)
    mouse(view, RELEASE, x, y)


def action(view, key, ran):
    """What the window does with a key on the canvas."""
    made = QAction("act", view)
    made.setShortcut(QKeySequence(key))
    made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    made.triggered.connect(lambda: ran.append(key))
    view.addAction(made)


@pytest.fixture
def focused(view):
    view.activateWindow()
    view.setFocus()
    QApplication.processEvents()
    assert view.hasFocus()
    return view


def test_the_pointer_is_told_to_the_tool_before_any_press(view, corners):
    hover(view, 210, 120, SHIFT)
    assert corners.hovers[-1].at == view.viewport_.to_canvas(Point(210, 120))
    assert corners.hovers[-1].shift
    assert not corners.moves


def test_keys_and_zoom_under_a_pointer_that_stands_still_reach_the_tool(view, corners):
    hover(view, 210, 120)
    hold(view, Key.Key_Alt)
    assert corners.hovers[-1].alt
    let_go(view, Key.Key_Alt, ALT)
    assert not corners.hovers[-1].alt
    wheel(view, 300, 300)
    assert corners.hovers[-1].at == view.viewport_.to_canvas(Point(210, 120))
    assert corners.hovers[-1].zoom == view.viewport_.zoom
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    count = len(corners.hovers)
    view.zoom_to(1)
    assert len(corners.hovers) == count


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Enter])
def test_enter_completes_what_waits_and_is_the_windows_otherwise(focused, corners, key):
    ran = []
    action(focused, key, ran)
    click(focused, 100, 100)
    QTest.keyClick(focused, key)
    assert corners.told == [("complete", 1)]
    assert not ran
    QTest.keyClick(focused, key)
    assert ran == [key]


def test_backspace_takes_the_last_point_away(focused, corners):
    ran = []
    action(focused, Key.Key_Backspace, ran)
    for x in (100, 150):
        click(focused, x, 100)
    QTest.keyClick(focused, Key.Key_Backspace)
    assert len(corners.points) == 1
    assert not ran
    assert focused.step_back()
    assert not focused.step_back()
    QTest.keyClick(focused, Key.Key_Backspace)
    assert ran


def test_arrows_move_what_the_tool_moves_or_go_on_to_their_action(focused, corners):
    ran = []
    action(focused, Key.Key_Right, ran)
    corners.movable = True
    QTest.keyClick(focused, Key.Key_Right)
    QTest.keyClick(focused, Key.Key_Up, SHIFT)
    assert corners.told == [("nudge", (1, 0)), ("nudge", (0, -10))]
    assert not ran
    corners.movable = False
    QTest.keyClick(focused, Key.Key_Right)
    assert ran == [Key.Key_Right]


def test_arrows_go_where_they_point_in_a_turned_view(focused, corners):
    focused.turn_to(90)
    QTest.keyClick(focused, Key.Key_Right)
    focused.turn_to(0)
    focused.flip_view()
    QTest.keyClick(focused, Key.Key_Right)
    assert corners.told == [("nudge", (0, -1)), ("nudge", (-1, 0))]


def test_escape_ends_the_gesture_first_and_then_what_waits(view, corners):
    click(view, 100, 100)
    mouse(view, PRESS, 150, 100)
    assert view.cancel_gesture()
    assert corners.told == [("cancel", True)]
    mouse(view, RELEASE, 150, 100)
    click(view, 100, 100)
    assert view.cancel_gesture()
    assert corners.told[-1] == ("cancel", False)
    assert not corners.points
    assert not view.cancel_gesture()


def test_a_double_click_completes(view, corners):
    click(view, 100, 100)
    click(view, 200, 100)
    mouse(view, DOUBLE, 200, 100)
    mouse(view, RELEASE, 200, 100)
    assert corners.told == [("complete", 2)]


def test_a_double_click_with_nothing_waiting_is_a_second_press(view, document):
    click(view, 200, 100)
    mouse(view, DOUBLE, 260, 100)
    mouse(view, RELEASE, 260, 100)
    assert len(document.undo.entries) == 2


def test_two_quick_taps_of_a_pen_complete_too(view, corners):
    pen = stylus()
    for x, time in ((100, 1000), (200, 3000), (203, 3100)):
        tablet(view, pen, PEN_PRESS, x, 100, time=time)
        tablet(view, pen, PEN_RELEASE, x, 100, False, time=time + 20)
    assert corners.told == [("complete", 2)]


def test_another_tool_completes_and_another_picture_gives_up(view, corners, brush):
    click(view, 100, 100)
    view.set_tool(corners)
    assert corners.points, "the same tool again is no other tool"
    view.set_tool(BrushTool(brush))
    assert ("complete", 1) in corners.told
    view.set_tool(corners)
    click(view, 100, 100)
    corners.told.clear()
    view.set_document(None)
    assert ("cancel", False) in corners.told
    assert ("complete", 1) not in corners.told


def test_what_waits_outlives_the_keyboard_and_looking_around(view, corners):
    click(view, 100, 100)
    QApplication.sendEvent(view, QFocusEvent(QEvent.Type.FocusOut))
    view.set_hand("zoom")
    click(view, 300, 200)
    view.set_hand(None)
    assert len(corners.points) == 1


def test_keys_held_during_a_drag_reach_the_tool_at_once(view, corners):
    mouse(view, PRESS, 100, 100)
    mouse(view, MOVE, 150, 100)
    hold(view, Key.Key_Shift)
    assert corners.moves[-1].shift
    hold(view, Key.Key_Space, SHIFT)
    assert corners.moves[-1].space
    assert corners.moves[-1].shift
    mouse(view, MOVE, 160, 110)
    assert corners.moves[-1].space
    let_go(view, Key.Key_Space)
    assert not corners.moves[-1].space
    assert corners.moves[-1].at == corners.moves[-2].at
    let_go(view, Key.Key_Shift, SHIFT)
    assert not corners.moves[-1].shift
    mouse(view, RELEASE, 160, 110)


def test_during_a_gesture_only_escape_is_a_shortcut(focused, document):
    ran = []
    for key in (Key.Key_X, Key.Key_Escape, Key.Key_Return):
        action(focused, key, ran)
    mouse(focused, PRESS, 200, 200)
    for key in (Key.Key_X, Key.Key_Return, Key.Key_Escape):
        QTest.keyClick(focused, key)
    assert ran == [Key.Key_Escape]
    mouse(focused, RELEASE, 220, 200)
    QTest.keyClick(focused, Key.Key_X)
    assert ran[-1] == Key.Key_X
    assert len(document.undo.entries) == 1


def test_alt_goes_no_further_than_the_canvas(focused, document):
    """A menu bar above would take it for its own."""
    ran = []
    action(focused, QKeySequence("Alt+F"), ran)
    pen = stylus()
    tablet(focused, pen, QEvent.Type.TabletMove, 200, 200, False)
    QTest.keyClick(focused, Key.Key_F, ALT)
    assert not ran, "a pen is near"
    hover(focused, 210, 200)
    QTest.keyClick(focused, Key.Key_F, ALT)
    assert len(ran) == 1
    mouse(focused, PRESS, 200, 200)
    QTest.keyClick(focused, Key.Key_F, ALT)
    mouse(focused, RELEASE, 200, 200)
    assert len(ran) == 1


def test_a_shape_is_drawn_with_its_label_and_goes_away(view, corners):
    drag(view, (100, 100))
    drag(view, (160, 140))
    view.point_at(None)
    bare = view.scene.surface().image.pixelColor(130, 120)
    drawn = view.grab().toImage().pixelColor(130, 120)
    assert bare != drawn
    view.cancel_gesture()
    view.point_at(None)
    assert view.grab().toImage().pixelColor(130, 120) == bare
