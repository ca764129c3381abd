"""What the next start does with the jobs of one that was killed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fluxfill_studio.core.errors import CannotTell, Unreachable
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.jobs.pictures import Pictures
from fluxfill_studio.jobs.record import written
from fluxfill_studio.jobs.runner import Runner
from fluxfill_studio.providers.contract import (
    Charge,
    Parcel,
    Ready,
    Running,
    Unknown,
)
from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.store.rows import JobRow
from tests.fakes.scripted_provider import SCRIPTED, ScriptedProvider
from tests.unit.jobs.carried import QUICK, Carried, carried, paid, request


async def leave(desk: Carried, state: str, seed: int = 1, **columns: str) -> Job:
    """A job that comes as far as `state` in the ledger, before its process is gone."""
    job = desk.runner.start(request(seed))
    await desk.state(job, "accepted")
    task = desk.runner._tasks[job.id]
    desk.runner._closing = True  # nothing is moved on, as after a kill
    task.cancel()
    await asyncio.wait({task})
    desk.runner._closing = False
    await desk.ledger.change(job.id, ("accepted",), state, **columns)
    return job


def restart(
    home: Path,
    state: str,
    act: Callable[[Carried, Job], Awaitable[None]],
    *,
    columns: dict[str, str] | None = None,
    **changes: object,
) -> None:
    """One job is left in `state`; then `act` at the next start, before the same service."""

    async def go() -> None:
        provider = paid(**changes)
        async with carried(home, provider) as first:
            job = await leave(first, state, **(columns or {}))
        async with carried(home, provider) as second:
            await act(second, job)

    asyncio.run(go())


async def resumed(desk: Carried) -> Job:
    (job,) = await desk.runner.resume()
    return job


@pytest.mark.parametrize("state", ["accepted", "ready"])
def test_what_was_accepted_arrives(home: Path, state: str) -> None:
    async def act(desk: Carried, old: Job) -> None:
        desk.provider.finish(old.request)
        job = await resumed(desk)
        assert job.recovered
        assert (await desk.runner.finished(job.id)).state is JobState.DOWNLOADED
        assert job.request.params == old.request.params
        asked = await desk.runner.whole(job)
        assert np.array_equal(asked.pixels, old.request.pixels)
        assert np.array_equal(asked.mask, old.request.mask)
        assert len(desk.provider.requests) == 1

    restart(home, state, act)


def test_an_intent_waits_for_the_user(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        desk.provider.will("poll", Ready())
        job = await resumed(desk)
        assert await desk.runner.finished(job.id) is job
        assert job.state is JobState.INTENT
        assert len(desk.provider.requests) == 1  # the one that `leave` made
        await desk.runner.send(job.id)
        assert (await desk.runner.finished(job.id)).state is JobState.DOWNLOADED
        assert len(desk.provider.requests) == 2

    restart(home, "intent", act)


def test_an_intent_that_nobody_wants_costs_nothing(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        job = await resumed(desk)
        await desk.runner.drop(job.id)
        assert await desk.written(old) == "cancelled"
        assert await desk.runner.resume() == []
        assert len(desk.provider.requests) == 1

    restart(home, "intent", act)


def test_a_create_without_an_answer_is_left_to_the_user(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        desk.provider.will("find", CannotTell("no list"))
        job = await resumed(desk)
        await desk.runner.finished(job.id)
        assert (job.state, job.charge) == (JobState.UNKNOWN, Charge.PERHAPS)
        assert job.message
        assert len(desk.provider.requests) == 1

    restart(home, "sending", act)


def test_a_create_without_an_answer_is_found_in_the_list(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        desk.provider.finish(old.request)
        job = await resumed(desk)
        assert (await desk.runner.finished(job.id)).state is JobState.DOWNLOADED
        assert len(desk.provider.requests) == 1

    restart(home, "sending", act, can_find=True)


def test_a_silent_service_is_not_asked_for_long_at_the_start(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        desk.runner._timing = replace(QUICK, job=60.0, check=0.05)
        desk.provider.will("find", *[Unreachable("no answer")] * 9999)
        job = await resumed(desk)
        assert (await desk.runner.finished(job.id)).state is JobState.UNKNOWN

    restart(home, "sending", act, can_find=True)


def test_a_token_is_not_used_when_the_service_has_forgotten_it(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        await desk.ledger.note(old.id, sent=1.0)
        job = await resumed(desk)
        assert (await desk.runner.finished(job.id)).state is JobState.UNKNOWN
        assert len(desk.provider.requests) == 1

    restart(home, "sending", act, idempotent=True)


def test_the_same_pictures_go_again_with_the_token(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        sent: list[Parcel] = []
        submit = desk.provider.submit

        async def noted(asked: object, parcel: Parcel, token: str) -> object:
            sent.append(parcel)
            return await submit(asked, parcel, token)  # type: ignore[arg-type]

        desk.provider.submit = noted  # type: ignore[method-assign,assignment]
        desk.provider.will("poll", Ready())
        job = await resumed(desk)
        assert (await desk.runner.finished(job.id)).state is JobState.DOWNLOADED
        assert sent == [Parcel("https://put/1", "https://put/2", ("one",))]
        assert desk.provider.tokens == [job.id] * 2

    parcel = '{"image":"https://put/1","mask":"https://put/2","uploads":["one"]}'
    restart(home, "sending", act, columns={"parcel": parcel}, idempotent=True)


def test_a_result_that_was_not_taken_over_is_offered_again(home: Path) -> None:
    async def go() -> None:
        provider = paid()
        async with carried(home, provider) as first:
            provider.will("poll", Ready())
            old = await first.runner.finished(first.runner.start(request()).id)
        async with carried(home, provider) as second:
            job = await resumed(second)
            assert job.state is JobState.DOWNLOADED
            assert np.array_equal(await second.runner.answer(job.id), old.answer)
            await second.runner.imported(job.id)
        async with carried(home, provider) as third:
            assert await third.runner.resume() == []

    asyncio.run(go())


def test_a_kept_file_is_not_fetched_again(home: Path) -> None:
    async def go() -> None:
        provider = paid()
        async with carried(home, provider) as first:
            provider.will("poll", Ready("once"))
            old = await first.runner.finished(first.runner.start(request()).id)
            await first.ledger.change(old.id, ("downloaded",), "ready")
        async with carried(home, provider) as second:
            provider.will("fetch", *[Unreachable("gone")] * 99)
            job = await resumed(second)
            assert (await second.runner.finished(job.id)).state is JobState.DOWNLOADED
            assert np.array_equal(await second.runner.answer(job.id), old.answer)

    asyncio.run(go())


def test_a_discarded_result_is_gone_and_stays_paid(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        desk.provider.finish(old.request)
        job = await resumed(desk)
        await desk.runner.finished(job.id)
        await desk.runner.discard(job.id)
        assert desk.runner.job(job.id) is None
        assert await desk.ledger.row(job.id) is None
        (line,) = await desk.ledger.tally()
        assert str(line.usd) == "0.05"

    restart(home, "accepted", act)


def test_an_unknown_job_can_be_sent_again_as_another(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        desk.provider.will("poll", Ready())
        job = await resumed(desk)
        fresh = await desk.runner.resubmit(job.id)
        assert (await desk.runner.finished(fresh.id)).state is JobState.DOWNLOADED
        assert fresh.id != old.id
        assert fresh.request.params == old.request.params
        assert (job.state, job.charge) == (JobState.FAILED, Charge.PERHAPS)
        assert await desk.written(old) == "failed"

    restart(home, "unknown", act)


def test_an_unknown_job_is_checked_without_sending(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        job = await resumed(desk)
        await desk.runner.check(job.id)
        await desk.runner.finished(job.id)
        assert job.state is JobState.DOWNLOADED
        assert len(desk.provider.requests) == 1

    async def prepared(desk: Carried, old: Job) -> None:
        desk.provider.finish(old.request)
        await act(desk, old)

    restart(home, "unknown", prepared)


def test_a_job_that_stays_unknown_says_that_nobody_knows(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        await desk.ledger.note(old.id, remote_id="")
        job = await resumed(desk)
        await desk.runner.check(job.id)
        await desk.runner.finished(job.id)
        assert job.state is JobState.UNKNOWN
        assert "cannot tell" in job.note

    restart(home, "unknown", act)


def test_a_job_for_another_address_is_shown_and_left_alone(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        elsewhere = paid(origin="https://elsewhere.example")
        runner = Runner({SCRIPTED: elsewhere}, desk.ledger, QUICK)
        (job,) = await runner.resume()
        assert "https://scripted.example" in job.note
        assert (await runner.finished(job.id)).state is JobState.ACCEPTED
        await runner.service_changed(SCRIPTED)
        assert "https://scripted.example" in job.note
        elsewhere.capability = desk.provider.capability  # the user set the address again
        elsewhere.knows(old.request, Ready())
        await runner.service_changed(SCRIPTED)
        assert (await runner.finished(job.id)).state is JobState.DOWNLOADED
        await runner.close()

    restart(home, "accepted", act)


def test_a_free_job_is_over(home: Path) -> None:
    async def go() -> None:
        provider = ScriptedProvider()
        row, blobs = written(Job(request()), provider.capability, 1.0, Pictures(Ledger(home)))
        assert blobs == {}
        async with carried(home, provider) as first:
            await first.ledger.add(replace(row, state="accepted"), blobs)
        async with carried(home, provider) as second:
            assert await second.runner.resume() == []
            (left,) = await second.ledger.rows()
            assert left.state == "cancelled"

    asyncio.run(go())


def test_two_programs_never_take_up_the_same_job(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        desk.provider.will("poll", *[Running(0.1)] * 10)
        other = Runner({SCRIPTED: desk.provider}, Ledger(home), QUICK)
        both = await asyncio.gather(desk.runner.resume(), other.resume())
        assert sorted(len(jobs) for jobs in both) == [0, 1]
        await other.close()
        await other._ledger.close()

    restart(home, "accepted", act)


def test_a_program_that_resumes_twice_carries_a_job_once(home: Path) -> None:
    async def act(desk: Carried, old: Job) -> None:
        both = await asyncio.gather(desk.runner.resume(), desk.runner.resume())
        assert sorted(len(jobs) for jobs in both) == [0, 1]

    restart(home, "accepted", act)


def test_a_job_that_ended_while_it_was_looked_at_is_left_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(desk: Carried, old: Job) -> None:
        take = desk.ledger.take

        async def late(job: str) -> JobRow | None:
            await desk.ledger.change(job, ("accepted",), "imported")
            return await take(job)

        monkeypatch.setattr(desk.ledger, "take", late)
        assert await desk.runner.resume() == []

    restart(home, "accepted", act)


def test_what_expires_first_is_taken_up_first(home: Path) -> None:
    async def go() -> None:
        provider = paid(result_life_s=600.0)
        async with carried(home, provider) as first:
            jobs = [await leave(first, "accepted", seed) for seed in (1, 2, 3)]
            for job, at in zip(jobs, (300.0, 100.0, 200.0), strict=True):
                await first.ledger.note(job.id, accepted=at)
        async with carried(home, provider) as second:
            taken = await second.runner.resume()
            assert [job.id for job in taken] == [jobs[1].id, jobs[2].id, jobs[0].id]
            assert [job.expires for job in taken] == [700.0, 800.0, 900.0]

    asyncio.run(go())


def test_uploads_that_stayed_are_removed_at_the_next_start(home: Path) -> None:
    async def go() -> None:
        provider = paid()
        provider.parcel = Parcel("https://put/1", "", ("one",))
        async with carried(home, provider) as first:
            provider.will("cleanup", Unreachable("off"))
            provider.will("submit", Unknown("lost"))
            provider.will("poll", Ready())
            kept = await first.runner.finished(first.runner.start(request(1)).id)
            gone = await first.runner.finished(first.runner.start(request(2)).id)
            assert (kept.state, gone.state) == (JobState.UNKNOWN, JobState.DOWNLOADED)
            assert provider.cleaned == []
            await first.runner.imported(gone.id)
        async with carried(home, provider) as second:
            await second.runner.resume()
            assert second.runner._cleaning is not None
            await second.runner._cleaning
            assert provider.cleaned == [provider.parcel]  # the unknown one may need them still
            row = await second.ledger.row(gone.id)
            assert row is not None
            assert row.parcel == ""

    asyncio.run(go())
