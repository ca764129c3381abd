"""The Fill block with services: keys, parameters, prices, several at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from fluxfill_studio.core import text
from fluxfill_studio.core.errors import KeyRefused
from fluxfill_studio.providers.contract import Account
from fluxfill_studio.settings.table import LIMIT_PER_PRESS, MONTHLY_STOP
from fluxfill_studio.store.rows import Tally
from fluxfill_studio.studio.services import KeyState
from fluxfill_studio.ui.panels.fill_panel import FillPanel
from fluxfill_studio.ui.tokens import PANEL_LEAST
from tests.gui.conftest import Desk
from tests.gui.front import Front
from tests.gui.panels.conftest import PAID
from tests.gui.panels.test_everybody import cut

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def paid(make_desk: Callable[..., Desk]) -> Desk:
    """A desk with one paid service whose key is not known."""
    desk = make_desk(**PAID)
    desk.loop.run_until_complete(desk.services.load_all())
    return desk


def answer(desk: Desk, monkeypatch: pytest.MonkeyPatch, outcome: Account | Exception) -> None:
    """The service's word about the next key."""

    async def account() -> Account:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(desk.provider, "account", account)


def enter_key(desk: Desk, panel: FillPanel, key: str = "afk_123") -> None:
    QTest.keyClicks(panel.key.field, key)
    QTest.mouseClick(panel.key.keep, LEFT)
    desk.settle()
    desk.turn()


# -- keys ---------------------------------------------------------------------------------------


