"""The ledger's tables, and how its file is opened, checked and, if it is damaged, set aside."""

from __future__ import annotations

import functools
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.core.text import _

FILE, BLOBS, INCOMING, OWNERS, OPENING = (
    "ledger.sqlite",
    "blobs",
    "incoming",
    "owners",
    "ledger.lock",
)
BUSY_S = 10.0
"""How long one process waits for another one's write."""

TEXT = functools.partial(str, encoding="utf-8", errors="replace")
"""Reads damaged text as well."""

APPLICATION_ID = 0x464C5558  # "FLUX"
VERSION = 1
_TABLES = {
    "jobs": """CREATE TABLE jobs (
 id TEXT PRIMARY KEY, provider TEXT NOT NULL, state TEXT NOT NULL, created REAL NOT NULL,
 run TEXT NOT NULL, origin TEXT NOT NULL, document TEXT NOT NULL, source TEXT NOT NULL,
 output TEXT NOT NULL, message TEXT NOT NULL, charge TEXT NOT NULL, price TEXT NOT NULL,
 sent REAL, accepted REAL, ready REAL, ended REAL, owner TEXT NOT NULL, token TEXT NOT NULL,
 digest TEXT NOT NULL, request BLOB NOT NULL, pixels TEXT NOT NULL, mask TEXT NOT NULL,
 icc TEXT NOT NULL, answer TEXT NOT NULL, parcel TEXT NOT NULL, remote_id TEXT NOT NULL,
 poll_url TEXT NOT NULL, result_url TEXT NOT NULL, forgotten INTEGER NOT NULL DEFAULT 0)""",
    "events": """CREATE TABLE events (
 job TEXT NOT NULL, at REAL NOT NULL, state TEXT NOT NULL, message TEXT NOT NULL)""",
    "jobs_by_state": "CREATE INDEX jobs_by_state ON jobs (state, provider)",
    "events_by_job": "CREATE INDEX events_by_job ON events (job)",
    "events_by_time": "CREATE INDEX events_by_time ON events (state, at)",
}
_DAMAGE = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}


class Damaged(Exception):
    """The file is no ledger, or one no longer."""


def connect(folder: Path) -> sqlite3.Connection:
    """The ledger's database below `folder`, made if need be, checked whole.

    Raises Damaged, sqlite3.Error or OSError; LedgerError if a newer program wrote it. The caller
    keeps other processes from opening it meanwhile.
    """
    _make_file(folder / FILE)
    db = sqlite3.connect(folder / FILE, timeout=BUSY_S, isolation_level=None)
    db.text_factory = TEXT
    try:
        _set_up(db)
    except BaseException as error:
        db.close()
        if isinstance(error, sqlite3.DatabaseError) and _is_damage(error):
            raise Damaged(str(error)) from error
        raise
    return db


def set_aside(folder: Path) -> Path:
    """Move the ledger and its pictures into a folder whose name says so; raises OSError."""
    aside = folder / time.strftime("ledger-damaged-%Y%m%d-%H%M%S")
    aside.mkdir(mode=0o700)
    for name in (FILE, f"{FILE}-wal", f"{FILE}-shm", BLOBS, INCOMING):
        with suppress(FileNotFoundError):
            os.replace(folder / name, aside / name)
    return aside


@contextmanager
def writing(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One transaction that holds the write lock: all of it is on disk at the end, or nothing."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken, not the disk or the moment."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def _make_file(path: Path) -> None:
    """Make it for its owner alone; SQLite gives its companions the same mode.

    Never opened if it exists: closing it would drop the locks this process holds on it.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _set_up(db: sqlite3.Connection) -> None:
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "secure_delete=ON"):
        db.execute(f"PRAGMA {pragma}")
    if not _schema(db) and _number(db, "application_id") == 0:
        _begin(db)
    _check(db)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")


def _begin(db: sqlite3.Connection) -> None:
    with writing(db):
        for statement in _TABLES.values():
            db.execute(statement)
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute(f"PRAGMA user_version={VERSION}")


def _check(db: sqlite3.Connection) -> None:
    if _number(db, "application_id") != APPLICATION_ID:
        raise Damaged("another program's file")
    if _number(db, "user_version") > VERSION:
        raise LedgerError(
            _("The record of jobs was written by a newer FluxFill Studio. Use that one.")
        )
    if _schema(db) != _TABLES:
        raise Damaged("other tables than ours")
    if (answer := db.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
        raise Damaged(answer)


def _schema(db: sqlite3.Connection) -> dict[str, str]:
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    return dict(rows.fetchall())


def _number(db: sqlite3.Connection, pragma: str) -> int:
    return int(db.execute(f"PRAGMA {pragma}").fetchone()[0])
