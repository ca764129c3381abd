"""Another program holds the record of jobs for a while: that is waited out, and costs nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.providers.contract import Busy, NotSent, Ready, Running
from tests.unit.jobs.carried import Carried, end, play

HELD = LedgerError("Another program holds the record of jobs.")


def test_the_time_it_takes_is_none_of_the_job_s(
    home: Path, expect_log: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    expect_log("no past durations")

    async def act(desk: Carried) -> None:
        async def held(_provider: str) -> list[float]:
            await asyncio.sleep(0.35)  # longer than a job may take
            raise HELD

        monkeypatch.setattr(desk.ledger, "durations", held)
        job = await end(desk, Running(None), Ready())
        assert job.state is JobState.DOWNLOADED

    play(home, act)


@pytest.mark.parametrize("outcome", [Busy("later"), NotSent("no network")])
def test_what_was_not_accepted_is_sent_once_that_is_written(
    home: Path, monkeypatch: pytest.MonkeyPatch, outcome: object
) -> None:
    async def act(desk: Carried) -> None:
        change, held = desk.ledger.change, [HELD, HELD]

        async def later(job: str, before: set[str], to: str, *more: str, **columns: str) -> bool:
            if to == "intent" and held:
                raise held.pop()
            return await change(job, before, to, *more, **columns)

        monkeypatch.setattr(desk.ledger, "change", later)
        desk.provider.will("submit", outcome)
        job = await end(desk, Ready())
        assert job.state is JobState.DOWNLOADED
        assert ("sending", HELD.message) in desk.seen
        assert len(desk.provider.requests) == 2

    play(home, act)
