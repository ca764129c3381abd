"""The ledger's file: private, checked, set aside when damaged, and never half written."""

import asyncio
import contextlib
import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.store.blobs import Blob
from tests.unit.store.keeping import accepted, child, heard, opened, row

PICTURE = bytes(range(256)) * 200


def kept(folder: Path) -> list[str]:
    """The ids of the jobs in the ledger of `folder`."""

    async def story() -> list[str]:
        async with opened(folder) as ledger:
            return [found.id for found in await ledger.rows()]

    return asyncio.run(story())


def begun(folder: Path, *jobs: str) -> Path:
    """A ledger with these jobs, each with a picture; its file."""

    async def story() -> None:
        async with opened(folder) as ledger:
            for job in jobs:
                await ledger.add(row(job), {"pixels": Blob.of(PICTURE + job.encode())})

    asyncio.run(story())
    return folder / "ledger.sqlite"


def spoil(file: Path) -> None:
    """Overwrite the middle of every page but the first."""
    content = bytearray(file.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 600] = os.urandom(600)
    file.write_bytes(content)


def foreign(file: Path) -> None:
    file.unlink()
    with contextlib.closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TABLE recipes (name TEXT)")
        db.execute("PRAGMA user_version=99")


def with_trigger(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as db:
        db.execute("CREATE TRIGGER t AFTER UPDATE ON jobs BEGIN DELETE FROM jobs; END")
        db.commit()


def with_broken_index(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as db:
        where = "SELECT rootpage FROM sqlite_master WHERE name = 'events_by_job'"
        page = db.execute(where).fetchone()[0]
    content = bytearray(file.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    file.write_bytes(content)


@pytest.mark.skipif(sys.platform == "win32", reason="no such modes")
def test_state_is_for_its_owner_alone(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path / "home") as ledger:
            await ledger.add(row("a"), {"pixels": Blob.of(PICTURE)})
            ledger.answer_file("a").write_bytes(PICTURE[:1000])
            await ledger.keep_answer("a")
            paths = [tmp_path / "home", *(tmp_path / "home").rglob("*")]
            assert len(paths) > 8
            for path in paths:
                allowed = 0o700 if path.is_dir() else 0o600
                assert stat.S_IMODE(path.stat().st_mode) == allowed, path

    old = os.umask(0)
    try:
        asyncio.run(story())
    finally:
        os.umask(old)


@pytest.mark.parametrize(
    ("damage", "readable"),
    [
        (lambda file: file.write_bytes(b"not a database, " * 1000), False),
        (lambda file: os.truncate(file, file.stat().st_size // 2), False),
        (spoil, False),
        (foreign, False),
        (Path.unlink, False),
        (with_trigger, True),
        (with_broken_index, True),
    ],
)
def test_a_damaged_or_foreign_file_is_set_aside_and_told(
    tmp_path: Path,
    damage: Callable[[Path], object],
    readable: bool,
    expect_log: Callable[[str], None],
) -> None:
    file = begun(tmp_path, "a", "b")
    damage(file)
    content = file.read_bytes() if file.exists() else None
    expect_log("set aside")

    async def story() -> str:
        async with opened(tmp_path) as ledger:
            goes_on = await ledger.rows()
            assert [found.id for found in goes_on] == (["a", "b"] if readable else [])
            for found in goes_on:
                assert await ledger.blob(found.pixels) == PICTURE + found.id.encode()
            await ledger.add(row("new"), {})
            return ledger.notice

    notice = asyncio.run(story())
    (aside,) = tmp_path.glob("ledger-damaged-*")
    assert str(aside) in notice
    assert content is None or (aside / file.name).read_bytes() == content
    assert len(list((aside / "blobs").iterdir())) == (0 if readable else 2)
    assert kept(tmp_path) == [*("ab" if readable else ""), "new"]


def test_jobs_on_both_sides_of_the_damage_go_on(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ledger:
            for number in range(30):
                await ledger.add(row(f"job{number}", request=b"x" * 3000), {})

    asyncio.run(story())
    file = tmp_path / "ledger.sqlite"
    content = bytearray(file.read_bytes())
    page = content.index(b"job15bfl") // 4096 * 4096
    content[page : page + 8] = b"\xff" * 8
    file.write_bytes(content)
    expect_log("set aside")
    goes_on = kept(tmp_path)
    assert {"job0", "job29"} < set(goes_on) < {f"job{number}" for number in range(30)}


def test_a_newer_programs_ledger_is_left_alone(tmp_path: Path) -> None:
    file = begun(tmp_path, "a")
    with contextlib.closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA user_version=99")
        db.execute("ALTER TABLE jobs ADD COLUMN mood TEXT")
    content = file.read_bytes()
    with pytest.raises(LedgerError, match="newer"):
        kept(tmp_path)
    assert file.read_bytes() == content
    assert not list(tmp_path.glob("ledger-damaged-*"))


def test_a_kill_while_the_file_was_made_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").touch()
    assert kept(tmp_path) == []
    assert not list(tmp_path.glob("ledger-damaged-*"))


def test_a_folder_that_cannot_be_used_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerError, match="record of jobs"):
        kept(tmp_path / "file" / "home")


def test_a_lost_or_damaged_picture_is_said_not_shown(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ledger:
            sha = (await ledger.add(row("a"), {"pixels": Blob.of(PICTURE)})).pixels
            (tmp_path / "blobs" / sha).write_bytes(PICTURE[:-1])
            with pytest.raises(LedgerError, match="lost or damaged"):
                await ledger.blob(sha)
            (tmp_path / "blobs" / sha).unlink()
            with pytest.raises(LedgerError, match="lost or damaged"):
                await ledger.blob(sha)

    asyncio.run(story())


def test_what_a_kill_left_behind_is_swept_and_what_is_needed_stays(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ledger:
            await accepted(ledger, "running")
            await accepted(ledger, "dead")
            sha = (await ledger.add(row("a"), {"pixels": Blob.of(PICTURE)})).pixels
            await ledger.change("dead", {"accepted"}, "failed")
            for name in (".fluxfill-1.tmp", "0" * 64):
                (tmp_path / "blobs" / name).write_bytes(b"left behind")
            for job in ("running", "dead"):
                ledger.answer_file(job).write_bytes(b"half")
        async with opened(tmp_path) as ledger:
            assert await ledger.blob(sha) == PICTURE
            assert [path.name for path in (tmp_path / "blobs").iterdir()] == [sha]
            assert [path.name for path in (tmp_path / "incoming").iterdir()] == ["running"]

    asyncio.run(story())


def test_an_answer_that_never_arrived_is_no_answer(tmp_path: Path) -> None:
    async def story() -> None:
        async with opened(tmp_path) as ledger:
            await accepted(ledger, "a")
            with pytest.raises(LedgerError):
                await ledger.keep_answer("a")
            ledger.answer_file("b").write_bytes(PICTURE)
            with pytest.raises(LedgerError):
                await ledger.keep_answer("b")
            assert (await ledger.row("a")).answer == ""

    asyncio.run(story())
    assert list((tmp_path / "blobs").iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
@pytest.mark.parametrize("picture", [100, 70_000])
def test_a_full_disk_stops_the_work_and_leaves_nothing_half(tmp_path: Path, picture: int) -> None:
    """A small picture still fits when the database does not; a large one never does."""
    with child("fill_up", tmp_path, 60_000, picture) as process:
        number, *message = heard(process)
        assert process.wait(10) == 0
    assert "record of jobs cannot be used" in " ".join(message)
    assert (int(number) == 0) == (picture > 60_000)
    assert kept(tmp_path) == [*(f"job{n}" for n in range(int(number))), "after"]
    assert len(list((tmp_path / "blobs").iterdir())) == int(number)


def test_a_ledger_that_failed_to_open_opens_once_it_can(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("in the way")

    async def story() -> None:
        async with opened(home) as ledger:
            with pytest.raises(LedgerError):
                await ledger.add(row("a"), {})
            home.unlink()
            await ledger.add(row("a"), {})

    asyncio.run(story())
    assert kept(home) == ["a"]


def test_a_copy_of_the_folder_is_a_ledger_too(tmp_path: Path) -> None:
    begun(tmp_path / "one", "a")
    shutil.copytree(tmp_path / "one", tmp_path / "two")
    assert kept(tmp_path / "two") == ["a"]