def test_a_missing_key_is_asked_for_under_the_name(
    paid: Desk, make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(paid)
    paid.paint()
    paid.turn()
    assert panel.service.accessibleName() == "Service: BFL, key missing"
    assert panel.key.field.isVisible()
    assert panel.key.y() > panel.service.y()
    assert panel.key.y() < panel.mode.y()
    assert panel.key.field.echoMode() is QLineEdit.EchoMode.Password
    assert "afk_…" in panel.key.field.placeholderText()
    assert "session" in panel.key.words.text()  # there is no keyring
    assert not panel.key.keep.isEnabled()
    assert panel.parameters.isVisible()
    assert panel.press.words.text() == "BFL needs a key."


def test_a_key_that_is_known_is_kept_and_the_way_is_free(
    paid: Desk, make_panel: Callable[[Desk], FillPanel], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(paid, monkeypatch, Account("42 credits"))
    panel = make_panel(paid)
    paid.paint()
    enter_key(paid, panel)
    assert paid.services.state("bfl") is KeyState.SESSION
    assert panel.key.isHidden()
    assert panel.key.field.text() == ""
    assert panel.generate.isEnabled()
    assert panel.prompt.hasFocus()
    assert "42 credits left" in panel.service.menu().actions()[0].text()


def test_a_refused_key_is_said_beside_the_field_and_not_kept(
    paid: Desk, make_panel: Callable[[Desk], FillPanel], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(paid, monkeypatch, KeyRefused("BFL does not know this key."))
    panel = make_panel(paid)
    enter_key(paid, panel)
    assert panel.key.words.text() == "BFL does not know this key."
    assert panel.key.words.property("tone") == "error"
    assert panel.key.field.text() == "afk_123"  # to be mended
    assert panel.key.field.isEnabled()
    assert paid.services.state("bfl") is KeyState.MISSING
    assert paid.notices == []


def test_while_a_key_is_tried_it_cannot_be_tried_again(
    paid: Desk, make_panel: Callable[[Desk], FillPanel], monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(paid, monkeypatch, Account())
    panel = make_panel(paid)
    QTest.keyClicks(panel.key.field, "afk_123")
    QTest.mouseClick(panel.key.keep, LEFT)
    assert not panel.key.keep.isEnabled()
    assert "Asking BFL" in panel.key.words.text()
    paid.settle()


def test_an_address_of_the_environment_takes_its_own_key_only(
    make_desk: Callable[..., Desk],
    make_panel: Callable[[Desk], FillPanel],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FLUXFILL_BFL_BASE_URL", "http://127.0.0.1:9")
    desk = make_desk(**PAID)
    desk.loop.run_until_complete(desk.services.load_all())
    panel = make_panel(desk)
    assert not panel.key.field.isVisible()
    for word in ("FLUXFILL_BFL_BASE_URL", "FLUXFILL_BFL_API_KEY"):
        assert word in panel.key.words.text()


def test_the_key_can_be_looked_at_and_its_source_opened(
    paid: Desk, make_panel: Callable[[Desk], FillPanel], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    panel = make_panel(paid)
    panel.key.reveal.click()
    assert panel.key.field.echoMode() is QLineEdit.EchoMode.Normal
    panel.key.source.click()
    assert opened == [QUrl("https://example.com/keys")]


def test_another_key_can_be_asked_for_though_there_is_one(
    several: Desk, make_panel: Callable[[Desk], FillPanel], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(several.services, "state", lambda _id: KeyState.KEYRING)
    panel = make_panel(several)
    assert panel.key.isHidden()
    several.services.wanted.emit("eachlabs")
    assert panel.key.isVisible()
    assert panel.key.field.accessibleName() == "Key for Eachlabs"
    assert panel.key.field.hasFocus()


# -- who fills, and for how much ----------------------------------------------------------------


def test_ticks_add_up_to_the_price_of_a_press(
    several: Desk, make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(several)
    several.session.form.set(variations=2)
    ticks = panel.service.open_several()
    assert ticks.total.text() == "Generate, 2 × $0.05 = $0.10"
    ticks.ticks.fields["eachlabs"].click()
    assert ticks.total.text() == "Generate, 2 services × 2 = $0.19"
    ticks.ticks.fields["scripted"].click()
    assert several.session.form.wishes.providers == ("bfl", "eachlabs", "scripted")
    assert panel.generate.accessibleName().startswith("Generate, 3 services × 2 = $0.19")
    assert panel.service.accessibleName() == "Service: BFL, Eachlabs, Scripted"
    for name in ("bfl", "eachlabs", "scripted"):
        ticks.ticks.fields[name].click()
    assert several.session.form.wishes.providers == ("scripted",)  # one always stays
    assert ticks.ticks.fields["scripted"].isChecked()
    QTest.mouseClick(ticks.done, LEFT)
    assert not ticks.isVisible()


def test_the_menu_says_what_each_costs_and_takes_one(
    several: Desk, make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel, asked = make_panel(several), []
    panel.settings_wished.connect(asked.append)
    actions = {action.text(): action for action in panel.service.menu().actions()}
    assert "BFL: $0.05, cannot be cancelled" in actions
    actions["Eachlabs: $0.045, can be cancelled"].trigger()
    assert several.session.form.wishes.providers == ("eachlabs",)
    actions["Service settings…"].trigger()
    assert asked == ["eachlabs"]


def test_a_paid_service_of_unknown_price_is_not_called_free(
    make_desk: Callable[..., Desk],
    make_panel: Callable[[Desk], FillPanel],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FLUXFILL_BFL_API_KEY", "a key")
    panel = make_panel(make_desk(**PAID | {"price_usd": None}))
    assert panel.generate.accessibleName() == "Generate, price not known"
    assert "price not known" in panel.service.menu().actions()[0].text()


def test_beyond_the_limit_a_second_press_is_asked_for(
    several: Desk, make_panel: Callable[[Desk], FillPanel]
) -> None:
    several.studio.settings.set(LIMIT_PER_PRESS, 0.1)
    panel = make_panel(several)
    several.paint()
    several.session.form.set(variations=3)
    several.turn()

    async def click() -> None:
        QTest.mouseClick(panel.generate, LEFT)

    several.loop.run_until_complete(click())
    assert panel.generate.accessibleName() == "Press again: $0.15"
    assert not several.session.history.runs
    several.session.form.set(variations=4)  # at another price the question is another one
    assert panel.generate.accessibleName().startswith("Generate, 4")
    several.session.form.set(variations=3)
    several.loop.run_until_complete(click())
    assert len(several.session.history.runs) == 1
    assert panel.generate.accessibleName().startswith("Generate, 3 × $0.05 = $0.15")


def test_the_monthly_stop_turns_the_button_off_when_it_is_reached_and_leads_to_its_setting(
    several: Desk, make_panel: Callable[[Desk], FillPanel], monkeypatch: pytest.MonkeyPatch
) -> None:
    panel, asked = make_panel(several), []
    panel.settings_wished.connect(asked.append)
    several.paint()
    several.turn()
    assert panel.generate.isEnabled()
    assert not panel.press.stop.isVisible()
    several.in_loop(lambda: several.studio.settings.set(MONTHLY_STOP, 1.0))
    several.turn()
    assert panel.generate.isEnabled()

    async def spent() -> list[Tally]:
        month = time.strftime("%Y-%m")
        return [Tally("bfl", "d", "", month, 20, Decimal("0.98"), Decimal(), 0)]

    monkeypatch.setattr(several.studio.ledger, "tally", spent)
    several.loop.run_until_complete(several.studio.money.refresh())
    several.turn()
    assert not panel.generate.isEnabled()
    assert panel.press.words.text().startswith("The monthly stop of $1.00 is reached")
    assert cut(panel.press.words) == ""
    QTest.mouseClick(panel.press.stop, LEFT)
    assert asked == [""]
    several.in_loop(lambda: several.studio.settings.set(MONTHLY_STOP, 2.0))
    several.turn()
    assert panel.generate.isEnabled()
    assert not panel.press.stop.isVisible()


# -- parameters ---------------------------------------------------------------------------------


def test_the_form_has_every_parameter_and_its_range(
    several: Desk, make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel, form = make_panel(several), several.session.form
    assert panel.parameters.toolTip() == "Steps 50, Guidance 60, Seed random"
    back: list[bool] = []
    panel.to_canvas.connect(lambda: back.append(True))
    for name, typed in (("steps", "9"), ("guidance", "999")):
        number = panel.parameters.open_sheet().sections["bfl"].row.fields[name].number
        number.selectAll()
        QTest.keyClicks(number, typed)
        QTest.keyClick(number, Qt.Key.Key_Return)
    assert back == [True, True]
    assert [notice.text for notice in several.notices] == [
        "Steps goes from 15 to 50: it is 15 now.",
        "Guidance goes from 1.5 to 100.0: it is 100.0 now.",
    ]
    section = panel.parameters.open_sheet().sections["bfl"]
    fields = section.row.fields
    assert list(fields) == [parameter.name for parameter in PAID["parameters"]]
    fields["prompt_upsampling"].click()
    assert form.wishes.values["bfl"] == {
        "steps": 15,
        "guidance": 100.0,
        "prompt_upsampling": True,
    }
    words = "Steps 15, Guidance 100, Rewrite the prompt on, Seed random"
    assert panel.parameters.toolTip() == words
    section.reset.click()
    assert not form.wishes.values.get("bfl")
    assert fields["steps"].number.value() == 50
    section.window().close()


def test_a_value_in_its_range_is_taken_without_a_word(
    several: Desk, make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(several)
    for typed in ("200", "100", "", "70"):
        number = panel.parameters.open_sheet().sections["bfl"].row.fields["guidance"].number
        number.setFocus()
        number.selectAll()
        QTest.keyClicks(number, typed) if typed else QTest.keyClick(number, Qt.Key.Key_Delete)
        QTest.keyClick(number, Qt.Key.Key_Return)
    assert several.session.form.wishes.value("bfl", "guidance") == 70
    assert len(several.notices) == 1


def test_a_random_seed_shows_no_number(
    several: Desk, make_panel: Callable[[Desk], FillPanel]
) -> None:
    sheet = make_panel(several).parameters.open_sheet()
    field = sheet.seed.field
    assert (field.text(), field.isEnabled()) == ("random", False)
    sheet.seed.lock.click()
    seed = several.session.form.wishes.seed
    assert seed is not None
    assert (field.text(), field.isEnabled()) == (str(seed), True)
    field.selectAll()
    QTest.keyClicks(field, "99999999999")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert several.session.form.wishes.seed == 4294967295
    assert several.notices[0].text.startswith("Seed goes from 0 to 4294967295:")
    sheet.window().close()


def test_parameters_reach_the_service_they_are_for(
    several: Desk, make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(several)
    several.session.form.set(providers=("bfl", "eachlabs"))
    sheet = panel.parameters.open_sheet()
    assert list(sheet.sections) == ["bfl", "eachlabs"]
    sheet.sections["eachlabs"].row.fields["guidance"].number.setValue(4.5)
    sheet.window().close()
    assert panel.parameters.toolTip() == "2 services, 1 changed, Seed random"
    several.paint()
    run = several.press()
    sent = {tile.request.provider: tile.request.params.guidance for tile in run.tiles}
    assert sent == {"bfl": 60, "eachlabs": 4.5}


def test_a_closed_sheet_hears_no_more(
    several: Desk, make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(several)
    panel.parameters.open_sheet().window().close()
    several.turn()
    several.session.form.set(seed=5)  # a listener that failed would be in the log
    assert panel.parameters.toolTip() == "Steps 50, Guidance 60, Seed 5, locked"


@pytest.mark.parametrize("extend", [False, True])
def test_no_word_of_a_service_is_cut_off_in_a_longer_language(
    paid: Desk,
    make_panel: Callable[[Desk], FillPanel],
    request: pytest.FixtureRequest,
    *,
    extend: bool,
) -> None:
    text.set_language("pseudo", Path("none"))
    request.addfinalizer(lambda: text.set_language("en", Path("none")))
    panel = make_panel(paid)
    panel.window().setFixedWidth(PANEL_LEAST)
    paid.session.form.set(extend=extend)
    paid.turn()
    sheet = panel.parameters.open_sheet()
    widgets = [*panel.findChildren(QWidget), *sheet.findChildren(QWidget)]
    assert [words for words in map(cut, widgets) if words] == []
    assert not panel.key.visibleRegion().isEmpty()
    sheet.window().close()


def test_service_and_parameters_have_keys(front: Front, photo: Path) -> None:
    front.open(photo)
    for key, name in ((Qt.Key.Key_S, "Services"), (Qt.Key.Key_P, "Parameters")):
        front.key(key, Qt.KeyboardModifier.ShiftModifier)
        popup = QApplication.activePopupWidget()
        assert popup is not None
        assert popup.accessibleName() == name
        front.in_loop(popup.close)
