"""The list of jobs says what they cost, and what they may cost yet."""

from __future__ import annotations

import argparse
import asyncio

import pytest

from fluxfill_studio.cli import jobs
from fluxfill_studio.core.paths import state_folder
from fluxfill_studio.store.ledger import Ledger
from tests.unit.store.keeping import row


def total(capsys: pytest.CaptureFixture[str], *rows: dict[str, str]) -> str:
    """The last line of `jobs`."""

    async def story() -> None:
        ledger = Ledger(state_folder())
        for number, columns in enumerate(rows):
            await ledger.add(row(f"{number}", **columns), {})
        await ledger.close()
        await jobs.run(argparse.Namespace(act=None, json=False))

    asyncio.run(story())
    return capsys.readouterr().err.splitlines()[-1]


def test_what_waits_to_be_sent_may_cost_and_what_was_refused_does_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    said = total(
        capsys,
        {"state": "downloaded", "charge": "yes", "price": "0.05"},
        {"state": "intent", "charge": "no", "price": "0.05"},
        {"state": "unknown", "charge": "perhaps", "price": "0.04"},
        {"state": "rejected", "charge": "no", "price": "0.05"},
        {"state": "intent", "charge": "no", "price": ""},
    )
    assert said == "5 jobs: $0.05, perhaps $0.09 more, by the prices set here."


def test_nothing_is_perhaps_where_all_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    said = total(capsys, {"state": "downloaded", "charge": "yes", "price": "0.05"})
    assert said == "1 job: $0.05, by the prices set here."
