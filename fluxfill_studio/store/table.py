"""The jobs table: rows in, rows out. Callers hold the transaction."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Collection, Mapping

from fluxfill_studio.store.rows import BLOBS, COLUMNS, TAKEN, Event, Field, JobRow

_ALL = ", ".join(COLUMNS)
_KEPT_FOR_THE_TALLY = {
    "id", "provider", "state", "created", "origin", "document", "source", "charge", "price",
    "sent", "accepted", "ready", "ended",
}  # fmt: skip


def insert(db: sqlite3.Connection, row: JobRow) -> None:
    """Write a new row; sqlite3.IntegrityError if there is one of that id."""
    marks = ", ".join("?" * len(COLUMNS))
    db.execute(f"INSERT INTO jobs ({_ALL}) VALUES ({marks})", dataclasses.astuple(row))


def update(db: sqlite3.Connection, job: str, columns: Mapping[str, Field]) -> None:
    """Write these columns; their names come from the program, never from outside."""
    if columns:
        places = ", ".join(f"{name} = ?" for name in columns)
        db.execute(f"UPDATE jobs SET {places} WHERE id = ?", (*columns.values(), job))


def find(db: sqlite3.Connection, job: str) -> JobRow | None:
    """The row, unless there is none or it is forgotten."""
    found = db.execute(f"SELECT {_ALL} FROM jobs WHERE id = ? AND NOT forgotten", (job,)).fetchone()
    return JobRow(*found) if found else None


def select(
    db: sqlite3.Connection,
    states: Collection[str] | None,
    document: str | None,
    limit: int | None,
) -> list[JobRow]:
    """Rows in these states and of this document (None: any), oldest first, the newest `limit`."""
    where, values = ["NOT forgotten"], list[Field]()
    if states is not None:
        where.append(f"state IN ({', '.join('?' * len(states))})")
        values += states
    if document is not None:
        where.append("document = ?")
        values.append(document)
    found = db.execute(
        f"SELECT {_ALL} FROM jobs WHERE {' AND '.join(where)}"
        " ORDER BY created DESC, rowid DESC LIMIT ?",
        (*values, -1 if limit is None else limit),
    )
    return [JobRow(*row) for row in reversed(found.fetchall())]


def forget(db: sqlite3.Connection, job: str) -> None:
    """Empty the row but for what the tally and the durations need, and list it no more."""
    empty: dict[str, Field] = dict.fromkeys(set(COLUMNS) - _KEPT_FOR_THE_TALLY, "")
    update(db, job, empty | {"forgotten": 1})
    db.execute("DELETE FROM events WHERE job = ? AND state != ?", (job, TAKEN))


def tell(db: sqlite3.Connection, job: str, event: Event) -> None:
    """Write that something happened to a job."""
    db.execute(
        "INSERT INTO events (job, at, state, message) VALUES (?, ?, ?, ?)",
        (job, event.at, event.state, event.message),
    )


def events(db: sqlite3.Connection, job: str) -> list[Event]:
    """What happened to a job, oldest first."""
    found = db.execute("SELECT at, state, message FROM events WHERE job = ? ORDER BY rowid", (job,))
    return [Event(*row) for row in found]


def named_blobs(db: sqlite3.Connection) -> set[str]:
    """The sha256 of every blob that a row names."""
    found = db.execute(f"SELECT {', '.join(BLOBS)} FROM jobs")
    return {sha for row in found for sha in row if sha}


def under_way(db: sqlite3.Connection, ended: Collection[str]) -> set[str]:
    """The ids of the jobs in none of the states `ended`."""
    marks = ", ".join("?" * len(ended))
    return {
        id for (id,) in db.execute(f"SELECT id FROM jobs WHERE state NOT IN ({marks})", [*ended])
    }
