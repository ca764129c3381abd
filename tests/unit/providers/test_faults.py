"""Connections that fail, services that lie: nothing is billed twice, nothing hangs."""

from __future__ import annotations

import asyncio
import base64
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fluxfill_studio.core.errors import (
    BadAnswer,
    CannotWrite,
    KeyRefused,
    LinkDead,
    ProviderError,
    ServiceBusy,
    Unreachable,
)
from fluxfill_studio.providers import downloading
from fluxfill_studio.providers.contract import (
    Accepted,
    Answer,
    Busy,
    NotSent,
    Ready,
    Reason,
    Rejected,
    Remote,
    RemoteId,
    SubmitOutcome,
    Unknown,
)
from fluxfill_studio.providers.registry import Providers
from fluxfill_studio.providers.wire import Patience
from tests.fakes.services.running import Fakes
from tests.unit.providers.asking import (
    BRIEF,
    SERVICES,
    anywhere,
    ended,
    request_to,
    submitted,
)

Run = Callable[..., Any]
LOSES = [
    {"kind": "cut", "after": True},
    {"kind": "reset"},
    {"kind": "truncate"},
    {"kind": "garbage"},
    {"kind": "html"},
    {"kind": "empty"},
    {"kind": "types"},
    {"kind": "bomb", "megabytes": 20, "after": True},
    {"kind": "status", "status": 500, "after": True},
    {"kind": "status", "status": 502, "body": "<h1>Bad gateway</h1>", "after": True},
    {"kind": "status", "status": 503, "body": {"error": "unavailable"}, "after": True},
    {"kind": "status", "status": 504, "after": True},
    {"kind": "status", "status": 408, "after": True},
    {"kind": "redirect", "to": "elsewhere", "status": 302, "after": True},
]


@pytest.mark.parametrize("service", SERVICES)
def test_a_lost_answer_is_unknown_and_nothing_goes_twice(
    service: str, fakes: Fakes, run: Run
) -> None:
    for fault in LOSES:
        fakes.script({"service": service, "on": "create", "fault": fault})

    async def whole(providers: Providers) -> list[SubmitOutcome]:
        provider = providers[service]
        request = request_to(provider)
        parcel = await provider.upload(request)
        return [await provider.submit(request, parcel, f"token {n}") for n in range(len(LOSES))]

    for fault, outcome in zip(LOSES, run(whole), strict=True):
        assert isinstance(outcome, Unknown), fault
    assert len(fakes.log(service=service, kind="create")) == len(LOSES)
    assert fakes.log(role="elsewhere") == []


@pytest.mark.parametrize("fault", [{"kind": "hang"}, {"kind": "drip", "pause": 0.05}])
def test_an_answer_that_takes_for_ever_is_given_up(
    fault: dict[str, Any], fakes: Fakes, run: Run
) -> None:
    fakes.script({"service": "bfl", "on": "create", "fault": fault | {"after": True}})

    async def whole(providers: Providers) -> SubmitOutcome:
        async with asyncio.timeout(20):
            return await to_bfl(providers)

    assert isinstance(run(whole, BRIEF), Unknown)


@pytest.mark.parametrize("told", ["header", "text", "nothing"])
def test_a_busy_service_has_accepted_nothing(told: str, fakes: Fakes, run: Run) -> None:
    throttle = {"kind": "throttle", "seconds": 3, "told": told}
    fakes.script({"service": "replicate", "on": "create", "fault": throttle})

    async def whole(providers: Providers) -> SubmitOutcome:
        provider = providers["replicate"]
        request = request_to(provider)
        return await provider.submit(request, await provider.upload(request), "t")

    outcome = run(whole)
    assert isinstance(outcome, Busy)
    assert outcome.seconds == (None if told == "nothing" else 3)


