"""For each pixel of a hole: which place of the picture looks most like its surroundings.

PatchMatch over whole arrays: good matches spread to neighbours and are improved at random.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.engine.plan import PATCH_PX, sources

ROUNDS = 5
REACHES_PX = (8, 4, 2, 1)
"""From how far a neighbour's match is tried."""
NEIGHBOURS = ((0, 1), (1, 0), (0, -1), (-1, 0))
_LUMA_TERMS = (
    (0, 0),
    (0, 1),
    (1, 0),
    (1, 1),
    (0, 2),
    (2, 0),
    (1, 2),
    (2, 1),
    (0, 3),
    (3, 0),
    (2, 2),
)
_CHROMA_TERMS = _LUMA_TERMS[:3]

Floats = NDArray[Any]  # float32
Indices = NDArray[np.intp]


def offsets(
    picture: NDArray[np.uint8],
    hole: NDArray[np.uint8],
    seed: int,
    tell: Callable[[float], None],
) -> NDArray[np.int32]:
    """(h, w, 2): from each pixel where `hole` > 0 how far (down, right) its match lies; else 0.

    `picture` (h, w, 3) is complete, its hole included; matches lie wherever a whole patch is known,
    of which there must be one. `tell` hears the share done.
    """
    search = _Search(picture, hole, np.random.default_rng(seed))
    for number in range(ROUNDS):
        search.spread()
        search.wander()
        tell((number + 1) / ROUNDS)
    search.spread()
    return search.offsets()


class _Search:
    """The matches so far: for each target (a pixel of the hole) its best source and its cost."""

    def __init__(
        self, picture: NDArray[np.uint8], hole: NDArray[np.uint8], rng: np.random.Generator
    ) -> None:
        self._height, self._width = hole.shape
        self._rng = rng
        self._features = _features(picture)
        self._allowed = sources(hole).ravel() > 0
        self._rows, self._columns = (x.astype(np.int32) for x in np.nonzero(hole))
        self._all = np.arange(len(self._rows))
        self._number = np.full((self._height, self._width), -1, np.int32)
        self._number[self._rows, self._columns] = self._all
        self._wanted = self._features[self._rows * self._width + self._columns]
        allowed = np.flatnonzero(self._allowed)
        self._best = allowed[rng.integers(len(allowed), size=len(self._all))].astype(np.int32)
        self._cost = self._distance(self._all, self._best)

    def spread(self) -> None:
        """Try at each target what its neighbours found, moved by their distance."""
        for reach in REACHES_PX:
            for down, right in NEIGHBOURS:
                self._spread(down * reach, right * reach)

    def wander(self) -> None:
        """Try random places around each match, from far to near."""
        reach = max(self._height, self._width) // 2
        while reach >= 1:
            shape = (2, len(self._all))
            down, right = self._rng.integers(-reach, reach + 1, size=shape, dtype=np.int32)
            self._try(self._all, self._best // self._width + down, self._best % self._width + right)
            reach //= 2

    def offsets(self) -> NDArray[np.int32]:
        """As the function of that name."""
        made = np.zeros((self._height, self._width, 2), np.int32)
        made[self._rows, self._columns, 0] = self._best // self._width - self._rows
        made[self._rows, self._columns, 1] = self._best % self._width - self._columns
        return made

    def _spread(self, down: int, right: int) -> None:
        rows, columns = self._rows - down, self._columns - right
        targets = np.flatnonzero(self._inside(rows, columns))
        neighbours = self._number[rows[targets], columns[targets]]
        targets, neighbours = targets[neighbours >= 0], neighbours[neighbours >= 0]
        found = self._best[neighbours]
        self._try(targets, found // self._width + down, found % self._width + right)

    def _inside(self, rows: NDArray[np.int32], columns: NDArray[np.int32]) -> NDArray[np.bool_]:
        inside: NDArray[np.bool_] = (
            (rows >= 0) & (rows < self._height) & (columns >= 0) & (columns < self._width)
        )
        return inside

    def _try(self, targets: Indices, rows: NDArray[np.int32], columns: NDArray[np.int32]) -> None:
        """Take the sources at `rows`, `columns` for `targets` where they are allowed and better."""
        inside = self._inside(rows, columns)
        targets, places = targets[inside], (rows * self._width + columns)[inside]
        worth = self._allowed[places] & (places != self._best[targets])
        targets, places = targets[worth], places[worth]
        cost = self._distance(targets, places)
        better = cost < self._cost[targets]
        self._best[targets[better]] = places[better]
        self._cost[targets[better]] = cost[better]

    def _distance(self, targets: Indices, places: NDArray[np.int32]) -> Floats:
        apart = self._wanted[targets] - self._features[places]
        squared: Floats = np.einsum("ij,ij->i", apart, apart)
        return squared


def _features(picture: NDArray[np.uint8]) -> Floats:
    """(h * w, 17): the patch around each pixel by the strongest terms of its cosine transform.

    Their squared distances come close to those of the whole patches (147 numbers).
    """
    axes = np.array([[1, 1, 1], [1, 0, -1], [1, -2, 1]], np.float32)
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    turned: Floats = cv2.transform(picture.astype(np.float32), axes)
    luma, *chroma = (np.ascontiguousarray(turned[:, :, number]) for number in range(3))
    terms = [_term(luma, *term) for term in _LUMA_TERMS]
    terms += [_term(colour, *term) for colour in chroma for term in _CHROMA_TERMS]
    return np.stack(terms, axis=-1).reshape(-1, len(terms))


def _term(channel: Floats, down: int, right: int) -> Floats:
    """(h, w): how much of one cosine wave is in the patch around each pixel."""
    filtered: Floats = cv2.sepFilter2D(channel, cv2.CV_32F, _wave(right), _wave(down))
    return filtered


def _wave(number: int) -> Floats:
    wave = np.cos(np.pi * number * (np.arange(PATCH_PX) + 0.5) / PATCH_PX)
    made: Floats = wave / np.linalg.norm(wave)
    return made
