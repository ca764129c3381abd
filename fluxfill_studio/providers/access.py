"""One service at its own origin, asked with its own key; the only place where a key is a header."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote

from fluxfill_studio.core.errors import BadAnswer, KeyMissing, KeyRefused
from fluxfill_studio.core.text import _
from fluxfill_studio.providers import addresses
from fluxfill_studio.providers.client import Client
from fluxfill_studio.providers.wire import Body, Call, Patience, Reply
from fluxfill_studio.settings.secrets import Keys
from fluxfill_studio.settings.services import ServiceSettings

WEBHOOK_SECRET = "webhook_secret"


def same(base: str, other: str) -> bool:
    """The rule of most services: their key is for one origin."""
    return base == other


class Access:
    """Asks one service.

    Attributes:
        name: of the service, for people.
        settings: what the user set about it.
    """

    def __init__(
        self,
        service: str,
        name: str,
        client: Client,
        keys: Keys,
        settings: ServiceSettings,
        header: str,
        scheme: str = "",
        trusted: Callable[[str, str], bool] = same,
    ) -> None:
        """`header` carries the key, after the word `scheme`; `trusted` origins may see it."""
        self.name = name
        self.settings = settings
        self._service = service
        self._client = client
        self._keys = keys
        self._header = header
        self._scheme = scheme
        self._trusted = trusted

    @property
    def origin(self) -> str:
        """Where it answers; BadInput if the user set nonsense."""
        return self.settings.origin

    @property
    def patience(self) -> Patience:
        """How long to wait."""
        return self._client.patience

    def trusts(self, url: str) -> bool:
        """Whether the key may be sent there."""
        origin = addresses.origin_of(url)
        return origin != "" and self._trusted(self.origin, origin)

    async def ask(
        self,
        method: str,
        place: str,
        *,
        body: Body | None = None,
        headers: Mapping[str, str] | None = None,
        once: bool = False,
        seconds: float | None = None,
    ) -> Reply:
        """The answer from `place`, a path or an absolute address; with the key.

        KeyMissing, KeyRefused for text that cannot be one, BadAnswer for an address that must not
        see the key, and the errors of `Client.ask`.
        """
        url = self.origin + place if place.startswith("/") else place
        if not self.trusts(url):
            raise BadAnswer(
                _("{service} points to an address that must not see your key.").format(
                    service=self.name
                ),
                addresses.origin_of(url),
            )
        await addresses.check_own(addresses.origin_of(url))
        sent = {**(headers or {}), self._header: await self._key()}
        limit = self.patience.answer if seconds is None else seconds
        return await self._client.ask(Call(method, url, sent, body, once, self.name), limit)

    async def webhook(self) -> tuple[str, str]:
        """Address and secret that the user wants told of every job; both may be empty."""
        address = self.settings.webhook_url
        if not address:
            return "", ""
        secret = await self._keys.key(self._service, self.origin, WEBHOOK_SECRET)
        return address, secret.reveal() if secret else ""

    async def _key(self) -> str:
        secret = await self._keys.key(self._service, self.origin)
        if secret is None:
            raise KeyMissing(_("The key for {service} is missing.").format(service=self.name))
        text = secret.reveal().strip()
        if not text.isascii() or not text.isprintable() or " " in text:
            raise KeyRefused(_("This cannot be a key for {service}.").format(service=self.name))
        return self._scheme + text


def segment(remote_id: str) -> str:
    """An id as one part of a path."""
    return quote(remote_id, safe="")
