"""Mask changes as bytes: what was XORed into the changed part of each touched 256 px tile.

A XOR delta undoes and redoes alike, and lz4 packs it to a few bytes where a stroke is flat.
Tiles lie on a grid anchored at canvas (0, 0), so they survive a canvas that grows.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

import cv2
import lz4.block
import numpy as np

from fluxfill_studio.core.geometry import EMPTY, Rect
from fluxfill_studio.imaging.pixels import Mask

SIDE = 256
_HEAD = struct.Struct("<iiiiI")  # x, y, width, height, packed length


def grid(rect: Rect, canvas: Rect) -> Iterator[Rect]:
    """The tiles that `rect` touches, each clipped to `canvas`."""
    rect = rect.intersected(canvas)
    if rect.empty:
        return
    for ty in range(rect.y // SIDE, (rect.bottom - 1) // SIDE + 1):
        for tx in range(rect.x // SIDE, (rect.right - 1) // SIDE + 1):
            yield Rect(tx * SIDE, ty * SIDE, SIDE, SIDE).intersected(canvas)


def pack(before: dict[Rect, Mask], mask: Mask, canvas: Rect) -> bytes:
    """The deltas from the kept tiles to `mask` ((H, W) over `canvas`); empty if none differs."""
    parts: list[bytes] = []
    for tile, old in before.items():
        delta = cv2.bitwise_xor(old, mask[tile.slices(canvas)])
        if cv2.hasNonZero(delta):
            part = Rect(*cv2.boundingRect(delta))
            packed = lz4.block.compress(delta[part.slices()].tobytes(), store_size=False)
            parts += [_HEAD.pack(*part.moved(tile.x, tile.y), len(packed)), packed]
    return b"".join(parts)


def apply(payload: bytes, mask: Mask, canvas: Rect) -> Rect:
    """XOR the deltas into `mask` in place; the answer holds every pixel changed.

    ValueError if the payload is broken or names pixels outside `canvas`.
    """
    touched, at = EMPTY, 0
    while at < len(payload):
        *sides, length = _HEAD.unpack_from(payload, at)
        tile = Rect(*sides)
        at += _HEAD.size
        if not canvas.holds(tile) or tile.width > SIDE or tile.height > SIDE:
            raise ValueError("an undo tile lies outside the canvas")
        raw = lz4.block.decompress(payload[at : at + length], uncompressed_size=tile.area)
        at += length
        delta = np.frombuffer(raw, np.uint8).reshape(tile.height, tile.width)
        view = mask[tile.slices(canvas)]
        np.bitwise_xor(view, delta, out=view)
        touched = touched.united(tile)
    return touched
