"""What to solve where: the context around a hole, and which holes belong together.

Plain geometry and masks; knows nothing of the library that fills.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import EMPTY, Rect

CONTEXT = 0.75
"""How much to look at around a hole, in parts of its longer side, on each side."""
LEAST_CONTEXT_PX = 64
PATCH_PX = 7
"""Side of the patches that the library compares with `patch_size=3`, its radius."""
LEAST_SOURCES = 60
"""Whole known patches that must exist, else the fill has nothing to choose from."""
MOST_SOLVED_PX = 2_000_000
"""Larger boxes are solved at a reduced size: about 5 seconds, 300 MB."""
TINY_RADIUS_PX = 3.0
TINY_SHARE = 0.003


def context_box(bounds: Rect, canvas: Rect) -> Rect:
    """`bounds` of what is filled, with what the engine should see around it, inside `canvas`."""
    margin = max(LEAST_CONTEXT_PX, round(CONTEXT * max(bounds.width, bounds.height)))
    return bounds.grown(margin).intersected(canvas)


def boxes(hole: NDArray[np.uint8]) -> list[Rect]:
    """Boxes that are solved one by one: no two overlap, together they hold the whole hole.

    `hole` (h, w): > 0 is filled. Holes whose context overlaps share a box.
    """
    canvas = Rect(0, 0, hole.shape[1], hole.shape[0])
    _count, _labels, stats, _centres = cv2.connectedComponentsWithStats(hole, connectivity=8)
    pieces = [Rect(*(int(x) for x in row[:4])) for row in stats[1:]]
    made: list[Rect] = []  # bounds of holes
    for piece in pieces:
        made = _with(made, piece, canvas)
    return [context_box(bounds, canvas) for bounds in made]


def _with(made: list[Rect], bounds: Rect, canvas: Rect) -> list[Rect]:
    """`made` and `bounds`, united with all whose context overlaps that of the union."""
    while True:
        box = context_box(bounds, canvas)
        near = [x for x in made if box.intersected(context_box(x, canvas)) != EMPTY]
        if not near:
            return [*made, bounds]
        made = [x for x in made if x not in near]
        for one in near:
            bounds = bounds.united(one)


def is_tiny(hole: NDArray[np.uint8]) -> bool:
    """Whether the hole is so thin and small (a scratch, a speck) that smoothing it over is best."""
    if np.count_nonzero(hole) > TINY_SHARE * hole.size:
        return False
    padded = cv2.copyMakeBorder(hole, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    thickness = cv2.distanceTransform(padded, cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return float(np.max(thickness)) <= TINY_RADIUS_PX


def sources(hole: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(h, w): 1 at the centre of each patch that lies inside and is wholly known, else 0."""
    known = (hole == 0).astype(np.uint8)
    patch = np.ones((PATCH_PX, PATCH_PX), np.uint8)
    whole: NDArray[Any] = cv2.erode(known, patch, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return whole


def has_sources(hole: NDArray[np.uint8]) -> bool:
    """Whether there are enough patches to copy from."""
    return int(np.count_nonzero(sources(hole))) >= LEAST_SOURCES


def working_factor(hole: NDArray[np.uint8]) -> int:
    """By how much to reduce a box before the library solves it; 1 for not at all.

    Less than its size asks for if nothing to copy from would be left.
    """
    factor = math.ceil(math.sqrt(hole.size / MOST_SOLVED_PX))
    while factor > 1 and not has_sources(reduced_hole(hole, factor)):
        factor -= 1
    return factor


def reduced_hole(hole: NDArray[np.uint8], factor: int) -> NDArray[np.uint8]:
    """(h, w) at 1 / `factor`, rounded up; what is partly hole is hole."""
    bottom, right = (-side % factor for side in hole.shape)
    padded = cv2.copyMakeBorder(hole, 0, bottom, 0, right, cv2.BORDER_REPLICATE)
    height, width = (side // factor for side in padded.shape)
    blocks: NDArray[Any] = padded.reshape(height, factor, width, factor)
    made: NDArray[np.uint8] = np.max(blocks, axis=(1, 3))
    return made
