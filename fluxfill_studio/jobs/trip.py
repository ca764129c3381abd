"""One job and all that carrying it needs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.jobs.line import Line
from fluxfill_studio.jobs.retrying import Budget
from fluxfill_studio.jobs.timing import Timing
from fluxfill_studio.jobs.turns import Turns
from fluxfill_studio.providers.contract import Capability, Charge, Parcel, Provider
from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.store.rows import Field

log = logging.getLogger(__name__)

AHEAD = 2
"""Jobs whose pictures are made ready while others hold every place at the service."""

_BEFORE_SENDING = {JobState.INTENT, JobState.SENDING}
_CHARGES = {
    JobState.INTENT: Charge.NO,
    JobState.REJECTED: Charge.NO,
    JobState.ACCEPTED: Charge.PERHAPS,
    JobState.UNKNOWN: Charge.PERHAPS,
    JobState.READY: Charge.YES,
}


class Service:
    """What the jobs of one provider share.

    Attributes:
        writing: turns to write an intent, so that jobs go in the order they were started.
        preparing: turns to make pictures ready: a few more than can be sent.
        sending: turns at the service.
        budget: for requests that are repeated.
    """

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self.budget = Budget()
        self.writing = Turns(lambda: 1)
        self.preparing = Turns(lambda: self.capability.concurrency + AHEAD)
        self.sending = Turns(lambda: self.capability.concurrency)

    @property
    def capability(self) -> Capability:
        """What the provider can do now."""
        return self.provider.capability


@dataclass(slots=True, eq=False)
class Trip:
    """A job under way.

    Attributes:
        line: its row in the ledger.
        landing: turns to fetch and decode.
        tell: called after every change of the job.
        parcel: the pictures that are sent.
        sent: when the create went out, seconds since the epoch; 0: not yet.
        accepted: when the service took it, likewise.
        stop: the user wishes it stopped, and the service can do that.
        nudge: set to end a pause.
    """

    job: Job
    service: Service
    ledger: Ledger
    line: Line
    timing: Timing
    landing: Turns
    tell: Callable[[Job], None]
    parcel: Parcel = field(default_factory=Parcel)
    sent: float = 0.0
    accepted: float = 0.0
    stop: bool = False
    nudge: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def provider(self) -> Provider:
        """Who fills."""
        return self.service.provider

    @property
    def paid(self) -> bool:
        """Whether it may cost money."""
        return self.service.capability.paid

    async def to(
        self, state: JobState, message: str = "", charge: Charge | None = None, **columns: Field
    ) -> None:
        """Write the move into the ledger, then make it, then tell.

        LedgerError if it cannot be written and nothing has been sent yet.
        """
        if charge is None:
            charge = _CHARGES.get(state, self.job.charge)
        if not self.paid:
            charge = Charge.NO
        try:
            await self.line.move(state, message, charge=charge.value, **columns)
        except LedgerError as error:
            if self.paid and state in _BEFORE_SENDING:
                raise
            log.warning("not written: job %s is %s: %s", self.job.id, state.value, error.detail)
        self.job.charge = charge
        self.job.move(state, message)
        self.tell(self.job)

    def note(self, words: str) -> None:
        """Say why the job waits; empty when it goes on."""
        if words != self.job.note:
            self.job.note = words
            self.tell(self.job)

    async def pause(self, seconds: float) -> None:
        """Wait, or until there is a reason not to."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.nudge.wait(), seconds)
        self.nudge.clear()

    def age(self) -> float:
        """Seconds since the service took the job."""
        return time.time() - self.accepted
