"""What a provider is: a capability record, and one async step a method, no loops.

A new provider is one small file with a class that fits `Provider` and one line in `registry`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NewType, Protocol, TypeAlias

from fluxfill_studio.fill.prepare import ContextBox
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import Mask, Pixels

ProviderId = NewType("ProviderId", str)
RemoteId = NewType("RemoteId", str)


@dataclass(frozen=True, slots=True)
class Capability:
    """What a provider can do; the window builds its form from this record.

    Attributes:
        id: the word on the command line.
        name: its name for people.
        summary: its state in a few words ("Built-in, free, offline").
        limits: what it can and cannot do, in a sentence or two.
        failings: what it is known to do badly, one sentence each.
        warnings: why a fill of this mask, (H, W) over the whole canvas, may disappoint.
        reads_prompt: whether the prompt has any effect.
        parameters: names of the `FillParams` fields it takes besides prompt and seed.
        context_box: chooses the box that is sent.
        price_usd: per picture; None if free.
        variations: how many results one press asks for, unless the user says otherwise.
        concurrency: jobs it carries at once.
        can_cancel: whether cancelling stops the work.
        meets_border: whether its answer joins the kept pixels by itself: a feather would only
            bring back the rim of what was there.
        seconds: about how long a box of so many pixels takes; None if not known.
        polls_itself: `poll` waits for news by itself, so no pause is needed between two polls.
    """

    id: ProviderId
    name: str
    summary: str
    limits: str
    failings: Sequence[str]
    warnings: Callable[[Mask], Sequence[str]]
    reads_prompt: bool
    parameters: tuple[str, ...]
    context_box: ContextBox
    price_usd: Decimal | None
    variations: int
    concurrency: int
    can_cancel: bool
    meets_border: bool
    polls_itself: bool
    seconds: Callable[[int], float | None]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has the job."""

    remote_id: RemoteId


@dataclass(frozen=True, slots=True)
class Rejected:
    """The provider will not do it; nothing was spent."""

    message: str


SubmitOutcome: TypeAlias = Accepted | Rejected


@dataclass(frozen=True, slots=True)
class Running:
    """Not done yet; `progress` 0 to 1, or None if the provider does not say."""

    progress: float | None


@dataclass(frozen=True, slots=True)
class Ready:
    """Done: `fetch` brings the picture."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Ended without a picture, and why, in words."""

    message: str


PollOutcome: TypeAlias = Running | Ready | Failed


class Provider(Protocol):
    """A service or engine that fills."""

    @property
    def capability(self) -> Capability:
        """What it can do."""
        ...

    async def submit(self, request: FillRequest) -> SubmitOutcome:
        """Hand the request over, once."""
        ...

    async def poll(self, remote_id: RemoteId) -> PollOutcome:
        """How the job stands."""
        ...

    async def fetch(self, remote_id: RemoteId) -> Pixels:
        """The finished picture, (h, w, 3) uint8 RGB of the request's box."""
        ...

    async def cancel(self, remote_id: RemoteId) -> None:
        """Stop the job and forget it; harmless if it has ended."""
        ...
