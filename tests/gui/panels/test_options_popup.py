"""The options that a right click on the canvas brings to the pointer."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLabel, QSlider, QWidget

from fluxfill_studio.settings.options import Option
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.panels.options_popup import OptionsPopup
from fluxfill_studio.ui.widgets.popover import BESIDE, Popover


class Values(dict):
    def option(self, key: str, **more) -> Option:
        self.setdefault(key, 50)
        return Option(
            key, key, lambda: self[key], lambda value: self.__setitem__(key, value), **more
        )


@pytest.fixture
def values():
    return Values()


@pytest.fixture
def owner(qtbot, dressed):
    owner = QWidget()
    qtbot.addWidget(owner)
    owner.resize(300, 200)
    owner.show()
    return owner


def popup(owner, values, **how):
    options = [values.option("size", low=1), values.option("hardness")]
    return OptionsPopup(owner, options, **{"large": False, **how})


def test_it_opens_beside_the_pointer_and_sets_what_is_changed(owner, values):
    shown = popup(owner, values)
    place = owner.mapToGlobal(QPoint(30, 40))
    shown.open_at(place)
    away = shown.pos() - place - BESIDE
    assert away.manhattanLength() <= 8, "a window manager may add its frame"
    number = shown.row.fields["size"].findChild(QAbstractSpinBox)
    assert shown.focusWidget() is number
    QTest.keyClicks(number, "25")
    QTest.keyClick(number, Qt.Key.Key_Return)
    assert values["size"] == 25
    assert not shown.isVisible()


def test_escape_closes_it(owner, values):
    shown = popup(owner, values)
    shown.open_at(owner.mapToGlobal(QPoint(30, 40)))
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert values == {"size": 50, "hardness": 50}


def test_a_slider_that_is_let_go_leaves_it_open(owner, values):
    shown = popup(owner, values)
    shown.open_at(owner.mapToGlobal(QPoint(30, 40)))
    slider = shown.row.fields["hardness"].findChild(QSlider)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    assert shown.isVisible()
    shown.close()


def test_it_stays_on_the_screen(owner, values):
    shown = popup(owner, values)
    room = QApplication.primaryScreen().availableGeometry()
    for corner in (room.topLeft(), room.bottomRight(), room.topRight()):
        shown.open_at(corner)
        assert room.contains(shown.geometry())
    shown.close()


def test_a_pen_gets_controls_it_can_hit(owner, values):
    for large, least in ((False, tokens.CONTROL), (True, tokens.TOUCH)):
        shown = popup(owner, values, large=large)
        shown.open_at(owner.mapToGlobal(QPoint(30, 40)))
        for control in shown.findChildren(QSlider) + shown.findChildren(QAbstractSpinBox):
            assert control.height() >= least
        rows = [field.geometry() for field in shown.row.fields.values()]
        assert not rows[0].intersects(rows[1])
        shown.close()


def test_a_panel_opened_from_it_lies_beside_it(owner, values, qtbot):
    shown = popup(owner, values)
    room = owner.screen().availableGeometry()
    for x in (room.left() + 10, room.right() - 10):
        shown.open_at(QPoint(x, room.top() + 10))
        panel = Popover(owner, "panel", QLabel("words " * 6))
        qtbot.addWidget(panel)
        panel.open_below(shown.row)
        assert room.contains(panel.geometry())
        beside = shown.geometry().adjusted(8, 0, -8, 0)  # less the frame of a window manager
        assert not panel.geometry().intersects(beside)
        panel.close()


def test_what_opens_below_a_widget_stays_within_the_window(qtbot):
    window = QWidget()
    window.resize(700, 300)
    qtbot.addWidget(window)
    window.show()
    at_the_edge, at_the_left = QWidget(window), QWidget(window)
    at_the_edge.setGeometry(560, 20, 130, 30)
    at_the_left.setGeometry(10, 20, 130, 30)
    for widget in (at_the_edge, at_the_left):
        panel = Popover(widget, "panel", QLabel("words " * 6))
        qtbot.addWidget(panel)
        panel.open_below(widget)
        left = panel.x() - window.mapToGlobal(QPoint()).x()
        assert panel.width() > widget.width()
        assert left + panel.width() <= window.width()
        assert left >= 10
        panel.close()
