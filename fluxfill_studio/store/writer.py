"""The one thread on which a database is opened, read, written and closed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.core.text import _

T = TypeVar("T")


class Writer:
    """Carries out work in the order it was asked for, off the caller's thread."""

    def __init__(self, name: str) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._closed = False

    async def do(self, work: Callable[[], T]) -> T:
        """The answer of `work`; LedgerError after `close`.

        Work that was asked for is done even if the caller is cancelled while it waits: a
        fact about money must not be lost because somebody stopped listening.
        """
        if self._closed:
            raise LedgerError(_("The record of jobs is closed."))
        return await self._submit(work)

    async def close(self, last: Callable[[], None]) -> None:
        """Do what was asked for, then `last`, then end the thread; harmless if repeated."""
        if self._closed:
            return
        self._closed = True
        try:
            await self._submit(last)
        finally:
            self._pool.shutdown()

    def _submit(self, work: Callable[[], T]) -> asyncio.Future[T]:
        return asyncio.shield(asyncio.wrap_future(self._pool.submit(work)))
