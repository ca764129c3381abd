"""Which addresses may be asked, and by whom: origins, this machine, other people's networks."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from fluxfill_studio.core.errors import BadAnswer, BadInput
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.settings.services import is_loopback

PORTS = {"https": 443, "http": 80}
INSIDE = tuple(
    map(
        ip_network,
        # Not 198.18.0.0/15: local proxies hand such numbers out for every name of the world.
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "172.16.0.0/12",
            "192.168.0.0/16",
            "fc00::/7",
        ),
    )
)


def origin_of(url: str) -> str:
    """Scheme, host and port of an absolute http(s) address; empty if it is none."""
    parts = _parts(url)
    if parts is None:
        return ""
    host = (parts.hostname or "").lower()
    shown = f"[{host}]" if ":" in host else host
    usual = parts.port in (None, PORTS[parts.scheme])
    return f"{parts.scheme}://{shown}" + ("" if usual else f":{parts.port}")


def host_of(url: str) -> str:
    """Its host, in lower case; empty if there is none."""
    parts = _parts(url)
    return (parts.hostname or "").lower() if parts else ""


async def check_own(origin: str) -> None:
    """BadInput if a key sent to `origin` could be read on the way."""
    if origin.startswith("https://"):
        return
    numbers = await _numbers(host_of(origin))
    if not numbers or not all(number.is_loopback for number in numbers):
        raise BadInput(_("A key is only sent by https. Nothing was sent."))


async def check_foreign(url: str, base: str) -> None:
    """BadAnswer if `url`, which a service at origin `base` told us, must not be asked.

    Only https, and no address inside this machine or its network; with a base on this machine
    others of this machine are fine too, also by http.
    """
    at_home = is_loopback(host_of(base))
    parts = _parts(url)
    if parts is None or parts.username is not None:
        raise _refusal(url)
    numbers = await _numbers((parts.hostname or "").lower())
    if at_home and numbers and all(number.is_loopback for number in numbers):
        return
    # A name that nobody here can resolve is reached by a proxy or not at all.
    if parts.scheme != "https" or any(_inside(number) for number in numbers):
        raise _refusal(url)


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        known = parts.scheme in PORTS and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return None
    return parts if known else None


def _refusal(url: str) -> BadAnswer:
    text = _("The service points to an address that is not asked: {address}")
    return BadAnswer(text.format(address=plain(origin_of(url) or url.partition("?")[0], 80)))


async def _numbers(host: str) -> list[IPv4Address | IPv6Address]:
    """What `host` stands for; nothing if that cannot be found out here."""
    try:
        return [_plain_number(host)]
    except ValueError:
        pass
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return [_plain_number(str(row[4][0])) for row in found]


def _plain_number(text: str) -> IPv4Address | IPv6Address:
    number = ip_address(text.partition("%")[0])
    mapped = number.ipv4_mapped if isinstance(number, IPv6Address) else None
    return mapped or number


def _inside(number: IPv4Address | IPv6Address) -> bool:
    if number.is_loopback or number.is_link_local or number.is_multicast or number.is_unspecified:
        return True
    return any(number in network for network in INSIDE)
