"""Connections: which are used again, which are direct, and what packed answers become."""

from __future__ import annotations

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from fluxfill_studio.core.errors import BadAnswer, Unreachable
from fluxfill_studio.providers.client import MOST_WORDS, Client
from fluxfill_studio.providers.contract import Accepted, SubmitOutcome
from fluxfill_studio.providers.registry import make_providers
from fluxfill_studio.providers.transport import PIECE_BYTES
from fluxfill_studio.providers.wire import Call, NotConnected, Reply
from fluxfill_studio.settings.secrets import Keys
from fluxfill_studio.settings.store import Settings
from tests.unit.providers.asking import anywhere, request_to

Answer = Callable[[int, int], bytes | None]
"""(number of the connection, number of the request on it) -> what to say; None: hang up."""


@asynccontextmanager
async def server(answer: Answer) -> AsyncIterator[str]:
    """An HTTP server that says what it is told to."""
    serving: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        serving.append(task)
        connection, request = len(serving), 0
        try:
            while await reader.readuntil(b"\r\n\r\n"):
                request += 1
                said = answer(connection, request)
                if said is None:
                    break
                writer.write(said)
                await writer.drain()
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    finally:
        listening.close()
        await asyncio.gather(*serving)  # the client has hung up


def said(body: bytes, **headers: str) -> bytes:
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    head = "\r\n".join(["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *lines, "", ""])
    return head.encode() + body


ANSWERED = said(b'{"credits": 1, "id": "x", "polling_url": ""}')


def asked(answer: Answer, work: Callable[[Client, str], Awaitable[Reply]]) -> Reply:
    async def whole() -> Reply:
        client = Client()
        async with server(answer) as base:
            try:
                return await work(client, base)
            finally:
                await client.close()

    return asyncio.run(whole())


def test_a_create_never_meets_a_connection_that_has_died_meanwhile() -> None:
    """A question may: it is asked again. A create would be in doubt for nothing."""

    async def create_after_a_question(client: Client, base: str) -> Reply:
        await client.ask(Call("GET", base + "/"), 5)
        return await client.ask(Call("POST", base + "/", once=True), 5)

    def dies_on_the_second(_connection: int, request: int) -> bytes | None:
        return said(b"{}") if request == 1 else None

    assert asked(dies_on_the_second, create_after_a_question).status == 200


def test_every_service_s_create_gets_a_connection_of_its_own(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def whole() -> SubmitOutcome:
        async with server(lambda _c, request: ANSWERED if request == 1 else None) as base:
            monkeypatch.setenv("FLUXFILL_BFL_BASE_URL", base)
            monkeypatch.setenv("FLUXFILL_BFL_API_KEY", "key-1234")
            providers = make_providers(Keys(), settings)
            bfl = providers["bfl"]
            try:
                await bfl.account()
                return await bfl.submit(request_to(bfl), anywhere("bfl"), "t")
            finally:
                await providers.close()

    assert isinstance(asyncio.run(whole()), Accepted)


def test_questions_share_a_connection() -> None:
    async def twice(client: Client, base: str) -> Reply:
        await client.ask(Call("GET", base + "/"), 5)
        return await client.ask(Call("GET", base + "/"), 5)

    assert asked(lambda connection, _request: said(str(connection).encode()), twice).body == b"1"


def test_this_machine_is_reached_without_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    async def direct(client: Client, base: str) -> Reply:
        with pytest.raises(NotConnected):
            await client.ask(Call("GET", "http://api.example/"), 5)
        return await client.ask(Call("GET", base + "/"), 5)

    assert asked(lambda *_: said(b"{}"), direct).body == b"{}"


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_packed_answers_are_read_though_nobody_asked_for_them(
    pack: Callable[[bytes], bytes],
) -> None:
    body = b"x" * 1_000_000
    kind = "gzip" if pack is gzip.compress else "deflate"
    reply = asked(lambda *_: said(pack(body), Content_Encoding=kind), ask_once)
    assert reply.body == body


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (gzip.compress(b"x" * 1000)[:-10], "gzip"),
        (b"no gzip at all", "gzip"),
        (b"{}", "br"),
        (gzip.compress(bytes(MOST_WORDS + 1)), "gzip"),
    ],
)
def test_badly_packed_answers_are_refused(body: bytes, kind: str) -> None:
    with pytest.raises(BadAnswer):
        asked(lambda *_: said(body, Content_Encoding=kind), ask_once)


def test_a_bomb_is_unpacked_in_small_pieces() -> None:
    async def largest(client: Client, base: str) -> Reply:
        async with client.stream(Call("GET", base + "/"), 5) as stream:
            sizes = [len(piece) async for piece in stream.pieces]
        assert sum(sizes) == 20_000_000
        assert max(sizes) <= PIECE_BYTES
        return Reply(200, {}, b"")

    packed = gzip.compress(bytes(20_000_000))
    asked(lambda *_: said(packed, Content_Encoding="gzip"), largest)


def test_no_answer_is_no_connection_only_if_there_was_none() -> None:
    with pytest.raises(Unreachable) as found:
        asked(lambda *_: None, ask_once)
    assert not isinstance(found.value, NotConnected)


def test_a_closed_client_begins_anew() -> None:
    async def again(client: Client, base: str) -> Reply:
        await client.ask(Call("GET", base + "/"), 5)
        await client.close()
        return await client.ask(Call("GET", base + "/"), 5)

    assert asked(lambda connection, _request: said(str(connection).encode()), again).body == b"2"


async def ask_once(client: Client, base: str) -> Reply:
    return await client.ask(Call("GET", base + "/"), 5)
