"""The durable record of jobs and money: who asked what of whom, what it cost, what came back.

Every method but `answer_file` is awaited: it is carried out on the ledger's own thread, in the
order of the calls, and what it says is on disk when it has answered. Every one raises
LedgerError if the disk or the file fails; nothing is half written then.
"""

from __future__ import annotations

import functools
import logging
import sqlite3
import time
from collections.abc import Callable, Collection, Coroutine, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from filelock import FileLock

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.store import money, schema, sending, table
from fluxfill_studio.store.blobs import Blob, Blobs
from fluxfill_studio.store.owners import Owners
from fluxfill_studio.store.rows import (
    TAKEN,
    Event,
    Field,
    JobRow,
    Limits,
    Tally,
    check_columns,
    check_price,
)
from fluxfill_studio.store.salvage import salvage
from fluxfill_studio.store.troubles import TROUBLES, in_words
from fluxfill_studio.store.writer import Writer

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)

_ASKED = {"sending", "unknown"}
_ANSWERED = {"accepted", "ready", "rejected", "moderated"}
_ENDED = {"imported", "rejected", "moderated", "failed", "cancelled", "expired"}
_FORGETTABLE = _ENDED | {"downloaded"}
_STAMPS = {"accepted": "accepted", "ready": "ready", **dict.fromkeys(_ENDED, "ended")}


