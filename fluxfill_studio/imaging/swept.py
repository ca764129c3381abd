"""Which pixels a move of a large brush can change: none that it has covered fully before."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.imaging.stamp import Dab, capsule

LARGE = 1200  # px; the rectangles of a smaller brush cost more than they save
STRIP = 400  # px of the diameter for each strip that the brush is cut into
ROUNDING = 2  # px that a dab lies beside its place at most, and more


def swept(start: Dab, end: Dab) -> list[Rect]:
    """Rectangles apart that hold every pixel which `stamp.paint` changes from `start` to `end`.

    `start` has been painted. Canvas coordinates, not cut to the canvas; empty if nothing changes.
    """
    whole, brush = capsule(start, end), start.brush
    if end.brush != brush or brush.diameter < LARGE or start.at == end.at:
        return [whole]
    full = brush.radius + 0.5 - brush.rim - ROUNDING
    return [rect for rect in _beside(start, full, whole) if _ahead(rect, start, end)]


def _beside(start: Dab, full: float, whole: Rect) -> Iterator[Rect]:
    """What lies in `whole` beside the disc of this radius, in strips from its top down."""
    x, y = start.at
    count = max(2, round(start.brush.diameter / STRIP))
    # The disc is cut at even angles, so that each strip leaves about as little beside it.
    cuts = [-math.cos(math.pi * n / count) * full for n in range(count + 1)]
    rows = [math.floor(y + cut) for cut in cuts]
    yield Rect.from_edges(whole.x, whole.y, whole.right, rows[0])
    for top, bottom in pairwise(rows):
        farthest = max(abs(top - y), abs(bottom - y))
        half = math.sqrt(max(0.0, full * full - farthest * farthest))
        left, right = math.ceil(x - half), math.floor(x + half)
        if left >= right:
            left = right = whole.right
        yield Rect.from_edges(whole.x, top, left, bottom)
        yield Rect.from_edges(right, top, whole.right, bottom)
    yield Rect.from_edges(whole.x, rows[-1], whole.right, whole.bottom)


def _ahead(rect: Rect, start: Dab, end: Dab) -> bool:
    """Whether any of it lies ahead of the middle of `start`; behind it nothing is new."""
    if rect.empty:
        return False
    dx, dy = end.at.x - start.at.x, end.at.y - start.at.y
    x = rect.right if dx > 0 else rect.x
    y = rect.bottom if dy > 0 else rect.y
    reach = (x - start.at.x) * dx + (y - start.at.y) * dy
    return reach > -ROUNDING * math.hypot(dx, dy)
