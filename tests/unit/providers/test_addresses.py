"""Which addresses are asked at all."""

from __future__ import annotations

import asyncio
import socket

import pytest

from fluxfill_studio.core.errors import BadAnswer, BadInput
from fluxfill_studio.providers.addresses import check_foreign, check_own, origin_of
from fluxfill_studio.providers.bfl import trusted

AWAY, HOME = "https://api.bfl.ai", "http://127.0.0.1:8000"
NAMES = {
    "delivery.example": ["93.184.216.34"],
    "inside.example": ["93.184.216.34", "10.0.0.7"],
    "rebound.example": ["127.0.0.1"],
    "proxied.example": ["198.18.0.5"],
    "localhost": ["127.0.0.1"],
}


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    def looked_up(host: str, *_rest: object, **_more: object) -> list[tuple[object, ...]]:
        if host not in NAMES:
            raise socket.gaierror("no such name")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (n, 0)) for n in NAMES[host]]

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("HTTPS://API.bfl.ai:443/v1?x=1", "https://api.bfl.ai"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000"),
        ("https://[2001:db8::1]:99/", "https://[2001:db8::1]:99"),
        ("ftp://api.bfl.ai/", ""),
        ("file:///etc/passwd", ""),
        ("https:///nothing", ""),
        ("https://a:notaport/", ""),
        ("https://[broken/", ""),
        ("", ""),
    ],
)
def test_origins(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "https://delivery.example/a.png?sig=1",
        "https://unknown.example/a.png",  # a proxy may know it
        "https://proxied.example/a.png",  # local proxies hand such numbers out for any name
    ],
)
def test_results_may_lie_anywhere_in_the_world(url: str) -> None:
    asyncio.run(check_foreign(url, AWAY))


@pytest.mark.parametrize(
    "url",
    [
        "http://delivery.example/a.png",
        "https://inside.example/a.png",
        "https://rebound.example/a.png",
        "https://localhost/a.png",
        "https://127.0.0.1/a.png",
        "https://10.1.2.3/a.png",
        "https://192.168.1.1/a.png",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/a.png",
        "https://[::ffff:10.0.0.1]/a.png",
        "https://[fd00::1]/a.png",
        "https://[fe80::1]/a.png",
        "https://0.0.0.0/a.png",
        "https://user:word@delivery.example/a.png",
        "file:///etc/passwd",
        "/results/a.png",
        "",
    ],
)
def test_but_never_inside_this_network(url: str) -> None:
    with pytest.raises(BadAnswer):
        asyncio.run(check_foreign(url, AWAY))


def test_with_a_service_on_this_machine_others_of_it_may_be_asked() -> None:
    asyncio.run(check_foreign("http://127.0.0.1:9999/a.png", HOME))
    asyncio.run(check_foreign("http://localhost:9999/a.png", HOME))
    for url in ("http://10.1.2.3/a.png", "https://10.1.2.3/a.png", "http://delivery.example/a"):
        with pytest.raises(BadAnswer):
            asyncio.run(check_foreign(url, HOME))


def test_a_key_goes_out_in_the_clear_to_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    asyncio.run(check_own("http://127.0.0.1:8000"))
    asyncio.run(check_own("http://localhost:8000"))
    monkeypatch.setitem(NAMES, "localhost", ["127.0.0.1", "93.184.216.34"])
    for origin in ("http://localhost:8000", "http://delivery.example", "http://unknown.example"):
        with pytest.raises(BadInput):
            asyncio.run(check_own(origin))


@pytest.mark.parametrize(
    ("other", "allowed"),
    [
        ("https://api.bfl.ai", True),
        ("https://api.eu2.bfl.ai", True),
        ("https://bfl.ai", True),
        ("http://api.eu.bfl.ai", False),
        ("https://api.bfl.ai:8443", False),
        ("https://api.bfl.ai.evil.example", False),
        ("https://evilbfl.ai", False),
    ],
)
def test_the_makers_regions_may_see_their_key(other: str, *, allowed: bool) -> None:
    assert trusted("https://api.bfl.ai", other) is allowed


def test_a_gateway_never_shares_its_key_with_the_makers() -> None:
    assert not trusted("https://gateway.example", "https://api.bfl.ai")