def test_the_twenty_fifth_job_at_bfl_is_told_to_wait(fakes: Fakes, run: Run) -> None:
    fakes.set(seconds=60)

    async def whole(providers: Providers) -> list[SubmitOutcome]:
        provider = providers["bfl"]
        assert provider.capability.concurrency == 24
        request = request_to(provider)
        parcel = await provider.upload(request)
        return await asyncio.gather(*(provider.submit(request, parcel, "t") for _ in range(25)))

    outcomes = run(whole)
    assert sum(isinstance(outcome, Accepted) for outcome in outcomes) == 24
    assert sum(isinstance(outcome, Busy) for outcome in outcomes) == 1


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize("why", ["broke", "quota"])
def test_an_empty_wallet(service: str, why: str, fakes: Fakes, run: Run) -> None:
    fakes.script({"service": service, "on": "create", "fault": {"kind": "refuse", "why": why}})

    async def whole(providers: Providers) -> SubmitOutcome:
        provider = providers[service]
        request = request_to(provider)
        return await provider.submit(request, await provider.upload(request), "t")

    outcome = run(whole)
    assert isinstance(outcome, Rejected)
    assert outcome.reason is Reason.CREDIT
    assert outcome.message.count("Nothing was charged") == 1
    if service == "apiframe" and why == "broke":
        assert "needs 9" in outcome.message


def test_a_model_that_a_gateway_does_not_offer(fakes: Fakes, run: Run) -> None:
    fakes.script({"service": "kkiai", "on": "create", "fault": {"kind": "refuse", "why": "down"}})

    async def whole(providers: Providers) -> SubmitOutcome:
        provider = providers["kkiai"]
        request = request_to(provider)
        return await provider.submit(request, await provider.upload(request), "t")

    outcome = run(whole)
    assert isinstance(outcome, Rejected)
    assert outcome.reason is Reason.UNAVAILABLE


def _closed_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


