"""Turns what the child process prints into progress from 0 to 1.

The library prints its pyramid level and its iteration within it. How long an iteration takes
follows from its level, so these lines are real progress. The child adds `stage FROM TO`: the
share of the whole that the following lines are about.
"""

from __future__ import annotations

import re

STAGE = "stage"
_LEVEL = re.compile(r"Inpainting level: (\d+)$")
_ITERATION = re.compile(r"EM Iteration: (\d+)$")
_STAGE = re.compile(rf"{STAGE} (\S+) (\S+)$")


class Progress:
    """Reads the child's lines one by one and never goes back."""

    def __init__(self) -> None:
        self.fraction = 0.0
        self._from, self._to = 0.0, 1.0
        self._top: int | None = None
        self._level = 0

    def read(self, line: str) -> bool:
        """Whether `line` tells of progress; `fraction` then holds it."""
        if found := _STAGE.match(line):
            self._from, self._to = float(found[1]), float(found[2])
            self._top = None
            self._reach(0.0)
        elif found := _LEVEL.match(line):
            self._level = int(found[1])
            self._top = self._level if self._top is None else self._top
            self._reach(self._done(0))
        elif found := _ITERATION.match(line):
            self._reach(self._done(int(found[1])))
        else:
            return False
        return True

    def _reach(self, share: float) -> None:
        """The stage is done to `share`. The library tries coarse levels twice: never go back."""
        self.fraction = max(self.fraction, self._from + share * (self._to - self._from))

    def _done(self, iteration: int) -> float:
        top = self._level if self._top is None else self._top
        before = sum(_cost(level) for level in range(self._level + 1, top + 1))
        here = _cost(self._level) * min(1.0, iteration / _iterations(self._level))
        return (before + here) / sum(_cost(level) for level in range(top + 1))


def _iterations(level: int) -> int:
    """How often the library improves level `level` (0 is the finest)."""
    return 1 + 2 * level


def _cost(level: int) -> float:
    """Time for a level: pixels x iterations x search passes in each."""
    return float(_iterations(level) * min(7, 1 + level) / 4**level)
