"""A request and a reply as plain values, so that only `transport` needs an HTTP library."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

from fluxfill_studio.core.errors import Unreachable


class NotConnected(Unreachable):
    """No connection was ever made: not one byte of the request has left."""


@dataclass(frozen=True, slots=True)
class Body:
    """What a request carries.

    Attributes:
        kind: its content type; empty: not said.
        length: in bytes.
        pieces: begins to yield it, from the start each time.
    """

    kind: str
    length: int
    pieces: Callable[[], AsyncIterator[bytes]]


@dataclass(frozen=True, slots=True)
class Call:
    """One request. Its headers never show in a repr: they may hold a key.

    Attributes:
        url: absolute.
        once: it must not meet a connection that has died unnoticed, since nobody could then tell
            whether it arrived; it gets a new one.
        service: who answers, for people; empty: the host says it.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Body | None = None
    once: bool = False
    service: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that was read to its end.

    Attributes:
        headers: by lower-case name.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """Whether the service did what it was asked."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer whose body is still to come.

    Attributes:
        headers: by lower-case name.
        pieces: the body, unpacked.
    """

    status: int
    headers: Mapping[str, str]
    pieces: AsyncIterator[bytes]

    @property
    def tells_its_end(self) -> bool:
        """Whether a body cut short would have been noticed."""
        return "content-length" in self.headers or "transfer-encoding" in self.headers


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds.

    Attributes:
        connect: for a connection.
        silence: for the next byte, either way.
        answer: for a whole answer.
        create: the same for a create, which carries pictures.
        upload: to put a picture somewhere.
        download: to fetch one.
    """

    connect: float = 10.0
    silence: float = 60.0
    answer: float = 30.0
    create: float = 180.0
    upload: float = 300.0
    download: float = 300.0
