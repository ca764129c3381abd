"""Keys: where they are found, where they are kept, and where they never show."""

from __future__ import annotations

import asyncio
import pickle
import threading
from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.backends.null import Keyring as ForgetfulKeyring

from fluxfill_studio.core import log
from fluxfill_studio.core.errors import BadInput, CannotWrite
from fluxfill_studio.settings.secrets import WEBHOOK_SECRET, KeyPlace, Keys, Secret

HOME = "https://api.bfl.ai"
TEXT = "a-key-that-nobody-may-see-7f3a"


class MemoryKeyring(KeyringBackend):
    """Keeps everything as long as the test lasts."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._refuse()
        del self.kept[service, username]

    def _refuse(self) -> None:
        """Nothing is refused."""


class StubbornKeyring(MemoryKeyring):
    """Lets nothing go."""

    def _refuse(self) -> None:
        raise RuntimeError("locked")


class PlaintextKeyring(MemoryKeyring):
    """As the one that writes a file anybody can read."""


class LockedKeyring(MemoryKeyring):
    """Waits for a password that nobody enters."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = threading.Event()
        self.asked = 0

    def get_password(self, service: str, username: str) -> str | None:
        self.asked += 1
        self.answered.wait(10)
        return None

    def set_password(self, service: str, username: str, password: str) -> None:
        self.answered.wait(10)


@pytest.fixture
def ring() -> Iterator[MemoryKeyring]:
    """A keyring that works, in place of the system's."""
    before = keyring.get_keyring()
    made = MemoryKeyring()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


def test_a_kept_key_lies_in_the_keyring_for_its_origin_alone(ring: MemoryKeyring) -> None:
    async def play() -> None:
        assert await Keys({}).keep("bfl", HOME, TEXT) is KeyPlace.KEYRING
        keys = Keys({})
        assert keys.place("bfl", HOME) is None
        found = await keys.key("bfl", HOME)
        assert found is not None
        assert found.reveal() == TEXT
        assert keys.place("bfl", HOME) is KeyPlace.KEYRING
        assert await keys.key("bfl", "https://elsewhere.example") is None
        assert await keys.key("kkiai", HOME) is None
        assert await keys.key("bfl", HOME, WEBHOOK_SECRET) is None

    asyncio.run(play())
    assert list(ring.kept) == [("fluxfill-studio", f"bfl api_key {HOME}")]


def test_the_environment_comes_first_and_is_never_stored(ring: MemoryKeyring) -> None:
    async def play() -> None:
        await Keys({}).keep("bfl", HOME, "from the keyring")
        keys = Keys({"FLUXFILL_BFL_API_KEY": TEXT, "FLUXFILL_BFL_WEBHOOK_SECRET": "hook"})
        assert keys.place("bfl", HOME) is KeyPlace.ENVIRONMENT
        assert await keys.load("bfl", HOME) is KeyPlace.ENVIRONMENT
        found, hook = await keys.key("bfl", HOME), await keys.key("bfl", HOME, WEBHOOK_SECRET)
        assert found is not None
        assert hook is not None
        assert (found.reveal(), hook.reveal()) == (TEXT, "hook")

    asyncio.run(play())
    assert TEXT not in ring.kept.values()


def test_under_another_base_address_only_the_environments_key_counts(ring: MemoryKeyring) -> None:
    base = {"FLUXFILL_BFL_BASE_URL": "http://127.0.0.1:8080"}

    async def play() -> None:
        await Keys({}).keep("bfl", HOME, TEXT)
        await Keys({}).keep("bfl", "http://127.0.0.1:8080", TEXT)
        for origin in (HOME, "http://127.0.0.1:8080"):
            assert await Keys(base).key("bfl", origin) is None
        with pytest.raises(BadInput, match="FLUXFILL_BFL_API_KEY"):
            await Keys(base).keep("bfl", HOME, "another")
        told = await Keys(base | {"FLUXFILL_BFL_API_KEY": "own"}).key("bfl", HOME)
        assert told is not None
        assert told.reveal() == "own"

    asyncio.run(play())


@pytest.mark.parametrize("broken", [NoKeyring, ForgetfulKeyring, PlaintextKeyring])
def test_without_a_good_keyring_a_key_lasts_for_the_session(
    ring: MemoryKeyring, broken: type[KeyringBackend]
) -> None:
    backend = broken()
    keyring.set_keyring(backend)

    async def play() -> None:
        keys = Keys({})
        assert await keys.keep("bfl", HOME, TEXT) is KeyPlace.SESSION
        found = await keys.key("bfl", HOME)
        assert found is not None
        assert found.reveal() == TEXT
        assert await Keys({}).key("bfl", HOME) is None
        await keys.forget("bfl", HOME)
        assert keys.place("bfl", HOME) is KeyPlace.NONE
        assert "this session only" in keys.trouble

    asyncio.run(play())
    assert getattr(backend, "kept", {}) == {}


def test_a_keyring_that_does_not_answer_is_asked_once(ring: MemoryKeyring) -> None:
    locked = LockedKeyring()
    keyring.set_keyring(locked)

    async def play() -> None:
        keys = Keys({}, patience_s=0.05)
        assert await keys.key("bfl", HOME) is None
        assert "did not answer" in keys.trouble
        assert await keys.key("replicate", "https://api.replicate.com") is None
        assert locked.asked == 1
        assert await keys.keep("bfl", HOME, TEXT) is KeyPlace.SESSION
        found = await keys.key("bfl", HOME)
        assert found is not None

    try:
        asyncio.run(play())
    finally:
        locked.answered.set()
        for thread in threading.enumerate():
            if thread.name == "keyring":
                thread.join(5)


def test_a_key_that_the_keyring_does_not_let_go_is_not_said_to_be_gone(
    ring: MemoryKeyring,
) -> None:
    keyring.set_keyring(StubbornKeyring())

    async def play() -> None:
        keys = Keys({})
        await keys.keep("bfl", HOME, TEXT)
        with pytest.raises(CannotWrite, match="still there"):
            await keys.forget("bfl", HOME)
        assert keys.place("bfl", HOME) is KeyPlace.KEYRING

    asyncio.run(play())


def test_forgetting_takes_the_key_out_of_the_keyring(ring: MemoryKeyring) -> None:
    async def play() -> None:
        keys = Keys({})
        heard: list[str] = []
        keys.changed.connect(heard.append)
        await keys.keep("bfl", HOME, TEXT)
        await keys.forget("bfl", HOME)
        assert await keys.key("bfl", HOME) is None
        assert heard == ["bfl", "bfl"]

    asyncio.run(play())
    assert ring.kept == {}


def test_a_key_that_is_tried_is_seen_by_the_trial_alone(ring: MemoryKeyring) -> None:
    async def play() -> None:
        keys = Keys({})
        await keys.keep("bfl", HOME, "old")

        async def revealed() -> str:
            found = await keys.key("bfl", HOME)
            return "" if found is None else found.reveal()

        at_work = asyncio.Event()

        async def trial() -> str:
            with keys.trying("bfl", HOME, "new"):
                at_work.set()
                return await revealed()

        trying = asyncio.create_task(trial())
        await at_work.wait()
        assert await revealed() == "old"
        assert await trying == "new"
        assert await revealed() == "old"

    asyncio.run(play())


def test_a_secret_shows_itself_nowhere() -> None:
    secret = Secret(TEXT)
    assert TEXT not in f"{secret!r} {secret} {[secret]}"
    assert secret != Secret(TEXT)
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    assert log.masked(f"asked with {TEXT}") == "asked with ***"
