"""What is sent and accepted waits for its key, however long, and goes on by itself with it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from fluxfill_studio.core.errors import FluxFillError, KeyMissing, KeyRefused, LinkDead
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.providers.contract import Charge, Ready, Reason, Unknown
from tests.fakes.scripted_provider import SCRIPTED
from tests.unit.jobs.carried import Carried, carried, paid, play, request

NO_KEY = KeyMissing("The key is missing.")
BAD_KEY = KeyRefused("It does not take this key.")


async def waiting(desk: Carried) -> Job:
    """A job that has come so far that only its key is missing."""
    job = desk.runner.start(request())
    await desk.until(lambda: "key" in job.note)
    return job


def waits(home: Path, act: Callable[[Carried, Job], Awaitable[None]], error: FluxFillError) -> None:
    """`act` on a job without its key, where nothing but news of a key wakes it."""

    async def go() -> None:
        async with carried(home, paid(result_life_s=600.0), slow=60.0, job=0.02) as desk:
            desk.provider.will("poll", error)
            await act(desk, await waiting(desk))

    asyncio.run(go())


@pytest.mark.parametrize("error", [NO_KEY, BAD_KEY])
def test_it_stays_accepted_and_goes_on_once_the_key_is_there(
    home: Path, error: FluxFillError
) -> None:
    async def act(desk: Carried, job: Job) -> None:
        assert await desk.runner.finished(job.id) is job  # nobody waits for ever
        assert (job.state, job.reason, job.over) == (JobState.ACCEPTED, Reason.KEY, False)
        assert job.note.startswith("Sent and accepted. ")
        assert await desk.written(job) == "accepted"
        desk.provider.progress(job.request, 0.5)
        await desk.runner.service_changed("another")
        await asyncio.sleep(0.03)  # longer than a job may take
        assert job.progress is None
        await desk.runner.service_changed(SCRIPTED)
        await desk.until(lambda: job.progress == 0.5)
        assert (job.reason, job.note) == (None, "")
        desk.provider.finish(job.request)
        await desk.state(job, "downloaded")
        assert job.charge is Charge.YES
        assert len(desk.provider.requests) == 1

    waits(home, act, error)


def test_it_says_how_long_its_picture_is_still_there(home: Path) -> None:
    async def act(desk: Carried, job: Job) -> None:
        assert "may be gone there in 10 min." in job.note
        desk.provider.will("poll", NO_KEY)
        job.expires = time.time() - 1
        await desk.runner.service_changed(SCRIPTED)
        await desk.until(lambda: "may be gone there by now." in job.note)

    waits(home, act, NO_KEY)


def test_a_program_that_ends_leaves_it_accepted(home: Path) -> None:
    async def act(desk: Carried, job: Job) -> None:
        await desk.runner.close()
        assert await desk.written(job) == "accepted"

    waits(home, act, NO_KEY)


def test_who_has_no_key_any_more_can_let_it_go(home: Path) -> None:
    async def act(desk: Carried, job: Job) -> None:
        await desk.runner.drop(job.id)
        assert (job.state, job.charge) == (JobState.FAILED, Charge.PERHAPS)
        assert await desk.written(job) == "failed"

    waits(home, act, NO_KEY)


def test_a_finished_picture_waits_for_the_key_and_holds_up_no_other(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("fetch", *[LinkDead("gone")] * 4)
        jobs = []
        for error in (NO_KEY, BAD_KEY) * 2:  # as many as are fetched at once
            desk.provider.will("poll", Ready("a"), error)
            jobs.append(await waiting(desk))
        other = desk.runner.start(request(9))
        desk.provider.will("poll", Ready("b"))
        assert (await desk.runner.finished(other.id)).state is JobState.DOWNLOADED
        await desk.runner.service_changed(SCRIPTED)
        for job in jobs:
            await desk.state(job, "downloaded")
            assert job.reason is None

    async def go() -> None:
        async with carried(home, paid(concurrency=9), slow=60.0) as desk:
            await act(desk)

    asyncio.run(go())


def test_asking_after_a_lost_answer_waits_for_the_key_too(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("submit", Unknown("The answer was lost."))
        desk.provider.will("find", NO_KEY)
        job = await desk.runner.finished(desk.runner.start(request()).id)
        assert (job.state, job.reason) == (JobState.UNKNOWN, Reason.KEY)
        assert job.message == "The answer was lost. The key is missing."
        desk.provider.will("poll", Ready())
        desk.provider.knows(job.request, Ready())
        await desk.runner.service_changed(SCRIPTED)
        assert (await desk.runner.finished(job.id)).state is JobState.DOWNLOADED
        assert len(desk.provider.requests) == 1

    play(home, act, can_find=True)
