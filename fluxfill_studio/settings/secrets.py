"""The services' keys: from the environment, the system's keyring, or for this session only.

A key never reaches the disk in plain, and is only given out for the origin it was kept for.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from enum import Enum
from typing import TYPE_CHECKING, NoReturn, TypeVar

from fluxfill_studio.core.errors import BadInput, CannotWrite
from fluxfill_studio.core.log import keep_secret
from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.text import _
from fluxfill_studio.settings.services import base_url_variable

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
log = logging.getLogger(__name__)

SERVICE_NAME = "fluxfill-studio"
API_KEY = "api_key"
WEBHOOK_SECRET = "webhook_secret"
PATIENCE_S = 20.0
"""How long a keyring may take: it may be asking the user to unlock it."""


class Secret:
    """A text that shows itself only when asked outright, and is masked in every log."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text
        keep_secret(text)

    def reveal(self) -> str:
        """The text itself."""
        return self._text

    def __repr__(self) -> str:
        return "***"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written anywhere")


class KeyPlace(Enum):
    """Where a key is kept."""

    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    SESSION = "session"
    NONE = "none"


class Keys:
    """Every key that is known, by service, origin and name ("api_key", "webhook_secret").

    While the environment says where a service answers, only the environment's key counts.

    Attributes:
        changed: tells the id of the service whose key is another one.
        trouble: why the keyring is not used, as a sentence; empty as long as it works.
    """

    def __init__(
        self, environment: Mapping[str, str] = os.environ, patience_s: float = PATIENCE_S
    ) -> None:
        self.changed: Channel[str] = Channel()
        self.trouble = ""
        self._environment = environment
        self._patience_s = patience_s
        self._known: dict[tuple[str, str, str], tuple[KeyPlace, Secret | None]] = {}
        self._turn = asyncio.Lock()
        self._tried: ContextVar[tuple[str, str, Secret] | None] = ContextVar("tried", default=None)

    async def key(self, provider: str, origin: str, name: str = API_KEY) -> Secret | None:
        """The key to use at `origin`; None if there is none."""
        tried = self._tried.get()
        if tried is not None and tried[:2] == (provider, origin) and name == API_KEY:
            return tried[2]
        told = self._told(provider, name)
        if told is None:
            await self.load(provider, origin, name)
            return self._known[provider, origin, name][1]
        return told

    def place(self, provider: str, origin: str, name: str = API_KEY) -> KeyPlace | None:
        """Where the key is kept; None if nobody has looked yet."""
        if self._told(provider, name) is not None:
            return KeyPlace.ENVIRONMENT
        known = self._known.get((provider, origin, name))
        return None if known is None else known[0]

    async def load(self, provider: str, origin: str, name: str = API_KEY) -> KeyPlace:
        """Look for the key, once; the answer says where it was found."""
        async with self._turn:  # a keyring that asks for its password asks once, not six times
            place = self.place(provider, origin, name)
            if place is not None:
                return place
            place, _secret = found = await self._look(provider, origin, name)
            self._known[provider, origin, name] = found
        self.changed.emit(provider)
        return place

    @contextlib.contextmanager
    def trying(self, provider: str, origin: str, text: str) -> Iterator[None]:
        """Within it, and for this task alone, `text` is the key: it is not kept yet."""
        mark = self._tried.set((provider, origin, Secret(text)))
        try:
            yield
        finally:
            self._tried.reset(mark)

    async def keep(self, provider: str, origin: str, text: str, name: str = API_KEY) -> KeyPlace:
        """Keep a key in the keyring, or for this session where there is none that works.

        BadInput where it would not count.
        """
        if self._bound(provider):
            words = _("{address} is set: only the key in {key} counts.")
            raise BadInput(
                words.format(address=base_url_variable(provider), key=key_variable(provider, name))
            )
        user = _user(provider, origin, name)
        async with self._turn:
            kept = await self._ask(lambda: _stored(user, text), insist=True)
            if not kept:
                lost = _("The keyring does not keep keys: they last for this session only.")
                self.trouble = self.trouble or lost
            place = KeyPlace.KEYRING if kept else KeyPlace.SESSION
            self._known[provider, origin, name] = (place, Secret(text))
        self.changed.emit(provider)
        return place

    async def forget(self, provider: str, origin: str, name: str = API_KEY) -> None:
        """Forget a key, in the keyring too; one of the environment stays.

        CannotWrite if the keyring does not let it go.
        """
        user = _user(provider, origin, name)
        async with self._turn:
            known = self._known.get((provider, origin, name))
            if known is not None and known[0] is KeyPlace.KEYRING:
                await self._ask(lambda: _removed(user), insist=True)
                if self.trouble:
                    raise CannotWrite(_("The keyring did not let the key go: it is still there."))
            self._known[provider, origin, name] = (KeyPlace.NONE, None)
        self.changed.emit(provider)

    # -- private ------------------------------------------------------------------------------

    def _told(self, provider: str, name: str) -> Secret | None:
        text = self._environment.get(key_variable(provider, name), "").strip()
        return Secret(text) if text else None

    def _bound(self, provider: str) -> bool:
        return bool(self._environment.get(base_url_variable(provider)))

    async def _look(self, provider: str, origin: str, name: str) -> tuple[KeyPlace, Secret | None]:
        if self._bound(provider):
            return KeyPlace.NONE, None
        user = _user(provider, origin, name)
        text = await self._ask(lambda: _backend().get_password(SERVICE_NAME, user))
        return (KeyPlace.KEYRING, Secret(text)) if text else (KeyPlace.NONE, None)

    async def _ask(self, work: Callable[[], T], *, insist: bool = False) -> T | None:
        """The keyring's answer; None if it has none. After trouble it is left alone, unless the
        user wants something of it just now.
        """
        if self.trouble and not insist:
            return None
        try:
            answer = await _in_a_thread(work, self._patience_s)
        except TimeoutError:
            self.trouble = _("The keyring did not answer: keys last for this session only.")
        except Exception as error:  # noqa: BLE001 - backends raise what they like
            log.info("no keyring: %s: %s", type(error).__name__, error)
            self.trouble = _("No keyring was found: keys last for this session only.")
        else:
            self.trouble = ""
            return answer
        return None


