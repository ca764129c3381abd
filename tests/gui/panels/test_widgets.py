"""The small parts: keys, focus, growth, words that give way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QLocale, QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLineEdit, QVBoxLayout, QWidget

from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.widgets.buttons import IconButton, push
from fluxfill_studio.ui.widgets.fields import NumberField, SliderField
from fluxfill_studio.ui.widgets.fitting_button import FittingButton
from fluxfill_studio.ui.widgets.flow_grid import FOCUS_EDGE, FlowGrid
from fluxfill_studio.ui.widgets.focus_ring import SPACE, FocusRing
from fluxfill_studio.ui.widgets.labels import ElidedLabel, label
from fluxfill_studio.ui.widgets.segmented import SegmentedChoice
from fluxfill_studio.ui.widgets.stepper import Stepper
from fluxfill_studio.ui.widgets.text_edit import RoomyTextEdit

pytestmark = pytest.mark.usefixtures("dressed")
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot) -> QWidget:
    window = QWidget()
    QVBoxLayout(window)
    window.resize(320, 300)
    qtbot.addWidget(window)
    return window


def shown(window: QWidget, *widgets: QWidget) -> None:
    for widget in widgets:
        window.layout().addWidget(widget)
    window.show()
    window.activateWindow()
    QTest.qWaitForWindowActive(window)


def test_enter_in_a_number_takes_the_value_and_gives_the_focus_back(window: QWidget) -> None:
    field = NumberField("Zoom", 2, 3200, " %", live=False)
    chosen, done = [], []
    field.chosen.connect(chosen.append)
    field.done.connect(lambda: done.append(field.value()))
    shown(window, field)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "150")
    assert chosen == []  # not while typing
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (chosen, done) == ([150.0], [150.0])


def test_a_number_counts_while_it_is_typed_and_ends_with_the_range(window: QWidget) -> None:
    field = SliderField("Size", 5, 999, " px")
    chosen = []
    field.chosen.connect(chosen.append)
    shown(window, field)
    field.number.setFocus()
    field.number.selectAll()
    QTest.keyClicks(field.number, "40")
    assert chosen == [40.0]  # 4 is no size yet
    QTest.keyClicks(field.number, "9999")
    assert chosen[-1] == 999.0
    assert field.number.text() == "999 px"
    QTest.keyClicks(field.number, "x-")
    assert field.number.text() == "999 px"
    field.number.selectAll()
    QTest.keyClicks(field.number, "3")
    QTest.keyClick(field.number, Qt.Key.Key_Return)
    assert field.number.value() == 5
    assert field.number.text() == "5 px"
    assert chosen[-1] == 5.0
    field.number.selectAll()
    QTest.keyClick(field.number, Qt.Key.Key_Delete)
    QTest.keyClick(field.number, Qt.Key.Key_Return)
    assert field.number.text() == "5 px"


@pytest.mark.parametrize("key", ["Esc", "Ctrl+Z"])
def test_escape_and_undo_put_back_what_was_there(window: QWidget, key: str) -> None:
    field, other = NumberField("Size", 1, 999, " px"), push("x", lambda: None)
    chosen, undone = [], []
    QShortcut(QKeySequence("Ctrl+Z"), window).activated.connect(lambda: undone.append(1))
    shown(window, field, other)
    field.show_value(70)
    field.chosen.connect(chosen.append)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "20")
    QTest.keySequence(field, QKeySequence(key))
    assert chosen == [2.0, 20.0, 70.0]
    assert field.text() == "70 px"
    assert not undone
    QTest.keySequence(field, QKeySequence("Ctrl+Z"))  # nothing to put back: the window's
    assert undone


def test_a_fraction_is_typed_with_either_point_and_stays_in_range(window: QWidget) -> None:
    field, chosen = NumberField("Guidance", 1.5, 100, step=0.5), []
    field.setLocale(QLocale(QLocale.Language.German))
    field.chosen.connect(chosen.append)
    shown(window, field)
    for typed, value in (("2.5", 2.5), ("7,25", 7.2), ("200", 100), ("1", 1.5), ("x", 1.5)):
        field.selectAll()
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert field.value() == value
    assert 2.5 in chosen
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.value() == 2


def test_a_slider_gives_fractions_only_where_they_are_wished(window: QWidget) -> None:
    fine, coarse = SliderField("Guidance", 1.5, 5, step=0.1), SliderField("Steps", 1, 50)
    shown(window, fine, coarse)
    for field in (fine, coarse):
        field.slider.setValue(333)
    assert (fine.number.value(), coarse.number.value()) == (2.7, 17)
    fine.slider.setValue(0)
    assert fine.number.value() == 1.5


def test_the_largest_seed_fits_a_number_field(window: QWidget) -> None:
    field = NumberField("Seed", 0, 2**32 - 1)
    field.show_value(2**32 - 1)
    assert field.text() == "4294967295"


def test_a_number_is_visible_in_its_field(window: QWidget) -> None:
    field = NumberField("Size", 1, 5000, " px")
    field.setFixedWidth(72)
    shown(window, field)
    edit = field.findChild(QLineEdit)
    assert edit.width() >= edit.fontMetrics().horizontalAdvance("5000 px")


def test_a_wheel_that_passes_by_changes_nothing(window: QWidget) -> None:
    field, other = NumberField("Zoom", 2, 3200), push("x", lambda: None)
    shown(window, field, other)
    other.setFocus()
    field.show_value(100)
    assert not field.hasFocus()
    turn(field)
    assert field.value() == 100
    field.setFocus()
    turn(field)
    assert field.value() > 100


def turn(field: NumberField) -> None:
    at = QPointF(field.rect().center())
    event = QWheelEvent(
        at,
        field.mapToGlobal(at),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(field, event)


def test_slider_and_number_show_the_same(window: QWidget) -> None:
    field = SliderField("Size", 1, 5000, " px", logarithmic=True)
    chosen = []
    field.chosen.connect(chosen.append)
    field.show_value(61)
    assert chosen == []
    assert field.number.value() == 61
    field.slider.setValue(1000)
    assert chosen == [5000.0]
    assert field.number.value() == 5000
    field.slider.setValue(0)
    assert field.number.value() == 1


def test_a_stepper_stays_within_its_range(window: QWidget) -> None:
    stepper = Stepper("Variations", 1, 3)
    chosen = []
    stepper.chosen.connect(chosen.append)
    stepper.show_value(1)
    assert not stepper.less.isEnabled()
    stepper.more.click()
    stepper.more.click()
    assert chosen == [2, 3]
    assert not stepper.more.isEnabled()


def test_the_prompt_takes_the_room_and_never_less_than_its_lines(window: QWidget) -> None:
    prompt, other = RoomyTextEdit("Prompt"), QWidget()
    prompt.take(3)
    shown(window, prompt, other)
    window.setFixedHeight(300)
    other.setFixedHeight(120)
    QApplication.processEvents()
    assert prompt.height() > 150
    assert prompt.minimumHeight() > 3 * prompt.fontMetrics().lineSpacing()
    prompt.setEnabled(False)
    prompt.fit()
    assert prompt.height() < 3 * prompt.fontMetrics().lineSpacing()


@pytest.mark.parametrize("lines", [1, 2, 3])
def test_a_prompt_of_as_many_lines_as_it_shows_does_not_scroll(window: QWidget, lines: int) -> None:
    prompt, other = RoomyTextEdit("Prompt"), QWidget()
    prompt.take(lines)
    shown(window, prompt, other)
    other.setFixedHeight(200)
    window.setFixedHeight(200)  # too low
    prompt.setPlainText("\n".join("abc"[:lines]))
    QApplication.processEvents()
    assert prompt.height() == prompt.minimumHeight()
    assert prompt.verticalScrollBar().maximum() == 0


def test_esc_and_tab_leave_the_prompt(window: QWidget) -> None:
    prompt, after = RoomyTextEdit("Prompt"), push("x", lambda: None)
    left = []
    prompt.left.connect(lambda: left.append(True))
    shown(window, prompt, after)
    prompt.setFocus()
    QTest.keyClicks(prompt, "a door")
    QTest.keyClick(prompt, Qt.Key.Key_Escape)
    assert left == [True]
    QTest.keyClick(prompt, Qt.Key.Key_Tab)
    assert after.hasFocus()
    assert prompt.toPlainText() == "a door"


def test_a_clicked_button_leaves_the_focus_where_it_is(window: QWidget) -> None:
    field, pressed = QLineEdit(), []
    word = push("Word", lambda: pressed.append("word"))
    icon = IconButton("brush", "Brush")
    icon.clicked.connect(lambda: pressed.append("icon"))
    shown(window, field, word, icon)
    field.setFocus()
    for button in (word, icon):
        QTest.mouseClick(button, LEFT)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    assert pressed == ["word", "icon"]
    assert field.hasFocus()


def test_the_ring_comes_with_a_key_and_not_with_the_mouse(window: QWidget) -> None:
    ring = FocusRing(window)
    first, second = push("1", lambda: None), push("2", lambda: None)
    shown(window, first, second)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isVisible()
    assert ring.geometry() == first.geometry().adjusted(-SPACE, -SPACE, SPACE, SPACE)
    QTest.mouseClick(second, LEFT)
    QTest.keyClick(first, Qt.Key.Key_Tab)
    assert ring.geometry().contains(second.geometry())
    window.resize(400, 400)
    QApplication.processEvents()
    assert ring.geometry().contains(second.geometry())
    second.hide()
    assert not ring.geometry().contains(second.geometry()) or not ring.isVisible()


def test_the_ring_is_whole_where_the_control_fills_what_holds_it(window: QWidget) -> None:
    ring = FocusRing(window)
    stepper = Stepper("Variations", 1, 4)
    stepper.setFixedSize(stepper.sizeHint())
    shown(window, stepper)
    stepper.show_value(2)
    stepper.more.setFocus(Qt.FocusReason.TabFocusReason)
    place = ring.mapToGlobal(ring.rect().topLeft()) - stepper.more.mapToGlobal(QPoint(0, 0))
    assert place == QPoint(-SPACE, -SPACE)
    assert ring.parentWidget().rect().contains(ring.geometry()), "or it is cut off"
    stepper.move(stepper.x(), stepper.y() + 20)
    place = ring.mapToGlobal(ring.rect().topLeft()) - stepper.more.mapToGlobal(QPoint(0, 0))
    assert place == QPoint(-SPACE, -SPACE)


def test_the_ring_goes_into_a_dialog_and_comes_back(window: QWidget, qtbot) -> None:
    ring = FocusRing(window)
    first = push("1", lambda: None)
    shown(window, first)
    dialog = QDialog(window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    choice = QCheckBox("2")
    QVBoxLayout(dialog).addWidget(choice)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    choice.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isVisible()
    assert ring.window() is dialog
    dialog.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    first.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isVisible()
    assert ring.window() is window


def test_the_ring_survives_the_control_it_surrounds(window: QWidget) -> None:
    ring = FocusRing(window)
    first, second = push("1", lambda: None), push("2", lambda: None)
    shown(window, first, second)
    second.setFocus(Qt.FocusReason.TabFocusReason)
    second.setParent(None)
    second.deleteLater()
    QApplication.processEvents()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    assert ring.isVisible()


def test_words_on_a_button_give_way_before_they_are_cut(window: QWidget) -> None:
    button = FittingButton("generate")
    button.set_words("Generate, free, about 4 s", "Generate, free")
    window.setFixedWidth(320)
    shown(window, button)
    assert button.text() == "Generate, free, about 4 s"
    window.setFixedWidth(180)
    QApplication.processEvents()
    assert button.text() == "Generate, free"
    assert button.fontMetrics().horizontalAdvance(button.text()) < button.width()
    assert button.accessibleName() == "Generate, free, about 4 s"


def test_what_an_elided_label_hides_its_tooltip_tells(window: QWidget) -> None:
    label = ElidedLabel("A rather long title for a very narrow place")
    window.setFixedWidth(120)
    shown(window, label)
    window.grab()
    assert label.toolTip() == label.text()
    label.setText("Short")
    window.grab()
    assert label.toolTip() == ""


@pytest.mark.parametrize(("width", "columns"), [(278, 2), (238, 2), (438, 3)])
def test_tiles_are_two_a_row_in_a_narrow_panel(window: QWidget, width: int, columns: int) -> None:
    grid = FlowGrid(1.0)
    tiles = [QWidget() for _number in range(4)]
    grid.resize(width, 10)
    grid.set_tiles(tiles)
    first_row = [tile for tile in tiles if tile.y() == FOCUS_EDGE]
    assert len(first_row) == columns
    assert all(tile.geometry().right() < width - FOCUS_EDGE for tile in tiles)
    assert grid.height() == max(tile.geometry().bottom() for tile in tiles) + 1 + FOCUS_EDGE
    grid.set_tiles(tiles[:1])
    assert [tile.isHidden() for tile in tiles] == [False, True, True, True]


def test_at_the_panels_width_a_tile_is_136_wide(window: QWidget) -> None:
    grid = FlowGrid(1.0)
    grid.resize(tokens.PANEL - 2 * tokens.PAD - 2 * tokens.GAP + 2 * FOCUS_EDGE, 10)
    tile = QWidget()
    grid.set_tiles([tile])
    assert tile.width() == tokens.TILE


def test_arrows_walk_a_segmented_choice(window: QWidget) -> None:
    choice = SegmentedChoice("Mode", ["Fill", "Extend"])
    chosen = []
    choice.chosen.connect(chosen.append)
    shown(window, choice)
    choice.show_choice(1)
    choice.show_choice(0)
    assert chosen == []
    first = choice.findChildren(QWidget)[0]
    first.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(first, Qt.Key.Key_Right)
    assert (chosen, choice.choice) == ([1], 1)


def test_words_that_wrap_insist_on_their_height(window: QWidget) -> None:
    inner = QWidget()  # a layout inside a layout forgets the height that a width needs
    QVBoxLayout(inner).addWidget(words := label("", wrap=True))
    greedy = RoomyTextEdit("Prompt")
    greedy.setMinimumHeight(20)
    window.setFixedSize(240, 150)
    shown(window, inner, greedy)
    words.setText("Copies matching texture from this photo. It cannot invent new objects. " * 2)
    for _turn in range(3):
        QApplication.processEvents()
    assert words.height() >= words.heightForWidth(words.width())
