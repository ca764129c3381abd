"""What a provider is: a capability record, and one async step a method, no loops.

A new provider is one small file with a class that fits `Provider` and one line in `registry`.
Steps that only read (`poll`, `fetch`, `find`, `account`) raise a `ProviderError` when they have
no answer, and may be repeated. `submit` raises nothing: what became of the request is its answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import NewType, Protocol, TypeAlias

from fluxfill_studio.fill.context import ContextBox, SizeLimits
from fluxfill_studio.fill.params import Parameter
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import Mask, Pixels

ProviderId = NewType("ProviderId", str)
RemoteId = NewType("RemoteId", str)


@dataclass(frozen=True, slots=True)
class KeyNeed:
    """The key that a service asks for.

    Attributes:
        source: the page where the user gets one.
        looks: how one begins, as "afk_…"; empty if not known.
    """

    source: str
    looks: str = ""


@dataclass(frozen=True, slots=True)
class Capability:
    """What a provider can do; the window builds its form from this record.

    Attributes:
        id: the word on the command line.
        name: its name for people.
        summary: its state in a few words ("Built-in, free, offline").
        limits: what it can and cannot do, in a sentence or two.
        failings: what it is known to do badly, one sentence each.
        warnings: why a fill of this mask, (h, w) over the whole canvas, itself or reduced, may
            disappoint.
        reads_prompt: whether the prompt has any effect.
        needs_prompt: whether an empty one is refused.
        parameters: what can be set besides prompt and seed, with ranges and defaults.
        seed_note: a doubt about its seed, in words; empty if it is documented.
        context_box: chooses the box that is sent.
        sizes: what may be sent; None: any size, at full scale.
        native_presets: outpaint strings that it carries out itself, with a geometry of its own.
        price_usd: per picture; None if free, or not known.
        variations: how many results one press asks for, unless the user says otherwise.
        concurrency: jobs it carries at once.
        creates_per_minute: more are refused; None: not known.
        can_cancel: whether cancelling stops the work.
        meets_border: whether its answer joins the kept pixels by itself: a feather would only
            bring back the rim of what was there.
        seconds: about how long a box of so many pixels takes; None if not known.
        polls_itself: `poll` waits for news by itself, so no pause is needed between two polls.
        key: None: it needs none.
        origin: where it answers, as "https://api.bfl.ai"; empty: inside this program.
        result_life_s: how long the address of a result works, at least; None: not known.
        idempotent: a create may be sent again with the same key and counts once.
        can_find: `find` can tell whether a create whose answer was lost has arrived.
        tells_balance: `account` says what is left.
        upload_note: where sent pictures lie and for how long, in a sentence; empty: nowhere.
    """

    id: ProviderId
    name: str
    summary: str
    limits: str
    failings: Sequence[str]
    warnings: Callable[[Mask], Sequence[str]]
    reads_prompt: bool
    parameters: tuple[Parameter, ...]
    context_box: ContextBox
    price_usd: Decimal | None
    variations: int
    concurrency: int
    can_cancel: bool
    meets_border: bool
    polls_itself: bool
    seconds: Callable[[int], float | None]
    needs_prompt: bool = False
    seed_note: str = ""
    sizes: SizeLimits | None = None
    native_presets: tuple[str, ...] = ()
    creates_per_minute: int | None = None
    key: KeyNeed | None = None
    origin: str = ""
    result_life_s: float | None = None
    idempotent: bool = False
    can_find: bool = False
    tells_balance: bool = False
    upload_note: str = ""

    @property
    def paid(self) -> bool:
        """Whether a picture may cost money."""
        return self.origin != ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """The pictures of one create, ready to go.

    Attributes:
        image, mask: encoded pictures, or the addresses where they were put; empty: none goes.
        uploads: what `cleanup` has to remove later, one word each.
    """

    image: bytes | str = ""
    mask: bytes | str = ""
    uploads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Remote:
    """A job at the provider: its id there, and where to ask about it if it said so."""

    id: RemoteId
    poll_url: str = ""


class Reason(Enum):
    """Why a provider will not do it."""

    INPUT = "input"
    KEY = "key"
    CREDIT = "credit"
    MODERATED = "moderated"
    UNAVAILABLE = "unavailable"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider has the job."""

    remote: Remote


