"""Fills a hole too large for the library: solves it small and carries it up to full resolution.

The small solution says what goes where. Each of its pixels is matched with the place of the
picture that looks like it; from there the pixels of full resolution are copied. Their colours are
brought to those of the small solution, and at the border to those of the picture, so that
neither the border nor the joints inside show.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.engine.blend import blend_border
from fluxfill_studio.engine.matching import offsets
from fluxfill_studio.engine.plan import reduced_hole

Rgb = NDArray[np.uint8]
Hole = NDArray[np.uint8]
STRIP_ROWS = 16
"""Rows of the small picture carried at a time: whole arrays of large photos cost too much."""
SOLVED, MATCHED = 0.6, 0.9
"""Shares of the time after these steps."""


def carried(
    pixels: Rgb,
    hole: Hole,
    factor: int,
    inpaint: Callable[[Rgb, Hole], Rgb],
    seed: int,
    stage: Callable[[float, float], None],
) -> Rgb:
    """`pixels` (h, w, 3) filled where `hole` (h, w) > 0, solved at 1 / `factor` of the size.

    `stage` hears before each piece of work which share of it is to come: from, to.
    """
    stage(0.0, SOLVED)
    small_hole = reduced_hole(hole, factor)
    solution = inpaint(_reduced(pixels, factor), small_hole)
    stage(SOLVED, MATCHED)

    def tell(share: float) -> None:
        done = SOLVED + share * (MATCHED - SOLVED)
        stage(done, done)

    found = offsets(solution, small_hole, seed, tell)
    stage(MATCHED, 1.0)
    filled = _copied(pixels, hole, found, factor)
    _match_colours(filled, hole, solution, factor)

    def source(rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.int32]:
        return found[rows // factor, columns // factor] * factor

    # What the small solution could not see is finer than `factor`: so far the correction reaches.
    blend_border(filled, hole, source, factor.bit_length())
    return filled


def _reduced(pixels: Rgb, factor: int) -> Rgb:
    """(h, w, 3) at 1 / `factor`, rounded up as `reduced_hole` does."""
    bottom, right = (-side % factor for side in pixels.shape[:2])
    padded = cv2.copyMakeBorder(pixels, 0, bottom, 0, right, cv2.BORDER_REPLICATE)
    size = (padded.shape[1] // factor, padded.shape[0] // factor)
    small: NDArray[Any] = cv2.resize(padded, size, interpolation=cv2.INTER_AREA)
    return small


def _copied(pixels: Rgb, hole: Hole, found: NDArray[np.int32], factor: int) -> Rgb:
    """`pixels` with the hole's copied from where `found` (small) points."""
    height, width = hole.shape
    filled = pixels.copy()
    step = STRIP_ROWS * factor
    for top in range(0, height, step):
        rows, columns = np.nonzero(hole[top : top + step])
        rows += top
        shift = found[rows // factor, columns // factor] * factor
        from_rows = np.minimum(rows + shift[:, 0], height - 1)
        from_columns = np.minimum(columns + shift[:, 1], width - 1)
        filled[rows, columns] = pixels[from_rows, from_columns]
    return filled


def _match_colours(filled: Rgb, hole: Hole, solution: Rgb, factor: int) -> None:
    """Make the hole in `filled`, seen small, look as `solution`; in place."""
    change = solution.astype(np.int16) - _reduced(filled, factor)
    step = STRIP_ROWS * factor
    for top in range(0, len(hole), step):
        gap = hole[top : top + step] > 0
        if gap.any():
            strip = filled[top : top + step]
            wanted = (
                strip + _enlarged(change, top // factor, factor)[: strip.shape[0], : strip.shape[1]]
            )
            strip[gap] = np.clip(np.rint(wanted[gap]), 0, 255)


def _enlarged(change: NDArray[np.int16], first: int, factor: int) -> NDArray[np.float32]:
    """STRIP_ROWS rows of `change` from row `first` on at full size, smoothly."""
    above = min(first, 1)  # one more row on either side: strips must not show
    rows = change[first - above : first + STRIP_ROWS + 1].astype(np.float32)
    size = (rows.shape[1] * factor, rows.shape[0] * factor)
    large: NDArray[Any] = cv2.resize(rows, size, interpolation=cv2.INTER_LINEAR)
    return large[above * factor : (above + STRIP_ROWS) * factor]
