"""Cancelling, finding and cleaning up at every service."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from fluxfill_studio.core.errors import (
    BadAnswer,
    CannotTell,
    Unreachable,
)
from fluxfill_studio.providers.contract import (
    Failed,
    Parcel,
    PollOutcome,
    Rejected,
    Remote,
    RemoteId,
    Running,
    Stopped,
    SubmitOutcome,
)
from fluxfill_studio.providers.registry import Providers
from tests.fakes.services.running import Fakes
from tests.unit.providers.asking import SERVICES, ended, request_to, submitted

Run = Callable[..., Any]


@pytest.mark.parametrize("service", SERVICES)
def test_cancel_stops_where_it_can_and_harms_nowhere(service: str, fakes: Fakes, run: Run) -> None:
    fakes.set(seconds=60)

    async def whole(providers: Providers) -> PollOutcome:
        provider = providers[service]
        remote, _parcel = await submitted(provider)
        await provider.cancel(remote)
        await provider.cancel(remote)
        await provider.cancel(Remote(RemoteId("no such/job")))
        assert provider.capability.can_cancel is (service in ("replicate", "eachlabs"))
        return await provider.poll(remote)

    assert isinstance(run(whole), Stopped if service in ("replicate", "eachlabs") else Running)


def test_replicate_finds_the_job_of_a_lost_answer(fakes: Fakes, run: Run) -> None:
    fakes.script(
        {"service": "replicate", "on": "create", "skip": 1, "fault": {"kind": "cut", "after": True}}
    )

    async def whole(providers: Providers) -> tuple[Remote | None, Remote | None]:
        provider = providers["replicate"]
        sent = time.time()
        await submitted(provider)  # another one
        request = request_to(provider)
        lost = await provider.upload(request)
        await provider.submit(request, lost, "t")
        never = await provider.upload(request)
        return (
            await provider.find(request, lost, sent),
            await provider.find(request, never, sent),
        )

    found, never = run(whole)
    assert never is None
    assert found.id == fakes.accepted("replicate")[1]["job"]


def test_replicate_s_list_is_read_to_its_end_but_not_elsewhere(fakes: Fakes, run: Run) -> None:
    def page(following: str) -> None:
        patch = {"kind": "patch", "set": {"results": [], "next": following}}
        fakes.script({"service": "replicate", "on": "list", "fault": patch})

    async def whole(providers: Providers) -> tuple[Remote, Remote | None]:
        provider = providers["replicate"]
        remote, parcel = await submitted(provider)
        page(fakes.base("replicate") + "/v1/predictions?cursor=0")
        found = await provider.find(request_to(provider), parcel, time.time())
        page(fakes.base("bfl") + "/v1/predictions?cursor=0")
        with pytest.raises(BadAnswer):
            await provider.find(request_to(provider), parcel, time.time())
        return remote, found

    remote, found = run(whole)
    assert found == remote
    assert fakes.log(service="bfl") == []


@pytest.mark.parametrize("service", ["bfl", "kkiai", "chainhub", "apiframe", "eachlabs"])
def test_others_cannot_tell(service: str, fakes: Fakes, run: Run) -> None:
    async def whole(providers: Providers) -> None:
        provider = providers[service]
        assert not provider.capability.can_find
        with pytest.raises(CannotTell):
            await provider.find(request_to(provider), Parcel(), 0)

    run(whole)


def test_apiframe_counts_a_repeated_create_once(fakes: Fakes, run: Run) -> None:
    async def whole(providers: Providers) -> tuple[SubmitOutcome, SubmitOutcome]:
        provider = providers["apiframe"]
        assert provider.capability.idempotent
        request = request_to(provider)
        parcel = await provider.upload(request)
        first = await provider.submit(request, parcel, "one token")
        return first, await provider.submit(request, parcel, "one token")

    first, second = run(whole)
    assert first == second
    assert len(fakes.accepted("apiframe")) == 1


@pytest.mark.parametrize("service", ["replicate", "eachlabs"])
def test_uploads_are_deleted_after_the_job(service: str, fakes: Fakes, run: Run) -> None:
    async def whole(providers: Providers) -> None:
        provider = providers[service]
        request = request_to(provider)
        parcel = await provider.upload(request)
        assert len(parcel.uploads) == 2
        await provider.cleanup(parcel)
        await provider.cleanup(parcel)  # repeated after a crash
        outcome = await provider.submit(request, parcel, "t")
        if not isinstance(outcome, Rejected):  # the pictures are gone
            assert isinstance(await ended(provider, outcome.remote), Failed)  # type: ignore[union-attr]

    run(whole)
    assert len(fakes.log(service=service, kind="cleanup")) == 4


@pytest.mark.parametrize("service", ["replicate", "eachlabs"])
def test_half_an_upload_is_not_left_there(service: str, fakes: Fakes, run: Run) -> None:
    broken = {"kind": "status", "status": 502}
    fakes.script({"service": service, "on": "upload", "skip": 1, "fault": broken})

    async def whole(providers: Providers) -> None:
        with pytest.raises(Unreachable):
            await providers[service].upload(request_to(providers[service]))

    run(whole)
    assert len(fakes.log(service=service, kind="cleanup")) == 1


def test_eachlabs_is_asked_to_forget_soon(fakes: Fakes, run: Run) -> None:
    run(lambda providers: providers["eachlabs"].upload(request_to(providers["eachlabs"])))
    for presign in fakes.log(service="eachlabs", kind="upload"):
        assert presign["json"]["expires_in_seconds"] == 3600
