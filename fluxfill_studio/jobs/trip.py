"""One job and all that carrying it needs."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from fluxfill_studio.core.errors import CannotWrite, FluxFillError, KeyMissing, LedgerError
from fluxfill_studio.core.text import _
from fluxfill_studio.jobs.job import Job, JobState
from fluxfill_studio.jobs.line import Line
from fluxfill_studio.jobs.pictures import Pictures, light
from fluxfill_studio.jobs.retrying import Budget
from fluxfill_studio.jobs.timing import Timing
from fluxfill_studio.jobs.turns import Turns
from fluxfill_studio.providers.contract import Capability, Charge, Parcel, Provider, Reason
from fluxfill_studio.store.ledger import Ledger
from fluxfill_studio.store.rows import Field

log = logging.getLogger(__name__)

AHEAD = 2
"""Jobs whose pictures are made ready while others hold every place at the service."""
SOON = 3600.0
"""Seconds before its picture is gone that a job which waits for the user says so."""

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
        pictures: where its pixels and mask are read from.
        tell: called after every change of the job.
        parcel: the pictures that are sent.
        sent: when the create went out, seconds since the epoch; 0: not yet.
        accepted: when the service took it, likewise.
        stop: the user wishes it stopped, and the service can do that.
        nudge: set to end a pause.
        stuck: set while nothing goes on until the user enters a key or makes room.
        let_go: the user does not want to wait for that.
        kept: whether the file of its answer is in the ledger.
    """

    job: Job
    service: Service
    ledger: Ledger
    line: Line
    timing: Timing
    landing: Turns
    pictures: Pictures
    tell: Callable[[Job], None]
    parcel: Parcel = field(default_factory=Parcel)
    sent: float = 0.0
    accepted: float = 0.0
    stop: bool = False
    nudge: asyncio.Event = field(default_factory=asyncio.Event)
    stuck: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: bool = False
    kept: bool = False

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

    def note(self, words: str, *, silent: bool = False) -> None:
        """Say why the job waits; empty when it goes on. What was known of its progress is old."""
        if words != self.job.note:
            self.job.note, self.job.silent = words, silent
            self.job.progress = None if silent else self.job.progress
            self.tell(self.job)

    async def pause(self, seconds: float) -> None:
        """Wait, or until there is a reason not to."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.nudge.wait(), seconds)
        self.nudge.clear()

    def lighten(self) -> None:
        """Keep no pictures in memory that the ledger has: no open document waits for them."""
        self.job.request = light(self.job.request)
        if self.kept:
            self.job.answer = None

    async def wait_for_key(self, error: FluxFillError) -> None:
        """What was accepted stays so, however long its key is missing or refused.

        Returns when it may be worth another try, or when the user has let the job go.
        """
        self.job.reason = Reason.KEY
        await self._wait_for_user(_keyless_words(self, error))
        if self.let_go:
            await self.to(JobState.FAILED, let_go_words())

    async def wait_for_room(self, error: CannotWrite) -> None:
        """What is paid stays at the service while it cannot be kept here.

        Returns when it may be worth another try.
        """
        words = _("It is paid and still at {name}. Make room: it is fetched again by itself.")
        words = words.format(name=self.service.capability.name)
        await self._wait_for_user(f"{error.message} {words} {_hurry_words(self.job)}".rstrip())

    async def _wait_for_user(self, words: str) -> None:
        self.note(words)
        self.stuck.set()
        await self.pause(self.timing.slow)
        self.stuck.clear()

    def goes_on(self) -> None:
        """The service has answered: nothing is in the way."""
        self.job.reason = None
        self.note("")

    def age(self) -> float:
        """Seconds since the service took the job."""
        return time.time() - self.accepted


def let_go_words() -> str:
    """Of a job that ended because the user wished so."""
    return _("Let go without an answer.")


def _keyless_words(trip: Trip, error: FluxFillError) -> str:
    name = trip.service.capability.name
    if isinstance(error, KeyMissing):
        words = _("Sent and accepted. Needs the {name} key to fetch the result.")
    else:
        words = _("Sent and accepted. {name} does not take the key: it needs another one.")
    return f"{words.format(name=name)} {_hurry_words(trip.job)}".rstrip()


def _hurry_words(job: Job) -> str:
    """How long its picture is still there, if that is not for long."""
    left = float("inf") if job.expires is None else job.expires - time.time()
    if left <= 0:
        return _("It may be gone there by now.")
    if left > SOON:
        return ""
    return _("It may be gone there in {n} min.").format(n=math.ceil(left / 60))