def key_variable(provider: str, name: str = API_KEY) -> str:
    """The environment variable that holds a key of `provider`."""
    return f"FLUXFILL_{provider.upper()}_{name.upper()}"


def _user(provider: str, origin: str, name: str) -> str:
    return f"{provider} {name} {origin}"


def _backend() -> KeyringBackend:
    """The system's keyring; RuntimeError if it would write keys in plain."""
    import keyring  # finds its backends by reading every installed package: never at start-up

    backend = keyring.get_keyring()
    for one in (backend, *getattr(backend, "backends", ())):
        if "plaintext" in type(one).__name__.lower():
            raise RuntimeError(f"{type(one).__name__} writes keys in plain")
    return backend


def _stored(user: str, text: str) -> bool:
    """Whether the keyring has it now: some take everything and keep nothing."""
    backend = _backend()
    backend.set_password(SERVICE_NAME, user, text)
    return backend.get_password(SERVICE_NAME, user) == text


def _removed(user: str) -> None:
    backend = _backend()
    if backend.get_password(SERVICE_NAME, user) is not None:
        backend.delete_password(SERVICE_NAME, user)


async def _in_a_thread(work: Callable[[], T], limit_s: float) -> T:
    """The answer of `work`; TimeoutError after `limit_s`.

    The thread is a daemon of its own: one that waits for an unlock which never comes must not
    keep the program from ending, as those of a pool would.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, error: Exception | None) -> None:
        if answer.done():
            return
        if error is not None:
            answer.set_exception(error)
        else:
            answer.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        try:
            outcome: tuple[T | None, Exception | None] = (work(), None)
        except Exception as error:  # noqa: BLE001 - told to whoever waits
            outcome = (None, error)
        with contextlib.suppress(RuntimeError):  # the loop has closed meanwhile
            loop.call_soon_threadsafe(settle, *outcome)

    threading.Thread(target=run, name="keyring", daemon=True).start()
    return await asyncio.wait_for(answer, limit_s)
