"""Connections to the model that last as long as a panel shows one session."""

from __future__ import annotations

from collections.abc import Callable


class Links:
    """Handles of `Channel.connect`, dropped together."""

    def __init__(self) -> None:
        self._handles: list[Callable[[], None]] = []

    def hold(self, *handles: Callable[[], None]) -> None:
        """Keep connections until `drop`."""
        self._handles.extend(handles)

    def drop(self) -> None:
        """Disconnect everything."""
        for handle in self._handles:
            handle()
        self._handles.clear()
