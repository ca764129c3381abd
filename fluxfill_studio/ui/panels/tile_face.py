"""What a tile shows, as a value, and its words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from fluxfill_studio.core.text import _


class Mark(Enum):
    """What the user made of a result."""

    NEW = "new"
    SEEN = "seen"
    ADOPTED = "adopted"
    CURRENT = "current"
    DISCARDED = "discarded"


class Phase(Enum):
    """How far a tile has come."""

    RUNNING = "running"
    RESULT = "result"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Stop:
    """What the stop button does.

    Attributes:
        words: its name.
        cancels: whether the work ends; else it goes on unseen.
    """

    words: str
    cancels: bool


@dataclass(frozen=True, slots=True)
class Face:
    """What a tile shows.

    Attributes:
        number: its place in the run, from 1.
        phase: how far it has come.
        state: words in the middle while there is no picture.
        told_below: these words stand in full below the tiles.
        progress: 0 to 1 while it runs, None if not known.
        stop: while it can be stopped.
        service, price: who fills it and for how much, where the run has several services.
        time: words at the foot.
        mark: of a result; None before.
        shown: whether the canvas shows it.
        apart: its result is a picture of its own, which the canvas cannot show.
    """

    number: int
    phase: Phase = Phase.RUNNING
    state: str = ""
    told_below: bool = False
    progress: float | None = None
    stop: Stop | None = None
    service: str = ""
    price: str = ""
    time: str = ""
    mark: Mark | None = None
    shown: bool = False
    apart: bool = False


def mark_words(mark: Mark | None) -> str:
    """The word for a mark; nothing for one that was only seen."""
    words = {
        Mark.NEW: _("New"),
        Mark.ADOPTED: _("Adopted"),
        Mark.CURRENT: _("Current"),
        Mark.DISCARDED: _("Discarded"),
    }
    return words.get(mark, "") if mark else ""


def in_short(face: Face) -> str:
    """What stands in the middle of the tile while it has no picture."""
    return _("No picture") if face.told_below else face.state


def spoken(face: Face) -> str:
    """The tile in words, for screen readers."""
    number = _("Variation {n}").format(n=face.number)
    parts = [number, face.service, face.price, face.state, mark_words(face.mark)]
    if face.apart:
        parts.append(_("a picture of its own"))
    if face.shown:
        parts.append(_("shown"))
    return ", ".join(filter(None, parts))


def tip(face: Face) -> str:
    """Every word of a state that is over, or what can be done with a result."""
    if face.phase is not Phase.RESULT:
        return "" if face.phase is Phase.RUNNING else face.state
    if face.apart:
        return _("A picture of its own: click to see it large, double-click to open it.")
    return _("Click to show, double-click to adopt, drag out as a PNG file.")
