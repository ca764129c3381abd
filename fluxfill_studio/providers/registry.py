"""Every provider by its id, in the order they are offered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fluxfill_studio.providers import apiframe, bfl, eachlabs, gateways, replicate
from fluxfill_studio.providers.access import Access, same
from fluxfill_studio.providers.client import Client
from fluxfill_studio.providers.contract import Provider
from fluxfill_studio.providers.local import LOCAL, LocalProvider
from fluxfill_studio.providers.service import Service
from fluxfill_studio.providers.wire import Patience
from fluxfill_studio.settings.secrets import Keys
from fluxfill_studio.settings.services import ServiceSettings
from fluxfill_studio.settings.store import Settings


class Providers(Mapping[str, Provider]):
    """One of each, by id, sharing one way to the network."""

    def __init__(self, providers: dict[str, Provider], client: Client) -> None:
        self._providers = providers
        self._client = client

    def __getitem__(self, provider: str) -> Provider:
        return self._providers[provider]

    def __iter__(self) -> Iterator[str]:
        return iter(self._providers)

    def __len__(self) -> int:
        return len(self._providers)

    async def close(self) -> None:
        """End every connection; the next call begins anew."""
        await self._client.close()


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How one service wants to be asked.

    Attributes:
        origin: its makers' word.
        header, scheme: what carries the key, and the word before it.
        trusted: which origins may see the key.
    """

    service: type[Service]
    origin: str
    header: str
    scheme: str = ""
    trusted: Callable[[str, str], bool] = same


DIALECTS = (
    _Dialect(bfl.Bfl, bfl.ORIGIN, "x-key", trusted=bfl.trusted),
    _Dialect(replicate.Replicate, replicate.ORIGIN, "Authorization", "Bearer "),
    _Dialect(gateways.Kkiai, gateways.Kkiai.origin, "Authorization", "Bearer "),
    _Dialect(gateways.Chainhub, gateways.Chainhub.origin, "Authorization", "Bearer "),
    _Dialect(apiframe.Apiframe, apiframe.ORIGIN, "X-API-Key"),
    _Dialect(eachlabs.Eachlabs, eachlabs.ORIGIN, "X-API-Key"),
)


def make_providers(keys: Keys, settings: Settings, patience: Patience | None = None) -> Providers:
    """All of them; nothing is opened, read or imported before the first call."""
    client = Client(patience)
    made: dict[str, Provider] = {LOCAL: LocalProvider()}
    for dialect in DIALECTS:
        service = dialect.service
        own = ServiceSettings(settings, service.id, dialect.origin)
        access = Access(
            service.id,
            service.name,
            client,
            keys,
            own,
            dialect.header,
            dialect.scheme,
            dialect.trusted,
        )
        made[service.id] = service(client, access)
    return Providers(made, client)
