"""How much a service carries at once and by the minute, counted over all processes."""

from __future__ import annotations

import sqlite3

from fluxfill_studio.store.rows import TAKEN, JobRow, Limits

LONGEST_JOB_S = 900.0
"""An accepted job older than that no longer counts as running at the service."""

MINUTE_S = 60.0
SLOT_PAUSE_S = 0.5
"""When to ask again while all places are taken: nobody knows when one gets free."""


def wait(db: sqlite3.Connection, row: JobRow, limits: Limits, now: float) -> float | None:
    """About how many seconds until the service takes one more; None: it does now.

    Times later than `now` do not count: the clock has been set back since.
    """
    service = (row.provider, row.origin)
    if _running(db, service, now) >= limits.concurrency:
        return SLOT_PAUSE_S
    if limits.per_minute is None:
        return None
    creates = _creates(db, service, now, limits.per_minute)
    if len(creates) < limits.per_minute:
        return None
    return creates[-1] + MINUTE_S - now


def durations(db: sqlite3.Connection, provider: str, last: int) -> list[float]:
    """Seconds from accepted to ready of the `last` jobs that got there, newest last.

    A job that another program has taken up meanwhile says nothing: nobody may have watched it.
    """
    found = db.execute(
        "SELECT ready - accepted FROM jobs WHERE provider = ? AND ready >= accepted"
        " AND NOT EXISTS (SELECT 1 FROM events WHERE job = jobs.id AND state = ?"
        " AND at BETWEEN accepted AND ready)"
        " ORDER BY ready DESC LIMIT ?",
        (provider, TAKEN, last),
    )
    return [seconds for (seconds,) in reversed(found.fetchall())]


def _running(db: sqlite3.Connection, service: tuple[str, str], now: float) -> int:
    found = db.execute(
        "SELECT count(*) FROM jobs WHERE state IN ('sending', 'accepted')"
        " AND provider = ? AND origin = ? AND sent BETWEEN ? AND ?",
        (*service, now - LONGEST_JOB_S, now),
    )
    return int(found.fetchone()[0])


def _creates(
    db: sqlite3.Connection, service: tuple[str, str], now: float, most: int
) -> list[float]:
    """When the newest creates of the last minute went out, newest first."""
    found = db.execute(
        "SELECT at FROM events JOIN jobs ON jobs.id = job WHERE events.state = 'sending'"
        " AND at BETWEEN ? AND ? AND provider = ? AND origin = ? ORDER BY at DESC LIMIT ?",
        (now - MINUTE_S, now, *service, most),
    )
    return [at for (at,) in found]