def _on_its_thread(
    work: Callable[Concatenate[Ledger, P], T],
) -> Callable[Concatenate[Ledger, P], Coroutine[Any, Any, T]]:
    """Make a method that works with the database one that is awaited."""

    @functools.wraps(work)
    async def asked(ledger: Ledger, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await ledger._do(functools.partial(work, ledger, *args, **kwargs))

    return asked


class Ledger:
    """The ledger below one folder; opened at the first use, `close` it in the end.

    Attributes:
        notice: what the user should read about the file; empty: all is well.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.notice = ""
        self._folder = folder
        self._clock = clock
        self._began = clock()
        self._writer = Writer("ledger")
        self._connection: sqlite3.Connection | None = None
        self._owners = Owners(folder / schema.OWNERS)
        self._blobs = Blobs(folder / schema.BLOBS, folder / schema.INCOMING)

    @_on_its_thread
    def add(self, row: JobRow, blobs: Mapping[str, Blob]) -> JobRow:
        """Write a new job with its pictures, owned by this process; answers the row as it stands.

        `blobs` by the name of the column that is to name them: "pixels", "mask", "icc".
        """
        check_price(row.price)
        with self._writing() as db:
            for blob in blobs.values():
                self._blobs.put(blob)
            shas: dict[str, Any] = {column: blob.sha for column, blob in blobs.items()}
            row = replace(row, owner=self._owners.me, **shas)
            table.insert(db, row)
            self._tell(db, row.id, row.state, row.message)
        return row

    @_on_its_thread
    def change(
        self,
        /,
        job: str,
        from_states: Collection[str],
        to: str,
        message: str = "",
        **columns: Field,
    ) -> bool:
        """Move the job to the state `to` and write `columns`; False if it may not be.

        It may not if it is in none of `from_states`, or in the hands of another living process
        (but the service's answer to a create is recorded whoever holds it). A job in nobody's
        hands comes into ours. The time of the state is written unless `columns` does.
        """
        check_columns(columns)
        with self._writing() as db:
            row = table.find(db, job)
            if row is None or row.state not in from_states or not self._may(row, to):
                return False
            owner = row.owner if self._held(row) else self._owners.me
            stated = {"state": to, "message": message, "owner": owner}
            table.update(db, job, self._stamp(to) | columns | stated)
            self._tell(db, job, to, message)
        return True

    @_on_its_thread
    def note(self, /, job: str, **columns: Field) -> None:
        """Write `columns` of a job, its state as it is."""
        check_columns(columns)
        with self._writing() as db:
            self._known(db, job)
            table.update(db, job, columns)

    @_on_its_thread
    def begin_sending(self, job: str, limits: Limits) -> float | None:
        """Move our `intent` to `sending` if the service carries one more; else how long to wait.

        None: it is `sending`, on disk, and the create may go out. A number: about so many
        seconds. LedgerError if the job is not ours to send.
        """
        with self._writing() as db:
            row = self._known(db, job)
            if row.state != "intent" or row.owner != self._owners.me:
                raise LedgerError(_("The job is carried by another program."), row.state)
            now = self._clock()
            if (wait := sending.wait(db, row, limits, now)) is None:
                table.update(db, job, {"state": "sending", "sent": now, "message": ""})
                self._tell(db, job, "sending", "")
        return wait

    @_on_its_thread
    def take(self, job: str) -> JobRow | None:
        """Take the job into our hands; None if it is in those of another living process."""
        with self._writing() as db:
            row = table.find(db, job)
            if row is None or self._held(row):
                return None
            table.update(db, job, {"owner": self._owners.me})
            self._tell(db, job, TAKEN, "")
        return replace(row, owner=self._owners.me)

    @_on_its_thread
    def rows(
        self,
        states: Collection[str] | None = None,
        document: str | None = None,
        limit: int | None = None,
    ) -> list[JobRow]:
        """The jobs in these states and of this document, oldest first; `limit` keeps the newest."""
        return table.select(self._db(), states, document, limit)

    @_on_its_thread
    def row(self, job: str) -> JobRow | None:
        """That job, unless it is unknown or forgotten."""
        return table.find(self._db(), job)

    @_on_its_thread
    def events(self, job: str) -> list[Event]:
        """What the job went through, oldest first."""
        return table.events(self._db(), job)

    @_on_its_thread
    def durations(self, provider: str, last: int = 40) -> list[float]:
        """Seconds from accepted to ready of the provider's `last` jobs, newest last."""
        return sending.durations(self._db(), provider, last)

    @_on_its_thread
    def tally(self) -> list[Tally]:
        """What was spent, by month, provider and picture; forgotten jobs count.

        So do those that wait, if they were added since this ledger was made.
        """
        return money.tally(self._db(), self._began)

    @_on_its_thread
    def blob(self, sha: str) -> bytes:
        """The bytes with this sha256; LedgerError if they are lost or damaged."""
        self._db()
        return self._blobs.get(sha)

    def answer_file(self, job: str) -> Path:
        """Where the download of a job streams to; its folder exists once the job does."""
        return self._blobs.arriving(job)

    @_on_its_thread
    def keep_answer(self, job: str) -> str:
        """Keep the finished `answer_file`, named by the job's `answer`; that is its sha256."""
        with self._writing() as db:
            self._known(db, job)
            sha = self._blobs.adopt(job)
            table.update(db, job, {"answer": sha})
        return sha

    @_on_its_thread
    def forget(self, job: str) -> bool:
        """Delete what a job asked for and got; what it cost stays in the tally.

        False if it is on its way, not known, or in the hands of another living process.
        """
        with self._writing() as db:
            row = table.find(db, job)
            if row is None or row.state not in _FORGETTABLE or self._held(row):
                return False
            table.forget(db, job)
        with self._writing() as db:  # a commit that failed must not have cost the pictures
            self._sweep(db)
        return True

    async def close(self) -> None:
        """End the thread and leave our jobs to others; harmless if repeated."""
        await self._writer.close(self._leave)

    async def _do(self, work: Callable[[], T]) -> T:
        try:
            return await self._writer.do(work)
        except TROUBLES as error:
            raise LedgerError(in_words(error), repr(error)) from error

    # Everything below runs on the ledger's thread.

    def _db(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> sqlite3.Connection:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(self._folder / schema.OPENING, timeout=schema.BUSY_S, mode=0o600):
            db = self._checked()
            try:
                with schema.writing(db):
                    self._owners.enter()
                    self._sweep(db)
            except BaseException:
                self._owners.leave()
                db.close()
                raise
        return db

    def _checked(self) -> sqlite3.Connection:
        try:
            self._blobs.check(self._folder / schema.FILE)
            self._blobs.make()
            return schema.connect(self._folder)
        except schema.Damaged as error:
            return self._begin_anew(str(error))

    def _begin_anew(self, trouble: str) -> sqlite3.Connection:
        aside = schema.set_aside(self._folder)
        log.warning("ledger set aside in %s: %s", aside, trouble)
        message = _(
            "The record of jobs was damaged. What could be read of it goes on; the old one lies "
            "in {folder}."
        )
        self.notice = message.format(folder=plain(str(aside)))
        self._blobs.make()
        db = schema.connect(self._folder)
        try:
            salvage(aside, self._folder, db)
        except BaseException:
            db.close()
            raise
        return db

    def _leave(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
            self._owners.leave()

    def _writing(self) -> AbstractContextManager[sqlite3.Connection]:
        return schema.writing(self._db())

    def _sweep(self, db: sqlite3.Connection) -> None:
        self._blobs.sweep(table.named_blobs(db), table.under_way(db, _ENDED))

    def _stamp(self, state: str) -> dict[str, Field]:
        if state == "intent":  # the service turned it away: not sent after all
            return {"sent": None}
        return {_STAMPS[state]: self._clock()} if state in _STAMPS else {}

    def _tell(self, db: sqlite3.Connection, job: str, state: str, message: str) -> None:
        table.tell(db, job, Event(self._clock(), state, message))

    def _known(self, db: sqlite3.Connection, job: str) -> JobRow:
        if (row := table.find(db, job)) is None:
            raise LedgerError(_("The job is not in the record of jobs."), job)
        return row

    def _held(self, row: JobRow) -> bool:
        """Whether it is in the hands of another living process."""
        return row.owner != self._owners.me and self._owners.alive(row.owner)

    def _may(self, row: JobRow, to: str) -> bool:
        return not self._held(row) or (row.state in _ASKED and to in _ANSWERED)
