"""The pixels and the masks of requests, on their way into the ledger and out of it.

Jobs of one press share their arrays: each is packed, named and written once. Jobs of an earlier
run are listed without them: they are read when somebody needs them.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import threading
import weakref
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import lz4.frame
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.errors import LedgerError
from fluxfill_studio.core.text import _
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import frozen
from fluxfill_studio.store.blobs import Blob
from fluxfill_studio.store.ledger import Ledger

_CHUNK = 4 << 20
"""Bytes packed in one go: nobody waits long for the interpreter."""


class Pictures:
    """The arrays of requests, each once in the ledger and, while it is in use, once in memory."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._naming = threading.Lock()
        self._names: dict[int, tuple[weakref.ref[NDArray[Any]], str]] = {}
        self._read: weakref.WeakValueDictionary[str, NDArray[Any]] = weakref.WeakValueDictionary()

    def blob(self, array: NDArray[Any]) -> Blob:
        """The blob of a read-only array; it is packed anew whenever its content is asked for.

        Takes a while; other threads run meanwhile, but for those that ask the same.
        """
        with self._naming:
            held, name = self._names.get(id(array), (None, ""))
            if held is None or held() is not array:
                name = _name(array)
                self._remember(array, name)
        return Blob(name, lambda: packed(array))

    async def whole(self, request: FillRequest) -> FillRequest:
        """`request` with its pixels and mask as the ledger keeps them, if it is `light`.

        LedgerError if they cannot be read any more.
        """
        if any(request.pixels.strides):
            return request
        row = await self._ledger.row(request.id)
        if row is None:
            raise LedgerError(_("The job is not in the record of jobs."), request.id)
        pixels = await self._unpacked(row.pixels, request.pixels)
        return replace(request, pixels=pixels, mask=await self._unpacked(row.mask, request.mask))

    async def _unpacked(self, name: str, like: NDArray[Any]) -> NDArray[Any]:
        array = self._read.get(name)
        if array is None:
            content = await self._ledger.blob(name)
            try:
                array = await asyncio.to_thread(unpacked, content, like)
            except (ValueError, RuntimeError, OSError, EOFError) as error:
                words = _("A job in the record of jobs is damaged.")
                raise LedgerError(words, repr(error)) from error
            self._read[name] = array
            self._remember(array, name)
        return array

    def _remember(self, array: NDArray[Any], name: str) -> None:
        key = id(array)
        self._names[key] = weakref.ref(array, lambda _gone: self._names.pop(key, None)), name


def light(request: FillRequest) -> FillRequest:
    """The same without the memory of its arrays: zeros of their shape and type instead."""
    pixels, mask = request.pixels, request.mask
    return replace(
        request, pixels=absent(pixels.shape, pixels.dtype), mask=absent(mask.shape, mask.dtype)
    )


def absent(shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Read-only zeros that take no memory."""
    return np.broadcast_to(np.zeros((), dtype), shape)


def packed(array: NDArray[Any]) -> Iterator[bytes]:
    """An array as a .npy file in an LZ4 frame, piece by piece."""
    array = np.ascontiguousarray(array)
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, np.lib.format.header_data_from_array_1_0(array))
    compressor = lz4.frame.LZ4FrameCompressor()
    yield compressor.begin() + compressor.compress(header.getvalue())
    content = array.reshape(-1).view(np.uint8).data
    for start in range(0, len(content), _CHUNK):
        yield compressor.compress(content[start : start + _CHUNK])
    yield compressor.flush()


def unpacked(content: bytes, like: NDArray[Any]) -> NDArray[Any]:
    """What `packed` made, read-only; ValueError if it has not the shape and type of `like`.

    What else is wrong with it is a ValueError, RuntimeError, OSError or EOFError.
    """
    with lz4.frame.LZ4FrameFile(io.BytesIO(content)) as file:
        array: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
    if array.shape != like.shape or array.dtype != like.dtype:
        raise ValueError(f"{array.dtype} {array.shape} is not {like.dtype} {like.shape}")
    return frozen(array)


def _name(array: NDArray[Any]) -> str:
    digest = hashlib.sha256()
    for piece in packed(array):
        digest.update(piece)
    return digest.hexdigest()
