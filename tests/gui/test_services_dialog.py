"""Services and costs: what is set is kept and counts at once; what cannot be is said in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QWidget

from fluxfill_studio.core.errors import Unreachable
from fluxfill_studio.providers.contract import Account
from fluxfill_studio.settings.secrets import WEBHOOK_SECRET, KeyPlace
from fluxfill_studio.settings.table import DEFAULT_PROMPT, LIMIT_PER_PRESS, MONTHLY_STOP
from fluxfill_studio.store.rows import Tally
from fluxfill_studio.studio.money import Money
from fluxfill_studio.studio.services import KeyState
from fluxfill_studio.ui.panels.costs import Costs
from fluxfill_studio.ui.panels.key_block import KeyBlock
from fluxfill_studio.ui.panels.service_page import ServicePage
from fluxfill_studio.ui.panels.spending import Spending
from fluxfill_studio.ui.panels.wording import month_words
from fluxfill_studio.ui.services_dialog import ALL, COSTS, ServicesDialog
from tests.gui.front import Front
from tests.gui.paying import paying_fronts


@pytest.fixture
def front(qloop, dressed, monkeypatch):
    made = paying_fronts(qloop, monkeypatch)()
    yield made
    made.close()


def dialog_of(front: Front, first: str = ALL) -> ServicesDialog:
    front.in_loop(lambda: front.window.asides.show_services(first))
    (dialog,) = front.shell.findChildren(ServicesDialog)
    front.settle()
    return dialog


def page_of(front: Front) -> ServicePage:
    page = dialog_of(front, "bfl").pages["bfl"]
    assert isinstance(page, ServicePage)
    assert page.isVisible()
    return page


def test_a_key_that_is_there_is_not_asked_for_again(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front.studio.services, "state", lambda _id: KeyState.SESSION)
    page = page_of(front)
    assert page.replace.isVisible()
    assert not page.key.isVisible()


def enter(front: Front, field: QWidget, text: str) -> None:
    """Type it over what is there, and leave the field with Enter."""
    line = field if isinstance(field, QLineEdit) else field.findChild(QLineEdit)
    front.in_loop(line.setFocus)
    line.selectAll()
    front.in_loop(lambda: QTest.keyClicks(line, text))
    front.in_loop(lambda: QTest.keyClick(line, Qt.Key.Key_Return))


def test_a_price_counts_here_and_can_be_the_published_one_again(front: Front) -> None:
    page, settings = page_of(front), front.studio.services.settings("bfl")
    assert page.price.value() == 0.05
    assert not page.own_price.isVisible()
    enter(front, page.price, "0.075")
    assert settings.price(None) == Decimal("0.075")
    assert page.own_price.isVisible()
    front.click(page.own_price)
    assert settings.price(None) is None
    enter(front, page.jobs, "3")
    assert settings.concurrency(8) == 3
    front.click(page.own_jobs)
    assert settings.concurrency(8) == 8


def test_an_address_is_checked_in_words_before_it_is_kept(front: Front) -> None:
    page, settings = page_of(front), front.studio.services.settings("bfl")
    assert page.origin.field.text() == "https://bfl.example"
    enter(front, page.origin.field, "http://bfl.example")
    assert page.isVisible()
    assert "https://" in page.origin.trouble.text()
    assert page.origin.trouble.isVisible()
    assert settings.origin == "https://bfl.example"
    enter(front, page.origin.field, "https://eu.bfl.example")
    assert not page.origin.trouble.isVisible()
    assert settings.origin == "https://eu.bfl.example"
    enter(front, page.webhook.address.field, "ftp://me")
    assert "https://" in page.webhook.address.trouble.text()
    enter(front, page.webhook.address.field, "https://me.example/hook")
    assert settings.webhook_url == "https://me.example/hook"
    assert "fetched here all the same" in page.webhook.address.note.text()


def test_an_address_from_the_environment_is_shown_and_locked(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLUXFILL_BFL_BASE_URL", "https://other.example")
    page = page_of(front)
    assert page.origin.field.text() == "https://other.example"
    assert page.origin.field.isReadOnly()
    assert "FLUXFILL_BFL_BASE_URL" in page.origin.note.text()
    front.click(page.webhook.unfold)
    assert page.webhook.secret.field.isReadOnly()
    assert "FLUXFILL_BFL_WEBHOOK_SECRET" in page.webhook.secret.note.text()


def test_dollars_look_the_same_in_every_language(front: Front) -> None:
    QLocale.setDefault(QLocale(QLocale.Language.German))
    try:
        dialog = dialog_of(front)
        assert dialog.pages["bfl"].price.text() == "$0.05"
        dialog.pages["bfl"].price.show_price(Decimal("0.075"))
        assert dialog.pages["bfl"].price.text() == "$0.075"
        limit = dialog.pages[ALL].limit
        for typed, shown in (("2,5", "$2.50"), ("$3.25", "$3.25"), ("99999", "$1000.00")):
            enter(front, limit, typed)
            assert limit.text() == shown
        assert front.studio.settings.number(LIMIT_PER_PRESS) == limit.maximum()
    finally:
        QLocale.setDefault(QLocale.c())


def test_where_no_key_can_be_entered_there_is_no_field_and_a_reason(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    block = KeyBlock(front.studio.services, front.window.tasks.spawn)
    block.ask(front.provider.capability)
    assert "change it there" in block.words.text()
    assert block.keep.isHidden()
    monkeypatch.setenv("FLUXFILL_BFL_BASE_URL", "https://other.example")
    monkeypatch.delenv("FLUXFILL_BFL_API_KEY")
    front.loop.run_until_complete(front.studio.keys.load("bfl", "https://other.example"))
    page = page_of(front)
    assert page.key.isVisible()
    assert not page.key.field.isVisible()
    assert not page.key.keep.isVisible()
    words = page.key.words.text()
    assert "FLUXFILL_BFL_BASE_URL" in words
    assert "FLUXFILL_BFL_API_KEY" in words
    front.click(page.ask_balance)
    assert page.balance.text() == "BFL needs a key."


def test_a_keyring_that_is_found_missing_later_is_promised_no_more(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FLUXFILL_BFL_API_KEY")
    front.loop.run_until_complete(front.studio.keys.load("bfl", "https://bfl.example"))
    front.studio.keys.trouble = ""
    page = page_of(front)
    assert "system's keyring" in page.key.words.text()
    front.studio.keys.trouble = "No keyring was found."
    front.in_loop(lambda: front.studio.services.changed.emit("bfl"))
    assert page.key.words.text() == "No keyring was found."


def test_a_price_that_is_not_known_does_not_read_as_free(front: Front) -> None:
    front.provider.capability = replace(front.provider.capability, price_usd=None)
    page, settings = page_of(front), front.studio.services.settings("bfl")
    assert page.price.text() == "not known"
    assert not page.own_price.isVisible()
    front.in_loop(lambda: QTest.mouseClick(page.price.lineEdit(), Qt.MouseButton.LeftButton))
    front.turn()
    front.in_loop(lambda: QTest.keyClick(page.price.lineEdit(), Qt.Key.Key_Return))
    assert settings.price(None) is None
    assert page.price.text() == "not known"
    front.in_loop(page.ask_balance.setFocus)
    front.in_loop(lambda: QTest.mouseClick(page.price.lineEdit(), Qt.MouseButton.LeftButton))
    front.turn()
    front.in_loop(lambda: QTest.keyClicks(page.price.lineEdit(), "0.03"))
    front.in_loop(lambda: QTest.keyClick(page.price.lineEdit(), Qt.Key.Key_Return))
    assert settings.price(None) == Decimal("0.03")


def test_a_key_is_entered_replaced_and_forgotten(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    monkeypatch.delenv("FLUXFILL_BFL_API_KEY")
    services = front.studio.services
    front.loop.run_until_complete(services.load("bfl"))
    page = page_of(front)
    assert "no key" in page.state.text()
    assert page.key.isVisible()
    enter(front, page.key.field, "a-new-key")
    front.until(lambda: services.state("bfl") is KeyState.SESSION)
    front.settle()
    assert "this session only" in page.state.text()
    assert not page.key.isVisible()
    front.click(page.replace)
    assert page.key.isVisible()
    assert page.key.field.text() == ""
    front.in_loop(lambda: services.changed.emit("bfl"))
    assert page.key.isVisible()
    front.click(page.forget)
    front.until(lambda: services.state("bfl") is KeyState.MISSING)
    front.settle()
    assert not page.forget.isVisible()


def test_a_webhook_secret_is_kept_as_a_key_and_let_go(
    front: Front, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    page, keys = page_of(front), front.studio.keys
    place = partial(keys.place, "bfl", "https://bfl.example", WEBHOOK_SECRET)
    front.click(page.webhook.unfold)
    front.until(lambda: place() is KeyPlace.NONE)
    assert not page.webhook.forget.isVisible()
    assert page.webhook.secret.field.echoMode() is QLineEdit.EchoMode.Password
    enter(front, page.webhook.secret.field, "a-secret")
    front.until(lambda: place() is KeyPlace.SESSION)
    front.click(page.webhook.forget)
    front.until(lambda: place() is KeyPlace.NONE)
    assert all(b"a-secret" not in f.read_bytes() for f in home.rglob("*") if f.is_file())
    front.settle()


def test_the_balance_is_asked_for_and_a_refusal_is_words(
    front: Front, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    page = page_of(front)
    answers = [Account("12.5 credits"), Unreachable("BFL does not answer.")]

    async def account() -> Account:
        answer = answers.pop(0)
        if isinstance(answer, Unreachable):
            raise answer
        return answer

    monkeypatch.setattr(front.provider, "account", account)
    assert page.balance.text() == "Not asked yet."
    front.click(page.ask_balance)
    front.until(lambda: page.balance.text() == "12.5 credits")
    front.click(page.ask_balance)
    front.until(lambda: page.balance.text() == "BFL does not answer.")
    assert page.ask_balance.isEnabled()
    front.settle()


def test_limits_and_the_prompt_for_all_services(front: Front) -> None:
    page, settings = dialog_of(front).pages[ALL], front.studio.settings
    assert isinstance(page, Spending)
    assert page.limit.value() == 1
    enter(front, page.limit, "2.50")
    enter(front, page.stop, "20")
    assert settings.number(LIMIT_PER_PRESS) == 2.5
    assert settings.number(MONTHLY_STOP) == 20
    enter(front, page.prompt.field, " ")
    assert page.prompt.trouble.isVisible()
    enter(front, page.prompt.field, "Only sky.")
    assert settings.text(DEFAULT_PROMPT) == "Only sky."


def test_costs_add_up_by_month_and_picture(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    def tally(month: str, source: str, jobs: int, usd: str, perhaps: str, unpriced=0) -> Tally:
        return Tally("bfl", "d", source, month, jobs, Decimal(usd), Decimal(perhaps), unpriced)

    rows = [
        tally("2026-10", "/a/beach.jpg", 2, "0.10", "0"),
        tally("2026-11", "/a/beach.jpg", 3, "0.15", "0.05"),
        tally("2026-11", "", 1, "0.50", "0"),
        tally("2026-09", "", 7, "0.50", "0", 2),
        tally("2026-08", "", 2, "0", "0", 2),
    ]

    async def told() -> list[Tally]:
        return rows

    monkeypatch.setattr(front.studio.ledger, "tally", told)
    page = dialog_of(front, COSTS).pages[COSTS]
    assert isinstance(page, Costs)
    months = [page.list.topLevelItem(at) for at in range(page.list.topLevelItemCount())]
    assert [[m.text(c) for c in range(4)] for m in months] == [
        ["2026-11", "4", "$0.65", "$0.05"],
        ["2026-10", "2", "$0.10", ""],
        ["2026-09", "7", "$0.50 and more", ""],
        ["2026-08", "2", "price not known", ""],
    ]
    assert [months[0].child(at).text(0) for at in range(2)] == [
        "BFL · Pasted picture",
        "BFL · beach.jpg",
    ]


@pytest.mark.parametrize(
    ("usd", "perhaps", "unpriced", "words"),
    [
        ("0", "0", 0, ""),
        ("1.2", "0.1", 0, "$1.20 to $1.30 this month"),
        ("0", "0.05", 1, "$0.00 to $0.05 and 1 fill of unknown price this month"),
        ("0.9", "0", 24, "$0.90 and 24 fills of unknown price this month"),
        ("0", "0", 24, "24 fills of unknown price this month"),
    ],
)
def test_a_month_in_words(usd: str, perhaps: str, unpriced: int, words: str) -> None:
    money = Mock(spec=Money)
    money.month.return_value, money.perhaps.return_value = Decimal(usd), Decimal(perhaps)
    money.unpriced.return_value = unpriced
    assert month_words(money) == words
