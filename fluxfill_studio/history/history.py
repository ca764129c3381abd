"""Runs, their tiles, and what the user decided about each result.

Discarding is an act on the document's undo list and destroys nothing. Whether a result is
adopted is not kept here: the states of the document know.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NewType

from fluxfill_studio.core.signals import Channel
from fluxfill_studio.core.undo import Act, UndoStack
from fluxfill_studio.fill.request import FillRequest, RequestId, Result, ResultId

RunId = NewType("RunId", str)


@dataclass(slots=True, eq=False)
class Tile:
    """One place in a run's card: waiting, then a result or the reason why there is none."""

    request: FillRequest
    result: Result | None = None
    failure: str = ""
    seen: bool = False
    discarded: bool = False


@dataclass(slots=True, eq=False)
class Run:
    """One press of Generate.

    Attributes:
        tiles: one per variation, in the order asked for.
        revision: the document's edit count at the press, to know whether it was painted on since.
        pressed: wall-clock seconds since the epoch.
    """

    tiles: list[Tile]
    revision: int
    pressed: float = field(default_factory=time.time)
    id: RunId = field(default_factory=lambda: RunId(uuid.uuid4().hex))

    @property
    def request(self) -> FillRequest:
        """What was asked; tiles differ by provider, its parameters and seed alone."""
        return self.tiles[0].request

    @property
    def results(self) -> list[Result]:
        """What has arrived and is not discarded, in order."""
        return [t.result for t in self.tiles if t.result is not None and not t.discarded]


@dataclass(frozen=True, slots=True)
class HistoryChanged:
    """The card of this run is another one."""

    run: RunId


class History:
    """Every run of a document, oldest first."""

    def __init__(self, undo: UndoStack) -> None:
        self.runs: list[Run] = []
        self.changed: Channel[HistoryChanged] = Channel()
        self._undo = undo
        undo.register("discard", self._perform_discard)
        undo.register(
            "restore", lambda payload, backwards: self._perform_discard(payload, not backwards)
        )

    def add(self, requests: Iterable[FillRequest], revision: int) -> Run:
        """A new card with an empty tile per request."""
        run = Run([Tile(request) for request in requests], revision)
        self.runs.append(run)
        self._tell(run)
        return run

    def extend(self, run: Run, requests: Iterable[FillRequest]) -> None:
        """More tiles on a card for what differs from it by the seed alone."""
        run.tiles.extend(Tile(request) for request in requests)
        self._tell(run)

    def land(self, result: Result) -> Tile:
        """A result has come back: it fills its tile and nothing else."""
        run, tile = self._find(lambda t: t.request.id == result.request.id)
        tile.result = result
        self._tell(run)
        return tile

    def fail(self, request: RequestId, reason: str) -> None:
        """A request ended without a picture."""
        run, tile = self._find(lambda t: t.request.id == request)
        tile.failure = reason
        self._tell(run)

    def touch(self, request: RequestId) -> None:
        """Something about a running tile changed that is not kept here (progress).

        One that seemed to have failed goes on.
        """
        run, tile = self._find(lambda t: t.request.id == request)
        tile.failure = ""
        self._tell(run)

    def see(self, result: ResultId) -> None:
        """The user has looked at it."""
        run, tile = self._find_result(result)
        if not tile.seen:
            tile.seen = True
            self._tell(run)

    def result(self, result: ResultId) -> Result:
        """The result of this id; KeyError if there is none."""
        found = self._find_result(result)[1].result
        assert found is not None
        return found

    def result_of(self, request: RequestId) -> Result:
        """What a request brought; KeyError if nothing came or it is not known here."""
        found = self._find(lambda t: t.request.id == request)[1].result
        if found is None:
            raise KeyError("it has no result")
        return found

    def holds(self, request: RequestId) -> bool:
        """Whether one of the tiles waits, or waited, for this request."""
        return any(tile.request.id == request for run in self.runs for tile in run.tiles)

    def tile_of(self, request: RequestId) -> Tile:
        """The tile that waits, or waited, for a request; KeyError if there is none."""
        return self._find(lambda t: t.request.id == request)[1]

    def run_with(self, request: RequestId) -> Run:
        """The run that a request belongs to; KeyError if there is none."""
        return self._find(lambda t: t.request.id == request)[0]

    def run_of(self, result: ResultId) -> Run:
        """The run it came from; KeyError if there is none."""
        return self._find_result(result)[0]

    def discard(self, result: ResultId) -> None:
        """Out of sight, not destroyed; in the open undo group."""
        self._undo.perform(Act("discard", result.encode()))

    def restore(self, result: ResultId) -> None:
        """Back in sight; in the open undo group."""
        self._undo.perform(Act("restore", result.encode()))

    def visible(self) -> list[Result]:
        """Every result that can be shown, oldest run first."""
        return [result for run in self.runs for result in run.results]

    def landed(self) -> list[Result]:
        """Every result, discarded ones too, oldest run first."""
        return [tile.result for run in self.runs for tile in run.tiles if tile.result is not None]

    def _perform_discard(self, payload: bytes, backwards: bool) -> None:
        run, tile = self._find_result(ResultId(payload.decode()))
        tile.discarded = not backwards
        self._tell(run)

    def _find_result(self, result: ResultId) -> tuple[Run, Tile]:
        return self._find(lambda t: t.result is not None and t.result.id == result)

    def _find(self, wanted: Callable[[Tile], bool]) -> tuple[Run, Tile]:
        for run in reversed(self.runs):
            for tile in run.tiles:
                if wanted(tile):
                    return run, tile
        raise KeyError("no such tile")

    def _tell(self, run: Run) -> None:
        self.changed.emit(HistoryChanged(run.id))
