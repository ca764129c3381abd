"""Fills a hole: plans, lets the library solve, assembles. Runs in the child process.

Pure: arrays in, arrays out; the library comes in as a function, so tests can do without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.errors import EngineError
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.engine.plan import boxes, has_sources, is_tiny

Rgb: TypeAlias = NDArray[np.uint8]
Hole: TypeAlias = NDArray[np.uint8]
Inpaint: TypeAlias = Callable[[Rgb, Hole], Rgb]
"""(pixels (h, w, 3), hole (h, w)) -> pixels with the hole filled from their surroundings."""
Stage: TypeAlias = Callable[[float, float], None]
"""Told before each piece of work which share of the whole it is: from, to (0..1)."""

TELEA_RADIUS_PX = 4.0


def fill(pixels: Rgb, hole: Hole, inpaint: Inpaint, stage: Stage) -> Rgb:
    """`pixels` (h, w, 3) with every pixel where `hole` (h, w) > 0 made anew.

    All others stay as they were. Raises EngineError if there is nothing to copy from.
    """
    result = pixels.copy()
    todo = boxes(hole)
    total = sum(box.area for box in todo)
    done = 0
    for box in todo:
        stage(done / total, (done + box.area) / total)
        done += box.area
        _fill_box(result, hole, box, inpaint)
    return result


def _fill_box(result: Rgb, hole: Hole, box: Rect, inpaint: Inpaint) -> None:
    """Fill the part of `hole` in `box` of `result`, in place."""
    inside = box.slices()
    pixels, gap = np.ascontiguousarray(result[inside]), np.ascontiguousarray(hole[inside])
    if is_tiny(gap):
        filled = cv2.inpaint(pixels, gap, TELEA_RADIUS_PX, cv2.INPAINT_TELEA)
    elif has_sources(gap):
        filled = inpaint(pixels, gap)
    else:
        raise EngineError(
            _(
                "There is too little picture around the painted area to copy from. "
                "Paint a smaller area."
            )
        )
    np.copyto(result[inside], filled, where=(gap > 0)[:, :, None])
