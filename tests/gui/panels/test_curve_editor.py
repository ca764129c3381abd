"""The curve of the pen's pressure, by mouse, keys and text."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.tools.brush_settings import BrushSettings, brush_options
from fluxfill_studio.tools.pressure import Curve
from fluxfill_studio.ui.panels.option_row import OptionRow
from fluxfill_studio.ui.widgets.curve_editor import CurveEditor

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def editor(qtbot):
    made = CurveEditor("0,0 0.5,0.5 1,1")
    qtbot.addWidget(made)
    made.show()
    made.heard = []
    made.changed.connect(made.heard.append)
    return made


def spot(editor, x, y) -> QPoint:
    return editor.plot.place(Point(x, y)).toPoint()


def test_a_point_is_dragged_and_said(editor):
    QTest.mousePress(editor.plot, LEFT, pos=spot(editor, 0.5, 0.5))
    QTest.mouseMove(editor.plot, spot(editor, 0.6, 0.3))
    QTest.mouseRelease(editor.plot, LEFT, pos=spot(editor, 0.6, 0.3))
    QTest.mouseMove(editor.plot, spot(editor, 0.9, 0.9))
    middle = Curve.parse(editor.text).points[1]
    assert middle.distance(Point(0.6, 0.3)) < 0.01
    assert editor.heard[-1] == editor.text == editor.field.text()
    assert f"{middle.x}" in editor.plot.accessibleName()


def test_a_dragged_point_stays_between_its_neighbours(editor):
    QTest.mousePress(editor.plot, LEFT, pos=spot(editor, 0.5, 0.5))
    QTest.mouseMove(editor.plot, spot(editor, 1.1, -0.1))
    assert Curve.parse(editor.text).points[1] == Point(0.99, 0)
    QTest.mouseRelease(editor.plot, LEFT)


def test_a_point_without_room_beside_it_moves_up_and_down_only(editor):
    editor.show_text("0,0 0.5,0.2 0.505,0.3 0.51,0.4 1,1")
    for key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageUp, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(editor.plot, key)
    assert editor.text == "0,0 0.5,0.2 0.505,0.31 0.51,0.4 1,1"


def test_the_ends_move_up_and_down_only(editor):
    QTest.mousePress(editor.plot, LEFT, pos=spot(editor, 1, 1))
    QTest.mouseMove(editor.plot, spot(editor, 0.7, 0.8))
    QTest.mouseRelease(editor.plot, LEFT)
    end = Curve.parse(editor.text).points[-1]
    assert end.x == 1
    assert end.y == pytest.approx(0.8, abs=0.01)


def test_a_press_beside_the_points_adds_one_and_drags_it(editor):
    QTest.mousePress(editor.plot, LEFT, pos=spot(editor, 0.25, 0.4))
    added = Curve.parse(editor.text).points[1]
    assert added.distance(Point(0.25, 0.4)) < 0.01
    QTest.mouseMove(editor.plot, spot(editor, 0.3, 0.2))
    QTest.mouseRelease(editor.plot, LEFT, pos=spot(editor, 0.3, 0.2))
    assert Curve.parse(editor.text).points[1].distance(Point(0.3, 0.2)) < 0.01
    QTest.mouseMove(editor.plot, spot(editor, 0.1, 0.1))
    assert len(Curve.parse(editor.text).points) == 4
    assert editor.heard[-1] == editor.field.text() == editor.text


def test_the_second_press_of_a_double_click_adds_nothing(editor):
    QTest.mouseClick(editor.plot, LEFT, pos=spot(editor, 0.25, 0.4))
    once = editor.text
    QTest.mouseDClick(editor.plot, LEFT, pos=spot(editor, 0.25, 0.4))
    assert editor.text == once


def test_a_point_dragged_off_is_gone_until_it_comes_back(editor):
    QTest.mousePress(editor.plot, LEFT, pos=spot(editor, 0.5, 0.5))
    QTest.mouseMove(editor.plot, spot(editor, 0.5, -1))
    assert editor.text == "0,0 1,1"
    QTest.mouseMove(editor.plot, spot(editor, 0.6, 0.3))
    assert Curve.parse(editor.text).points[1].distance(Point(0.6, 0.3)) < 0.01
    QTest.mouseMove(editor.plot, spot(editor, 2, 0.5))
    QTest.mouseRelease(editor.plot, LEFT, pos=spot(editor, 2, 0.5))
    assert editor.text == "0,0 1,1"


def test_the_ends_cannot_be_dragged_off(editor):
    QTest.mousePress(editor.plot, LEFT, pos=spot(editor, 0, 0))
    QTest.mouseMove(editor.plot, spot(editor, -2, 0.2))
    QTest.mouseRelease(editor.plot, LEFT)
    assert len(Curve.parse(editor.text).points) == 3
    assert Curve.parse(editor.text).points[0].x == 0


def test_keys_alone_are_enough(editor):
    press = QTest.keyClick
    press(editor.plot, Qt.Key.Key_PageUp)
    press(editor.plot, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    press(editor.plot, Qt.Key.Key_Right)
    assert editor.text == "0,0 0.51,0.4 1,1"
    press(editor.plot, Qt.Key.Key_Insert)
    assert len(Curve.parse(editor.text).points) == 4
    press(editor.plot, Qt.Key.Key_Delete)
    assert editor.text == "0,0 0.51,0.4 1,1"


def test_typed_points_count_and_nonsense_is_put_back(editor):
    editor.field.setText("0,0.1 1,0.9")
    QTest.keyClick(editor.field, Qt.Key.Key_Return)
    assert editor.heard == ["0,0.1 1,0.9"]
    assert len(editor.plot.curve.points) == 2
    editor.field.setText("0,1 1,0")
    QTest.keyClick(editor.field, Qt.Key.Key_Return)
    assert editor.field.text() == editor.text == "0,0.1 1,0.9"
    assert len(editor.heard) == 1


def test_reset_and_showing(editor):
    QTest.mouseClick(editor.reset, LEFT)
    assert editor.heard == ["0,0 1,1"]
    editor.show_text("0,0 0.2,0.7 1,1")
    assert editor.text == editor.field.text() == "0,0 0.2,0.7 1,1"
    editor.show_text("no curve")
    assert editor.text == "0,0 1,1"
    assert len(editor.heard) == 1


def test_the_brush_takes_the_curve_that_its_options_open(qtbot):
    settings = BrushSettings()
    row = OptionRow(brush_options(settings))
    qtbot.addWidget(row)
    row.show()
    field = row.fields["brush.pressure_curve"]
    QTest.mouseClick(field.button, LEFT)
    editor = field.findChild(CurveEditor)
    assert editor.isVisible()
    assert editor.text == "0,0 1,1"
    QTest.keyClick(editor.plot, Qt.Key.Key_Up)
    assert settings.touch.curve == Curve.parse("0,0.01 1,1")
