"""Masks that are kept under a name with the document; keeping and forgetting can be undone."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass, replace

import lz4.block
import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.undo import Act, UndoStack
from fluxfill_studio.imaging.pixels import Mask

_LENGTH = struct.Struct("<I")


@dataclass(frozen=True, slots=True)
class KeptMask:
    """A mask by name.

    Attributes:
        name: no other has it.
        rect: canvas coordinates; outside the mask is 0.
        packed: its bytes.
    """

    name: str
    rect: Rect
    packed: bytes

    @classmethod
    def of(cls, name: str, rect: Rect, mask: Mask) -> KeptMask:
        """Of (h, w) uint8 over `rect`."""
        return cls(name, rect, lz4.block.compress(mask.tobytes(), store_size=False))

    @property
    def mask(self) -> Mask:
        """(h, w) uint8 over `rect`, read-only; ValueError if the bytes are broken."""
        try:
            raw = lz4.block.decompress(self.packed, uncompressed_size=self.rect.area)
        except lz4.block.LZ4BlockError as error:
            raise ValueError("a kept mask is broken") from error
        return np.frombuffer(raw, np.uint8).reshape(self.rect.height, self.rect.width)


@dataclass(frozen=True, slots=True)
class KeptChanged:
    """The list of kept masks is another one."""


class KeptMasks:
    """The list, in the order of keeping; every change belongs into an open undo group.

    Attributes:
        changed: tells after every change.
    """

    def __init__(self, undo: UndoStack) -> None:
        self.changed: Channel[KeptChanged] = Channel()
        self._undo = undo
        self._kept: list[KeptMask] = []
        undo.register("keep", self._perform_keep)
        undo.register(
            "forget", lambda payload, backwards: self._perform_keep(payload, not backwards)
        )
        undo.register("rename", self._perform_rename)

    @property
    def names(self) -> tuple[str, ...]:
        """Oldest first."""
        return tuple(kept.name for kept in self._kept)

    def __getitem__(self, name: str) -> KeptMask:
        """KeyError if there is none of that name."""
        return self._kept[self._place(name)]

    def keep(self, kept: KeptMask) -> None:
        """Add to the list; ValueError if the name is taken."""
        self._check_free(kept.name)
        self._undo.perform(Act("keep", _packed(len(self._kept), kept)))

    def forget(self, name: str) -> None:
        """Drop from the list; KeyError if it is not there."""
        self._undo.perform(Act("forget", _packed(self._place(name), self[name])))

    def rename(self, old: str, new: str) -> None:
        """Give another name; KeyError if there is no `old`, ValueError if `new` is taken."""
        self._place(old)
        self._check_free(new)
        self._undo.perform(Act("rename", json.dumps([old, new]).encode()))

    # -- private ------------------------------------------------------------------------------

    def _place(self, name: str) -> int:
        for place, kept in enumerate(self._kept):
            if kept.name == name:
                return place
        raise KeyError(name)

    def _check_free(self, name: str) -> None:
        if not name or name in self.names:
            raise ValueError(f"not free as a name: {name!r}")

    def _perform_keep(self, payload: bytes, backwards: bool) -> None:
        place, kept = _unpacked(payload)
        if backwards:
            del self._kept[place]
        else:
            self._kept.insert(place, kept)
        self.changed.emit(KeptChanged())

    def _perform_rename(self, payload: bytes, backwards: bool) -> None:
        old, new = json.loads(payload)
        if backwards:
            old, new = new, old
        place = self._place(old)
        self._kept[place] = replace(self._kept[place], name=new)
        self.changed.emit(KeptChanged())


def _packed(place: int, kept: KeptMask) -> bytes:
    head = json.dumps([place, kept.name, list(kept.rect)]).encode()
    return _LENGTH.pack(len(head)) + head + kept.packed


def _unpacked(payload: bytes) -> tuple[int, KeptMask]:
    (length,) = _LENGTH.unpack_from(payload)
    end = _LENGTH.size + length
    place, name, rect = json.loads(payload[_LENGTH.size : end])
    return place, KeptMask(name, Rect(*rect), payload[end:])
