"""Stopping a job, closing its picture, leaving: what is paid is never thrown away."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from fluxfill_studio.fill.request import RequestId
from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.providers.contract import (
    Accepted,
    Charge,
    NotSent,
    Remote,
    RemoteId,
    Running,
    Stopped,
)
from fluxfill_studio.store.rows import Limits
from tests.unit.jobs.carried import (
    NO_ANSWER,
    Carried,
    play,
    request,
)


def test_where_nothing_can_be_stopped_it_arrives_unseen(home: Path) -> None:
    async def act(desk: Carried) -> None:
        job = desk.runner.start(request())
        await desk.state(job, "accepted")
        desk.runner.cancel(job.id)
        assert job.stopped_showing
        desk.provider.finish(job.request)
        await desk.runner.finished(job.id)
        assert job.state is JobState.DOWNLOADED
        assert desk.provider.cancelled == []

    play(home, act)


def test_stopping_at_the_service_ends_as_the_service_says(home: Path) -> None:
    async def act(desk: Carried) -> None:
        job = desk.runner.start(request())
        await desk.state(job, "accepted")
        desk.provider.will("cancel", NO_ANSWER)
        desk.provider.will("poll", Running(0.2), Stopped())
        desk.runner.cancel(job.id)
        await desk.runner.finished(job.id)
        assert (job.state, job.charge) == (JobState.CANCELLED, Charge.PERHAPS)
        assert desk.provider.cancelled == [job.remote_id]

    play(home, act, can_cancel=True)


@pytest.mark.parametrize("cancels", [[], [NO_ANSWER] * 1000])
def test_a_service_that_does_not_stop_is_not_asked_in_a_rush(
    home: Path, cancels: list[Exception]
) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("cancel", *cancels)
        desk.provider.will("poll", *[Running(0.1)] * 1000)
        job = desk.runner.start(request())
        await desk.state(job, "accepted")
        desk.runner.cancel(job.id)
        await desk.runner.finished(job.id)
        assert job.state is JobState.UNKNOWN
        left = len(desk.provider._next["cancel" if cancels else "poll"])
        assert 800 < left < 1000  # a pause of a few milliseconds lies between two

    play(home, act, can_cancel=True)


def test_a_stop_that_comes_too_late_brings_the_paid_picture(home: Path) -> None:
    async def act(desk: Carried) -> None:
        job = desk.runner.start(request())
        await desk.state(job, "accepted")
        desk.provider.finish(job.request)
        desk.runner.cancel(job.id)
        assert (await desk.runner.finished(job.id)).state is JobState.DOWNLOADED

    play(home, act, can_cancel=True)


def test_a_closed_document_cancels_what_is_not_sent_and_keeps_what_is_paid(home: Path) -> None:
    async def act(desk: Carried) -> None:
        sent, waiting = (desk.runner.start(request(seed)) for seed in (1, 2))
        await desk.state(sent, "accepted")
        await desk.state(waiting, "intent")
        desk.runner.forget("doc")
        assert sent.recovered
        await desk.state(waiting, "cancelled")
        desk.provider.finish(sent.request)
        await desk.runner.finished(sent.id)
        assert await desk.written(sent) == "downloaded"
        assert [asked.id for asked in desk.provider.requests] == [sent.id]

    play(home, act, concurrency=1)


def test_leaving_gives_a_create_on_the_wire_time_to_be_answered(home: Path) -> None:
    async def act(desk: Carried) -> None:
        answer, asked = asyncio.Event(), asyncio.Event()
        remote = Remote(RemoteId("far"), "https://poll")

        async def submit(*_args: object) -> Accepted:
            asked.set()
            await answer.wait()
            return Accepted(remote)

        desk.provider.submit = submit  # type: ignore[method-assign,assignment]
        job = desk.runner.start(request())
        await asked.wait()
        closing = asyncio.ensure_future(desk.runner.close())
        await asyncio.sleep(0)
        answer.set()
        await closing
        row = await desk.ledger.row(job.id)
        assert row is not None
        assert (row.state, row.remote_id, row.poll_url) == ("accepted", "far", "https://poll")

    play(home, act)


@pytest.mark.parametrize(("leaving", "state"), [(False, "cancelled"), (True, "intent")])
def test_called_off_while_the_ledger_begins_to_send(
    home: Path, monkeypatch: pytest.MonkeyPatch, *, leaving: bool, state: str
) -> None:
    async def act(desk: Carried) -> None:
        begin = desk.ledger.begin_sending
        closing: list[asyncio.Task[None]] = []

        async def late(job: RequestId, limits: Limits) -> float | None:
            begun = asyncio.ensure_future(begin(job, limits))
            await asyncio.sleep(0)  # it is on its thread
            if leaving:
                closing.append(asyncio.ensure_future(desk.runner.close()))
            else:
                desk.runner.cancel(job)
            return await begun

        monkeypatch.setattr(desk.ledger, "begin_sending", late)
        job = desk.runner.start(request())
        await desk.runner.finished(job.id)
        await asyncio.gather(*closing)
        assert await desk.written(job) == state
        assert desk.provider.requests == []

    play(home, act)


def test_leaving_while_waiting_leaves_an_intent(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("submit", *[NotSent("no network")] * 1000)
        job = desk.runner.start(request())
        await desk.until(lambda: bool(job.note))
        await desk.runner.close()
        assert await desk.written(job) == "intent"

    play(home, act)
