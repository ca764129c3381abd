"""A key is seen by its own service only: no other host, no log, no message, no traceback."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest

from fluxfill_studio.core.errors import BadAnswer, BadInput, FluxFillError
from fluxfill_studio.providers import addresses
from fluxfill_studio.providers.contract import Ready, Rejected, Remote, RemoteId, Unknown
from fluxfill_studio.providers.registry import Providers
from fluxfill_studio.providers.wire import Call
from tests.fakes.services.running import Fakes
from tests.unit.providers.asking import SERVICES, anywhere, ended, request_to, submitted

Run = Callable[..., Any]
KEY = "sk-very-secret-0123456789"


@pytest.fixture
def keyed(fakes: Fakes, monkeypatch: pytest.MonkeyPatch) -> Fakes:
    for service in SERVICES:
        monkeypatch.setenv(f"FLUXFILL_{service.upper()}_API_KEY", KEY)
    return fakes


def seen_by(fakes: Fakes, key: str) -> set[tuple[str, str]]:
    """(service, role) of every host that got the key, in whatever form."""
    return {
        (request["service"], request["role"])
        for request in fakes.log()
        if key in str(request["headers"]) or key in str(request["query"]) + request["path"]
    }


@pytest.mark.parametrize("service", SERVICES)
def test_no_other_host_sees_the_key(service: str, fakes: Fakes, run: Run, tmp_path: Path) -> None:
    """Upload, storage, create, poll, redirected result, clean-up, account."""
    fakes.script({"service": service, "on": "fetch", "fault": {"kind": "redirect"}})

    async def whole(providers: Providers) -> None:
        provider = providers[service]
        remote, parcel = await submitted(provider)
        ready = await ended(provider, remote)
        assert isinstance(ready, Ready)
        await provider.fetch(request_to(provider), remote, ready, tmp_path / "answer")
        await provider.cleanup(parcel)
        await provider.account()

    run(whole)
    hosts = {(request["service"], request["role"]) for request in fakes.log()}
    assert (service, "delivery") in hosts
    assert ("", "elsewhere") in hosts
    assert seen_by(fakes, fakes.key(service)) == {(service, "api")}


@pytest.mark.parametrize("service", SERVICES)
def test_a_redirected_question_goes_nowhere(service: str, fakes: Fakes, run: Run) -> None:
    async def whole(providers: Providers) -> None:
        provider = providers[service]
        for status in (301, 302, 307, 308):
            fault = {"kind": "redirect", "to": "elsewhere", "status": status}
            fakes.script({"service": service, "on": "any", "times": 3, "fault": fault})
            with pytest.raises(BadAnswer):
                await provider.account()
            with pytest.raises(BadAnswer):
                await provider.poll(Remote(RemoteId("x")))
            outcome = await provider.submit(request_to(provider), anywhere(service), "t")
            assert isinstance(outcome, Unknown if status == 302 else Rejected)

    run(whole)
    assert len(fakes.log()) == 12
    assert fakes.log(role="elsewhere") == []


@pytest.mark.parametrize(
    "address", ["https://169.254.169.254/x", "http://example.com/x", "file:///tmp/x", "/x"]
)
def test_no_picture_is_stored_inside_a_network(address: str, fakes: Fakes, run: Run) -> None:
    patch = {"kind": "patch", "set": {"presigned_url": address}}
    fakes.script({"service": "eachlabs", "on": "upload", "fault": patch})

    async def whole(providers: Providers) -> None:
        with pytest.raises(BadAnswer, match="not asked"):
            await providers["eachlabs"].upload(request_to(providers["eachlabs"]))

    run(whole)


def test_a_name_that_is_not_this_machine_gets_no_key_in_the_clear(
    fakes: Fakes, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = fakes.base("bfl").rpartition(":")[2]
    monkeypatch.setenv("FLUXFILL_BFL_BASE_URL", f"http://localhost:{port}")

    async def whole(providers: Providers) -> None:
        await providers["bfl"].account()
        monkeypatch.setattr(addresses, "_numbers", _away)
        with pytest.raises(BadInput, match="https"):
            await providers["bfl"].account()

    run(whole)
    assert len(fakes.log(service="bfl")) == 1


async def _away(_host: str) -> list[IPv4Address]:
    return [IPv4Address("93.184.216.34")]


def test_no_log_message_or_traceback_holds_the_key(
    keyed: Fakes, run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    told: list[str] = []

    async def whole(providers: Providers) -> None:
        for service in SERVICES:
            provider = providers[service]
            try:
                await provider.account()
            except FluxFillError as error:
                told.append("".join(traceback.format_exception(error)))
                told.append(error.message + error.detail)
            outcome = await provider.submit(request_to(provider), anywhere(service), "t")
            told.append(repr(outcome))

    run(whole)
    assert seen_by(keyed, KEY) >= {("bfl", "api"), ("eachlabs", "api")}
    assert KEY not in caplog.text + "".join(told)


def test_a_call_does_not_show_its_headers() -> None:
    assert KEY not in repr(Call("GET", "https://a/", {"x-key": KEY}))
