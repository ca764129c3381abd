"""What the window knows of a service: its key, its account, its address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from fluxfill_studio.core.errors import BadInput, KeyRefused
from fluxfill_studio.providers.contract import Account
from fluxfill_studio.settings.secrets import Keys
from fluxfill_studio.studio import filling
from fluxfill_studio.studio.services import KeyState, Services
from tests.fakes.scripted_provider import ScriptedProvider
from tests.fakes.scripted_studio import StudioDesk, paid_provider, played

GOOD = "good-key-51c0"


class Bank(ScriptedProvider):
    """A service that knows one key."""

    keys: Keys

    async def account(self) -> Account:
        key = await self.keys.key("bfl", "https://bfl.example")
        if key is None or key.reveal() != GOOD:
            raise KeyRefused("BFL does not take this key.")
        return Account("12 credits")


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(filling, "PRESS_GAP_S", 0.0)
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield
    keyring.set_keyring(before)


def bank() -> tuple[StudioDesk, Services]:
    """A desk whose first provider is built in and whose second is `Bank`."""
    service = Bank()
    service.capability = paid_provider("bfl").capability
    desk = StudioDesk(ScriptedProvider(), service)
    service.keys = desk.studio.keys
    return desk, desk.studio.services


@played
async def test_a_missing_key_is_a_reason_and_a_word() -> None:
    desk, services = bank()
    desk.paint()
    desk.session.form.set(providers=("bfl",))
    assert services.state("bfl") is KeyState.UNKNOWN
    assert desk.session.filling.why_not() is None  # nobody has looked yet
    assert await services.load("bfl") is KeyState.MISSING
    assert services.words("bfl") == "BFL, key missing"
    assert desk.session.filling.why_not() == "BFL needs a key."
    assert services.words("scripted") == "Scripted, free"
    desk.session.form.set(providers=("scripted", "bfl"))
    assert desk.session.filling.why_not() == "BFL needs a key."
    await desk.close()


@played
async def test_a_refused_key_is_not_kept_and_a_good_one_is_kept_where_possible() -> None:
    desk, services = bank()
    heard: list[str] = []
    services.changed.connect(heard.append)
    await services.load("bfl")
    with pytest.raises(KeyRefused):
        await services.keep_key("bfl", "wrong")
    assert services.state("bfl") is KeyState.MISSING
    with pytest.raises(BadInput):
        await services.keep_key("bfl", "  ")
    account = await services.keep_key("bfl", f" {GOOD}\n")
    assert account.balance == "12 credits"
    assert services.account("bfl") == account
    assert services.state("bfl") is KeyState.SESSION
    assert services.words("bfl") == "BFL, key for this session"
    assert "this session only" in services.keyring_trouble
    await services.forget_key("bfl")
    assert services.state("bfl") is KeyState.MISSING
    assert services.account("bfl") is None
    assert set(heard) == {"bfl"}
    await desk.close()


def test_a_key_of_the_environment_is_said_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLUXFILL_BFL_API_KEY", GOOD)

    @played
    async def scene() -> None:
        desk, services = bank()
        await desk.studio.start()
        assert services.words("bfl") == "BFL, key set from outside"
        assert (await services.check("bfl")).balance == "12 credits"
        await desk.close()

    scene()


@played
async def test_another_address_needs_a_key_of_its_own_and_a_bad_one_is_a_reason() -> None:
    desk, services = bank()
    desk.paint()
    await services.keep_key("bfl", GOOD)
    heard: list[str] = []
    services.changed.connect(heard.append)
    services.settings("bfl").set_origin("https://other.example")
    assert heard == ["bfl"]
    assert await services.load("bfl") is KeyState.MISSING
    services.settings("bfl").set_origin("")
    assert services.state("bfl") is KeyState.SESSION
    await desk.close()


def test_a_bad_base_address_is_said_before_anything_is_sent(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FLUXFILL_BFL_BASE_URL", "http://far.example")

    @played
    async def scene() -> None:
        desk, services = bank()
        desk.paint()
        desk.session.form.set(providers=("bfl",))
        assert "https://" in (desk.session.filling.why_not() or "")
        assert desk.session.filling.generate() is None
        await services.load_all()
        await desk.close()

    scene()


@played
async def test_what_is_left_is_asked_again_after_a_fill_and_not_all_the_time() -> None:
    desk, services = bank()
    bfl = desk.providers["bfl"]
    bfl.capability = replace(bfl.capability, tells_balance=True)
    answers = iter(range(9, 0, -1))

    async def account() -> Account:
        return Account(f"{next(answers)} credits")

    with patch.object(bfl, "account", account):
        await services.freshen_all()
        assert services.account("bfl") is None  # there is no key to ask with
        await services.keep_key("bfl", GOOD)
        await services.freshen_all()
        assert services.account("bfl") == Account("9 credits")
        with patch("fluxfill_studio.studio.services.FRESH_S", 0.0):
            desk.paint()
            desk.session.form.set(providers=("bfl",))
            desk.session.form.set(variations=2)
            run = desk.session.filling.generate()
            assert run is not None
            services.changed.connect(lambda _name: desk._news.set())
            await desk.land(run.tiles[0].request)
            assert services.account("bfl") == Account("9 credits")  # the other is on its way
            await desk.land(run.tiles[1].request)
            await desk.until(lambda: services.account("bfl") == Account("8 credits"))
    await desk.close()
