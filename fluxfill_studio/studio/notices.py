"""One line for the user, with what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """How a notice is meant."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Action:
    """A button on a notice.

    Attributes:
        label: what it reads.
        run: what it does.
        each: whether one click runs it for every one of several notices alike. What may cost
            money is not: it is run for the newest alone.
        lasts: whether it still makes sense, asked later; None: only as long as the notice is up.
    """

    label: str
    run: Callable[[], object]
    each: bool = False
    lasts: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened, in words. Information goes by itself, errors stay.

    Attributes:
        text: sentences.
        tone: how they are meant.
        action: what can be done about it.
        money: an error that may have cost something: it comes before all others.
    """

    text: str
    tone: Tone = Tone.INFO
    action: Action | None = None
    money: bool = False
