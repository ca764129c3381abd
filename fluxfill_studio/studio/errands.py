"""Small work in the background that must not be lost: kept, awaited at the end, errors told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fluxfill_studio.core.errors import FluxFillError
from fluxfill_studio.studio.notices import Notice, Tone

log = logging.getLogger(__name__)

END_S = 5.0
"""How long the end of the program waits for them."""


class Errands:
    """Every one that is under way."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(
        self, work: Coroutine[Any, Any, object], tell: Callable[[Notice], object] | None = None
    ) -> None:
        """Do `work` soon; `tell` hears of an error that people should read."""
        task = asyncio.get_running_loop().create_task(_watched(work, tell))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Wait until all are done; one that hangs is cancelled."""
        while self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=END_S)
            for task in late:
                task.cancel()


async def _watched(
    work: Coroutine[Any, Any, object], tell: Callable[[Notice], object] | None
) -> None:
    try:
        await work
    except FluxFillError as error:
        log.warning("%s %s", error.message, error.detail)
        if tell is not None:
            tell(Notice(error.message, Tone.ERROR))
    except Exception:
        log.exception("an errand failed")
