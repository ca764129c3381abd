"""Makes the border of a filled hole invisible: shifts the fill's colours towards the picture's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import Rect

Rgb = NDArray[np.uint8]
Hole = NDArray[np.uint8]
Floats = NDArray[Any]  # float32
Rows = NDArray[np.intp]
NEIGHBOURS = ((0, 1), (1, 0), (0, -1), (-1, 0))
SMOOTHINGS = 8
REACH = 16
"""Times 2 ** halvings: pixels from the border beyond which the correction is nothing."""
TILE_PX = 1024
"""A multiple of 2 ** halvings, so that all tiles halve alike and do not show."""
_MEAN_OF_NEIGHBOURS = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32) / 4


def blend_border(
    filled: Rgb,
    hole: Hole,
    offsets: Callable[[Rows, Rows], NDArray[np.int32]],
    halvings: int,
) -> None:
    """Change `filled` (h, w, 3) where `hole` (h, w) > 0 to meet the known pixels; in place.

    `offsets(rows, columns)` gives (n, 2): how far (down, right) lie the known pixels they copy.
    Over the border the colour then changes as it does there. The difference fades inwards within
    some 5 * 2 ** `halvings` pixels: further on, a chance difference along an open side (a grown
    canvas) would tint all that is new.
    """
    rows, columns, differences = _differences(filled, hole, offsets)
    canvas = Rect(0, 0, hole.shape[1], hole.shape[0])
    for tile in _tiles(canvas):
        seen = tile.grown(REACH << halvings).intersected(canvas)
        near = (rows >= seen.y) & (rows < seen.bottom)
        near &= (columns >= seen.x) & (columns < seen.right)
        if near.any():
            at = rows[near] - seen.y, columns[near] - seen.x
            _correct(filled, hole, tile, seen, at, differences[near], halvings)


def _tiles(canvas: Rect) -> Iterator[Rect]:
    """`canvas` in tiles: the correction of a large picture in one piece costs too much memory."""
    for top in range(0, canvas.height, TILE_PX):
        for left in range(0, canvas.width, TILE_PX):
            yield Rect(left, top, TILE_PX, TILE_PX).intersected(canvas)


def _correct(
    filled: Rgb,
    hole: Hole,
    tile: Rect,
    seen: Rect,
    at: tuple[Rows, Rows],
    differences: Floats,
    halvings: int,
) -> None:
    """Correct the hole in `tile` by the `differences` (n, 3) `at` places in `seen`; in place."""
    known = np.zeros((seen.height, seen.width), np.bool_)
    known[at] = True
    gap = hole[tile.slices()] > 0
    for channel in range(3):
        values = np.zeros(known.shape, np.float32)
        values[at] = differences[:, channel]
        spread = _membrane(values, known, halvings)[tile.slices(seen)]
        colours = filled[tile.slices()][:, :, channel]
        colours[gap] = np.clip(np.rint(colours[gap] + spread[gap]), 0, 255)


def _differences(
    filled: Rgb, hole: Hole, offsets: Callable[[Rows, Rows], NDArray[np.int32]]
) -> tuple[Rows, Rows, Floats]:
    """How far the known pixels along the border are from what the fill leads to expect.

    Their rows and columns (n), and the differences (n, 3).
    """
    height, width = hole.shape
    inner = cv2.erode(hole, np.ones((3, 3), np.uint8), borderValue=255)
    rows, columns = np.nonzero((hole > 0) & (inner == 0))
    places, found = [], []
    for down, right in NEIGHBOURS:
        at, to = (rows, columns), (rows + down, columns + right)
        fits = (to[0] >= 0) & (to[0] < height) & (to[1] >= 0) & (to[1] < width)
        fits[fits] = hole[to[0][fits], to[1][fits]] == 0
        at, to = (at[0][fits], at[1][fits]), (to[0][fits], to[1][fits])
        shift = offsets(*at)
        change = _moved(filled, to, shift) - _moved(filled, at, shift)
        places.append(to[0] * width + to[1])
        found.append(filled[to].astype(np.float32) - filled[at] - change)
    place, number, count = np.unique(
        np.concatenate(places), return_inverse=True, return_counts=True
    )
    total = np.zeros((len(place), 3), np.float32)
    np.add.at(total, number, np.concatenate(found))
    return place // width, place % width, total / count[:, None]


def _moved(pixels: Rgb, at: tuple[Rows, Rows], shift: NDArray[np.int32]) -> Floats:
    """(n, 3): the pixels `shift` away from `at`."""
    rows = np.clip(at[0] + shift[:, 0], 0, pixels.shape[0] - 1)
    columns = np.clip(at[1] + shift[:, 1], 0, pixels.shape[1] - 1)
    moved: Floats = pixels[rows, columns].astype(np.float32)
    return moved


def _membrane(values: Floats, known: NDArray[np.bool_], halvings: int) -> Floats:
    """`values` (h, w) where `known`, from there smoothly down to 0, coarse to fine."""
    start = _from_half(values, known, halvings - 1) if halvings else np.float32(0)
    made = np.where(known, values, start)
    for _ in range(SMOOTHINGS):
        smooth = cv2.filter2D(made, -1, _MEAN_OF_NEIGHBOURS, borderType=cv2.BORDER_REPLICATE)
        made = np.where(known, values, smooth)
    return made


def _from_half(values: Floats, known: NDArray[np.bool_], halvings: int) -> Floats:
    """The membrane of half the size, enlarged."""
    height, width = known.shape
    half = (-(-width // 2), -(-height // 2))
    padded = (0, height % 2, 0, width % 2, cv2.BORDER_CONSTANT)
    weights = cv2.copyMakeBorder(known.astype(np.float32), *padded)
    weighted = cv2.copyMakeBorder(np.where(known, values, np.float32(0)), *padded)
    weights = cv2.resize(weights, half, interpolation=cv2.INTER_AREA)
    weighted = cv2.resize(weighted, half, interpolation=cv2.INTER_AREA)
    there = weights > 0
    small = _membrane(np.divide(weighted, weights, out=weighted, where=there), there, halvings)
    large: Floats = cv2.resize(small, (half[0] * 2, half[1] * 2), interpolation=cv2.INTER_LINEAR)
    return large[:height, :width]
