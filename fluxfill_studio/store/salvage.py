"""What can still be read of a damaged ledger goes on in a new one: money was paid for it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from fluxfill_studio.store import schema, table
from fluxfill_studio.store.rows import COLUMNS, Field

_ALL = ", ".join((*COLUMNS, "forgotten"))


def salvage(aside: Path, folder: Path, db: sqlite3.Connection) -> None:
    """Bring the jobs of the ledger set aside in `aside`, and their pictures, to the new one.

    What happened to them (events) is not brought along. Raises sqlite3.Error or OSError if the
    new ledger, below `folder`, cannot be written.
    """
    marks = ", ".join("?" * (len(COLUMNS) + 1))
    with schema.writing(db):
        for row in _readable(aside / schema.FILE):
            db.execute(f"INSERT OR IGNORE INTO jobs ({_ALL}) VALUES ({marks})", row)
        for sha in table.named_blobs(db):
            with suppress(FileNotFoundError):
                os.replace(aside / schema.BLOBS / sha, folder / schema.BLOBS / sha)


def _readable(file: Path) -> Iterator[tuple[Field, ...]]:
    """Rows from the first on and from the last back, each way as far as the damage lets it."""
    if not file.exists():
        return
    with closing(sqlite3.connect(file)) as old:
        old.text_factory = schema.TEXT
        for order in ("ASC", "DESC"):
            with suppress(sqlite3.Error):
                old.execute("PRAGMA trusted_schema=OFF")
                yield from old.execute(f"SELECT {_ALL} FROM jobs ORDER BY rowid {order}")
