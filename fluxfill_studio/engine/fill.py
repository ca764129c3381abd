"""Fills a hole: plans, lets the library solve, assembles. Runs in the child process.

Pure: arrays in, arrays out; the library comes in as a function, so tests can do without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.errors import EngineError
from fluxfill_studio.core.text import _
from fluxfill_studio.engine.carry import carried
from fluxfill_studio.engine.plan import boxes, has_sources, is_tiny, working_factor

Rgb: TypeAlias = NDArray[np.uint8]
Hole: TypeAlias = NDArray[np.uint8]
Inpaint: TypeAlias = Callable[[Rgb, Hole], Rgb]
"""(pixels (h, w, 3), hole (h, w)) -> pixels with the hole filled from their surroundings."""
Stage: TypeAlias = Callable[[float, float], None]
"""Told before each piece of work which share of the whole it is: from, to (0..1)."""

TELEA_RADIUS_PX = 4.0


def fill(pixels: Rgb, hole: Hole, inpaint: Inpaint, seed: int, stage: Stage) -> Rgb:
    """`pixels` (h, w, 3) with every pixel where `hole` (h, w) > 0 made anew.

    All others stay as they were. Raises EngineError if there is nothing to copy from.
    """
    result = pixels.copy()
    todo = boxes(hole)
    total = sum(box.area for box in todo)
    done = 0
    for box in todo:
        part = _part_of(stage, done / total, (done + box.area) / total)
        done += box.area
        inside = box.slices()
        gap = np.ascontiguousarray(hole[inside])
        filled = _solved(np.ascontiguousarray(result[inside]), gap, inpaint, seed, part)
        np.copyto(result[inside], filled, where=(gap > 0)[:, :, None])
    return result


def _solved(pixels: Rgb, hole: Hole, inpaint: Inpaint, seed: int, stage: Stage) -> Rgb:
    """`pixels` of one box, filled in the way that suits its hole."""
    stage(0.0, 1.0)
    if is_tiny(hole):
        smoothed: NDArray[Any] = cv2.inpaint(pixels, hole, TELEA_RADIUS_PX, cv2.INPAINT_TELEA)
        return smoothed
    if not has_sources(hole):
        raise EngineError(
            _(
                "There is too little picture around the painted area to copy from. "
                "Paint a smaller area."
            )
        )
    factor = working_factor(hole)
    if factor == 1:
        return inpaint(pixels, hole)
    return carried(pixels, hole, factor, inpaint, seed, stage)


def _part_of(stage: Stage, start: float, end: float) -> Stage:
    """A stage of its own between `start` and `end` of `stage`."""

    def part(begin: float, finish: float) -> None:
        stage(start + begin * (end - start), start + finish * (end - start))

    return part
