"""What can be set about a service: where it answers, what it costs, how much at once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.settings.services import ServiceSettings, normal_origin
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import SERVICES

BFL = "https://api.bfl.ai"


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        (" https://API.BFL.ai/ ", BFL),
        ("https://api.bfl.ai:443/v1", BFL),
        ("https://www.kkiai.com/replicate/v1/", "https://www.kkiai.com"),
        ("https://gate.example:8443", "https://gate.example:8443"),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://localhost:80", "http://localhost"),
        ("http://[::1]:9", "http://[::1]:9"),
    ],
)
def test_an_address_is_brought_to_its_origin(address: str, origin: str) -> None:
    assert normal_origin(address) == origin


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("http://api.bfl.ai", "https://"),
        ("http://127.0.0.1.example.com", "https://"),
        ("ftp://api.bfl.ai", "https://"),
        ("https://me:key@api.bfl.ai", "name or password"),
        ("https://api.bfl.ai/some/where", "not the address"),
        ("https://api.bfl.ai?key=1", "not the address"),
        ("https://api.bfl.ai:99999", "not the address"),
        ("api.bfl.ai", "not the address"),
        ("https://[::1", "not the address"),
        ("", "not the address"),
    ],
)
def test_what_no_key_may_be_sent_to_is_refused_in_words(address: str, words: str) -> None:
    with pytest.raises(BadInput, match=words):
        normal_origin(address)


def test_the_environment_goes_before_the_setting_before_the_makers_word(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    service = ServiceSettings(settings, "bfl", BFL, {})
    assert (service.origin, service.from_environment) == (BFL, False)
    service.set_origin("https://api.eu.bfl.ai/v1")
    assert ServiceSettings(Settings(tmp_path / "settings.json"), "bfl", BFL, {}).origin == (
        "https://api.eu.bfl.ai"
    )
    told = ServiceSettings(settings, "bfl", BFL, {"FLUXFILL_BFL_BASE_URL": "http://127.0.0.1:8"})
    assert (told.origin, told.from_environment) == ("http://127.0.0.1:8", True)
    with pytest.raises(BadInput):
        service.set_origin("http://api.bfl.ai")
    assert service.origin == "https://api.eu.bfl.ai"
    service.set_origin("")
    assert service.origin == BFL


def test_prices_are_exact_and_may_be_nothing(tmp_path: Path) -> None:
    service = ServiceSettings(Settings(tmp_path / "settings.json"), "kkiai", BFL, {})
    published = Decimal("0.05")
    assert service.price(published) == published
    for own in ("0.1", "0", "1E-3"):
        service.set_price(Decimal(own))
        kept = ServiceSettings(Settings(tmp_path / "settings.json"), "kkiai", BFL, {})
        assert kept.price(published) == Decimal(own)
    for wrong in ("-1", "NaN", "Infinity"):
        with pytest.raises(BadInput):
            service.set_price(Decimal(wrong))
    service.set_price(None)
    assert service.price(published) == published


def test_a_price_that_somebody_spoilt_is_the_published_one(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    settings.set(SERVICES["bfl"].price, "five")
    assert ServiceSettings(settings, "bfl", BFL, {}).price(Decimal(1)) == Decimal(1)


def test_jobs_at_once_and_the_webhook(tmp_path: Path) -> None:
    service = ServiceSettings(Settings(tmp_path / "settings.json"), "bfl", BFL, {})
    assert service.concurrency(24) == 24
    service.set_concurrency(3)
    assert service.concurrency(24) == 3
    service.set_webhook_url(" https://hook.example/done?id=1 ")
    assert service.webhook_url == "https://hook.example/done?id=1"
    with pytest.raises(BadInput):
        service.set_webhook_url("http://hook.example")
    service.set_webhook_url("")
    assert service.webhook_url == ""
