"""A provider that does what a test tells it: accepts, reports progress, finishes, fails."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from fluxfill_studio.core.errors import FluxFillError
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.saving import png_bytes
from fluxfill_studio.providers.contract import (
    Accepted,
    Account,
    Answer,
    Capability,
    Failed,
    Parcel,
    PollOutcome,
    ProviderId,
    Ready,
    Rejected,
    Remote,
    RemoteId,
    Running,
    SubmitOutcome,
)

SCRIPTED = ProviderId("scripted")


def capability(**changes: object) -> Capability:
    """A free provider that sends 8 pixels of context."""
    values: dict[str, object] = {
        "id": SCRIPTED,
        "name": "Scripted",
        "summary": "Scripted, free",
        "limits": "Does what the test says.",
        "failings": (),
        "warnings": lambda _mask: (),
        "reads_prompt": True,
        "parameters": (),
        "context_box": lambda bounds, canvas: bounds.grown(8).intersected(canvas),
        "price_usd": None,
        "variations": 1,
        "concurrency": 2,
        "can_cancel": True,
        "meets_border": False,
        "polls_itself": True,
        "seconds": lambda area: 0.5 + area * 2.0e-6,
    }
    return Capability(**(values | changes))  # type: ignore[arg-type]


@dataclass(eq=False)
class _Work:
    request: FillRequest
    outcome: PollOutcome
    news: asyncio.Event = field(default_factory=asyncio.Event)


class ScriptedProvider:
    """Implements `Provider`; the test is the service.

    Attributes:
        requests: everything submitted, in order.
        cancelled: what was cancelled.
        refuse: message with which the next submits are rejected.
        fetch_error: raised by the next fetch.
        colour: what a fill paints into the whole box.
        parcel: what an upload answers.
        cleaned: what was removed.
        tokens: of all submits, in order.
    """

    def __init__(self, **changes: object) -> None:
        self.capability = capability(**changes)
        self.requests: list[FillRequest] = []
        self.cancelled: list[RemoteId] = []
        self.refuse = ""
        self.fetch_error: FluxFillError | None = None
        self.colour = (10, 200, 30)
        self.parcel = Parcel()
        self.cleaned: list[Parcel] = []
        self.tokens: list[str] = []
        self._works: dict[RemoteId, _Work] = {}
        self._next: dict[str, deque[object]] = defaultdict(deque)

    def will(self, step: str, *things: object) -> None:
        """The next calls of `step` answer these, in order; an exception is raised."""
        self._next[step].extend(things)

    def knows(self, request: FillRequest, outcome: PollOutcome) -> None:
        """It has a job for `request` that nobody told this test about."""
        self._works[RemoteId(request.id)] = _Work(request, outcome)

    def progress(self, request: FillRequest, share: float) -> None:
        """Report progress, 0 to 1."""
        self._set(request, Running(share))

    def finish(self, request: FillRequest) -> None:
        """The picture is ready."""
        self._set(request, Ready())

    def fail(self, request: FillRequest, message: str) -> None:
        """It will never be."""
        self._set(request, Failed(message))

    async def upload(self, request: FillRequest) -> Parcel:
        """Nothing to put anywhere, unless told to."""
        self._told("upload")
        return self.parcel

    async def submit(self, request: FillRequest, parcel: Parcel, token: str) -> SubmitOutcome:
        """Accept, unless told to refuse."""
        self.requests.append(request)
        self.tokens.append(token)
        told = self._told("submit")
        if told is not None:
            return told  # type: ignore[return-value]
        if self.refuse:
            return Rejected(self.refuse)
        remote = Remote(RemoteId(request.id))
        self._works[remote.id] = _Work(request, Running(None))
        return Accepted(remote)

    async def poll(self, remote: Remote) -> PollOutcome:
        """The next news; the first poll answers at once."""
        told = self._told("poll")
        if told is not None:
            return told  # type: ignore[return-value]
        work = self._works[remote.id]
        if isinstance(work.outcome, Running) and work.outcome.progress is not None:
            await work.news.wait()
        elif isinstance(work.outcome, Running):
            work.outcome = Running(0.0)
        work.news.clear()
        return work.outcome

    async def fetch(self, request: FillRequest, remote: Remote, ready: Ready, file: Path) -> Answer:
        """The box in one colour; a paid one comes as a file."""
        self._told("fetch")
        if self.fetch_error is not None:
            raise self.fetch_error
        box: Rect = self._works[remote.id].request.box
        pixels = np.full((box.height, box.width, 3), self.colour, np.uint8)
        if not self.capability.paid:
            return Answer(pixels, request.icc)
        await asyncio.to_thread(file.write_bytes, png_bytes(pixels, None, {}))
        return Answer(pixels, request.icc, file)

    async def cancel(self, remote: Remote) -> None:
        """Note it."""
        self._told("cancel")
        self.cancelled.append(remote.id)

    async def find(self, request: FillRequest, parcel: Parcel, sent: float) -> Remote | None:
        """What was accepted."""
        self._told("find")
        remote = Remote(RemoteId(request.id))
        return remote if remote.id in self._works else None

    async def cleanup(self, parcel: Parcel) -> None:
        """Note it."""
        self._told("cleanup")
        self.cleaned.append(parcel)

    async def account(self) -> Account:
        """None."""
        return Account()

    def _told(self, step: str) -> object:
        """What the test wants of this call; None: nothing special."""
        told = self._next[step].popleft() if self._next[step] else None
        if isinstance(told, Exception):
            raise told
        return told

    def _set(self, request: FillRequest, outcome: PollOutcome) -> None:
        work = self._works[RemoteId(request.id)]
        work.outcome = outcome
        work.news.set()
