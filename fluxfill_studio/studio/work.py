"""The small pool where heavy pixels are worked on, so that the window never waits."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)


class WorkPool:
    """Two threads: OpenCV, numpy and isal release the interpreter while they work."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="pixels")
        self._tasks: set[asyncio.Future[Any]] = set()

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The answer of `work`, carried out in a thread."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(work, *args, **kwargs))

    def later(
        self,
        work: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[BaseException], object],
    ) -> None:
        """Carry out `work` in a thread; `done` gets its answer on the running loop's thread.

        What `work` raises is logged, and `failed` gets it instead.
        """
        task = asyncio.ensure_future(self.run(work))
        self._tasks.add(task)

        def answered(finished: asyncio.Future[T]) -> None:
            self._tasks.discard(finished)
            if finished.cancelled():
                return
            error = finished.exception()
            if error is None:
                done(finished.result())
            else:
                log.error("work on pixels failed", exc_info=error)
                failed(error)

        task.add_done_callback(answered)

    def close(self) -> None:
        """Wait for what runs and end the threads; what waits for an answer gets none."""
        for task in self._tasks:
            task.cancel()
        self._threads.shutdown(wait=True, cancel_futures=True)
