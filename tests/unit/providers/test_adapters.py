"""Every adapter against its service, as far as a real one can be played."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fluxfill_studio.core.errors import (
    BadInput,
)
from fluxfill_studio.fill.outpaint import PRESETS
from fluxfill_studio.providers.contract import (
    Answer,
    Charge,
    Failed,
    Gone,
    Missing,
    Moderated,
    PollOutcome,
    Ready,
    Reason,
    Rejected,
    Remote,
    Running,
    Stopped,
    SubmitOutcome,
)
from fluxfill_studio.providers.registry import Providers
from fluxfill_studio.settings.services import ServiceSettings
from fluxfill_studio.settings.store import Settings
from tests.fakes.services.running import Fakes
from tests.unit.providers.asking import SERVICES, anywhere, ended, request_to, submitted

Run = Callable[..., Any]
WIDE = {"bfl", "replicate", "kkiai", "chainhub"}


def sent_to(fakes: Fakes, service: str) -> dict[str, Any]:
    """The parameters of the only create, where each service wants them."""
    [create] = fakes.log(service=service, kind="create")
    return _params(create)


def _params(create: dict[str, Any]) -> dict[str, Any]:
    body: dict[str, Any] = create["json"]
    return body.get("input") or body.get("fluxFillParams") or body


@pytest.mark.parametrize("service", SERVICES)
def test_a_picture_comes_back(service: str, fakes: Fakes, run: Run, tmp_path: Path) -> None:
    async def whole(providers: Providers) -> Answer:
        provider = providers[service]
        request = request_to(provider)
        remote, parcel = await submitted(provider)
        ready = await ended(provider, remote)
        assert isinstance(ready, Ready)
        answer = await provider.fetch(request, remote, ready, tmp_path / "answer")
        await provider.cleanup(parcel)
        return answer

    answer = run(whole)
    assert answer.pixels.shape[2] == 3
    assert answer.file == tmp_path / "answer"
    assert answer.file.stat().st_size > 1000
    [created] = fakes.accepted(service)
    assert created["seed"] == 7


@pytest.mark.parametrize("service", SERVICES)
def test_every_parameter_arrives(service: str, fakes: Fakes, run: Run) -> None:
    jpeg = "jpeg" if service == "bfl" else "jpg"
    guidance = 30.5 if service in WIDE else 4.5
    wish = {
        "prompt": "a blue door",
        "steps": 20,
        "guidance": guidance,
        "safety_tolerance": 5,
        "prompt_upsampling": True,
        "output_format": jpeg,
    }
    run(lambda providers: submitted(providers[service], **wish))
    sent = sent_to(fakes, service)
    assert {name: sent[name] for name in wish} == wish
    assert sent["seed"] == 7


@pytest.mark.parametrize("service", SERVICES)
def test_what_nobody_set_is_the_service_s_default_but_png(
    service: str, fakes: Fakes, run: Run
) -> None:
    run(lambda providers: submitted(providers[service]))
    sent = sent_to(fakes, service)
    assert sent["output_format"] == "png"
    assert (sent["steps"], sent["safety_tolerance"], sent["prompt_upsampling"]) == (50, 2, False)
    assert sent["guidance"] == (60 if service in WIDE else 3)
    assert isinstance(sent["guidance"], int)  # some papers call it an integer
    assert "outpaint" not in sent


OUT_OF_RANGE: list[dict[str, Any]] = [
    {"steps": 51},
    {"steps": 0},
    {"guidance": 100.5},
    {"guidance": 1.0},
    {"safety_tolerance": 7},
    {"safety_tolerance": -1},
    {"output_format": "tiff"},
]


@pytest.mark.parametrize("service", SERVICES)
def test_values_out_of_range_go_nowhere(service: str, fakes: Fakes, run: Run) -> None:
    async def both(providers: Providers) -> list[SubmitOutcome]:
        provider = providers[service]
        found = []
        for wish in OUT_OF_RANGE:
            request = request_to(provider, **wish)
            with pytest.raises(BadInput):
                await provider.upload(request)
            found.append(await provider.submit(request, anywhere(service), "t"))
        return found

    for outcome in run(both):
        assert isinstance(outcome, Rejected)
        assert outcome.reason is Reason.INPUT
    assert fakes.log() == []


def test_each_service_has_its_own_edges(fakes: Fakes, run: Run) -> None:
    async def edges(providers: Providers) -> dict[str, dict[str, tuple[float, float]]]:
        return {
            name: {p.name: (p.low, p.high) for p in providers[name].capability.parameters}
            for name in SERVICES
        }

    found = run(edges)
    for name in SERVICES:
        assert found[name]["steps"] == ((15, 50) if name in WIDE else (1, 50))
        assert found[name]["guidance"] == ((1.5, 100) if name in WIDE else (2, 5))
        assert found[name]["safety_tolerance"] == ((0, 6) if name == "bfl" else (1, 6))


@pytest.mark.parametrize("service", SERVICES)
def test_an_empty_prompt_is_refused_where_one_is_needed(
    service: str, fakes: Fakes, run: Run
) -> None:
    async def whole(providers: Providers) -> None:
        provider = providers[service]
        if provider.capability.needs_prompt:
            with pytest.raises(BadInput, match="needs a prompt"):
                await provider.upload(request_to(provider, prompt="  "))
        else:
            await submitted(provider, prompt="")

    run(whole)
    assert len(fakes.accepted()) == (1 if service == "bfl" else 0)


def test_apiframe_takes_no_longer_prompt(fakes: Fakes, run: Run) -> None:
    async def whole(providers: Providers) -> None:
        provider = providers["apiframe"]
        await submitted(provider, prompt="x" * 2000)
        with pytest.raises(BadInput, match="2000"):
            await provider.upload(request_to(provider, prompt="x" * 2001))

    run(whole)


@pytest.mark.parametrize("service", ["replicate", "kkiai", "chainhub", "apiframe"])
def test_native_extensions(service: str, fakes: Fakes, run: Run) -> None:
    async def whole(providers: Providers) -> None:
        provider = providers[service]
        assert provider.capability.native_presets == PRESETS[1:]
        for preset in PRESETS[1:]:
            await submitted(provider, native=preset)

    run(whole)
    sent = [_params(create) for create in fakes.log(service=service, kind="create")]
    assert [params["outpaint"] for params in sent] == list(PRESETS[1:])
    assert not any("mask" in params for params in sent)


@pytest.mark.parametrize("service", ["bfl", "eachlabs"])
def test_no_native_extension_where_there_is_none(service: str, fakes: Fakes, run: Run) -> None:
    async def whole(providers: Providers) -> None:
        provider = providers[service]
        assert provider.capability.native_presets == ()
        with pytest.raises(BadInput, match="Zoom out 2x"):
            await provider.upload(request_to(provider, native="Zoom out 2x"))

    run(whole)
    assert fakes.log() == []


# -- how a job ends ------------------------------------------------------------------------------

ENDINGS: dict[str, tuple[type[PollOutcome], ...]] = {
    "failed": (Failed,),
    "error": (Failed,),
    "moderated input": (Moderated,),
    "moderated output": (Moderated,),
    "cancelled": (Stopped,),
    "aborted": (Stopped,),
    "lost": (Missing,),
    "removed": (Gone,),
}


@pytest.mark.parametrize("service", SERVICES)
def test_every_ending_is_told_apart(service: str, fakes: Fakes, run: Run) -> None:
    for word in ENDINGS:
        fakes.script(
            {"service": service, "on": "create", "fault": {"kind": "ending", "word": word}}
        )

    async def all_of_them(providers: Providers) -> list[PollOutcome]:
        provider = providers[service]
        jobs = [await submitted(provider) for _word in ENDINGS]
        return [await ended(provider, remote) for remote, _parcel in jobs]

    for word, outcome in zip(ENDINGS, run(all_of_them), strict=True):
        if service == "bfl" and word in ("cancelled", "aborted"):
            assert isinstance(outcome, Failed)  # it has no word for it
            continue
        assert isinstance(outcome, ENDINGS[word]), word
        if isinstance(outcome, Failed | Moderated):
            free = service == "apiframe"  # it gives the credits back
            assert outcome.charge is (Charge.NO if free else Charge.PERHAPS)


def test_bfl_names_its_reasons(fakes: Fakes, run: Run) -> None:
    ending = {"kind": "ending", "word": "moderated output", "reasons": ["Famous Face", "Gore"]}
    fakes.script({"service": "bfl", "on": "create", "fault": ending})

    async def whole(providers: Providers) -> PollOutcome:
        remote, _parcel = await submitted(providers["bfl"])
        return await ended(providers["bfl"], remote)

    outcome = run(whole)
    assert "Famous Face; Gore" in outcome.message


FORMS = ("string", "list", "images", "missing", "empty list")


@pytest.mark.parametrize("service", SERVICES)
def test_the_result_may_be_a_text_a_list_an_object_or_nothing(
    service: str, fakes: Fakes, run: Run
) -> None:
    for form in FORMS:
        fault = {"kind": "output", "form": form}
        fakes.script({"service": service, "on": "create", "fault": fault})

    async def whole(providers: Providers) -> list[PollOutcome]:
        provider = providers[service]
        jobs = [await submitted(provider) for _form in FORMS]
        return [await ended(provider, remote) for remote, _parcel in jobs]

    *there, missing, empty = run(whole)
    assert isinstance(missing, Gone)
    assert isinstance(empty, Gone)
    for outcome in there:
        assert outcome.url.startswith(fakes.origin(service, "delivery"))


@pytest.mark.parametrize("service", SERVICES)
def test_a_word_that_nobody_listed_means_running(service: str, fakes: Fakes, run: Run) -> None:
    fakes.set(seconds=60)
    running = {"kind": "running", "word": "Reasoning", "progress": 40}
    fakes.script({"service": service, "on": "create", "fault": running})

    async def whole(providers: Providers) -> PollOutcome:
        remote, _parcel = await submitted(providers[service])
        return await providers[service].poll(remote)

    outcome = run(whole)
    assert isinstance(outcome, Running)
    if service in ("bfl", "apiframe"):
        assert outcome.progress == pytest.approx(0.4)


def test_replicate_s_progress_comes_from_its_log(fakes: Fakes, run: Run) -> None:
    fakes.set(seconds=60)

    async def whole(providers: Providers) -> PollOutcome:
        remote, _parcel = await submitted(providers["replicate"])
        return await providers["replicate"].poll(remote)

    assert run(whole).progress is not None


# -- where jobs are polled -----------------------------------------------------------------------


@pytest.mark.parametrize("service", SERVICES)
def test_jobs_are_polled_at_the_service_itself(service: str, fakes: Fakes, run: Run) -> None:
    """Whatever the create answers: the gateways name Replicate, BFL may name a region."""

    async def whole(providers: Providers) -> None:
        remote, _parcel = await submitted(providers[service])
        for named in ("https://api.replicate.com/v1/predictions/x", "http://127.0.0.1:9/x", ""):
            moved = Remote(remote.id, named)
            assert isinstance(await ended(providers[service], moved), Ready)

    run(whole)
    assert len(fakes.log(service=service, kind="poll")) >= 3


def test_bfl_with_a_webhook_names_no_address_to_poll(
    fakes: Fakes, run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    ServiceSettings(settings, "bfl", "").set_webhook_url("https://example.com/hook")
    monkeypatch.setenv("FLUXFILL_BFL_WEBHOOK_SECRET", "whsec-1234")

    async def whole(providers: Providers) -> PollOutcome:
        remote, _parcel = await submitted(providers["bfl"])
        assert remote.poll_url == ""
        return await ended(providers["bfl"], remote)

    assert isinstance(run(whole), Ready)
    sent = sent_to(fakes, "bfl")
    assert sent["webhook_url"] == "https://example.com/hook"
    assert sent["webhook_secret"] == "whsec-1234"


@pytest.mark.parametrize(
    ("service", "field"),
    [("replicate", "webhook"), ("apiframe", "webhookUrl"), ("eachlabs", "webhook_url")],
)
def test_webhooks_elsewhere(
    service: str, field: str, fakes: Fakes, run: Run, settings: Settings
) -> None:
    ServiceSettings(settings, service, "").set_webhook_url("https://example.com/hook")
    run(lambda providers: submitted(providers[service]))
    [create] = fakes.log(service=service, kind="create")
    assert create["json"][field] == "https://example.com/hook"


PATCHED: list[tuple[str, dict[str, Any], type[PollOutcome]]] = [
    ("bfl", {"kind": "status", "status": 404}, Missing),
    ("bfl", {"kind": "status", "status": 202}, Running),
    ("replicate", {"kind": "patch", "set": {"data_removed": True}}, Gone),
    ("replicate", {"kind": "patch", "set": {"error": None, "status": "failed"}}, Failed),
    ("kkiai", {"kind": "patch", "set": {"error": {"detail": "x"}, "status": "failed"}}, Failed),
    ("apiframe", {"kind": "patch", "set": {"expired": True}}, Gone),
    ("eachlabs", {"kind": "patch", "set": {"status": "succeeded"}}, Ready),
    ("eachlabs", {"kind": "patch", "set": {"status": "error", "details": "x"}}, Failed),
]


def test_answers_of_older_and_newer_papers(fakes: Fakes, run: Run) -> None:
    async def whole(providers: Providers) -> None:
        for service, fault, expected in PATCHED:
            remote, _parcel = await submitted(providers[service])
            await ended(providers[service], remote)
            fakes.script({"service": service, "on": "poll", "fault": fault})
            outcome = await providers[service].poll(remote)
            assert isinstance(outcome, expected), (service, fault)

    run(whole)


# -- cancel, find, clean up, account ---------------------------------------------------------------
