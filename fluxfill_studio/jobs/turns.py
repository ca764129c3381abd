"""Whose turn it is: first come, first served, so many at a time."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Turns:
    """A gate that lets `limit()` through at a time; the limit may change at any moment."""

    def __init__(self, limit: Callable[[], int]) -> None:
        self._limit = limit
        self._inside = 0
        self._waiting: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn, and hold it for as long as the block lasts."""
        await self._enter()
        try:
            yield
        finally:
            self._inside -= 1
            self._let_in()

    async def _enter(self) -> None:
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        self._let_in()
        try:
            await place
        except asyncio.CancelledError:
            if place in self._waiting:
                self._waiting.remove(place)
            elif not place.cancelled():  # let in and called off at the same moment
                self._inside -= 1
                self._let_in()
            raise

    def _let_in(self) -> None:
        while self._waiting and self._inside < max(1, self._limit()):
            place = self._waiting.popleft()
            if not place.done():
                self._inside += 1
                place.set_result(None)
