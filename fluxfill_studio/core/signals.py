"""One guarded way to tell listeners that something changed.

A slot that raises must not stop the others nor reach the emitter: its error is logged.
Emit on the loop's thread only.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Generic, TypeVar

from psygnal import SignalInstance

T = TypeVar("T")
log = logging.getLogger(__name__)


class Channel(Generic[T]):
    """A signal that carries one record and survives slots that raise.

    Slots are held strongly until disconnected: whoever connects keeps the handle.
    """

    def __init__(self) -> None:
        self._signal = SignalInstance((object,), check_nargs_on_connect=False)

    def connect(self, slot: Callable[[T], object]) -> Callable[[], None]:
        """Call `slot` with every record from now on; the answer disconnects it."""

        def guarded(record: T) -> None:
            try:
                slot(record)
            except Exception:
                log.exception("a listener failed")

        self._signal.connect(guarded)
        return lambda: self._signal.disconnect(guarded, missing_ok=True)

    def emit(self, record: T) -> None:
        """Tell every listener, in the order they connected."""
        self._signal.emit(record)
