"""The Fill block: says why it is off, asks for what the user wished, presses once."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.engine import limits
from fluxfill_studio.fill.outpaint import NONE, PRESETS
from fluxfill_studio.studio import filling
from fluxfill_studio.ui.panels.fill_panel import FillPanel
from tests.fakes.scripted_provider import capability
from tests.gui.conftest import Desk
from tests.gui.front import Front
from tests.gui.panels.conftest import PAID

LEFT = Qt.MouseButton.LeftButton


def test_the_reason_stands_below_generate_and_goes(desk: Desk, panel: FillPanel) -> None:
    assert not panel.generate.isEnabled()
    assert panel.press.words.text() == desk.session.filling.why_not()
    assert panel.press.words.y() > panel.generate.y()
    desk.paint()
    desk.turn()
    assert panel.generate.isEnabled()
    assert panel.press.words.text() == "Nothing is sent; looks at 36 × 36"
    desk.session.undo()
    desk.turn()
    assert not panel.generate.isEnabled()


def test_generate_never_moves(
    make_desk: Callable[..., Desk], make_panel: Callable[[Desk], FillPanel]
) -> None:
    desk = make_desk(**PAID, native_presets=PRESETS)
    panel = make_panel(desk)
    top, height = panel.generate.mapTo(panel, QPoint()), panel.height()
    assert panel.generate.height() == 40
    for act in (
        lambda: desk.session.form.set(extend=True),
        lambda: desk.session.form.set(prompt="\n".join("abcdefgh")),
        lambda: desk.session.form.set(extend=False, prompt=""),
        lambda: panel.ask_key("bfl"),
        lambda: desk.session.form.set(preset="Make square", extend=True),
        desk.paint,
        desk.press,
    ):
        act()
        desk.turn()
        assert (panel.generate.mapTo(panel, QPoint()), panel.height()) == (top, height)
    assert panel.generate.isEnabled()


def test_in_a_low_window_the_results_get_the_room(front: Front, photo: Path) -> None:
    front.provider.capability = capability(reads_prompt=False, limits=limits.about())
    front.open(photo)
    layout = front.window.layout
    high = layout.fill.height()
    front.in_loop(lambda: front.shell.resize(1024, 680))
    assert layout.fill.height() <= high - 32
    assert layout.results.height() > 206  # a tile and the head of its card
    block = layout.fill.prompt_block
    foot = block.limits.mapTo(layout.fill, QPoint(0, block.limits.height())).y()
    assert layout.fill.variations.mapTo(layout.fill, QPoint()).y() - foot < 64
    top = layout.fill.generate.mapTo(layout.fill, QPoint())
    front.provider.capability = capability(upload_note="It lies there. " * 20)
    front.in_loop(layout.fill.refresh)
    assert layout.fill.prompt.height() > 2 * layout.fill.prompt.fontMetrics().lineSpacing()
    assert layout.fill.generate.mapTo(layout.fill, QPoint()) == top
    front.in_loop(lambda: front.shell.resize(1440, 900))
    assert layout.fill.height() == high


def test_a_stroke_in_progress_changes_nothing_yet(desk: Desk, panel: FillPanel) -> None:
    edit = desk.session.document.begin_edit()
    edit.region(Rect(5, 5, 20, 20))[:] = 255
    edit.done(Rect(5, 5, 20, 20))
    desk.turn()
    assert not panel.generate.isEnabled()
    edit.commit("Brush")
    desk.turn()
    assert panel.generate.isEnabled()


def test_a_double_click_makes_one_run(
    desk: Desk, panel: FillPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "PRESS_GAP_S", 60.0)
    desk.paint()
    desk.turn()

    async def click() -> None:
        QTest.mouseClick(panel.generate, LEFT)
        QTest.mouseDClick(panel.generate, LEFT)

    desk.loop.run_until_complete(click())
    assert len(desk.session.history.runs) == 1


def test_space_left_over_from_a_click_presses_nothing(desk: Desk, panel: FillPanel) -> None:
    field = QLineEdit(panel.window())
    field.show()
    field.setFocus()
    desk.paint()
    desk.turn()

    async def click_and_type() -> None:
        QTest.mouseClick(panel.generate, LEFT)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)

    desk.loop.run_until_complete(click_and_type())
    assert len(desk.session.history.runs) == 1


def test_an_unread_prompt_is_visibly_of_no_use_and_no_trap(
    make_desk: Callable[..., Desk], make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(make_desk(reads_prompt=False, name="Built-in", limits="It cannot read."))
    assert not panel.prompt.isEnabled()
    assert "Built-in" in panel.prompt.placeholderText()
    assert panel.prompt_block.limits.text() == "It cannot read."
    assert panel.prompt_block.limits.isVisible()
    assert not panel.focus_prompt()
    panel.mode.findChildren(QWidget)[0].setFocus(Qt.FocusReason.TabFocusReason)
    for _tab in range(3):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert not panel.prompt.hasFocus()


def test_a_prompt_that_is_read_reaches_the_request(desk: Desk, panel: FillPanel) -> None:
    assert panel.focus_prompt()
    assert not panel.prompt_block.limits.isVisible()
    QTest.keyClicks(panel.prompt, "a red door")
    desk.paint()
    assert desk.press().request.params.prompt == "a red door"


def test_seven_presets_show_the_size_before_generate(desk: Desk, panel: FillPanel) -> None:
    panel.mode.findChildren(QWidget)[1].click()
    desk.turn()
    assert desk.session.form.wishes.extend
    names = [button.preset for button in panel.presets._buttons]
    assert names == [preset for preset in PRESETS if preset != NONE]
    panel.presets._buttons[1].click()
    desk.turn()
    assert desk.session.form.wishes.preset == "Zoom out 2x"
    assert "240 × 180" in panel.presets.words.text()
    assert panel.generate.isEnabled()


def test_a_preset_that_adds_nothing_is_off_and_says_so(desk: Desk, panel: FillPanel) -> None:
    session = desk.session
    session.form.set(extend=True, preset="Make square")
    run = desk.press()
    desk.arrive(run)
    session.choosing.adopt()
    assert not session.form.wishes.extend  # grown once is enough until it is wished again
    session.form.set(extend=True)
    desk.turn()
    square = panel.presets._buttons[2]
    assert not square.isEnabled()
    assert "adds nothing" in square.toolTip()
    assert not panel.generate.isEnabled()


def test_the_button_says_what_it_costs(
    make_desk: Callable[..., Desk], make_panel: Callable[[Desk], FillPanel]
) -> None:
    desk = make_desk(price_usd=Decimal("0.05"))
    panel = make_panel(desk)
    desk.session.form.set(variations=2)
    desk.turn()
    assert panel.generate.accessibleName() == "Generate, 2 × $0.05 = $0.10"


def test_the_free_button_says_how_long_it_takes(desk: Desk, panel: FillPanel) -> None:
    desk.paint()
    desk.turn()
    assert panel.generate.accessibleName().startswith("Generate, free, about ")
    box = desk.session.filling.preflight().box
    assert panel.press.words.text() == f"Nothing is sent; looks at {box.width} × {box.height}"


def test_variations_and_a_locked_seed_reach_the_form(desk: Desk, panel: FillPanel) -> None:
    panel.variations.more.click()
    assert desk.session.form.wishes.variations == 2
    sheet = panel.parameters.open_sheet()
    sheet.seed.dice.click()
    seed = desk.session.form.wishes.seed
    assert seed is not None
    assert sheet.seed.field.value() == seed
    assert str(seed) in panel.parameters.toolTip()
    sheet.seed.lock.click()
    assert desk.session.form.wishes.seed is None
    assert panel.parameters.toolTip() == "Seed random"
    sheet.window().close()


def test_the_service_menu_names_price_and_cancel(desk: Desk, panel: FillPanel) -> None:
    (action,) = panel.service.menu().actions()
    assert action.text() == "Scripted: free, can be cancelled"
    assert action.isChecked()


def test_without_a_picture_it_is_there_but_quiet(desk: Desk, panel: FillPanel) -> None:
    panel.set_session(None)
    desk.paint()
    desk.turn()
    assert not panel.generate.isEnabled()
    assert "Open a picture" in panel.press.words.text()
    assert not panel.prompt_block.edit.isVisible()
    assert not panel.variations.isEnabled()
