"""The life of one request at one provider, and the moves it may make."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import Enum

from fluxfill_studio.fill.request import FillRequest, RequestId
from fluxfill_studio.imaging.pixels import Pixels


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
_NEXT: dict[JobState, set[JobState]] = {
    JobState.DRAFT: {JobState.INTENT, JobState.CANCELLED},
    JobState.INTENT: {JobState.SENDING, *_FAILURES},
    JobState.SENDING: {JobState.ACCEPTED, JobState.REJECTED, JobState.UNKNOWN, *_FAILURES},
    JobState.ACCEPTED: {JobState.READY, JobState.MODERATED, JobState.EXPIRED, *_FAILURES},
    JobState.READY: {JobState.DOWNLOADED, JobState.EXPIRED, *_FAILURES},
    JobState.DOWNLOADED: {JobState.IMPORTED, *_FAILURES},
}


@dataclass(slots=True, eq=False)
class Job:
    """One request on its way.

    Attributes:
        request: what was asked; its id is the job's id.
        state: where it stands.
        progress: 0 to 1, or None if not known.
        message: why it ended without a picture, for people.
        answer: as `Result.pixels`, from `DOWNLOADED` until `IMPORTED`.
        started: seconds on the monotonic clock when it was made.
        ended: the same when it ended; None before.
    """

    request: FillRequest
    state: JobState = JobState.DRAFT
    progress: float | None = None
    message: str = ""
    answer: Pixels | None = None
    started: float = field(default_factory=time.monotonic)
    ended: float | None = None

    @property
    def id(self) -> RequestId:
        """The request's id."""
        return self.request.id

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in _ENDED

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
        if state in _ENDED:
            self.ended = time.monotonic()
