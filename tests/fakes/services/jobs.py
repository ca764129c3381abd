"""Jobs of a fake service: how long they take, how they end, what they paint."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import json
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from tests.fakes.services import pictures
from tests.fakes.services.pictures import Order

QUEUED_SHARE = 0.15  # of a job's length, before work starts


# How a result's address may come: of one word each, made by `Job.output`.
OUTPUT_FORMS = (
    "string", "list", "images", "object", "missing", "number", "empty list", "empty string",
)  # fmt: skip


class State(Enum):
    """Where a job stands, in no service's words."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ERROR = "error"
    MODERATED_INPUT = "moderated input"
    MODERATED_OUTPUT = "moderated output"
    CANCELLED = "cancelled"
    ABORTED = "aborted"
    LOST = "lost"  # the service no longer knows it
    REMOVED = "removed"  # it succeeded, but its result is gone


ALIVE = (State.QUEUED, State.RUNNING)


@dataclass
class Job:
    """One accepted create.

    Attributes:
        digest: of what was asked for (pictures, parameters, seed): equal for equal intents.
        sent: the parameters as sent, without pictures.
        seconds: its whole length.
        input: the parameters with the pictures, where a service tells them again.
        faults: what the script wants of it, by kind (`ending`, `running`, `output`, ...).
        made: the picture, being painted since the job was accepted.
    """

    id: str
    digest: str
    sent: dict[str, Any]
    order: Order | None
    seconds: float
    idempotency_key: str | None = None
    faults: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: asyncio.Task[bytes] | None = None
    created: float = field(default_factory=time.monotonic)
    at: float = field(default_factory=time.time)
    closed: float | None = None
    cancelled: bool = False
    refunded: bool = False
    input: dict[str, Any] = field(default_factory=dict)

    def state(self) -> State:
        """Where it stands now."""
        if self.cancelled:
            return State.CANCELLED
        if self.share() < 1 or not (self.made is None or self.made.done()):
            return State.QUEUED if self.share() < QUEUED_SHARE else State.RUNNING
        if self.closed is None:
            self.closed = time.monotonic()
        if "ending" in self.faults:
            return State(self.faults["ending"]["word"])
        return State.DONE if self._is_painted() else State.FAILED

    def _is_painted(self) -> bool:
        """False if the inputs could not be fetched, or broke on decoding."""
        return self.made is not None and self.made.exception() is None

    def share(self) -> float:
        """How much of its time has passed, 0 to 1."""
        if self.seconds <= 0:
            return 1.0
        return min(1.0, self.age() / self.seconds)

    def finish(self) -> None:
        """End it now."""
        self.seconds = min(self.seconds, self.age())

    def age(self) -> float:
        """Seconds since it was accepted."""
        return time.monotonic() - self.created

    def result_age(self) -> float:
        """Seconds since it ended."""
        return 0.0 if self.closed is None else time.monotonic() - self.closed

    def created_at(self) -> str:
        """When it was accepted, as services write it."""
        moment = datetime.fromtimestamp(self.at, UTC)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def suffix(self) -> str:
        """How the result's name ends."""
        return "png" if self.order is None or self.order.file_format == "png" else "jpeg"

    def output(self, url: str, form: str) -> object:
        """The result's address `url` in `form`, unless the script wants another."""
        forms = (url, [url], {"images": [url]}, {"url": url}, None, 42, [], "")
        wanted = self.faults.get("output", {}).get("form", form)
        return dict(zip(OUTPUT_FORMS, forms, strict=True))[wanted]

    async def picture(self) -> tuple[bytes, str]:
        """The result's bytes and content type."""
        assert self.made is not None
        made = await self.made
        if "picture" in self.faults:
            return await asyncio.to_thread(pictures.odd, self.faults["picture"], made)
        return made, f"image/{self.suffix()}"

    def record(self, service: str) -> dict[str, Any]:
        """What the control address tells of it."""
        return {
            "service": service,
            "job": self.id,
            "digest": self.digest,
            "at": self.at,
            "state": self.state().value,
            "seed": self.sent.get("seed"),
            "sent": self.sent,
            "idempotency_key": self.idempotency_key,
        }


class Book:
    """All jobs of one service, oldest first."""

    def __init__(self, seconds: float) -> None:
        self.seconds = self._usual = seconds
        self.jobs: dict[str, Job] = {}

    def renew(self) -> None:
        """Forget every job, and the length that was set."""
        self.jobs.clear()
        self.seconds = self._usual

    def open(self, job: Job) -> Job:
        """Take `job` in and start painting it."""
        self.jobs[job.id] = job
        if job.order is not None:
            job.made = asyncio.create_task(asyncio.to_thread(pictures.painted, job.order))
        return job

    def alive(self) -> int:
        """How many are not at their end."""
        return sum(job.state() in ALIVE for job in self.jobs.values())

    def since(self, seconds: float) -> int:
        """How many were accepted in the last `seconds`."""
        start = time.monotonic() - seconds
        newest_first = reversed(self.jobs.values())
        return sum(1 for _ in itertools.takewhile(lambda job: job.created > start, newest_first))

    def newest_first(self) -> list[Job]:
        """For lists."""
        return list(reversed(self.jobs.values()))


def digest(image: bytes, mask: bytes | None, params: dict[str, Any]) -> str:
    """The fingerprint of an intent; pictures count by content, not by address."""
    parts = [hashlib.sha256(image).hexdigest(), hashlib.sha256(mask or b"").hexdigest()]
    return hashlib.sha256(json.dumps([*parts, params], sort_keys=True).encode()).hexdigest()