@pytest.mark.parametrize("service", SERVICES)
def test_without_a_connection_nothing_was_sent(
    service: str, fakes: Fakes, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead = f"http://127.0.0.1:{_closed_port()}"
    monkeypatch.setenv(f"FLUXFILL_{service.upper()}_BASE_URL", dead)

    async def whole(providers: Providers) -> SubmitOutcome:
        provider = providers[service]
        with pytest.raises(Unreachable) as poll:
            await provider.poll(Remote(RemoteId("x")))
        assert (
            poll.value.message == f"{provider.capability.name} cannot be reached."
        )  # its job may well be there
        return await provider.submit(request_to(provider), anywhere(service), "t")

    outcome = run(whole)
    assert isinstance(outcome, NotSent)
    assert "Nothing was sent" in outcome.message


async def to_bfl(providers: Providers) -> SubmitOutcome:
    return await providers["bfl"].submit(request_to(providers["bfl"]), anywhere("bfl"), "t")


def test_a_proxy_of_a_kind_we_do_not_speak(
    fakes: Fakes, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", "gopher://127.0.0.1:9")
    outcome = run(to_bfl)
    assert isinstance(outcome, NotSent)
    assert "proxy" in outcome.message


def test_an_unusable_address_of_a_service_is_said_and_sends_nothing(
    fakes: Fakes, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FLUXFILL_BFL_BASE_URL", "http://somewhere.example")

    async def whole(providers: Providers) -> SubmitOutcome:
        assert providers["bfl"].capability.origin == "https://api.bfl.ai"
        return await to_bfl(providers)

    outcome = run(whole)
    assert isinstance(outcome, Rejected)
    assert "https" in outcome.message


POLLS: list[tuple[dict[str, Any], type[ProviderError]]] = [
    ({"kind": "cut"}, Unreachable),
    ({"kind": "truncate"}, Unreachable),
    ({"kind": "status", "status": 503}, Unreachable),
    ({"kind": "throttle", "seconds": 4}, ServiceBusy),
    ({"kind": "refuse", "why": "denied"}, KeyRefused),
    ({"kind": "garbage"}, BadAnswer),
    ({"kind": "types"}, BadAnswer),
    ({"kind": "html"}, BadAnswer),
    ({"kind": "empty"}, BadAnswer),
    ({"kind": "bomb", "megabytes": 20}, BadAnswer),
    ({"kind": "redirect", "to": "elsewhere"}, BadAnswer),
    ({"kind": "redirect", "to": "loop"}, BadAnswer),
]


@pytest.mark.parametrize("service", SERVICES)
def test_polls_that_fail_say_how(service: str, fakes: Fakes, run: Run) -> None:
    for fault, _error in POLLS:
        fakes.script({"service": service, "on": "poll", "fault": fault})

    async def whole(providers: Providers) -> None:
        provider = providers[service]
        remote, _parcel = await submitted(provider)
        for fault, error in POLLS:
            with pytest.raises(error):
                assert await provider.poll(remote) is None, fault
        assert isinstance(await ended(provider, remote), Ready)

    run(whole)
    assert fakes.log(role="elsewhere") == []


@pytest.mark.parametrize("service", ["replicate", "apiframe", "eachlabs"])
def test_uploads_that_fail_cost_nothing(service: str, fakes: Fakes, run: Run) -> None:
    faults: list[tuple[dict[str, Any], type[ProviderError]]] = [
        ({"kind": "cut"}, Unreachable),
        ({"kind": "status", "status": 502}, Unreachable),
        ({"kind": "throttle", "seconds": 2}, ServiceBusy),
        ({"kind": "garbage"}, BadAnswer),
        ({"kind": "status", "status": 413}, BadAnswer),
    ]

    async def whole(providers: Providers) -> None:
        provider = providers[service]
        for fault, error in faults:
            fakes.script({"service": service, "on": "upload", "fault": fault})
            with pytest.raises(error):
                await provider.upload(request_to(provider))

    run(whole)
    assert fakes.log(service=service, kind="create") == []


def test_a_storage_that_refuses_is_no_refused_key(fakes: Fakes, run: Run) -> None:
    fakes.script({"service": "eachlabs", "on": "file", "fault": {"kind": "status", "status": 403}})

    async def whole(providers: Providers) -> None:
        with pytest.raises(BadAnswer):
            await providers["eachlabs"].upload(request_to(providers["eachlabs"]))

    run(whole)


# -- results -------------------------------------------------------------------------------------


def fetching(file: Path) -> Callable[[Providers], Any]:
    async def whole(providers: Providers) -> Answer:
        provider = providers["bfl"]
        remote, _parcel = await submitted(provider)
        ready = await ended(provider, remote)
        assert isinstance(ready, Ready)
        return await provider.fetch(request_to(provider), remote, ready, file)

    return whole


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"kind": "cut"}, Unreachable),
        ({"kind": "reset"}, Unreachable),
        ({"kind": "truncate"}, Unreachable),
        ({"kind": "short"}, Unreachable),  # no sign of it but the picture itself
        ({"kind": "status", "status": 500}, Unreachable),
        ({"kind": "status", "status": 403}, LinkDead),
        ({"kind": "status", "status": 404}, LinkDead),
        ({"kind": "status", "status": 410}, LinkDead),
        ({"kind": "throttle", "seconds": 2}, ServiceBusy),
        ({"kind": "html"}, BadAnswer),
        ({"kind": "empty"}, BadAnswer),
        ({"kind": "bomb", "megabytes": 80}, BadAnswer),
        ({"kind": "redirect", "to": "file"}, BadAnswer),
        ({"kind": "redirect", "to": "private"}, BadAnswer),
        ({"kind": "redirect", "to": "ftp://127.0.0.1/x"}, BadAnswer),
        ({"kind": "redirect", "to": ""}, BadAnswer),
    ],
    ids=lambda value: "-".join(map(str, value.values()))[:30] if isinstance(value, dict) else "",
)
def test_results_that_fail_say_how(
    fault: dict[str, Any], error: type[ProviderError], fakes: Fakes, run: Run, tmp_path: Path
) -> None:
    fakes.script({"service": "bfl", "on": "fetch", "fault": fault, "times": None})
    with pytest.raises(error):
        run(fetching(tmp_path / "answer"))
    file = tmp_path / "answer"
    assert not file.exists() or file.stat().st_size <= 64_000_000


