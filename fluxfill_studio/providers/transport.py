"""HTTP by httpx, and the only place that knows it: what it raises becomes our own errors.

Importing this takes long; `client` does it in a thread.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from urllib.parse import urlsplit

import anyio
import anyio.streams.tls
import httpx

from fluxfill_studio import __version__
from fluxfill_studio.core.errors import BadAnswer, Unreachable
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.providers.wire import Call, NotConnected, Patience, Stream

PIECE_BYTES = 1 << 18
PACKED = {"gzip", "x-gzip", "deflate"}
NEVER_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,  # it would not open the way
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)
# Proxies of the environment are for the world outside.
DIRECT: dict[str, httpx.AsyncBaseTransport | None] = dict.fromkeys(
    ("all://127.0.0.1", "all://localhost", "all://[::1]")
)

# They are loaded when they are named; else the first connection would, and hold up the window.
CONNECTING = (anyio.connect_tcp, anyio.streams.tls.TLSStream)


class Transport:
    """Two pools of connections: one keeps them for the next request, one never does."""

    def __init__(self, patience: Patience) -> None:
        # They log whole addresses, with the signatures in them.
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        self._lasting = _pool(patience, kept=20)
        self._single = _pool(patience, kept=0)

    @asynccontextmanager
    async def answered(self, call: Call, seconds: float) -> AsyncIterator[Stream]:
        """The answer to `call`, open; all of it must have come after `seconds`.

        NotConnected if nothing has left, Unreachable if no (whole) answer came, BadAnswer.
        """
        name = call.service or plain(urlsplit(call.url).hostname or "")
        try:
            async with asyncio.timeout(seconds), self._sent(call) as response:
                pieces = _unpacked(response, response.headers.get("content-encoding", ""))
                yield Stream(response.status_code, dict(response.headers), pieces)
        except NEVER_LEFT as error:
            raise NotConnected(
                _("{name} cannot be reached.").format(name=name), detail(error)
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            raise Unreachable(
                _("The connection to {name} broke off.").format(name=name), detail(error)
            ) from None
        except zlib.error as error:
            raise BadAnswer(
                _("What {name} says cannot be read.").format(name=name), detail(error)
            ) from None

    async def close(self) -> None:
        """End every connection."""
        await self._lasting.aclose()
        await self._single.aclose()

    @asynccontextmanager
    async def _sent(self, call: Call) -> AsyncIterator[httpx.Response]:
        pool = self._single if call.once else self._lasting
        headers = {"Accept-Encoding": "identity", **call.headers}
        content = None
        if call.body is not None:
            content = call.body.pieces()
            headers["Content-Length"] = str(call.body.length)
            if call.body.kind:
                headers["Content-Type"] = call.body.kind
        async with pool.stream(call.method, call.url, headers=headers, content=content) as response:
            yield response


def load() -> None:
    """Load what makes connections; else the first one would, and hold up the window."""
    anyio.run(anyio.sleep, 0)


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities of the world; read once."""
    return httpx.create_ssl_context()


def _pool(patience: Patience, kept: int) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=kept)
    return httpx.AsyncClient(
        verify=_trusted(),
        http2=False,
        follow_redirects=False,
        trust_env=True,  # for proxies; .netrc is read on request only, and nobody requests it
        mounts=DIRECT,
        limits=limits,
        timeout=httpx.Timeout(patience.silence, connect=patience.connect),
        headers={"User-Agent": f"fluxfill-studio/{__version__}", "Accept": "*/*"},
    )


async def _unpacked(response: httpx.Response, packing: str) -> AsyncIterator[bytes]:
    """The body in bounded pieces, although it may be packed against our wish."""
    packing = packing.strip().lower()
    if packing in ("", "identity"):
        async for piece in response.aiter_raw():
            yield piece
        return
    if packing not in PACKED:
        raise BadAnswer(_("What the service says cannot be read."), f"packed as {packing!r}")
    opener = zlib.decompressobj(wbits=47)  # either of the two
    async for piece in response.aiter_raw():
        while piece:
            yield opener.decompress(piece, PIECE_BYTES)
            piece = opener.unconsumed_tail
    if not opener.eof:
        raise zlib.error("it ends early")


def detail(error: BaseException) -> str:
    """For the log."""
    return f"{type(error).__name__}: {error}"
