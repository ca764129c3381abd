"""The life of one request at one provider, and the moves it may make."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from fluxfill_studio.fill.request import FillRequest, RequestId
from fluxfill_studio.imaging.pixels import Pixels
from fluxfill_studio.providers.contract import Charge, Reason, RemoteId


class JobState(Enum):
    """Where a job stands; the words are those of the ledger and of `--json`."""

    DRAFT = "draft"
    INTENT = "intent"
    SENDING = "sending"
    ACCEPTED = "accepted"
    READY = "ready"
    DOWNLOADED = "downloaded"
    IMPORTED = "imported"
    REJECTED = "rejected"
    MODERATED = "moderated"
    FAILED = "failed"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


NO_REMOTE = RemoteId("")

_ENDED = frozenset(
    {
        JobState.IMPORTED,
        JobState.REJECTED,
        JobState.MODERATED,
        JobState.FAILED,
        JobState.CANCELLED,
        JobState.EXPIRED,
        JobState.UNKNOWN,
    }
)

_FAILURES = {JobState.FAILED, JobState.CANCELLED}
_LOST = {JobState.EXPIRED, JobState.MODERATED, JobState.UNKNOWN, *_FAILURES}
_NEXT: dict[JobState, set[JobState]] = {
    JobState.DRAFT: {JobState.INTENT, *_FAILURES},
    JobState.INTENT: {JobState.SENDING, *_FAILURES},
    JobState.SENDING: {
        JobState.INTENT,  # not accepted for certain: it may be sent again
        JobState.ACCEPTED,
        JobState.REJECTED,
        JobState.UNKNOWN,
        *_FAILURES,
    },
    JobState.ACCEPTED: {JobState.READY, *_LOST},
    # Ready again: under a new address, after a restart.
    JobState.READY: {JobState.READY, JobState.DOWNLOADED, *_LOST},
    JobState.DOWNLOADED: {JobState.IMPORTED, *_FAILURES},
    # Asked again, the service knows it; or the user lets it go.
    JobState.UNKNOWN: {JobState.ACCEPTED, JobState.FAILED},
}


@dataclass(slots=True, eq=False)
class Job:
    """One request on its way.

    Attributes:
        request: what was asked; its id is the job's id. While `recovered` it has only the shape
            and type of its pixels and mask: `Runner.whole` has them.
        run: the press of Generate that it belongs to; may be empty.
        source: path of the picture; empty if it has none.
        output: where the command line wants the picture; else empty.
        state: where it stands.
        progress: 0 to 1, or None if not known.
        message: why it ended without a picture, for people.
        note: why it waits, for people; empty while it goes on.
        silent: it waits because its service gives no answer, or there is no network.
        reason: why it was refused, or goes no further; None if it was not, or does.
        charge: whether it cost money, as far as is known.
        price_usd: what it costs if it does; None if it is free.
        remote_id: its name at the provider; empty before it has one.
        expires: when its picture may be gone there, seconds since the epoch; None: not known.
        stopped_showing: the user does not want to see it any more, but it is paid and goes on.
        recovered: no open document waits for it: it is of an earlier run, or of one now closed.
        answer: as `Result.pixels`, from `DOWNLOADED` until `IMPORTED`; None if the ledger alone
            has it: `Runner.answer` reads it.
        started: seconds on the monotonic clock when it was made.
        ended: the same when it ended; None before.
    """

    request: FillRequest
    run: str = ""
    source: str = ""
    output: str = ""
    state: JobState = JobState.DRAFT
    progress: float | None = None
    message: str = ""
    note: str = ""
    silent: bool = False
    reason: Reason | None = None
    charge: Charge = Charge.NO
    price_usd: Decimal | None = None
    remote_id: RemoteId = NO_REMOTE
    expires: float | None = None
    stopped_showing: bool = False
    recovered: bool = False
    answer: Pixels | None = None
    started: float = field(default_factory=time.monotonic)
    ended: float | None = None

    @property
    def id(self) -> RequestId:
        """The request's id."""
        return self.request.id

    @property
    def over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state in _ENDED

    @property
    def settled(self) -> bool:
        """Whether the provider is needed no more."""
        return self.state is JobState.DOWNLOADED or (
            self.over and self.state is not JobState.UNKNOWN
        )

    @property
    def keyless(self) -> bool:
        """Whether it was accepted, and goes no further without its key."""
        return self.reason is Reason.KEY and self.state in (JobState.ACCEPTED, JobState.READY)

    @property
    def seconds(self) -> float:
        """How long it has taken so far, or took."""
        return (self.ended or time.monotonic()) - self.started

    def move(self, state: JobState, message: str = "") -> None:
        """Go on to `state`; ValueError for a move that no job may make."""
        if state not in _NEXT.get(self.state, set()):
            raise ValueError(f"a job cannot go from {self.state.value} to {state.value}")
        self.state = state
        self.message = message
        self.note = ""
        self.silent = False
        self.ended = time.monotonic() if state in _ENDED else None
