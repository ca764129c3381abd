"""Result bar, path strip, tools, options, status, and the state without a picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QActionGroup, QContextMenuEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QMenu,
    QPushButton,
    QToolTip,
    QWidget,
)

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.document.states import ROOT
from fluxfill_studio.settings.options import Option
from fluxfill_studio.ui.canvas.overlay import OverlayMode
from fluxfill_studio.ui.panels.empty_state import EmptyState
from fluxfill_studio.ui.panels.options_bar import OptionsBar
from fluxfill_studio.ui.panels.options_popup import OptionsPopup
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
    for button in bar.keyed.values():
        button.show_key("Del")
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
    bar = ToolBar([[[("brush", brush)]]], stage)
    button = bar.buttons["brush"]
    assert not button.isEnabled()
    bar.set_session(desk.session)
    assert button.accessibleName() == "Brush"
    assert button.toolTip() == "Brush (B)"
    ran: list[bool] = []
    brush.triggered.connect(lambda on: ran.append(on))
    QTest.mouseClick(button, LEFT)
    assert ran == [True]
    assert button.isChecked()
    brush.setChecked(False)
    assert not button.isChecked()
    brush.setEnabled(False)
    assert not button.isEnabled()


def test_a_tooltip_stands_beside_the_tools(desk: Desk, stage: QWidget) -> None:
    bar = ToolBar([[[("brush", QAction("&Brush"))]], []], stage)
    bar.set_session(desk.session)
    bar.show()
    button = bar.buttons["brush"]
    at = button.rect().center()
    QApplication.sendEvent(button, QHelpEvent(QEvent.Type.ToolTip, at, button.mapToGlobal(at)))
    (tip,) = (w for w in QApplication.topLevelWidgets() if w.inherits("QTipLabel"))
    assert tip.x() >= button.mapToGlobal(button.rect().topRight()).x()
    QToolTip.hideText()


def test_tools_that_share_a_place_stand_behind_the_one_used_last(
    desk: Desk, stage: QWidget
) -> None:
    group = QActionGroup(stage)
    square = QAction("&Rectangle", group, checkable=True, checked=True, shortcut="M")
    round_ = QAction("&Ellipse", group, checkable=True, shortcut="O")
    bar = ToolBar([[[("rectangle", square), ("ellipse", round_)]]], stage)
    bar.set_session(desk.session)
    button = bar.buttons["ellipse"]
    assert button is bar.buttons["rectangle"]
    assert button.accessibleName() == "Rectangle"
    assert button.toolTip() == "Rectangle (M)\nHold for: Ellipse (O)"
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, QPoint(9, 9), QPoint(9, 9))
    QApplication.sendEvent(button, asked)
    (menu,) = button.findChildren(QMenu)
    assert [entry.text() for entry in menu.actions()] == ["Rectangle\tM", "Ellipse\tO"]
    menu.actions()[1].trigger()
    menu.close()
    assert round_.isChecked()
    assert button.accessibleName() == "Ellipse"
    assert button.isChecked()
    square.trigger()
    round_.setShortcut("M")
    square.setChecked(False)
    QTest.mouseClick(button, LEFT)
    assert button.accessibleName() == "Rectangle"


def test_holding_a_place_lists_its_tools_and_runs_none(desk: Desk, stage: QWidget, qtbot) -> None:
    ran: list[bool] = []
    actions = QAction("One", stage), QAction("Two", stage)
    for action in actions:
        action.triggered.connect(ran.append)
    bar = ToolBar([[[("lasso", actions[0]), ("polygon", actions[1])]]], stage)
    bar.set_session(desk.session)
    bar.show()
    button = bar.buttons["lasso"]
    QTest.mousePress(button, LEFT)
    qtbot.waitUntil(lambda: bool(button.findChildren(QMenu)))
    QTest.mouseRelease(button, LEFT)
    assert ran == []
    button.findChildren(QMenu)[0].close()


def test_undo_and_redo_are_on_while_there_is_something(desk: Desk, stage: QWidget) -> None:
    actions = QAction("Undo"), QAction("Redo")
    bar = ToolBar([[[("undo", actions[0])], [("redo", actions[1])]]], stage)
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
    stage.colour = "magenta"
    colours = tuple((name, name.title()) for name in ("magenta", "green", "cyan", "red", "hatch"))
    colour = Option(
        "colour",
        "Colour",
        lambda: stage.colour,
        lambda name: setattr(stage, "colour", name),
        choices=colours,
    )
    options = OptionsBar(*stage.actions_kept, lambda: [colour], stage)
    options.resize(900, 40)
    options.show()
    options.set_quiet(False)
    return options


def numbers(count: int) -> tuple[dict[str, float], list[Option]]:
    """Values, and options that show and set them."""
    values = {f"n{place}": float(place) for place in range(count)}

    def option(key: str) -> Option:
        return Option(key, key.title(), lambda: values[key], lambda to: values.update({key: to}))

    return values, [option(key) for key in values]


def test_options_show_and_set_what_the_tool_says(options: OptionsBar) -> None:
    values, made = numbers(2)
    back: list[bool] = []
    options.to_canvas.connect(lambda: back.append(True))
    options.show_options(made)
    field = options.row.fields["n1"]
    values["n1"] = 40
    options.show_options(made)
    assert options.row.fields["n1"] is field
    assert field.number.value() == 40
    field.number.selectAll()
    QTest.keyClicks(field.number, "25")
    QTest.keyClick(field.number, Qt.Key.Key_Return)
    assert (values["n1"], back) == (25, [True])
    options.show_options(made[:1])
    assert list(options.row.fields) == ["n0"]
    options.set_quiet(True)
    assert not options.row.fields["n0"].isEnabled()


def test_options_without_room_are_in_a_popup(options: OptionsBar, stage: QWidget) -> None:
    values, made = numbers(6)
    stage.resize(1600, 600)
    options.resize(1600, 40)
    options.show_options(made)
    QApplication.processEvents()
    assert options.row.left_out == ()
    assert not options.more.isVisible()
    options.resize(700, 40)
    QApplication.processEvents()
    seen = [key for key, field in options.row.fields.items() if field.isVisible()]
    assert 0 < len(seen) < 6
    assert [option.key for option in options.row.left_out] == list(values)[len(seen) :]
    room = options.row.rect()
    assert all(room.contains(options.row.fields[key].geometry()) for key in seen)
    QTest.mouseClick(options.more, LEFT)
    (popup,) = options.findChildren(OptionsPopup)
    assert list(popup.row.fields) == list(values)[len(seen) :]
    popup.row.fields["n5"].number.setValue(77)
    assert values["n5"] == 77
    popup.close()


def test_the_chip_opens_the_colours(options: OptionsBar, stage: QWidget) -> None:
    options.show_overlay("cyan", 0.25, OverlayMode.VEIL)
    assert "cyan, 25 %" in options.overlay.accessibleName()
    QTest.mouseClick(options.overlay, LEFT)
    (popup,) = options.findChildren(OptionsPopup)
    words = [b.accessibleName() for b in popup.findChildren(QAbstractButton)]
    assert words == ["Magenta", "Green", "Cyan", "Red", "Hatch"]
    QTest.mouseClick(popup.findChildren(QAbstractButton)[4], LEFT)
    assert stage.colour == "hatch"
    popup.close()


def test_words_give_way_to_options_in_a_narrow_window(options: OptionsBar) -> None:
    options.resize(1300, 40)
    assert options.export.text() == "Export PNG"
    options.resize(1000, 40)
    assert options.export.text() == ""
    assert options.export.accessibleName() == "Export PNG"


def test_a_turned_view_says_its_angle_until_it_is_clicked(options: OptionsBar) -> None:
    wished: list[bool] = []
    options.upright_wished.connect(lambda: wished.append(True))
    assert not options.turned.isVisible()
    options.show_angle(-15, mirrored=False)
    assert options.turned.isVisible()
    assert options.turned.text() == "-15°"
    options.show_angle(0, mirrored=True)
    assert options.turned.text() == "0°, flipped"
    QTest.mouseClick(options.turned, LEFT)
    assert wished == [True]
    options.show_angle(0, mirrored=False)
    assert not options.turned.isVisible()


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
    status = StatusBar(desk.studio.money, stage)
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
    assert status.sends.text() == "Nothing is sent; looks at 20 × 17"
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
