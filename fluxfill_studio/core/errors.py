"""The root of our errors.

FluxFillError
    BadInput            a file or picture that cannot be used
    CannotWrite         a file that cannot be written
    EngineError         the embedded engine could not fill
        EngineCancelled     it was told to stop
        EngineCrashed       its process ended by itself
    KeyMissing          a service needs a key and none is known
    LedgerError         the record of jobs and money cannot be read or written
    ProviderError       a service gave no usable answer
        Unreachable         none came at all: no network, time-out, 5xx
        ServiceBusy         it asks to come back later (429)
        KeyRefused          it does not take the key
        LinkDead            the address of a result no longer works
        BadAnswer           what it says makes no sense
        CannotTell          it has no way to answer this question

Lower layers raise these; only `ui/` shows them and only `cli.py` prints them.
"""

from __future__ import annotations


class FluxFillError(Exception):
    """Something went wrong that a person should read.

    Attributes:
        message: what happened and what to do, one or two sentences, translated.
        detail: for the log; never a key, may be empty.
    """

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.detail = detail


class BadInput(FluxFillError):
    """A file or picture that cannot be used."""


class CannotWrite(FluxFillError):
    """A file that cannot be written."""


class EngineError(FluxFillError):
    """The embedded engine could not fill."""


class EngineCancelled(EngineError):
    """The embedded engine was told to stop."""


class EngineCrashed(EngineError):
    """The embedded engine's process ended by itself."""


class KeyMissing(FluxFillError):
    """A service needs a key and none is known."""


class LedgerError(FluxFillError):
    """The record of jobs and money cannot be read or written."""


class ProviderError(FluxFillError):
    """A service gave no usable answer."""


class Unreachable(ProviderError):
    """No answer came at all: no network, a time-out, 5xx."""


class ServiceBusy(ProviderError):
    """The service asks to come back later.

    Attributes:
        seconds: how much later, if it says so.
    """

    def __init__(self, message: str, detail: str = "", seconds: float | None = None) -> None:
        super().__init__(message, detail)
        self.seconds = seconds


class KeyRefused(ProviderError):
    """The service does not take the key."""


class LinkDead(ProviderError):
    """The address of a result no longer works."""


class BadAnswer(ProviderError):
    """What the service says makes no sense."""


class CannotTell(ProviderError):
    """The service has no way to answer this question."""
