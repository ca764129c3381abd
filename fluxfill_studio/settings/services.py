"""What the user set about one service: where it answers, what it costs, how many jobs at once.

Defaults are the service's own and come from whoever asks; only what differs is kept.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import SERVICES

_DEFAULT_PORTS = {"https": 443, "http": 80}
_OWN_PATHS = ("", "/", "/v1", "/v2", "/replicate", "/replicate/v1")
"""Ends of addresses in the services' papers; our adapters add them again."""


def normal_origin(address: str) -> str:
    """`address` as scheme, host and port: "https://api.bfl.ai".

    BadInput, in words, if it is not one, or `http` towards anything but this machine: a key must
    not travel in the clear.
    """
    parts, port = _split(address.strip())
    host = (parts.hostname or "").lower()
    if not host or parts.path.rstrip("/") not in _OWN_PATHS or parts.query or parts.fragment:
        raise _no_address(address)
    if parts.username is not None or parts.password is not None:
        raise BadInput(_("An address must not hold a name or password."))
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(host)):
        raise BadInput(_("An address must begin with https://, or the key could be read."))
    shown = f"[{host}]" if ":" in host else host
    usual = port in (None, _DEFAULT_PORTS[parts.scheme])
    return f"{parts.scheme}://{shown}" + ("" if usual else f":{port}")


def is_loopback(host: str) -> bool:
    """Whether `host` is a name or number of this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def base_url_variable(provider: str) -> str:
    """The environment variable that says where `provider` answers."""
    return f"FLUXFILL_{provider.upper()}_BASE_URL"


class ServiceSettings:
    """One service's settings; setters keep at once and are heard through `Settings.changed`."""

    def __init__(
        self,
        settings: Settings,
        provider_id: str,
        default_origin: str,
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self._settings = settings
        self._provider = provider_id
        self._default_origin = default_origin
        self._environment = environment
        self._rows = SERVICES[provider_id]

    @property
    def from_environment(self) -> bool:
        """Whether the environment says where the service answers."""
        return bool(self._environment.get(base_url_variable(self._provider)))

    @property
    def origin(self) -> str:
        """Where the service answers: environment, else setting, else its makers' word.

        BadInput, in words, if that is no origin.
        """
        told = self._environment.get(base_url_variable(self._provider))
        return normal_origin(told or self._settings.text(self._rows.origin) or self._default_origin)

    def set_origin(self, address: str) -> None:
        """Keep another origin; empty: the default. BadInput if it is none."""
        self._settings.set(self._rows.origin, normal_origin(address) if address.strip() else "")

    def price(self, default: Decimal | None) -> Decimal | None:
        """US dollars per picture."""
        text = self._settings.text(self._rows.price)
        own = _dollars(text) if text else None
        return default if own is None else own

    def set_price(self, price: Decimal | None) -> None:
        """Keep another price, 0 or more; None: the published one."""
        if price is not None and not (price.is_finite() and price >= 0):
            raise BadInput(_("A price is a number of dollars, 0 or more."))
        self._settings.set(self._rows.price, "" if price is None else f"{price:f}")

    def concurrency(self, default: int) -> int:
        """Jobs at once."""
        return int(self._settings.number(self._rows.concurrency)) or default

    def set_concurrency(self, jobs: int) -> None:
        """Keep another number of jobs at once, up to 100; 0: the default."""
        self._settings.set(self._rows.concurrency, jobs)

    @property
    def webhook_url(self) -> str:
        """The address that the service tells when a job ends; empty: none."""
        return self._settings.text(self._rows.webhook_url)

    def set_webhook_url(self, address: str) -> None:
        """Keep another address; BadInput unless it is empty or https."""
        address = address.strip()
        if address and (urlsplit(address).scheme != "https" or not urlsplit(address).hostname):
            raise BadInput(_("A webhook address must begin with https://."))
        self._settings.set(self._rows.webhook_url, address)


def _split(address: str) -> tuple[SplitResult, int | None]:
    try:
        return (parts := urlsplit(address)), parts.port
    except ValueError:
        raise _no_address(address) from None


def _no_address(address: str) -> BadInput:
    words = _("“{address}” is not the address of a service, as https://api.example.com is.")
    return BadInput(words.format(address=plain(address, 80)))


def _dollars(text: str) -> Decimal | None:
    """The stored number; None if somebody spoilt it."""
    try:
        price = Decimal(text)
    except InvalidOperation:
        return None
    return price if price.is_finite() and price >= 0 else None