def test_a_result_that_drips_is_given_up(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fakes.script({"service": "bfl", "on": "fetch", "fault": {"kind": "drip", "pause": 0.02}})
    patience = Patience(download=0.3)
    asked = fetching(tmp_path / "answer")

    async def whole(providers: Providers) -> None:
        async with asyncio.timeout(20):  # it would drip for minutes
            with pytest.raises(Unreachable):
                await asked(providers)

    run(whole, patience)


@pytest.mark.parametrize("form", ["text", "html", "bomb", "truncated", "empty"])
def test_what_is_no_picture_is_refused(form: str, fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fault = {"kind": "picture", "form": form}
    fakes.script({"service": "bfl", "on": "create", "fault": fault})
    with pytest.raises(BadAnswer):
        run(fetching(tmp_path / "answer"))


def test_a_picture_of_too_many_pixels_is_not_decoded(
    fakes: Fakes, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloading, "MOST_PIXELS", 320 * 288 - 1)
    with pytest.raises(BadAnswer, match="too large"):
        run(fetching(tmp_path / "answer"))


@pytest.mark.parametrize("form", ["alpha", "grey", "palette", "deep"])
def test_odd_pictures_are_taken(form: str, fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fakes.script({"service": "bfl", "on": "create", "fault": {"kind": "picture", "form": form}})
    answer = run(fetching(tmp_path / "answer"))
    with Image.open(tmp_path / "answer") as image:
        assert answer.pixels.shape[:2] == image.size[::-1]


def test_redirected_results_are_followed_thrice(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    fakes.script({"service": "bfl", "on": "fetch", "fault": {"kind": "redirect"}})
    assert run(fetching(tmp_path / "answer")).pixels.size
    fakes.script(
        {
            "service": "bfl",
            "on": "fetch",
            "times": None,
            "fault": {"kind": "redirect", "to": "loop"},
        }
    )
    fakes_before = len(fakes.log(kind="fetch"))
    with pytest.raises(BadAnswer):
        run(fetching(tmp_path / "answer"))
    assert len(fakes.log(kind="fetch")) - fakes_before == 4


def test_a_result_inside_its_address(run: Run, fakes: Fakes, tmp_path: Path) -> None:
    Image.fromarray(np.full((9, 7, 3), 90, np.uint8)).save(tmp_path / "a.png")
    picture = base64.b64encode((tmp_path / "a.png").read_bytes()).decode()

    async def whole(providers: Providers) -> Answer:
        provider = providers["replicate"]
        return await provider.fetch(
            request_to(provider),
            Remote(RemoteId("x")),
            Ready("data:image/png;base64," + picture),
            tmp_path / "answer",
        )

    assert run(whole).pixels.shape == (9, 7, 3)
    picture = "!!!"
    with pytest.raises(BadAnswer):
        run(whole)


def test_a_disk_that_takes_nothing(fakes: Fakes, run: Run, tmp_path: Path) -> None:
    with pytest.raises(CannotWrite):
        run(fetching(tmp_path / "no such folder" / "answer"))
    with pytest.raises(CannotWrite, match="No space"):
        run(fetching(Path("/dev/full")))


def test_a_disk_that_fills_up_gets_its_last_bytes_back(
    fakes: Fakes, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []

    def until_full(work: Callable[..., object], *arguments: bytes) -> object:
        if arguments and isinstance(arguments[0], bytes):
            (tmp_path / "answer").write_bytes(arguments[0])
            taken.append((tmp_path / "answer").stat().st_size)
            raise CannotWrite("The result cannot be kept: No space left on device.")
        return work(*arguments)

    monkeypatch.setattr(downloading, "_kept", until_full)
    with pytest.raises(CannotWrite, match="No space"):
        run(fetching(tmp_path / "answer"))
    assert taken[0] > 0
    assert (tmp_path / "answer").stat().st_size == 0
