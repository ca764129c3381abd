"""Keys, several services at once and the limit per press, as a user meets them at the window."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from fluxfill_studio.settings.services import ServiceSettings
from fluxfill_studio.studio.services import KeyState
from tests.e2e.customer import Customer, Sit
from tests.fakes.services.running import Fakes


def test_the_first_use_asks_for_the_key_and_tries_it(
    keyless: Sit, fakes: Fakes, photo: Path, home: Path
) -> None:
    async def job(hand: Customer) -> None:
        settings = hand.window.studio.settings
        ServiceSettings(settings, "bfl", "").set_origin(fakes.base("bfl"))
        await hand.open(photo)
        fill, services = hand.window.layout.fill, hand.window.studio.services
        assert not fill.key.isVisible()
        await hand.choose("bfl")
        assert fill.key.isVisible()
        await hand.ask(ready=False)
        assert "needs a key" in fill.press.words.text()
        hand.press()
        assert "BFL needs a key." in hand.notices
        await enter(hand, "a-wrong-one")
        await hand.until(lambda: "does not take this key" in fill.key.words.text())
        assert fill.key.field.text() == "a-wrong-one"
        assert QApplication.focusWidget() is fill.key.field
        await hand.look("key-refused")
        assert services.state("bfl") is KeyState.MISSING
        assert fakes.accepted() == []
        await enter(hand, fakes.key("bfl"))
        await hand.until(lambda: not fill.key.isVisible())
        assert services.words("bfl") == "BFL, key for this session"
        await hand.look("key-kept")
        await hand.until(fill.generate.isEnabled)
        hand.press()
        await hand.landed()
        await hand.discard()

    keyless(job)
    kept = b"".join(path.read_bytes() for path in home.rglob("*") if path.is_file())
    assert fakes.key("bfl").encode() not in kept


async def enter(hand: Customer, key: str) -> None:
    """Type a key where it is asked for."""
    field = hand.window.layout.fill.key.field
    hand.click(field)
    field.selectAll()
    assert field.echoMode() is field.EchoMode.Password
    QTest.keyClicks(field, key)
    QTest.keyClick(field, Qt.Key.Key_Return)


def test_several_services_fill_at_once_as_tiles_of_one_run(
    customer: Sit, fakes: Fakes, photo: Path
) -> None:
    services = ("bfl", "replicate", "eachlabs")

    async def job(hand: Customer) -> None:
        await hand.open(photo)
        await hand.choose("bfl")
        await hand.tick_several("replicate", "eachlabs")
        assert hand.session.form.wishes.providers == services
        hand.session.form.set(variations=1)
        await hand.ask()
        assert "3 services = $0.15" in hand.window.layout.fill.generate.text()
        hand.press()
        await hand.landed()
        assert len(hand.session.history.runs) == 1
        assert [tile.face.service for tile in hand.tiles] == ["BFL", "Replicate", "Eachlabs"]
        assert {tile.face.price for tile in hand.tiles} == {"$0.05"}
        assert {row["seed"] for row in fakes.accepted()} == {hand.run.request.params.seed}
        assert len(fakes.accepted()) == 3
        await hand.until(lambda: hand.window.studio.money.month() == Decimal("0.15"))
        shown = hand.session.choosing.shown
        hand.key(Qt.Key.Key_Period)
        assert hand.session.choosing.shown not in (None, shown)
        await hand.look("several-landed")
        await hand.adopt_and_export(photo.with_name("several.png"))
        assert "2 paid results ($0.10)" in await hand.discard()

    customer(job)


def test_above_the_limit_it_asks_for_a_second_press(
    customer: Sit, fakes: Fakes, photo: Path
) -> None:
    async def job(hand: Customer) -> None:
        ServiceSettings(hand.window.studio.settings, "bfl", "").set_price(Decimal("0.60"))
        await hand.open(photo)
        await hand.choose("bfl")
        hand.session.form.set(variations=2)
        await hand.ask()
        generate = hand.window.layout.fill.generate
        assert "$1.20" in generate.text()
        hand.press()
        assert generate.text().startswith("Press again: $1.20")
        await hand.look("press-again")
        assert hand.session.history.runs == []
        hand.click(generate)
        await hand.landed()
        assert len(fakes.accepted("bfl")) == 2
        await hand.until(lambda: hand.window.layout.status.month.text() == "$1.20 this month")
        await hand.discard()

    customer(job)
