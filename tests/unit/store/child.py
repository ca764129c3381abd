"""A second process on a ledger: `python -m tests.unit.store.child VERB FOLDER ...`."""

from __future__ import annotations

import asyncio
import resource
import signal
import sys
from pathlib import Path

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.store.blobs import Blob
from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.store.rows import Limits
from tests.unit.store.keeping import accepted, opened, row


def say(*words: object) -> None:
    print(*words, flush=True)


async def work(ledger: Ledger) -> None:
    """Bring job after job to its end, and say each step once it is on disk."""
    for number in range(100_000):
        job = f"job{number}"
        await accepted(ledger, job)
        say(job, "accepted")
        ledger.answer_file(job).write_bytes(job.encode() * 1000)
        await ledger.change(job, {"accepted"}, "ready")
        say(job, "ready")
        await ledger.keep_answer(job)
        await ledger.change(job, {"ready"}, "downloaded", charge="yes")
        say(job, "downloaded")


async def hold(ledger: Ledger, job: str) -> None:
    """Own a running job until told to end."""
    await accepted(ledger, job)
    say(job)
    sys.stdin.readline()


async def send(ledger: Ledger, name: str, many: str, at_once: str) -> None:
    """Try to send many jobs of our own, and say how many might go."""
    for number in range(int(many)):
        await ledger.add(row(f"{name}{number}"), {})
    say("set")
    sys.stdin.readline()
    waits = [
        await ledger.begin_sending(f"{name}{number}", Limits(int(at_once)))
        for number in range(int(many))
    ]
    say(waits.count(None))
    sys.stdin.readline()


async def take(ledger: Ledger) -> None:
    """Take what can be had, say what, and hold it until told to end."""
    jobs = [found.id for found in await ledger.rows()]
    say("set")
    sys.stdin.readline()
    say(*[job for job in jobs if await ledger.take(job)])
    sys.stdin.readline()


async def fill_up(ledger: Ledger, most: str, picture: str) -> None:
    """Write jobs with pictures until no file may grow beyond `most` bytes; say how many stand."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    await ledger.rows()
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), resource.RLIM_INFINITY))
    for number in range(100_000):
        try:
            await ledger.add(
                row(f"job{number}"), {"pixels": Blob.of(f"{number:0{picture}}".encode())}
            )
        except LedgerError as error:
            resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
            say(number, "|", error.message)
            await ledger.add(row("after"), {})
            return


async def main(verb: str, folder: str, *arguments: str) -> None:
    verbs = {"work": work, "hold": hold, "send": send, "take": take, "fill_up": fill_up}
    async with opened(Path(folder)) as ledger:
        await verbs[verb](ledger, *arguments)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
