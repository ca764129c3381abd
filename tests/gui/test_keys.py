"""Keys: the table, other layouts, rebinding, and what the sheet and the dialog say about them."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QContextMenuEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from fluxfill_studio.settings.table import KEYS
from fluxfill_studio.ui import keys
from fluxfill_studio.ui.bindings import Bindings, native, shown
from fluxfill_studio.ui.commands.tools import OWN
from fluxfill_studio.ui.keys_dialog import KeysDialog
from fluxfill_studio.ui.widgets.buttons import named
from tests.gui.front import Front

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT_GR = Qt.KeyboardModifier.GroupSwitchModifier
LEFT = Qt.MouseButton.LeftButton
SPACE = '{"fit": ["Space", "F12"]}'
# On a German keyboard: what stands at the places of [ and ].
UE, PLUS = (Qt.Key.Key_Udiaeresis, "ü"), (Qt.Key.Key_Plus, "+")


def key_of(action: QAction) -> str:
    """As buttons and menus show it."""
    return named(action)[1]


def scan_code(placed: str) -> int:
    places = {**keys._AT_PLACE, **keys._LETTER_AT}
    return next(code for code, sign in places.items() if sign == placed)


def press_at(
    target: QWidget, placed: str, key: Qt.Key, text: str, modifiers: Qt.KeyboardModifier = NONE
) -> None:
    """As Qt delivers a key: an override first; then the shortcut, or else the press.

    A press that a test sends would look for shortcuts once more, without the key's place; so
    it goes to the filter that sees a real one first.
    """
    code = scan_code(placed)

    def event(kind: QEvent.Type) -> QKeyEvent:
        return QKeyEvent(kind, key.value, modifiers, code, code, 0, text, False, 1)

    override = event(QEvent.Type.ShortcutOverride)
    override.ignore()
    QApplication.sendEvent(target, override)
    if override.isAccepted():
        placed = target.window().findChild(keys.PlacedKeys)
        if not placed.eventFilter(target, event(QEvent.Type.KeyPress)):
            QApplication.sendEvent(target, event(QEvent.Type.KeyPress))
    else:
        QTest.keyClick(target, key, modifiers)


# -- the table --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("placed", "key"), [("5", Qt.Key.Key_5), ("[", Qt.Key.Key_BracketLeft), ("M", Qt.Key.Key_M)]
)
def test_no_key_changes_tool_or_brush_without_a_picture(
    front: Front, placed: str, key: Qt.Key
) -> None:
    kit = front.window.drawing

    def hand() -> tuple[object, ...]:
        return kit.brush.brush, front.window.toolbox.in_hand

    before = hand()
    for modifiers in (NONE, SHIFT):
        press = partial(press_at, front.window.layout.empty, placed, key, placed.lower(), modifiers)
        front.in_loop(press)
    assert hand() == before


def test_every_action_has_a_name_and_a_place(front: Front) -> None:
    actions = front.window.actions
    listed = set()
    for action in front.shell.menuBar().actions():
        assert "&" in action.text()
        rows = [row for row in action.menu().actions() if not row.isSeparator()]
        listed |= {row.objectName() for row in rows}
        letters = [QKeySequence.mnemonic(row.text()).toString() for row in rows[:15]]
        assert len(set(letters)) == len(letters), letters
    for spec in actions.specs:
        assert spec.name
        assert spec.heading
        assert spec.id in listed or spec.group, spec.id
        assert actions.bindings.keys(spec.id), spec.id
        assert not any("Ctrl+Alt" in key for key in spec.keys), "AltGr on some systems"


def test_no_two_actions_share_a_default_key(front: Front) -> None:
    owners: dict[str, str] = {}
    for spec in front.window.actions.specs:
        for key in spec.keys:
            name = QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)
            assert name, (spec.id, key)
            assert owners.setdefault(name, spec.id) == spec.id, key


def test_switches_are_ticked_while_they_are_on(front: Front, photo: Path) -> None:
    actions = front.window.actions
    for name in ("compare", "extend", "brush"):
        before = actions[name].isChecked()
        front.in_loop(actions[name].trigger)  # does nothing without a picture
        assert actions[name].isChecked() == before
    front.open(photo)
    for key, name in ((Qt.Key.Key_Y, "compare"), (Qt.Key.Key_C, "extend")):
        assert not actions[name].isChecked()
        front.key(key)
        assert actions[name].isChecked()
        front.key(key)
        assert not actions[name].isChecked()


def test_the_tick_follows_a_wish_made_elsewhere(front: Front, photo: Path) -> None:
    front.open(photo)
    button = front.window.layout.tools.buttons["extend"]
    front.in_loop(lambda: front.window.session.form.set(extend=True))
    assert button.isChecked()
    front.click(button)
    assert not button.isChecked()
    assert not front.window.session.form.wishes.extend


def test_undo_and_redo_say_what_they_would_do(front: Front, photo: Path) -> None:
    front.open(photo)
    undo, redo = front.window.actions["undo"], front.window.actions["redo"]
    button = front.window.layout.tools.buttons["redo"]
    assert named(undo) == ("Undo", "Ctrl+Z")
    front.paint()
    assert named(undo) == ("Undo: Brush", "Ctrl+Z")
    front.key(Qt.Key.Key_Z, CONTROL)
    assert named(undo)[0] == "Undo"
    assert redo.text() == "&Redo: Brush"
    assert button.toolTip() == "Redo: Brush (Ctrl+Shift+Z)"
    front.key(Qt.Key.Key_Y, CONTROL)
    assert named(redo)[0] == "Redo"


# -- tools ------------------------------------------------------------------------------------


def test_letters_take_tools_in_hand_and_none_while_text_is_typed(front: Front, photo: Path) -> None:
    front.open(photo)
    toolbox = front.window.toolbox
    for letter, group in toolbox.groups.items():
        front.key(Qt.Key[f"Key_{letter}"])
        assert toolbox.in_hand == group[0]
        assert front.window.actions[group[0]].isChecked()
        assert key_of(front.window.actions[group[0]]) == letter
    front.key(Qt.Key.Key_P)
    front.in_loop(lambda: QTest.keyClicks(front.window.layout.fill.prompt, "bex7["))
    front.window.layout.options.zoom.setFocus()
    for key in (Qt.Key.Key_B, Qt.Key.Key_1):
        front.key(key)
    assert toolbox.in_hand == group[0]


def test_shift_and_a_letter_walks_its_group_and_the_letter_remembers(
    front: Front, photo: Path
) -> None:
    front.open(photo)
    toolbox, actions = front.window.toolbox, front.window.actions
    several = [letter for letter, group in toolbox.groups.items() if len(group) > 1]
    for letter in several:
        group, key = toolbox.groups[letter], Qt.Key[f"Key_{letter}"]
        front.key(key)
        front.key(key, SHIFT)
        assert toolbox.in_hand == group[1]
        assert key_of(actions[group[1]]) == letter
        assert key_of(actions[group[0]]) == OWN[group[0]]
        front.key(Qt.Key[f"Key_{OWN[group[0]]}"])
        assert toolbox.in_hand == group[0]
        front.key(Qt.Key[f"Key_{OWN[group[1]]}"])
        front.key(Qt.Key.Key_H)
        front.key(key)
        assert toolbox.in_hand == group[1]
        for _tool in group[2:]:
            front.key(key, SHIFT)
        front.key(key, SHIFT)
        assert toolbox.in_hand == group[0]


def test_x_swaps_and_d_goes_back_to_add_with_every_tool(front: Front, photo: Path) -> None:
    front.open(photo)
    toolbox = front.window.toolbox
    front.key(Qt.Key.Key_X)
    assert toolbox.in_hand == "eraser"
    front.key(Qt.Key.Key_D)
    assert toolbox.in_hand == "brush"
    front.key(Qt.Key.Key_D)
    assert toolbox.in_hand == "brush"
    front.key(Qt.Key.Key_H)
    front.key(Qt.Key.Key_X)
    assert toolbox.in_hand == "eraser"
    front.key(Qt.Key.Key_X)
    assert toolbox.in_hand == "brush"
    others = [tool for tool in front.window.drawing.tools if tool not in ("brush", "eraser")]
    mode = front.window.drawing.kit.mode
    for tool in others:
        toolbox.choose(tool)
        front.key(Qt.Key.Key_X)
        assert mode.mode.value == "subtract"
        assert toolbox.in_hand == tool
        front.key(Qt.Key.Key_D)
        assert mode.mode.value == "add"


def test_digits_set_the_opacity_by_their_place_too(front: Front, photo: Path) -> None:
    front.open(photo)
    brush, canvas = front.window.drawing.brush, front.window.canvas
    front.key(Qt.Key.Key_3)
    assert brush.brush.opacity == 0.3
    front.key(Qt.Key.Key_0)
    assert brush.brush.opacity == 1
    # A French keyboard writes a hyphen there, which zooms out elsewhere.
    scale = canvas.viewport_.scale
    front.in_loop(lambda: press_at(canvas, "6", Qt.Key.Key_Minus, "-"))
    assert brush.brush.opacity == 0.6
    assert canvas.viewport_.scale == scale


# -- layouts ----------------------------------------------------------------------------------


def test_on_a_german_keyboard_the_places_of_the_brackets_size_the_brush(
    front: Front, photo: Path
) -> None:
    front.open(photo)
    brush, canvas = front.window.drawing.brush, front.window.canvas
    size, scale = brush.brush.diameter, canvas.viewport_.scale
    front.in_loop(lambda: press_at(canvas, "]", *PLUS))
    assert brush.brush.diameter > size
    assert canvas.viewport_.scale == scale
    front.in_loop(lambda: press_at(canvas, "[", *UE))
    front.in_loop(lambda: press_at(canvas, "[", *UE))
    assert brush.brush.diameter < size
    front.in_loop(lambda: press_at(canvas, "[", Qt.Key.Key_Udiaeresis, "Ü", SHIFT))
    assert brush.brush.hardness == 0.75
    front.in_loop(lambda: press_at(canvas, "]", Qt.Key.Key_Asterisk, "*", SHIFT))
    assert brush.brush.hardness == 1


def test_altgr_means_the_sign_that_it_writes(front: Front, photo: Path) -> None:
    front.open(photo)
    brush, canvas = front.window.drawing.brush, front.window.canvas
    size = brush.brush.diameter
    front.in_loop(lambda: press_at(canvas, "9", Qt.Key.Key_BracketRight, "]", ALT_GR))
    assert brush.brush.diameter > size
    front.in_loop(lambda: press_at(canvas, "7", Qt.Key.Key_BraceLeft, "{", ALT_GR))
    assert brush.brush.opacity == 1


def test_a_layout_without_latin_letters_takes_them_by_their_place(
    front: Front, photo: Path
) -> None:
    front.open(photo)
    canvas = front.window.canvas
    front.in_loop(lambda: press_at(canvas, "E", Qt.Key(0x423), "у"))
    assert front.window.toolbox.in_hand == "eraser"
    front.paint()
    front.in_loop(lambda: press_at(canvas, "Z", Qt.Key(0x42F), "я", CONTROL))
    assert front.window.session.document.mask_bounds.empty


def test_a_held_key_lets_go_though_altgr_went_first(front: Front, photo: Path) -> None:
    front.open(photo)
    canvas, press, release = front.window.canvas, QEvent.Type.KeyPress, QEvent.Type.KeyRelease

    def send(kind: QEvent.Type, key: Qt.Key, text: str) -> None:
        event = QKeyEvent(kind, key.value, NONE, 20, 0, 0, text)
        front.in_loop(lambda: QApplication.sendEvent(canvas, event))

    send(press, Qt.Key.Key_Backslash, "\\")
    assert canvas.split is not None
    send(release, Qt.Key.Key_ssharp, "ß")
    front.until(lambda: canvas.split is None)


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Menu])
def test_no_key_takes_the_focus_away_from_a_stroke(front: Front, photo: Path, key: Qt.Key) -> None:
    front.open(photo)
    canvas = front.window.canvas
    at = canvas.rect().center()
    front.in_loop(lambda: QTest.mousePress(canvas, LEFT, NONE, at))
    front.key(key)
    reason = QContextMenuEvent.Reason.Keyboard
    front.in_loop(
        lambda: QApplication.sendEvent(
            canvas, QContextMenuEvent(reason, at, canvas.mapToGlobal(at))
        )
    )
    assert QApplication.activePopupWidget() is None
    assert canvas.busy
    assert canvas.hasFocus()
    front.in_loop(lambda: QTest.mouseRelease(canvas, LEFT, NONE, at))


def test_a_placed_key_types_its_letter_into_a_field(front: Front, photo: Path) -> None:
    front.open(photo)
    size = front.window.drawing.brush.brush.diameter
    front.key(Qt.Key.Key_P)
    prompt = front.window.layout.fill.prompt
    front.in_loop(lambda: press_at(prompt, "[", *UE))
    assert prompt.toPlainText() == "ü"
    assert front.window.drawing.brush.brush.diameter == size


def test_a_key_that_is_no_letter_of_the_alphabet_keeps_its_shift(dressed: QApplication) -> None:
    def text(key: Qt.Key, sign: str, modifiers: Qt.KeyboardModifier) -> str:
        return keys.key_text(QKeyEvent(QEvent.Type.KeyPress, key.value, modifiers, sign))

    assert text(Qt.Key.Key_Question, "?", SHIFT) == "?"
    assert text(Qt.Key.Key_Left, "", SHIFT) == "Shift+Left"
    assert text(Qt.Key.Key_M, "M", SHIFT) == "Shift+M"
    assert text(Qt.Key.Key_Shift, "", SHIFT) == ""


# -- rebinding --------------------------------------------------------------------------------


def dialog_of(front: Front) -> KeysDialog:
    front.in_loop(front.window.actions["keys"].trigger)
    (dialog,) = front.shell.findChildren(KeysDialog)
    assert dialog.isVisible()
    return dialog


def choose(dialog: KeysDialog, action: str) -> None:
    dialog.list.setCurrentItem(dialog._items[action])


def test_a_key_is_rebound_at_once_and_after_a_restart(front: Front, photo: Path) -> None:
    front.open(photo)
    dialog = dialog_of(front)
    choose(dialog, "fit")
    front.in_loop(lambda: QTest.keyClick(dialog.field, Qt.Key.Key_Shift, SHIFT))
    assert dialog._items["fit"].text(1) == "Ctrl+0"
    front.in_loop(lambda: QTest.keyClick(dialog.field, Qt.Key.Key_F12))
    assert dialog._items["fit"].text(1) == "F12"
    front.in_loop(dialog.close)
    front.shell.activateWindow()
    front.window.canvas.zoom_to(4)
    front.window.to_canvas()
    front.key(Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert front.window.canvas.viewport_.scale == 4
    front.key(Qt.Key.Key_F12)
    assert front.window.canvas.viewport_.scale != 4
    defaults = {spec.id: spec.keys for spec in front.window.actions.specs}
    again = Bindings(defaults, front.studio.settings)
    assert again.keys("fit") == ("F12",)
    assert again.keys("actual") == ("Ctrl+1",)


def test_a_key_in_use_is_taken_only_when_asked_again_and_given_back(
    front: Front, photo: Path
) -> None:
    front.open(photo)
    dialog = dialog_of(front)
    choose(dialog, "fit")
    assert not dialog.take.isVisible()
    front.in_loop(lambda: QTest.keyClick(dialog.field, Qt.Key.Key_B))
    assert "Brush" in dialog.conflict.text()
    bindings = front.window.actions.bindings
    assert bindings.keys("fit") == ("Ctrl+0",)
    front.click(dialog.take)
    assert (bindings.keys("fit"), bindings.keys("brush")) == (("B",), ())
    assert key_of(front.window.actions["brush"]) == ""
    assert not dialog.take.isVisible()
    front.click(dialog.reset)
    assert (bindings.keys("fit"), bindings.keys("brush")) == (("Ctrl+0",), ("B",))
    front.click(dialog.none)
    assert bindings.keys("fit") == ()
    front.click(dialog.reset_all)
    assert bindings.keys("fit") == ("Ctrl+0",)
    assert front.studio.settings.text(KEYS) == ""
    front.in_loop(dialog.close)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Backspace, Qt.Key.Key_Return])
def test_a_key_with_a_fixed_meaning_is_refused_in_words(front: Front, key: Qt.Key) -> None:
    dialog = dialog_of(front)
    choose(dialog, "eraser")
    for modifiers in (NONE, SHIFT):
        front.in_loop(partial(QTest.keyClick, dialog.field, key, modifiers))
        assert "fixed meaning" in dialog.conflict.text()
        assert not dialog.take.isVisible()
        assert front.window.actions.bindings.keys("eraser") == ("E",)
    choose(dialog, "adopt")
    front.click(dialog.none)
    front.in_loop(lambda: QTest.keyClick(dialog.field, Qt.Key.Key_Return))
    assert front.window.actions.bindings.keys("adopt") == ("Enter", "Return")
    front.in_loop(dialog.close)


def test_menu_sheet_and_tooltip_write_one_name_for_a_key(front: Front) -> None:
    actions = front.window.actions
    for spec in actions.specs:
        shortcut = actions[spec.id].shortcut()
        if not shortcut.isEmpty():
            text = shortcut.toString(QKeySequence.SequenceFormat.NativeText)
            assert native(shortcut.toString()) == text
    assert shown(actions.bindings.keys("generate")) == ["Ctrl+Enter"]


def test_the_floating_bars_show_the_keys_that_the_user_chose(front: Front, photo: Path) -> None:
    front.open(photo)
    bar, adjust = front.window.layout.bar, front.window.layout.adjust
    assert bar.adopt.text() == "Adopt (Enter)"
    assert bar.next.toolTip() == "Next result (.)"
    bindings = front.window.actions.bindings
    bindings.choose("adopt", "J")
    bindings.choose("next")
    assert bar.adopt.text() == "Adopt (J)"
    assert adjust.apply.text() == "Apply (J)"
    assert bar.adopt.toolTip() == "Adopt (J)"
    assert bar.next.toolTip() == "Next result"


def test_held_keys_can_be_rebound_too(front: Front, photo: Path) -> None:
    front.open(photo)
    front.window.actions.bindings.choose("hold_before", "J")
    canvas = front.window.canvas
    front.in_loop(lambda: QTest.keyPress(canvas, Qt.Key.Key_A))
    assert canvas.split is None
    front.in_loop(lambda: QTest.keyPress(canvas, Qt.Key.Key_J))
    assert canvas.split is not None
    front.in_loop(lambda: QTest.keyRelease(canvas, Qt.Key.Key_J))
    front.until(lambda: canvas.split is None)


def test_the_dialog_finds_by_letters(front: Front) -> None:
    dialog = dialog_of(front)
    dialog.search.setText("invert")
    seen = [name for name, item in dialog._items.items() if not item.isHidden()]
    assert seen == ["invert_mask"]
    dialog.search.setText("ctrl+z")
    seen = [name for name, item in dialog._items.items() if not item.isHidden()]
    assert seen == ["undo"]
    front.in_loop(dialog.close)


@pytest.mark.parametrize(
    "text", ["{", "[1]", '{"fit": "U"}', '{"fit": [1, ""], "gone": ["U"]}', SPACE]
)
def test_broken_keys_in_the_settings_are_left_out(
    front: Front, text: str, expect_log: Callable[[str], None]
) -> None:
    front.studio.settings.set(KEYS, text)
    if text in ("{", "[1]"):
        expect_log("chosen keys could not be read")
    bindings = Bindings({"fit": ("Ctrl+0",)}, front.studio.settings)
    assert bindings.keys("fit") in ((), ("Ctrl+0",), ("F12",))
    assert bindings.owner("U") is None
    bindings.choose("fit", "J")
    assert bindings.keys("fit") == ("J",)


def test_what_the_user_chose_goes_before_a_newer_default(front: Front) -> None:
    settings = front.studio.settings
    Bindings({"old": ("A",)}, settings).choose("old", "Ctrl+Return")
    assert json.loads(settings.text(KEYS)) == {"old": ["Ctrl+Enter", "Ctrl+Return"]}
    newer = Bindings({"old": ("A",), "new": ("Ctrl+Enter", "N")}, settings)
    assert newer.keys("new") == ("N",)
    newer.choose("new", "Ctrl+Return")
    assert newer.keys("old") == ("A",)
