"""The root of our errors.

FluxFillError
    BadInput            a file or picture that cannot be used
    CannotWrite         a file that cannot be written
    EngineError         the embedded engine could not fill
        EngineCancelled     it was told to stop
        EngineCrashed       its process ended by itself

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
