"""Pictures on their way out, piece by piece: never one text of megabytes, never the loop held."""

from __future__ import annotations

import base64
import uuid
from collections.abc import AsyncIterator

import msgspec

from fluxfill_studio.providers.wire import Body

PIECE_BYTES = 192 * 1024  # a multiple of 3, so that pieces of Base64 fit together


class Embedded:
    """A picture inside JSON: `head`, then Base64. No dataclass, or the encoder would know it."""

    def __init__(self, data: bytes, head: str = "") -> None:
        self.data = data
        self.head = head

    @property
    def length(self) -> int:
        """In characters."""
        return len(self.head) + 4 * -(-len(self.data) // 3)


def json_body(value: object) -> Body:
    """`value` as JSON; every `Embedded` in it becomes a text."""
    mark = uuid.uuid4().hex
    pictures: list[Embedded] = []

    def stand_in(item: object) -> str:
        if not isinstance(item, Embedded):
            raise TypeError(f"{type(item)} in JSON")
        pictures.append(item)
        return mark

    texts = msgspec.json.encode(value, enc_hook=stand_in).split(mark.encode())

    async def pieces() -> AsyncIterator[bytes]:
        yield texts[0]
        for picture, text in zip(pictures, texts[1:], strict=True):
            yield picture.head.encode()
            for at in range(0, len(picture.data), PIECE_BYTES):
                yield base64.b64encode(picture.data[at : at + PIECE_BYTES])
            yield text

    length = sum(map(len, texts)) + sum(picture.length for picture in pictures)
    return Body("application/json", length, pieces)


def file_body(data: bytes, kind: str) -> Body:
    """The bytes of a file; `kind` empty: its type is said elsewhere."""

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(data), PIECE_BYTES):
            yield data[at : at + PIECE_BYTES]

    return Body(kind, len(data), pieces)


def form_body(field: str, name: str, data: bytes, kind: str) -> Body:
    """One file in a form."""
    boundary = uuid.uuid4().hex
    head = (
        f"--{boundary}\r\n"
        f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        f"Content-Type: {kind}\r\n\r\n"
    ).encode()
    tail = f"\r\n--{boundary}--\r\n".encode()
    file = file_body(data, kind)

    async def pieces() -> AsyncIterator[bytes]:
        yield head
        async for piece in file.pieces():
            yield piece
        yield tail

    length = len(head) + len(data) + len(tail)
    return Body(f"multipart/form-data; boundary={boundary}", length, pieces)
