"""What the ledger's tests share: rows, a clock, an opened ledger, other processes."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.store.rows import JobRow, Limits

ROOT = Path(__file__).resolve().parents[3]
ORIGIN = "https://service.example"
PLENTY = Limits(1000)


class Clock:
    """A clock that a test sets."""

    def __init__(self, now: float = 1_790_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def row(job: str, **columns: Any) -> JobRow:
    """A paid job that nobody has sent yet."""
    known = {"provider": "bfl", "state": "intent", "origin": ORIGIN, "price": "0.05"}
    return JobRow(id=job, created=time.time(), **(known | columns))


@contextlib.asynccontextmanager
async def opened(folder: Path, *clock: Clock) -> AsyncIterator[Ledger]:
    """The ledger of `folder`, closed at the end."""
    ledger = Ledger(folder, *clock)
    try:
        yield ledger
    finally:
        await ledger.close()


async def accepted(ledger: Ledger, job: str, **columns: Any) -> None:
    """Bring a new job as far as the service's yes."""
    await ledger.add(row(job, **columns), {})
    assert await ledger.begin_sending(job, PLENTY) is None
    assert await ledger.change(job, {"sending"}, "accepted")


@contextlib.contextmanager
def child(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Another process on a ledger, see `child.py`; killed at the end if it still runs."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.unit.store.child", *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def heard(process: subprocess.Popen[str]) -> list[str]:
    """The words of the next line it says."""
    assert process.stdout
    return process.stdout.readline().split()


def let_go(process: subprocess.Popen[str]) -> None:
    """Tell a waiting child to go on."""
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()
