"""Several programs on one ledger, and programs that are killed: real processes, real kills."""

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.store.blobs import Blob
from tests.unit.store.keeping import PLENTY, accepted, child, heard, let_go, opened, row

ORDER = ["intent", "sending", "accepted", "ready", "downloaded"]


@pytest.mark.parametrize("lines", [1, 2, 3, 40, 101])
def test_what_was_said_to_be_on_disk_survives_a_kill(tmp_path: Path, lines: int) -> None:
    with child("work", tmp_path) as process:
        said = [heard(process) for _ in range(lines)]
        process.kill()
        said += [line.split() for line in process.stdout if line.endswith("\n")]

    async def story() -> None:
        async with opened(tmp_path) as ledger:
            assert ledger.notice == ""
            states = {found.id: found for found in await ledger.rows()}
            for job, state in said:
                assert ORDER.index(states[job].state) >= ORDER.index(state), (job, state)
            for found in states.values():
                if found.answer:
                    assert await ledger.blob(found.answer) == found.id.encode() * 1000
                assert bool(found.answer) or found.state != "downloaded"
                taken = await ledger.take(found.id)
                assert taken
                assert taken.state == found.state

    asyncio.run(story())
    assert len(list((tmp_path / "owners").iterdir())) == 0


def test_several_programs_together_keep_a_services_limit(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        programs = [stack.enter_context(child("send", tmp_path, n, 12, 5)) for n in "abc"]
        assert [heard(program) for program in programs] == [["set"]] * 3
        for program in programs:
            let_go(program)
        might_go = [int(heard(program)[0]) for program in programs]
    assert sum(might_go) == 5


def test_each_job_is_taken_by_one_program_only(tmp_path: Path) -> None:
    jobs = [f"job{number}" for number in range(40)]

    async def set_up() -> None:
        async with opened(tmp_path) as ledger:
            for job in jobs:
                await ledger.add(row(job), {})

    asyncio.run(set_up())
    with contextlib.ExitStack() as stack:
        programs = [stack.enter_context(child("take", tmp_path)) for _ in range(3)]
        assert [heard(program) for program in programs] == [["set"]] * 3
        for program in programs:
            let_go(program)
        taken = [job for program in programs for job in heard(program)]
    assert sorted(taken) == sorted(jobs)


def test_a_lease_outlives_a_sleep_and_ends_with_a_kill(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ledger:
            with child("hold", tmp_path, "theirs") as process:
                assert heard(process) == ["theirs"]
                if sys.platform != "win32":
                    os.kill(process.pid, signal.SIGSTOP)
                assert await ledger.take("theirs") is None
                assert not await ledger.change("theirs", {"accepted"}, "ready")
                process.kill()
                process.wait()
            taken = await ledger.take("theirs")
            assert taken
            assert taken.state == "accepted"
            assert await ledger.change("theirs", {"accepted"}, "ready")

    asyncio.run(story())


def test_a_job_in_nobodys_hands_comes_into_ours_by_its_first_change(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as first:
            await accepted(first, "a")
        async with opened(tmp_path) as second, opened(tmp_path) as third:
            assert await second.change("a", {"accepted"}, "ready")
            assert await third.take("a") is None
            assert await second.change("a", {"ready"}, "downloaded")
            assert not await third.forget("a")
            assert await second.take("a")

    asyncio.run(story())


def test_the_answer_to_a_create_is_recorded_whoever_holds_the_job(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ours, opened(tmp_path) as theirs:
            await ours.add(row("a"), {})
            assert await ours.begin_sending("a", PLENTY) is None
            assert not await theirs.change("a", {"sending"}, "unknown")
            assert not await theirs.change("a", {"sending"}, "intent")
            assert await theirs.change("a", {"sending", "unknown"}, "accepted", remote_id="r")
            found = await ours.row("a")
            assert found
            assert (found.state, found.remote_id) == ("accepted", "r")
            # It stays where it was.
            assert not await theirs.change("a", {"accepted"}, "ready")
            assert await ours.change("a", {"accepted"}, "ready")

    asyncio.run(story())


def test_another_programs_intent_is_not_ours_to_send(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ours, opened(tmp_path) as theirs:
            await theirs.add(row("a"), {})
            with pytest.raises(LedgerError):
                await ours.begin_sending("a", PLENTY)
            await theirs.close()
            with pytest.raises(LedgerError):
                await ours.begin_sending("a", PLENTY)  # not before it is taken
            assert await ours.take("a")
            assert await ours.begin_sending("a", PLENTY) is None

    asyncio.run(story())


def test_opening_sweeps_nothing_that_another_program_needs(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as first:
            await accepted(first, "a")
            first.answer_file("a").write_bytes(b"half")
            adding = [
                first.add(row(f"{n}"), {"pixels": Blob.of(b"%d" % n * 9000)}) for n in range(30)
            ]
            tasks = [asyncio.create_task(add) for add in adding]
            for _ in range(8):
                async with opened(tmp_path) as second:
                    await second.rows()
            for written in await asyncio.gather(*tasks):
                assert await first.blob(written.pixels)
            assert first.answer_file("a").read_bytes() == b"half"

    asyncio.run(story())


def test_many_openings_leave_no_thread_and_no_open_file(tmp_path: Path) -> None:
    async def once() -> None:
        async with opened(tmp_path) as ledger:
            await ledger.rows()

    asyncio.run(once())
    me = psutil.Process()
    before = me.num_threads()
    for _ in range(8):
        asyncio.run(once())
    # Other parts of the program may begin or end a thread meanwhile, but not eight.
    assert me.num_threads() - before < 8
    assert not [file.path for file in me.open_files() if str(tmp_path) in file.path]
