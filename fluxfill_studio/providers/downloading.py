"""Pictures on their way in: to a file, without any key, capped, and decoded to the last row."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import urljoin

from fluxfill_studio.core.errors import (
    BadAnswer,
    BadInput,
    CannotWrite,
    LinkDead,
    ServiceBusy,
    Unreachable,
)
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.imaging.file import PictureFile, header_of
from fluxfill_studio.imaging.opening import open_picture
from fluxfill_studio.providers import addresses
from fluxfill_studio.providers.client import Client
from fluxfill_studio.providers.contract import Answer
from fluxfill_studio.providers.replies import pause
from fluxfill_studio.providers.wire import Call, Reply, Stream

T = TypeVar("T")

MOST_BYTES = 64_000_000
MOST_PIXELS = 64_000_000
MOST_HOPS = 3
WRITE_BYTES = 1 << 20
REDIRECTS = {301, 302, 303, 307, 308}
DEAD = {401, 403, 404, 410}


async def fetched(client: Client, url: str, base: str, file: Path) -> Answer:
    """The picture at `url`, which the service at origin `base` told us, by way of `file`.

    LinkDead, Unreachable, ServiceBusy, BadAnswer; CannotWrite if `file` cannot be written.
    """
    try:
        if url.startswith("data:"):
            whole = await asyncio.to_thread(_unfolded, url, file)
        else:
            whole = await _download(client, url, base, file)
    except CannotWrite:  # what there is of it would take the disk's last bytes from the ledger
        with contextlib.suppress(OSError):
            await asyncio.to_thread(os.truncate, file, 0)
        raise
    return await asyncio.to_thread(_decoded, file, whole)


async def _download(client: Client, url: str, base: str, file: Path) -> bool:
    """Stream to `file`; whether a body cut short would have been noticed."""
    clock = asyncio.get_running_loop().time
    deadline = clock() + client.patience.download
    for _hop in range(MOST_HOPS + 1):
        await addresses.check_foreign(url, base)
        async with client.stream(Call("GET", url), deadline - clock()) as stream:
            if stream.status in REDIRECTS:
                url = urljoin(url, stream.headers.get("location", ""))
                continue
            _check(stream)
            await _written(stream.pieces, file)
            return stream.tells_its_end
    raise BadAnswer(_("The address of the result leads on and on."))


def _check(stream: Stream) -> None:
    status = stream.status
    if status in DEAD:
        raise LinkDead(_("The address of the result no longer works."), f"status {status}")
    if status == 429:
        seconds = pause(Reply(status, stream.headers, b""))
        raise ServiceBusy(_("The result is to be fetched later."), seconds=seconds)
    if status >= 500 or status in (408, 425):
        raise Unreachable(_("The result cannot be fetched now."), f"status {status}")
    if status != 200:
        raise BadAnswer(_("The result cannot be fetched."), f"status {status}")


async def _written(pieces: AsyncIterator[bytes], file: Path) -> None:
    """Write in large pieces, in a thread: a slow disk must not hold the loop."""
    target = await asyncio.to_thread(_kept, file.open, "wb")
    try:
        held, total = bytearray(), 0
        async for piece in pieces:
            held += piece
            total += len(piece)
            if total > MOST_BYTES:
                raise BadAnswer(_("The result is too large."), f"more than {MOST_BYTES} bytes")
            if len(held) >= WRITE_BYTES:
                await asyncio.to_thread(_kept, target.write, bytes(held))
                held.clear()
        await asyncio.to_thread(_kept, target.write, bytes(held))
    finally:
        await asyncio.to_thread(_kept, target.close)


def _kept(work: Callable[..., T], *arguments: object) -> T:
    """`work` on a file; CannotWrite if the disk does not want it."""
    try:
        return work(*arguments)
    except OSError as error:
        raise CannotWrite(
            _("The result cannot be kept: {reason}.").format(reason=error.strerror or error)
        ) from None


def _unfolded(url: str, file: Path) -> bool:
    """Write a picture that the address itself holds."""
    head, _comma, data = url.partition(",")
    if not head.endswith(";base64") or len(data) > 2 * MOST_BYTES:
        raise BadAnswer(_("The result cannot be read."), plain(head, 80))
    try:
        picture = base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise BadAnswer(_("The result cannot be read."), str(error)) from None
    _kept(file.write_bytes, picture)
    return True


def _decoded(file: Path, whole: bool) -> Answer:
    try:
        with PictureFile.of(file).opened() as image:
            size = header_of(image).size
        if size.width * size.height > MOST_PIXELS:
            raise BadAnswer(_("The result is too large."), f"{size.width} x {size.height}")
        picture = open_picture(file)
    except BadInput as error:
        if not whole:  # it may have ended early without a sign
            raise Unreachable(_("The result did not arrive whole."), error.message) from None
        # Its words are about a file of the user's own.
        raise BadAnswer(_("What was delivered is no usable picture."), error.message) from None
    return Answer(picture.pixels, picture.icc, file)
