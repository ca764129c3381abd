"""What is known about each service: its key, its account, what the user set about it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum

from fluxfill_studio.core.errors import BadInput, CannotTell, FluxFillError
from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.text import _
from fluxfill_studio.providers.contract import Account, Provider
from fluxfill_studio.settings.secrets import KeyPlace, Keys
from fluxfill_studio.settings.services import ServiceSettings
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import SERVICE_IDS, SERVICES, Setting


class KeyState(Enum):
    """How a provider stands with its key."""

    NOT_NEEDED = "not needed"
    MISSING = "missing"
    ENVIRONMENT = "environment"
    KEYRING = "keyring"
    SESSION = "session"
    UNKNOWN = "unknown"


_STATES = {
    KeyPlace.ENVIRONMENT: KeyState.ENVIRONMENT,
    KeyPlace.KEYRING: KeyState.KEYRING,
    KeyPlace.SESSION: KeyState.SESSION,
    KeyPlace.NONE: KeyState.MISSING,
    None: KeyState.UNKNOWN,
}


_WITH_KEY = {KeyState.ENVIRONMENT, KeyState.KEYRING, KeyState.SESSION}
FRESH_S = 30.0
"""How long the word about an account counts as new."""
log = logging.getLogger(__name__)


class Services:
    """Every provider as the user sees it.

    Attributes:
        changed: tells the id of the one about which something else is known now.
        wanted: tells the id of the one whose key the user wants to enter.
    """

    def __init__(self, keys: Keys, settings: Settings, providers: Mapping[str, Provider]) -> None:
        self.changed: Channel[str] = Channel()
        self.wanted: Channel[str] = Channel()
        self._keys = keys
        self._settings = settings
        self._providers = providers
        self._accounts: dict[str, Account] = {}
        self._asked_at: dict[str, float] = {}  # by the monotonic clock
        keys.changed.connect(self.changed.emit)
        settings.changed.connect(self._follow)

    def state(self, provider: str) -> KeyState:
        """How it stands with its key; UNKNOWN before `load`."""
        if self._providers[provider].capability.key is None:
            return KeyState.NOT_NEEDED
        try:
            origin = self.settings(provider).origin
        except BadInput:
            return KeyState.UNKNOWN
        return _STATES[self._keys.place(provider, origin)]

    def name(self, provider: str) -> str:
        """Its name for people."""
        return self._providers[provider].capability.name

    def words(self, provider: str) -> str:
        """Its name and how it stands, as "BFL, key missing"."""
        capability = self._providers[provider].capability
        state = self.state(provider)
        if state is KeyState.NOT_NEEDED:
            return capability.summary
        wording = {
            KeyState.MISSING: _("{name}, key missing"),
            KeyState.ENVIRONMENT: _("{name}, key set from outside"),
            KeyState.KEYRING: _("{name}, key in the keyring"),
            KeyState.SESSION: _("{name}, key for this session"),
            KeyState.UNKNOWN: "{name}",
        }
        return wording[state].format(name=capability.name)

    def why_not(self, provider: str) -> str | None:
        """Why nothing can be sent to it, as a sentence; None if it can."""
        capability = self._providers[provider].capability
        if capability.key is None:
            return None
        try:
            _origin = self.settings(provider).origin
        except BadInput as error:
            return error.message
        if self.state(provider) is KeyState.MISSING:
            return _("{name} needs a key.").format(name=capability.name)
        return None

    def settings(self, provider: str) -> ServiceSettings:
        """What can be set about a service; KeyError for one that has no settings."""
        default = self._providers[provider].capability.origin
        return ServiceSettings(self._settings, provider, default)

    def price(self, provider: str) -> Decimal | None:
        """US dollars per picture, as the user set it or else as published.

        None: free, or not known (`Capability.paid` tells).
        """
        return self._providers[provider].capability.price_usd

    def account(self, provider: str) -> Account | None:
        """What was told last about the user's account; None if nobody has asked."""
        return self._accounts.get(provider)

    @property
    def keyring_trouble(self) -> str:
        """Why keys last for this session only, as a sentence; empty if the keyring works."""
        return self._keys.trouble

    async def load(self, provider: str) -> KeyState:
        """Look for its key where keys are kept."""
        if self.state(provider) is KeyState.UNKNOWN and self.why_not(provider) is None:
            await self._keys.load(provider, self.settings(provider).origin)
        return self.state(provider)

    async def load_all(self) -> None:
        """Look for every key."""
        for provider in self._providers:
            await self.load(provider)

    async def keep_key(self, provider: str, text: str) -> Account:
        """Try a key by a free request, then keep it.

        A refused one is not kept: KeyRefused. Another ProviderError if the service does not
        answer; BadInput for no key at all.
        """
        text, origin = text.strip(), self.settings(provider).origin
        if not text:
            raise BadInput(_("There is no key in the field."))
        with self._keys.trying(provider, origin, text):
            account = await self._asked(provider)
        await self._keys.keep(provider, origin, text)
        self._tell(provider, account)
        return account

    async def forget_key(self, provider: str) -> None:
        """Forget its key, in the keyring too; CannotWrite if the keyring does not let it go."""
        await self._keys.forget(provider, self.settings(provider).origin)
        self._accounts.pop(provider, None)

    async def check(self, provider: str) -> Account:
        """Ask about the account, free of charge; KeyRefused or another ProviderError."""
        account = await self._asked(provider)
        self._tell(provider, account)
        return account

    async def freshen(self, provider: str) -> None:
        """Ask what is left, where there is a key and the service tells it: without a word, and not
        if that was asked a moment ago.
        """
        known = self.state(provider) in _WITH_KEY
        age = time.monotonic() - self._asked_at.get(provider, -FRESH_S)
        if known and self._providers[provider].capability.tells_balance and age >= FRESH_S:
            try:
                await self.check(provider)
            except FluxFillError as error:
                log.info("no balance: %s %s", error.message, error.detail)

    async def freshen_all(self) -> None:
        """Ask every service, all at once."""
        await asyncio.gather(*map(self.freshen, self._providers))

    async def _asked(self, provider: str) -> Account:
        self._asked_at[provider] = time.monotonic()
        try:
            return await self._providers[provider].account()
        except CannotTell:
            return Account()

    def _tell(self, provider: str, account: Account) -> None:
        self._accounts[provider] = account
        self.changed.emit(provider)

    def _follow(self, setting: Setting) -> None:
        for name in SERVICE_IDS:
            if setting in (SERVICES[name].origin, SERVICES[name].price, SERVICES[name].concurrency):
                self.changed.emit(name)
