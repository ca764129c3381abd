"""Coroutines that the window starts: kept, awaited at exit, their errors shown."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from fluxfill_studio.core.errors import FluxFillError
from fluxfill_studio.core.text import _
from fluxfill_studio.studio.notices import Notice, Tone

log = logging.getLogger(__name__)


class Tasks:
    """Every task of one window.

    `notify` is told, as an error notice, when a task fails.
    """

    def __init__(self, notify: Callable[[Notice], None]) -> None:
        self._notify = notify
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, object]) -> asyncio.Task[None]:
        """Start `work` now."""
        task = asyncio.get_event_loop().create_task(self._watched(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """Cancel what still runs and wait for it."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=3)

    async def _watched(self, work: Coroutine[Any, Any, object]) -> None:
        try:
            await work
        except Exception as error:
            if isinstance(error, FluxFillError):
                log.warning("%s %s", error.message, error.detail)
            else:
                log.exception("a task of the window failed")
            self._notify(error_notice(error))


def error_notice(error: BaseException) -> Notice:
    """What the user is told of an error that nobody foresaw there."""
    if isinstance(error, FluxFillError):
        return Notice(error.message, Tone.ERROR)
    return Notice(_("Something unexpected went wrong; the log has the details."), Tone.ERROR)
