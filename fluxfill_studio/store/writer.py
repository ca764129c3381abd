"""The one thread on which a database is opened, read, written and closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Writer:
    """Carries out work in the order it was asked for, off the caller's thread."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)

    async def do(self, work: Callable[[], T]) -> T:
        """The answer of `work`; RuntimeError after `close`.

        Work that was asked for is done even if the caller is cancelled while it waits: a
        fact about money must not be lost because somebody stopped listening.
        """
        return await asyncio.shield(asyncio.wrap_future(self._pool.submit(work)))

    async def close(self, last: Callable[[], None]) -> None:
        """Do what was asked for, then `last`, then end the thread; harmless if repeated."""
        try:
            await self.do(last)
        except RuntimeError:
            return
        finally:
            self._pool.shutdown()
