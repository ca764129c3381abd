"""The Fill block with services: keys, parameters, prices, several at once, what is sent."""

from __future__ import annotations

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
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.context import SizeLimits
from fluxfill_studio.fill.outpaint import PRESETS
from fluxfill_studio.fill.params import Parameter
from fluxfill_studio.providers.contract import Account
from fluxfill_studio.settings import secrets
from fluxfill_studio.settings.table import DEFAULT_PROMPT, LIMIT_PER_PRESS
from fluxfill_studio.studio.services import KeyState
from fluxfill_studio.ui.panels.fill_panel import FillPanel
from fluxfill_studio.ui.tokens import PANEL_LEAST
from tests.fakes.scripted_provider import ScriptedProvider, capability
from tests.gui.conftest import Desk
from tests.gui.front import Front
from tests.gui.panels.conftest import PAID
from tests.gui.panels.test_everybody import cut

LEFT = Qt.MouseButton.LeftButton
EACHLABS = PAID | {
    "id": "eachlabs",
    "name": "Eachlabs",
    "price_usd": Decimal("0.045"),
    "parameters": (Parameter("guidance", "Guidance", 3.0, 2, 5, 0.1),),
    "can_cancel": True,
}


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keyring of whoever runs the tests is left alone."""

    def none() -> None:
        raise RuntimeError("no keyring here")

    monkeypatch.setattr(secrets, "_backend", none)


@pytest.fixture
def paid(make_desk: Callable[..., Desk]) -> Desk:
    """A desk with one paid service whose key is not known."""
    desk = make_desk(**PAID)
    desk.loop.run_until_complete(desk.services.load_all())
    return desk


@pytest.fixture
def several(make_desk: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Two paid services whose keys are known, and one that is free."""
    for name in ("BFL", "EACHLABS"):
        monkeypatch.setenv(f"FLUXFILL_{name}_API_KEY", "a key")
    return make_desk(ScriptedProvider(**EACHLABS), ScriptedProvider(), **PAID)


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


# -- what is sent -------------------------------------------------------------------------------


def test_an_empty_prompt_shows_what_goes_instead(
    several: Desk, make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(several)
    default = several.studio.settings.text(DEFAULT_PROMPT)
    block = panel.prompt_block
    assert block.default.isVisible()
    assert default in block.default.text()
    assert panel.notes.text() == "Pictures lie there for a day."
    block.edit.click()
    assert panel.prompt.toPlainText() == default
    assert several.session.form.wishes.prompt == default
    assert panel.prompt.hasFocus()
    assert not block.default.isVisible()
    several.session.form.set(prompt="", providers=("scripted",))
    assert not block.default.isVisible()
    assert not panel.notes.isVisible()


def test_a_doubt_about_the_seed_is_said_before_generate(
    make_desk: Callable[..., Desk], make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(make_desk(seed_note="Whether it heeds the seed is not known."))
    assert panel.notes.isVisible()
    assert "heeds the seed" in panel.notes.text()


def test_where_pictures_lie_can_be_read_whole(
    make_desk: Callable[..., Desk], make_panel: Callable[[Desk], FillPanel]
) -> None:
    note = "The sent pictures lie there until the job is done, readable by anyone who has them."
    desk = make_desk(ScriptedProvider(id="deaf", name="Deaf", reads_prompt=False), upload_note=note)
    panel = make_panel(desk)
    assert panel.notes.text() == note
    assert panel.notes.height() > 2 * panel.notes.fontMetrics().lineSpacing() - 1
    assert cut(panel.notes) == ""
    assert panel.notes.visibleRegion().boundingRect().height() == panel.notes.height()
    desk.session.form.set(providers=("scripted", "deaf"))
    assert panel.notes.text() == f"{note} The prompt is not used by Deaf."


def test_a_reduced_picture_is_warned_of(
    make_desk: Callable[..., Desk],
    make_panel: Callable[[Desk], FillPanel],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FLUXFILL_BFL_API_KEY", "a key")
    desk = make_desk(**PAID, sizes=SizeLimits(longest=40))
    panel = make_panel(desk)
    desk.paint(Rect(10, 10, 60, 30))
    desk.turn()
    assert panel.press.words.text().startswith("Sends 76 × 46, reduced to 53 %, will look soft")
    assert panel.press.words.property("tone") == "warning"
    assert panel.press.warning.isVisible()
    desk.session.undo()
    desk.paint(Rect(10, 10, 20, 20))
    desk.turn()
    assert panel.press.words.text().startswith("Sends 36 × 36, 1:1")
    assert not panel.press.warning.isVisible()


def test_the_services_own_preset_is_a_choice_where_it_has_one(
    make_desk: Callable[..., Desk],
    make_panel: Callable[[Desk], FillPanel],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FLUXFILL_BFL_API_KEY", "a key")
    desk = make_desk(**PAID, native_presets=("Make square",))
    panel = make_panel(desk)
    desk.session.form.set(extend=True, preset=PRESETS[1])
    assert not panel.native.isVisible()
    desk.session.form.set(preset="Make square")
    assert panel.native.isVisible()
    assert "120 × 120" in panel.presets.words.text()
    panel.native.click()
    assert desk.session.form.wishes.native
    assert "120 × 120" not in panel.presets.words.text()
    assert desk.press().request.native


def test_what_leaves_the_machine_and_for_how_long_is_said_whole(
    several: Desk, make_panel: Callable[[Desk], FillPanel]
) -> None:
    panel = make_panel(several)
    several.paint()
    several.session.form.set(providers=("scripted", "bfl"), variations=2)
    several.turn()
    assert panel.press.words.text() == "Sends 36 × 36, 1:1; about 1 s"
    assert panel.generate.accessibleName() == "Generate, 2 services × 2 = $0.10"
    several.session.form.set(providers=("scripted",))
    several.turn()
    assert panel.press.words.text() == "Nothing is sent; looks at 36 × 36"
    assert panel.generate.accessibleName() == "Generate, free, about 1 s"


def test_new_edges_are_shown_unless_the_service_decides_them(front: Front, photo: Path) -> None:
    front.provider.capability = capability(native_presets=("Make square",))
    front.open(photo)
    form, canvas = front.window.session.form, front.window.canvas
    front.in_loop(lambda: form.set(extend=True, preset="Make square"))
    front.until(lambda: canvas._extension is not None)
    assert canvas._extension.label == "120 × 120"
    front.in_loop(lambda: form.set(native=True))
    front.until(lambda: canvas._extension is None)
    assert "decides" in front.window.layout.fill.presets.words.text()


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
