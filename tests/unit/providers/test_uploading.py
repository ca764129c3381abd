"""Bodies arrive as they were meant, and in small pieces."""

from __future__ import annotations

import asyncio
import base64
import json
from email import message_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxfill_studio.providers.uploading import (
    PIECE_BYTES,
    Embedded,
    file_body,
    form_body,
    json_body,
)
from fluxfill_studio.providers.wire import Body


def pieces_of(body: Body) -> list[bytes]:
    async def collected() -> list[bytes]:
        return [piece async for piece in body.pieces()]

    return asyncio.run(collected())


@given(st.binary(max_size=2000), st.binary(max_size=50), st.text(max_size=30))
def test_json_with_pictures_is_plain_json(image: bytes, mask: bytes, prompt: str) -> None:
    head = "data:image/png;base64,"
    value = {"input": {"prompt": prompt, "image": Embedded(image, head), "mask": Embedded(mask)}}
    body = json_body(value)
    data = b"".join(pieces_of(body))
    assert body.length == len(data)
    told = json.loads(data)["input"]
    assert told["prompt"] == prompt
    assert told["image"] == head + base64.b64encode(image).decode()
    assert base64.b64decode(told["mask"]) == mask


def test_a_large_picture_goes_in_small_pieces_and_can_go_twice() -> None:
    image = bytes(range(256)) * 4000 + b"x"
    body = json_body({"image": Embedded(image)})
    first, second = pieces_of(body), pieces_of(body)
    assert first == second
    assert max(map(len, first)) <= PIECE_BYTES * 4 // 3
    assert base64.b64decode(json.loads(b"".join(first))["image"]) == image


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        json_body({"image": object()})


@given(st.integers(0, 3 * PIECE_BYTES), st.binary(max_size=40))
def test_a_file_in_a_form(length: int, end: bytes) -> None:
    data = bytes(length) + end + b"\r\n--x--\r\n"
    body = form_body("content", "image.png", data, "image/png")
    sent = b"".join(pieces_of(body))
    assert body.length == len(sent)
    message = message_from_bytes(b"Content-Type: " + body.kind.encode() + b"\r\n\r\n" + sent)
    [part] = message.get_payload()  # type: ignore[misc]
    assert part.get_filename() == "image.png"  # type: ignore[union-attr]
    assert part.get_content_type() == "image/png"  # type: ignore[union-attr]
    boundary = body.kind.partition("boundary=")[2].encode()
    inside = sent.partition(b"\r\n\r\n")[2].rpartition(b"\r\n--" + boundary)[0]
    assert inside == data


def test_a_file_as_it_is() -> None:
    data = bytes(3 * PIECE_BYTES + 5)
    assert b"".join(pieces_of(file_body(data, ""))) == data