@dataclass(frozen=True, slots=True)
class Rejected:
    """The provider will not do it; nothing was spent. `detail` is for the log."""

    message: str
    reason: Reason = Reason.OTHER
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Busy:
    """Not accepted now (429): may be sent again after `seconds`, if it said how long."""

    message: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class NotSent:
    """The connection was never made: nothing has left."""

    message: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Bytes may have arrived and no answer came: perhaps accepted, perhaps billed."""

    message: str


SubmitOutcome: TypeAlias = Accepted | Rejected | Busy | NotSent | Unknown


@dataclass(frozen=True, slots=True)
class Running:
    """Not done yet; `progress` 0 to 1, or None if the provider does not say."""

    progress: float | None


@dataclass(frozen=True, slots=True)
class Ready:
    """Done: `fetch` brings the picture, from `url` if it lies somewhere."""

    url: str = ""


class Charge(Enum):
    """Whether a job cost money."""

    NO = "no"
    YES = "yes"
    PERHAPS = "perhaps"


@dataclass(frozen=True, slots=True)
class Failed:
    """Ended without a picture, and why, in words."""

    message: str
    charge: Charge = Charge.PERHAPS


@dataclass(frozen=True, slots=True)
class Moderated:
    """Refused by the provider's rules, and its reasons, in words."""

    message: str
    charge: Charge = Charge.PERHAPS


@dataclass(frozen=True, slots=True)
class Stopped:
    """Cancelled at the provider."""


@dataclass(frozen=True, slots=True)
class Gone:
    """It was done, but its picture is no longer there."""


@dataclass(frozen=True, slots=True)
class Missing:
    """The provider does not know the job: perhaps not yet, or not here."""


PollOutcome: TypeAlias = Running | Ready | Failed | Moderated | Stopped | Gone | Missing


@dataclass(frozen=True, slots=True)
class Answer:
    """A fetched picture, fully decoded.

    Attributes:
        pixels: (h, w, C) uint8 or uint16 of any size.
        icc: what the pixels mean; None: sRGB.
        file: the bytes as they came; None if there were none.
    """

    pixels: Pixels
    icc: bytes | None
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What a free request about the user's account says.

    Attributes:
        balance: what is left, in the service's own unit and words; empty if it does not say.
        usd: the same in dollars, where that is documented.
    """

    balance: str = ""
    usd: Decimal | None = None


class Provider(Protocol):
    """A service or engine that fills."""

    @property
    def capability(self) -> Capability:
        """What it can do, with what the user set about it (price, jobs at once)."""
        ...

    async def upload(self, request: FillRequest) -> Parcel:
        """Encode the pictures, and put them where the provider can read them, if it asks so.

        Costs nothing and may be repeated; raises ProviderError or BadInput.
        """
        ...

    async def submit(self, request: FillRequest, parcel: Parcel, token: str) -> SubmitOutcome:
        """Hand the request over, once; `token` is the same for every try of one job."""
        ...

    async def poll(self, remote: Remote) -> PollOutcome:
        """How the job stands; raises ProviderError if there is no answer."""
        ...

    async def fetch(self, request: FillRequest, remote: Remote, ready: Ready, file: Path) -> Answer:
        """The finished picture, streamed to `file` if it comes from elsewhere.

        Raises LinkDead if `ready` is no longer good, CannotWrite if `file` cannot be written,
        another ProviderError otherwise.
        """
        ...

    async def cancel(self, remote: Remote) -> None:
        """Stop the job; harmless if it has ended or cannot be stopped."""
        ...

    async def find(self, request: FillRequest, parcel: Parcel, sent: float) -> Remote | None:
        """The job of a create whose answer was lost, sent at `sent` (seconds since the epoch).

        None: the provider has none. Raises CannotTell where it has no way to know.
        """
        ...

    async def cleanup(self, parcel: Parcel) -> None:
        """Remove what `upload` put somewhere; raises ProviderError."""
        ...

    async def account(self) -> Account:
        """Ask about the account, free of charge; raises KeyRefused or another ProviderError."""
        ...
