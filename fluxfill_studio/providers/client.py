"""One way to the network for all services; made on first use, in a thread, never waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fluxfill_studio.core.errors import BadAnswer
from fluxfill_studio.core.text import _
from fluxfill_studio.providers.wire import Call, NotConnected, Patience, Reply, Stream

if TYPE_CHECKING:
    from fluxfill_studio.providers.transport import Transport

MOST_WORDS = 32_000_000
"""Bytes of an answer that is no picture: some repeat the pictures that were sent (1440 x 1440 of
noise make 9 million)."""


class Client:
    """Sends calls; knows neither keys nor services."""

    def __init__(self, patience: Patience | None = None) -> None:
        self.patience = patience or Patience()
        self._transport: Transport | None = None
        self._making = asyncio.Lock()

    async def ask(self, call: Call, seconds: float) -> Reply:
        """The whole answer to `call`; errors of `Transport.answered`."""
        async with self.stream(call, seconds) as stream:
            body = bytearray()
            async for piece in stream.pieces:
                body += piece
                if len(body) > MOST_WORDS:
                    raise BadAnswer(_("What the service says is far too long."))
        return Reply(stream.status, stream.headers, bytes(body))

    @asynccontextmanager
    async def stream(self, call: Call, seconds: float) -> AsyncIterator[Stream]:
        """The answer to `call`, open; errors of `Transport.answered`."""
        transport = await self._ready()
        async with transport.answered(call, seconds) as stream:
            yield stream

    async def close(self) -> None:
        """End every connection; the next call begins anew."""
        transport, self._transport = self._transport, None
        if transport is not None:
            await transport.close()

    async def _ready(self) -> Transport:
        async with self._making:
            if self._transport is None:
                self._transport = await asyncio.to_thread(_made, self.patience)
        return self._transport


def _made(patience: Patience) -> Transport:
    """Half a second of imports and certificates."""
    from fluxfill_studio.providers.transport import Transport, load

    load()
    try:
        return Transport(patience)
    except (ImportError, ValueError, OSError) as error:  # a kind of proxy it does not speak
        raise NotConnected(
            _("The network settings (proxy, certificates) cannot be used."),
            f"{type(error).__name__}: {error}",
        ) from None
