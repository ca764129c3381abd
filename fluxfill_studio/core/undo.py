"""One linear list of a document's acts, within a byte budget.

An act is data (a kind and bytes), so an entry knows its cost and can be stored; whoever owns
the kind says how to carry it out in either direction. A group that fails takes its acts back.
"""

from __future__ import annotations

import json
import struct
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from fluxfill_studio.core.signals import Channel

DEFAULT_BUDGET_BYTES = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Act:
    """One reversible step: `kind` names who can carry it out, `payload` is that one's data."""

    kind: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """What one Undo takes back: a named tuple of acts, in the order they were done."""

    name: str
    acts: tuple[Act, ...]
    id: str = field(default_factory=lambda: uuid.uuid4().hex)

    @property
    def cost_bytes(self) -> int:
        """Memory held by the payloads."""
        return sum(len(act.payload) for act in self.acts)

    def to_bytes(self) -> bytes:
        """The whole entry; `Entry.from_bytes` gives an equal one."""
        head = json.dumps(
            [self.id, self.name, [[act.kind, len(act.payload)] for act in self.acts]]
        ).encode()
        return b"".join([struct.pack("<I", len(head)), head, *(a.payload for a in self.acts)])

    @classmethod
    def from_bytes(cls, data: bytes) -> Entry:
        """The entry that `to_bytes` wrote; ValueError if it is not one."""
        try:
            (length,) = struct.unpack_from("<I", data)
            entry_id, name, kinds = json.loads(data[4 : 4 + length])
            acts: list[Act] = []
            at = 4 + length
            for kind, size in kinds:
                acts.append(Act(str(kind), data[at : at + size]))
                at += size
        except (struct.error, TypeError) as error:
            raise ValueError("not an undo entry") from error
        if at != len(data):
            raise ValueError("not an undo entry: wrong length")
        return cls(str(name), tuple(acts), str(entry_id))


Perform = Callable[[bytes, bool], None]
"""Carry out a payload; True: backwards."""


@dataclass(frozen=True, slots=True)
class UndoChanged:
    """The list is another one, or another entry is next."""

    undo_name: str | None
    redo_name: str | None


class UndoStack:
    """The acts of one document, in order.

    Attributes:
        budget: asked what all entries may hold, bytes; the oldest are dropped, never the newest.
        dropped: whether that has happened.
        changed: tells after every change of the list.
    """

    def __init__(self, budget: Callable[[], int] = lambda: DEFAULT_BUDGET_BYTES) -> None:
        self.budget = budget
        self.dropped = False
        self.changed: Channel[UndoChanged] = Channel()
        self._performers: dict[str, Perform] = {}
        self._done: list[Entry] = []
        self._undone: list[Entry] = []
        self._group: list[Act] | None = None

    @property
    def undo_name(self) -> str | None:
        """What Undo would take back."""
        return self._done[-1].name if self._done else None

    @property
    def redo_name(self) -> str | None:
        """What Redo would do again."""
        return self._undone[-1].name if self._undone else None

    @property
    def entries(self) -> tuple[Entry, ...]:
        """What can be undone, oldest first."""
        return tuple(self._done)

    @property
    def undone(self) -> tuple[Entry, ...]:
        """What can be done again, the next one first."""
        return tuple(reversed(self._undone))

    @property
    def cost_bytes(self) -> int:
        """Memory held by all entries, undone ones included."""
        return sum(entry.cost_bytes for entry in (*self._done, *self._undone))

    def register(self, kind: str, perform: Perform) -> None:
        """Say who carries out acts of `kind`."""
        self._performers[kind] = perform

    def perform(self, act: Act) -> None:
        """Carry out `act` forwards, as part of the open group."""
        self._performers[act.kind](act.payload, False)
        self.record(act)

    def record(self, act: Act) -> None:
        """Note an act that is already carried out, as part of the open group."""
        if self._group is None:
            raise RuntimeError("an act needs an open group")
        self._group.append(act)

    @contextmanager
    def group(self, name: str) -> Iterator[None]:
        """Everything performed or recorded inside is one entry; an error takes all of it back.

        Inside an open group this joins that group.
        """
        if self._group is not None:
            yield
            return
        acts: list[Act] = []
        self._group = acts
        try:
            yield
        except BaseException:
            self._group = None
            self._run(reversed(acts), backwards=True)
            raise
        self._group = None
        if acts:
            self._push(Entry(name, tuple(acts)))

    def undo(self) -> Entry | None:
        """Take the newest entry back; None if there is none."""
        if self._group is not None or not self._done:
            return None
        entry = self._back()
        self._tell()
        return entry

    def redo(self) -> Entry | None:
        """Do the entry last undone again; None if there is none."""
        if self._group is not None or not self._undone:
            return None
        entry = self._again()
        self._tell()
        return entry

    def jump(self, entry_id: str | None) -> None:
        """Undo or redo until this entry is the newest that is done; None: until none is.

        Listeners are told once. KeyError if there is no such entry.
        """
        done, undone = [e.id for e in self._done], [e.id for e in self._undone]
        if entry_id is not None and entry_id not in (*done, *undone):
            raise KeyError(entry_id)
        if self._group is not None:
            return
        if entry_id in undone:
            for _step in range(len(undone) - undone.index(entry_id)):
                self._again()
        else:
            kept = 0 if entry_id is None else done.index(entry_id) + 1
            for _step in range(len(done) - kept):
                self._back()
        self._tell()

    def _back(self) -> Entry:
        entry = self._done.pop()
        self._run(reversed(entry.acts), backwards=True)
        self._undone.append(entry)
        return entry

    def _again(self) -> Entry:
        entry = self._undone.pop()
        self._run(entry.acts, backwards=False)
        self._done.append(entry)
        return entry

    def _push(self, entry: Entry) -> None:
        self._undone.clear()
        self._done.append(entry)
        total = sum(e.cost_bytes for e in self._done)
        while total > self.budget() and len(self._done) > 1:
            total -= self._done.pop(0).cost_bytes
            self.dropped = True
        self._tell()

    def _run(self, acts: Iterator[Act] | tuple[Act, ...], *, backwards: bool) -> None:
        for act in acts:
            self._performers[act.kind](act.payload, backwards)

    def _tell(self) -> None:
        self.changed.emit(UndoChanged(self.undo_name, self.redo_name))
