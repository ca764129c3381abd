"""The values that go into the ledger and come out of it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

Field: TypeAlias = str | bytes | float | None


@dataclass(frozen=True, slots=True)
class JobRow:
    """All that is known of one job; enough to carry it on without the editor.

    Times are seconds since the epoch, None while it has not come to that. Texts are empty
    and bytes are b"" where there is nothing to say.

    Attributes:
        id: the request's id.
        run: the press of Generate it belongs to.
        provider, origin: who carries it out, and at which address; no origin: inside this program.
        document: the id of the picture being edited.
        source: path of that picture.
        output: where the command line has to write the result.
        state: a word of `JobState`.
        message: what a person should read about the state.
        charge: "no", "yes" or "perhaps", whether it cost money; "": not known yet.
        price: dollars as decimal text.
        created, sent, accepted, ready, ended: when it came to that, the last time.
        owner: the process that carries it.
        token: the same for every try of one create.
        digest: of what is asked for.
        request: the request without its pixels, as JSON.
        pixels, mask, icc, answer: sha256 of the blobs; `answer` is the picture as it came.
        parcel: what was uploaded, as JSON.
        remote_id, poll_url, result_url: what the service said about it.
    """

    id: str
    provider: str
    state: str
    created: float
    run: str = ""
    origin: str = ""
    document: str = ""
    source: str = ""
    output: str = ""
    message: str = ""
    charge: str = ""
    price: str = ""
    sent: float | None = None
    accepted: float | None = None
    ready: float | None = None
    ended: float | None = None
    owner: str = ""
    token: str = ""
    digest: str = ""
    request: bytes = b""
    pixels: str = ""
    mask: str = ""
    icc: str = ""
    answer: str = ""
    parcel: str = ""
    remote_id: str = ""
    poll_url: str = ""
    result_url: str = ""


TAKEN = "taken"
"""The event of a job that has come into the hands of another process, its state as it was."""


@dataclass(frozen=True, slots=True)
class Event:
    """A job came to `state`, or was `TAKEN`, `at` seconds since the epoch."""

    at: float
    state: str
    message: str


@dataclass(frozen=True, slots=True)
class Limits:
    """What a service carries: jobs at once, and creates a minute (None: as many as one likes)."""

    concurrency: int
    per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """What the jobs of one provider for one picture cost in one month of the user's calendar.

    Attributes:
        month: as "2026-11".
        jobs: how many cost or may have cost something.
        unpriced: how many of them have a price that is not known.
        usd: dollars spent for certain.
        perhaps: dollars that may have been spent on top, by jobs that wait or are on their way too.
    """

    provider: str
    document: str
    source: str
    month: str
    jobs: int
    usd: Decimal
    perhaps: Decimal
    unpriced: int = 0


COLUMNS = tuple(field.name for field in dataclasses.fields(JobRow))
BLOBS = ("pixels", "mask", "icc", "answer")
_FIXED = {"id", "state", "owner"}


def check_columns(columns: dict[str, Field]) -> None:
    """ValueError unless these are columns that a caller may write, with money as decimal text."""
    if strangers := columns.keys() - (set(COLUMNS) - _FIXED):
        raise ValueError(f"not to be written: {sorted(strangers)}")
    check_price(columns.get("price", ""))


def check_price(price: Field) -> None:
    """ValueError unless `price` is empty or a decimal number as text."""
    try:
        finite = isinstance(price, str) and (price == "" or Decimal(price).is_finite())
    except InvalidOperation:
        finite = False
    if not finite:
        raise ValueError(f"not a price: {price!r}")
