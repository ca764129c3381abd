"""Result bar, path strip, tools, options, status, and the state without a picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.document.states import ROOT
from fluxfill_studio.imaging.stamp import Brush
from fluxfill_studio.tools.brush import BrushSettings
from fluxfill_studio.ui.panels.empty_state import EmptyState
from fluxfill_studio.ui.panels.options_bar import OptionsBar
from fluxfill_studio.ui.panels.path_strip import PathStrip
from fluxfill_studio.ui.panels.result_bar import ResultBar
from fluxfill_studio.ui.panels.status_bar import StatusBar
from fluxfill_studio.ui.panels.tool_bar import ToolBar
from tests.gui.conftest import Desk

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def stage(qtbot, dressed: QApplication) -> QWidget:
    stage = QWidget()
    stage.resize(900, 600)
    qtbot.addWidget(stage)
    stage.show()
    return stage


# -- result bar -------------------------------------------------------------------------------


@pytest.fixture
def bar(desk: Desk, stage: QWidget) -> ResultBar:
    bar = ResultBar(stage)
    bar.set_session(desk.session)
    bar.adopt_wished.connect(desk.session.choosing.adopt)
    bar.discard_wished.connect(desk.session.choosing.discard)
    return bar


def two_results(desk: Desk) -> None:
    desk.paint()
    run = desk.press(2)
    desk.arrive(run, 0)
    desk.arrive(run, 1)


def test_the_bar_is_there_while_a_result_is_shown(desk: Desk, bar: ResultBar) -> None:
    assert not bar.isVisible()
    two_results(desk)
    assert bar.isVisible()
    assert bar.place_words.text() == "1 / 2"
    QTest.mouseClick(bar.next, LEFT)
    assert bar.place_words.text() == "2 / 2"
    QTest.mouseClick(bar.back, LEFT)
    assert not bar.isVisible()
    assert desk.session.choosing.shown is None


def test_before_is_seen_while_the_button_is_held(desk: Desk, bar: ResultBar) -> None:
    two_results(desk)
    held: list[bool] = []
    bar.before_held.connect(held.append)
    QTest.mousePress(bar.before, LEFT)
    assert held == [True]
    QTest.mouseRelease(bar.before, LEFT)
    assert held == [True, False]


def test_discard_then_adopt_through_the_bar(desk: Desk, bar: ResultBar) -> None:
    two_results(desk)
    QTest.mouseClick(bar.discard, LEFT)
    assert bar.place_words.text() == "1 / 1"
    QTest.mouseClick(bar.adopt, LEFT)
    assert not bar.isVisible()
    assert not desk.session.exporting.up_to_date


def test_what_is_current_cannot_be_adopted_again_and_the_bar_says_so(
    desk: Desk, bar: ResultBar
) -> None:
    run = desk.result()
    desk.session.choosing.show(run.results[0].id)
    desk.session.choosing.adopt()
    desk.session.choosing.show(run.results[0].id)
    assert not bar.adopt.isEnabled()
    assert not bar.discard.isEnabled()
    assert "current picture already" in bar.hint.text()


def test_a_result_from_before_later_changes_says_so(desk: Desk, bar: ResultBar) -> None:
    old = desk.result()
    desk.session.form.set(prompt="something else")
    new = desk.result()
    desk.session.choosing.show(new.results[0].id)
    desk.session.choosing.adopt()
    desk.session.choosing.show(old.results[0].id)
    assert "before later changes" in bar.hint.text()
    assert bar.adopt.isEnabled()


def test_the_bar_gives_way_to_the_box_it_would_cover(desk: Desk, bar: ResultBar) -> None:
    two_results(desk)
    area = QRect(0, 0, 900, 600)
    bar.place(area, QRect(300, 100, 200, 200))
    assert bar.geometry().bottom() > 500
    bar.place(area, QRect(300, 400, 200, 190))
    assert bar.geometry().top() < 100
    bar.place(area, area)
    assert area.contains(bar.geometry())


def test_in_a_narrow_window_the_bar_says_less_but_stays_whole(desk: Desk, bar: ResultBar) -> None:
    two_results(desk)
    lengths = []
    for width in (900, 600, 340):
        bar.place(QRect(0, 0, width, 600), QRect())
        assert QRect(0, 0, width, 600).contains(bar.geometry())
        lengths.append(len(bar.discard.text()))
        assert bar.discard.accessibleName() == "Discard"
    assert lengths == [len("Discard (Del)"), len("Discard"), 0]


# -- path strip -------------------------------------------------------------------------------


@pytest.fixture
def strip(desk: Desk, stage: QWidget) -> PathStrip:
    strip = PathStrip(desk.thumbnails, stage)
    strip.resize(900, 64)
    strip.set_session(desk.session)
    desk.settle()
    return strip


def names(strip: PathStrip) -> list[str]:
    return [button.text() for button in strip.buttons]


def adopt(desk: Desk) -> None:
    run = desk.result()
    desk.session.choosing.show(run.results[0].id)
    assert desk.session.choosing.adopt()
    desk.settle()


def test_the_path_stands_there_from_the_start_and_leads_back(desk: Desk, strip: PathStrip) -> None:
    assert strip.isVisible()
    assert names(strip) == ["Current"]
    adopt(desk)
    adopt(desk)
    strip.fold(True)
    assert not strip.isVisible()
    strip.fold(False)
    assert strip.isVisible()
    assert names(strip) == ["Original", "1", "Current"]
    QTest.mouseClick(strip.buttons[0], LEFT)
    assert desk.session.document.current.id == ROOT
    assert names(strip) == ["Current", "1", "2"]
    desk.session.undo()
    assert names(strip) == ["Original", "1", "Current"]


def test_a_fork_is_a_number_with_a_menu(desk: Desk, strip: PathStrip) -> None:
    adopt(desk)
    branch = desk.session.document.current.id
    desk.session.go_to(ROOT)
    desk.session.form.set(prompt="another way")
    adopt(desk)
    fork = strip.buttons[0]
    assert len(fork.forks) == 2
    assert "2 branches" in fork.accessibleName()
    strip.branch_menu(fork).actions()[0].trigger()
    assert desk.session.document.current.id == branch


def test_states_get_their_pictures(desk: Desk, strip: PathStrip) -> None:
    adopt(desk)
    assert all(button._picture for button in strip.buttons)


def test_the_keyboard_stays_in_the_strip_when_it_is_rebuilt(desk: Desk, strip: PathStrip) -> None:
    adopt(desk)
    strip.window().activateWindow()
    strip.buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(strip.buttons[0], Qt.Key.Key_Space)
    assert strip.buttons[0].current
    assert strip.buttons[0].hasFocus()


# -- tools, options, status -------------------------------------------------------------------


def test_a_tool_button_is_one_face_of_its_action(desk: Desk, stage: QWidget) -> None:
    brush = QAction("&Brush", checkable=True)
    brush.setShortcut("B")
    bar = ToolBar([[("brush", brush)]], stage)
    button = bar.buttons["brush"]
    assert not button.isEnabled()
    bar.set_session(desk.session)
    assert button.accessibleName() == "Brush"
    assert button.toolTip() == "Brush  (B)"
    ran: list[bool] = []
    brush.triggered.connect(lambda on: ran.append(on))
    QTest.mouseClick(button, LEFT)
    assert ran == [True]
    assert button.isChecked()
    brush.setChecked(False)
    assert not button.isChecked()
    brush.setEnabled(False)
    assert not button.isEnabled()


def test_undo_and_redo_are_on_while_there_is_something(desk: Desk, stage: QWidget) -> None:
    actions = QAction("Undo"), QAction("Redo")
    bar = ToolBar([[("undo", actions[0]), ("redo", actions[1])]], stage)
    bar.set_session(desk.session)

    def on() -> list[bool]:
        return [button.isEnabled() for button in bar.buttons.values()]

    assert on() == [False, False]
    desk.paint()
    assert on() == [True, False]
    desk.session.undo()
    assert on() == [False, True]
    actions[1].setEnabled(False)  # as a menu does that was opened
    actions[1].setEnabled(True)
    bar.set_session(None)
    assert on() == [False, False]


def test_without_a_picture_the_options_are_off_whatever_the_action_says(
    desk: Desk, options: OptionsBar, stage: QWidget
) -> None:
    options.set_quiet(True)
    stage.actions_kept[1].setEnabled(False)
    stage.actions_kept[1].setEnabled(True)
    assert not options.export.isEnabled()
    options.set_quiet(False)
    assert options.export.isEnabled()


@pytest.fixture
def options(stage: QWidget) -> OptionsBar:
    stage.actions_kept = QAction("Compare"), QAction("Export PNG…"), QAction("Side")
    options = OptionsBar(*stage.actions_kept, stage)
    options.resize(900, 40)
    options.show()
    options.set_quiet(False)
    return options


def test_options_show_and_set_the_shared_brush(options: OptionsBar) -> None:
    brush = BrushSettings(Brush(61, 0.5))
    options.set_brush(brush)
    assert options.size_field.number.value() == 61
    assert options.hardness.number.value() == 50
    brush.set_diameter(200)
    assert options.size_field.number.value() == 200
    options.hardness.number.setValue(25)
    assert brush.brush == Brush(200, 0.25)


def test_the_chip_goes_round_the_colours(options: OptionsBar) -> None:
    chosen: list[str] = []
    options.overlay_chosen.connect(chosen.append)
    for _click in range(5):
        QTest.mouseClick(options.overlay, LEFT)
        options.show_overlay(chosen[-1], 0.4)
    assert chosen == ["green", "cyan", "red", "hatch", "magenta"]
    assert "magenta, 40 %" in options.overlay.accessibleName()


def test_enter_in_the_zoom_field_leads_back_to_the_canvas(options: OptionsBar) -> None:
    zoomed, back = [], []
    options.zoom_chosen.connect(zoomed.append)
    options.to_canvas.connect(lambda: back.append(True))
    options.show_zoom(53)
    options.zoom.selectAll()
    QTest.keyClicks(options.zoom, "200")
    QTest.keyClick(options.zoom, Qt.Key.Key_Enter)
    assert (zoomed, back) == ([200.0], [True])


def test_the_status_says_what_the_model_says(desk: Desk, stage: QWidget) -> None:
    status = StatusBar(stage)
    status.resize(900, 24)
    status.show()
    status.set_session(desk.session)
    status.show_brush(60.6)
    status.show_zoom(5.25)
    desk.paint(Rect(0, 0, 12, 9))
    desk.turn()
    words = [label.text() for label in status.findChildren(QLabel) if label.isVisible()]
    for wanted in ("Brush 61 px", "5.2 %", "120 × 90 px", "8 bit, no profile", "Mask 1.0 %"):
        assert wanted in words
    assert "1:1" in status.sends.text()
    desk.press()
    desk.turn()
    assert status.jobs.text() == "1 fill running"
    status.set_session(None)
    assert status.jobs.text() == ""
    assert not status.brush.isVisible()


# -- no picture -------------------------------------------------------------------------------


def test_the_empty_state_offers_every_way_in(stage: QWidget) -> None:
    empty = EmptyState(stage)
    empty.resize(stage.size())
    wished: list[object] = []
    empty.open_wished.connect(lambda: wished.append("open"))
    empty.paste_wished.connect(lambda: wished.append("paste"))
    empty.sample_wished.connect(lambda: wished.append("sample"))
    empty.recent_wished.connect(wished.append)
    empty.set_recent([Path(f"/pictures/{number}.jpg") for number in range(9)])
    empty.show()
    recent = [b for b in empty.findChildren(QPushButton) if b.property("kind") == "recent"]
    assert len(recent) == 6
    for button in (empty.open_button, empty.paste_button, empty.sample_button, recent[0]):
        QTest.mouseClick(button, LEFT)
    assert wished == ["open", "paste", "sample", Path("/pictures/0.jpg")]
    empty.set_recent([])
    assert not any(button.isVisible() for button in recent)
