"""What a runner does with every answer of a service: one create, nothing lost, words for it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from fluxfill_studio.core.errors import (
    BadAnswer,
    BadInput,
    CannotTell,
    KeyMissing,
    LedgerError,
    LinkDead,
    ServiceBusy,
)
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.providers.contract import (
    Busy,
    Charge,
    Failed,
    Gone,
    Missing,
    Moderated,
    NotSent,
    Parcel,
    Ready,
    Reason,
    Rejected,
    Running,
    Stopped,
)
from tests.unit.jobs.carried import (
    LOST,
    NO_ANSWER,
    Carried,
    end,
    play,
    request,
    states,
)


def test_the_straight_way_is_on_disk_at_every_step(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.parcel = Parcel("https://put/1", "https://put/2", ("one", "two"))
        asked = request()
        desk.provider.will("poll", Running(0.5), Ready("https://result"))
        job = desk.runner.start(asked, run="r", source="photo.jpg", output="out.png")
        await desk.runner.finished(job.id)
        assert states(desk) == ["intent", "sending", "accepted", "ready", "downloaded"]
        assert [e.state for e in await desk.ledger.events(job.id)] == states(desk)
        row = await desk.ledger.row(job.id)
        assert row is not None
        assert (row.run, row.source, row.output) == ("r", "photo.jpg", "out.png")
        assert (row.charge, row.price, row.result_url) == ("yes", "0.05", "https://result")
        assert row.remote_id == job.remote_id == asked.id
        assert desk.provider.tokens == [row.token]
        assert np.array_equal(job.answer, np.full((16, 24, 3), desk.provider.colour, np.uint8))
        assert await desk.ledger.blob(row.answer)

    play(home, act)


def test_uploads_are_removed_once_the_answer_is_here(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.parcel = Parcel("https://put/1", "https://put/2", ("one", "two"))
        job = await end(desk, Ready())
        assert job.state is JobState.DOWNLOADED
        assert desk.provider.cleaned == [desk.provider.parcel]
        row = await desk.ledger.row(job.id)
        assert row is not None
        assert row.parcel == ""

    play(home, act)


def test_a_busy_service_is_asked_again(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("submit", Busy("later", 0.01), Busy("later"))
        job = await end(desk, Ready())
        assert job.state is JobState.DOWNLOADED
        assert len(desk.provider.requests) == 3
        assert states(desk)[:4] == ["intent", "sending", "intent", "sending"]
        assert any("is busy" in note for _state, note in desk.seen)

    play(home, act)


def test_a_dead_network_waits_and_says_so_until_it_is_back(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("submit", *[NotSent("no network")] * 6)
        job = await end(desk, Ready())
        assert job.state is JobState.DOWNLOADED
        notes = [note for _state, note in desk.seen if note]
        assert notes
        assert all("nothing was sent" in note for note in notes)

    play(home, act)


def test_giving_up_on_a_dead_network_costs_nothing(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("upload", *[NO_ANSWER] * 1000)
        job = desk.runner.start(request())
        await desk.until(lambda: "cannot be reached" in job.note)
        desk.runner.cancel(job.id)
        await desk.runner.finished(job.id)
        assert (job.state, job.charge) == (JobState.CANCELLED, Charge.NO)
        assert await desk.written(job) == "cancelled"
        assert desk.provider.requests == []

    play(home, act)


@pytest.mark.parametrize("can_find", [False, True])
def test_a_lost_answer_is_never_sent_again(home: Path, *, can_find: bool) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("submit", LOST)
        job = await end(desk)
        assert (job.state, job.charge) == (JobState.UNKNOWN, Charge.PERHAPS)
        assert job.message == "The connection broke."
        assert await desk.written(job) == "unknown"
        assert len(desk.provider.requests) == 1

    play(home, act, can_find=can_find)


def test_a_lost_answer_is_found_where_the_service_lists_its_jobs(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("submit", LOST)
        desk.provider.will("find", NO_ANSWER, NO_ANSWER)
        desk.provider.will("poll", Ready())
        asked = request()
        desk.provider.knows(asked, Ready())
        job = await desk.runner.finished(desk.runner.start(asked).id)
        assert job.state is JobState.DOWNLOADED
        assert len(desk.provider.requests) == 1
        assert "unknown" not in states(desk)

    play(home, act, can_find=True)


def test_a_service_that_cannot_tell_leaves_it_to_the_user(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("submit", LOST)
        desk.provider.will("find", CannotTell("no list"))
        assert (await end(desk)).state is JobState.UNKNOWN

    play(home, act, can_find=True)


def test_where_a_create_counts_once_it_is_sent_again_with_the_same_token(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("submit", LOST, LOST, NotSent("off"), Busy("later"))
        job = await end(desk, Ready())
        assert job.state is JobState.DOWNLOADED
        assert desk.provider.tokens == [job.id] * 5
        assert "unknown" not in states(desk)

    play(home, act, idempotent=True)


def test_a_repeat_that_is_refused_tells_nothing_about_the_first_try(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("submit", LOST, Rejected("Out of credit.", Reason.CREDIT))
        job = await end(desk)
        assert (job.state, job.charge, job.reason) == (
            JobState.UNKNOWN,
            Charge.PERHAPS,
            Reason.CREDIT,
        )
        assert job.message == "The connection broke. Out of credit."

    play(home, act, idempotent=True)


def test_a_service_that_never_answers_again_leaves_it_to_the_user(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("submit", *[LOST] * 5000)
        assert (await end(desk)).state is JobState.UNKNOWN

    play(home, act, idempotent=True)


def test_a_refusal_says_why_and_costs_nothing(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("submit", Rejected("Out of credit.", Reason.CREDIT))
        job = await end(desk)
        assert (job.state, job.reason, job.charge) == (
            JobState.REJECTED,
            Reason.CREDIT,
            Charge.NO,
        )
        assert (await desk.ledger.tally()) == []

    play(home, act)


@pytest.mark.parametrize(
    ("error", "reason"), [(KeyMissing("no key"), Reason.KEY), (BadInput("too large"), None)]
)
def test_what_fails_before_sending_has_failed_for_free(
    home: Path, expect_log: Callable[[str], None], error: Exception, reason: Reason | None
) -> None:
    expect_log("stopped")

    async def act(desk: Carried) -> None:
        desk.provider.will("upload", error)
        job = await end(desk)
        assert (job.state, job.reason, job.charge) == (JobState.FAILED, reason, Charge.NO)
        assert desk.provider.requests == []

    play(home, act)


@pytest.mark.parametrize(
    ("outcome", "state", "charge"),
    [
        (Failed("broken", Charge.NO), "failed", Charge.NO),
        (Moderated("violence", Charge.PERHAPS), "moderated", Charge.PERHAPS),
        (Stopped(), "cancelled", Charge.PERHAPS),
        (Gone(), "expired", Charge.YES),
    ],
)
def test_every_end_at_the_service(home: Path, outcome: object, state: str, charge: Charge) -> None:
    async def act(desk: Carried) -> None:
        job = await end(desk, Running(None), outcome)
        assert (job.state.value, job.charge) == (state, charge)
        row = await desk.ledger.row(job.id)
        assert row is not None
        assert (row.state, row.charge, row.message) == (state, charge.value, job.message)

    play(home, act)


def test_polls_that_fail_never_fail_the_job(home: Path) -> None:
    async def act(desk: Carried) -> None:
        troubles = [NO_ANSWER, ServiceBusy("later", seconds=0.001), BadAnswer("what?")] * 4
        job = await end(desk, *troubles, Missing(), Missing(), Running(0.3), Missing(), Ready())
        assert job.state is JobState.DOWNLOADED
        assert any("No answer. Scripted has the job" in note for _state, note in desk.seen)

    play(home, act)


@pytest.mark.parametrize("answer", [NO_ANSWER, Running(0.1), Missing()])
def test_a_job_that_never_ends_is_unknown_and_can_be_checked(home: Path, answer: object) -> None:
    async def act(desk: Carried) -> None:
        job = await end(desk, *[answer] * 300)
        assert job.state is JobState.UNKNOWN
        assert job.message
        desk.provider._next["poll"].clear()
        desk.provider.finish(job.request)
        await desk.runner.check(job.id)
        assert (await desk.runner.finished(job.id)).state is JobState.DOWNLOADED
        assert len(desk.provider.requests) == 1

    play(home, act)


def test_a_dead_link_is_renewed_once(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("fetch", LinkDead("gone"), LinkDead("gone"))
        polls = Ready("a"), NO_ANSWER, Ready("b")  # a poll without an answer is no answer
        job = await end(desk, *polls)
        assert job.state is JobState.DOWNLOADED
        desk.provider.will("fetch", LinkDead("gone"), LinkDead("gone"))
        job = await end(desk, Ready("a"), Ready("b"), Ready("c"))
        assert (job.state, job.charge) == (JobState.EXPIRED, Charge.YES)

    play(home, act)


def test_a_picture_that_cannot_be_read_is_fetched_again_three_times(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("fetch", *[BadAnswer("no picture")] * 2, NO_ANSWER)
        assert (await end(desk, Ready())).state is JobState.DOWNLOADED
        desk.provider.will("fetch", *[BadAnswer("no picture")] * 3)
        job = await end(desk, Ready())
        assert (job.state, job.charge) == (JobState.FAILED, Charge.YES)

    play(home, act)


def test_a_finished_picture_out_of_reach_is_not_lost(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("fetch", *[NO_ANSWER] * 1000)
        job = await end(desk, Ready("a"))
        assert (job.state, job.charge) == (JobState.UNKNOWN, Charge.YES)
        desk.provider._next["fetch"].clear()
        desk.provider.finish(job.request)
        await desk.runner.check(job.id)
        assert (await desk.runner.finished(job.id)).state is JobState.DOWNLOADED

    play(home, act)


def test_more_jobs_than_the_service_carries_wait_their_turn(home: Path) -> None:
    async def act(desk: Carried) -> None:
        jobs = [desk.runner.start(request(seed)) for seed in range(5)]

        async def until(state: JobState, count: int) -> list[Job]:
            await desk.until(lambda: sum(job.state is state for job in jobs) == count)
            return [job for job in jobs if job.state is state]

        for number in range(5):
            at_work = await until(JobState.ACCEPTED, 2 if number < 4 else 1)
            assert len(desk.provider.requests) == min(5, number + 2)
            desk.provider.finish(at_work[0].request)
            await until(JobState.DOWNLOADED, number + 1)
        assert {asked.id for asked in desk.provider.requests} == {job.id for job in jobs}

    play(home, act, concurrency=2)


def test_jobs_are_sent_in_the_order_of_their_start(home: Path) -> None:
    async def act(desk: Carried) -> None:
        desk.provider.will("poll", *[Ready()] * 12)
        jobs = [desk.runner.start(request(seed)) for seed in range(12)]
        for job in jobs:
            await desk.runner.finished(job.id)
        assert [asked.id for asked in desk.provider.requests] == [job.id for job in jobs]

    play(home, act, concurrency=2)


def test_nothing_paid_is_sent_that_cannot_be_written_down(
    home: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("stopped")
    (home / "ledger.sqlite").mkdir()

    async def act(desk: Carried) -> None:
        job = await end(desk, Ready())
        assert (job.state, job.charge) == (JobState.FAILED, Charge.NO)
        assert job.message
        assert desk.provider.requests == []

    play(home, act)


def test_a_free_fill_goes_on_without_a_ledger(
    home: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("not written down")
    expect_log("no past durations")
    (home / "ledger.sqlite").mkdir()

    async def act(desk: Carried) -> None:
        assert (await end(desk, Ready())).state is JobState.DOWNLOADED

    play(home, act, origin="", price_usd=None)


def test_what_was_sent_goes_on_when_the_disk_is_full(
    home: Path, expect_log: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    expect_log("not written")

    async def act(desk: Carried) -> None:
        job = desk.runner.start(request())
        await desk.state(job, "accepted")
        change, full = desk.ledger.change, True

        async def refuse(*args: object, **columns: object) -> bool:
            if full:
                raise LedgerError("The disk is full.")
            return await change(*args, **columns)  # type: ignore[arg-type]

        monkeypatch.setattr(desk.ledger, "change", refuse)
        desk.provider.finish(job.request)
        await desk.runner.finished(job.id)
        assert job.state is JobState.DOWNLOADED
        assert job.answer is not None
        full = False
        await desk.runner.imported(job.id)
        row = await desk.ledger.row(job.id)
        assert row is not None
        assert (row.state, row.charge) == ("imported", "yes")

    play(home, act)


def test_the_price_is_what_it_was_at_the_press(home: Path) -> None:
    async def act(desk: Carried) -> None:
        job = await end(desk, Ready())
        assert job.price_usd == Decimal("0.05")
        (line,) = await desk.ledger.tally()
        assert (line.jobs, line.usd, line.perhaps) == (1, Decimal("0.05"), Decimal(0))

    play(home, act)
