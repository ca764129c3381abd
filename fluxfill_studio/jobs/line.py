"""One job's line in the ledger, kept in step with the job.

What is free is carried even where nothing can be written down. What may be paid is not sent
unless it stands in the ledger; once it is sent nothing stops it, and what could not be written
is written with the next move.
"""

from __future__ import annotations

import logging

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.core.text import _
from fluxfill_studio.jobs.job import JobState
from fluxfill_studio.store.blobs import Blob
from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.store.rows import Field, JobRow, Limits

log = logging.getLogger(__name__)


class Line:
    """The ledger's row of one job.

    Attributes:
        state: the one that is on disk.
    """

    def __init__(self, ledger: Ledger, job: str, *, paid: bool, state: JobState) -> None:
        self.state = state
        self._ledger = ledger
        self._job = job
        self._paid = paid
        self._owed: dict[str, Field] = {}

    async def begin(self, row: JobRow, blobs: dict[str, Blob]) -> None:
        """Write the intent; LedgerError if that fails and it may cost money."""
        self.state = JobState.INTENT  # if the call is cancelled it is carried out all the same
        try:
            await self._ledger.add(row, blobs)
        except LedgerError as error:
            self.state = JobState.DRAFT
            if self._paid:
                raise
            log.warning("a free fill is not written down: %s %s", error.message, error.detail)

    async def begin_sending(self, limits: Limits) -> float | None:
        """As `Ledger.begin_sending`; a free job need not stand there."""
        if self.state is JobState.DRAFT:
            return None
        wait = await self._ledger.begin_sending(self._job, limits)
        if wait is None:
            self.state = JobState.SENDING
        return wait

    async def move(self, to: JobState, message: str = "", **columns: Field) -> None:
        """Write that the job is `to` now; LedgerError if that fails."""
        if self.state is JobState.DRAFT:
            return
        self._owed |= columns
        # A call that was cancelled may have begun to send: nothing had left.
        before = {self.state.value}
        if self.state is JobState.INTENT:
            before.add(JobState.SENDING.value)
        last, self.state = self.state, to  # if the call is cancelled it is carried out all the same
        try:
            done = await self._ledger.change(self._job, before, to.value, message, **self._owed)
        except LedgerError:
            self.state = last
            raise
        if not done:
            self.state = last
            raise LedgerError(_("The job is carried by another program."))
        self._owed = {}

    async def note(self, **columns: Field) -> None:
        """Write facts about the job; LedgerError if that fails."""
        if self.state is not JobState.DRAFT:
            await self._ledger.note(self._job, **columns)
