"""What is said of a job that waits or has no picture: is it there, is it paid, what now."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from fluxfill_studio.core.errors import (
    BadAnswer,
    CannotTell,
    CannotWrite,
    ProviderError,
    Unreachable,
)
from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.providers.contract import (
    Charge,
    Gone,
    Missing,
    NotSent,
    Ready,
    Running,
    Stopped,
)
from fluxfill_studio.providers.wire import NotConnected
from tests.unit.jobs.carried import (
    LOST,
    NO_ANSWER,
    Carried,
    carried,
    end,
    paid,
    play,
    request,
)

NO_NETWORK = NotConnected("scripted.example cannot be reached.")
FULL = CannotWrite("The result cannot be kept: No space left on device.")
SILENT = [Unreachable("Scripted has trouble of its own.")] * 9999


def notes(desk: Carried) -> list[str]:
    return [note for _state, note in desk.seen if note]


def test_a_full_disk_keeps_no_paid_picture_from_the_user(home: Path) -> None:
    async def go() -> None:
        async with carried(home, paid(result_life_s=600.0), slow=60.0, job=0.02) as desk:
            desk.provider.will("fetch", FULL)
            job = await end(desk, Ready())  # and the command line does not wait for ever
            assert (job.state, job.charge, job.over) == (JobState.READY, Charge.YES, False)
            assert job.note.startswith(f"{FULL.message} It is paid and still at Scripted.")
            assert "Make room: it is fetched again by itself." in job.note
            assert "in 10 min." in job.note
            assert await desk.written(job) == "ready"
            await asyncio.sleep(0.03)  # longer than a job may take
            assert job.state is JobState.READY
            desk.runner._trips[job.id].nudge.set()
            await desk.state(job, "downloaded")
            assert job.note == ""

    asyncio.run(go())


def test_a_full_disk_is_tried_again_by_itself(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("fetch", *[FULL] * 5)
        job = await end(desk, Ready())
        await desk.state(job, "downloaded")

    play(home, act)


def test_pictures_without_room_hold_up_no_other(home: Path) -> None:
    async def go() -> None:
        async with carried(home, paid(concurrency=9), slow=60.0) as desk:
            desk.provider.will("fetch", *[FULL] * 4)
            for _number in range(4):  # as many as are fetched at once
                assert (await end(desk, Ready())).state is JobState.READY
            assert (await end(desk, Ready())).state is JobState.DOWNLOADED

    asyncio.run(go())


def test_a_free_fill_that_cannot_be_kept_has_failed(
    home: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("stopped")

    async def act(desk: Carried) -> None:
        desk.provider.will("fetch", FULL)
        job = await end(desk, Ready())
        assert (job.state, job.message) == (JobState.FAILED, FULL.message)

    play(home, act, origin="", price_usd=None)


@pytest.mark.parametrize("trouble", [NO_NETWORK, NO_ANSWER, BadAnswer("What?")])
def test_a_job_out_of_sight_is_said_to_be_there(home: Path, trouble: ProviderError) -> None:
    async def act(desk: Carried) -> None:
        await end(desk, *[trouble] * 4, Ready())
        (note,) = set(notes(desk))
        assert note.startswith(trouble.message)
        assert note.endswith(
            "Scripted has the job and may charge for it: it is asked again by itself."
        )

    play(home, act)


def test_a_picture_out_of_reach_is_said_to_be_paid(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("fetch", *[NO_NETWORK] * 4)
        await end(desk, Ready())
        (note,) = set(notes(desk))
        assert note.startswith(NO_NETWORK.message)
        assert "It is paid and still at Scripted: it is fetched again by itself." in note

    play(home, act)


def test_a_job_that_the_service_forgets_shows_no_progress(home: Path) -> None:
    async def act(desk: Carried) -> None:
        job = desk.runner.start(request())
        desk.provider.will("poll", Running(0.51), *[Missing()] * 9)
        await desk.until(lambda: job.progress == 0.51)
        await desk.until(lambda: "does not know the job, or not yet" in job.note)
        assert job.progress is None
        await desk.state(job, "unknown")
        assert "may have charged for it" in job.message

    play(home, act)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (Gone(), "Scripted has finished and charged for it"),
        (Stopped(), "may have charged for it"),
        (Running(0.1), "may charge for it: check again later"),
    ],
)
def test_an_end_without_a_picture_speaks_of_the_money(
    home: Path, outcome: object, words: str
) -> None:
    async def act(desk: Carried) -> None:
        assert words in (await end(desk, *[outcome] * 300)).message

    play(home, act)


def test_an_unusable_picture_names_who_has_charged(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("fetch", *[BadAnswer("What was delivered is no usable picture.")] * 3)
        job = await end(desk, Ready())
        assert job.message.startswith(
            "What was delivered is no usable picture. Scripted has charged for it"
        )

    play(home, act)


def test_a_network_that_is_back_is_noticed_soon(home: Path) -> None:
    async def go() -> None:
        async with carried(home, paid(), slow=60.0, retry=60.0, offline=0.002, sends=0) as desk:
            desk.provider.will("submit", *[NotSent("no network")] * 9)
            desk.provider.will("fetch", *[NO_NETWORK] * 9)
            job = await end(desk, *[NO_NETWORK] * 9, Ready())
            assert job.state is JobState.DOWNLOADED

    asyncio.run(go())


def test_a_service_that_does_not_answer_is_not_asked_for_ever(home: Path) -> None:
    async def go() -> None:
        async with carried(home, paid(can_find=True), job=0.02) as desk:
            desk.provider.will("submit", LOST)
            desk.provider.will("find", *SILENT)
            job = await desk.runner.finished(desk.runner.start(request()).id)
            assert job.state is JobState.UNKNOWN
            assert job.message.startswith(LOST.message)
            assert job.message.endswith("Scripted gave no usable answer. Check again later.")

    asyncio.run(go())


@pytest.mark.parametrize("way", ["can_find", "idempotent"])
def test_a_check_that_is_not_answered_ends_soon_and_says_so(home: Path, way: str) -> None:
    async def go() -> None:
        async with carried(home, paid(can_find=True), job=60.0, check=0.05) as desk:
            desk.provider.will("submit", LOST)
            desk.provider.will("find", CannotTell("no list"))
            job = await desk.runner.finished(desk.runner.start(request()).id)
            assert job.state is JobState.UNKNOWN
            desk.provider.will("find", *SILENT)
            desk.provider.will("submit", *[LOST] * 9999)
            desk.provider.capability = paid(**{way: True}).capability
            await desk.runner.check(job.id)
            await desk.runner.finished(job.id)
            assert job.note == "Scripted gave no usable answer. Check again later."
            asked = "Scripted gives no usable answer: asks again whether it has the job"
            assert asked in notes(desk)

    asyncio.run(go())
