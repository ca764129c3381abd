"""How much of the picture goes along with a fill, and at what scale.

Sizes are in pixels; boxes in canvas coordinates.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from fluxfill_studio.core.geometry import Rect, Size

ContextBox: TypeAlias = Callable[[Rect, Rect], Rect]
"""(bounds of what is filled, canvas) -> box to send, inside the canvas."""


CONTEXT = 1.5
"""The sent box, in parts of the bounds of what is filled."""


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """What a service takes.

    Attributes:
        longest: of either side; more would be scaled down there.
        shortest: of either side; a smaller picture is scaled up.
        multiple: sides that are multiples of it suit the model.
    """

    longest: int
    shortest: int = 1
    multiple: int = 1


def service_box(limits: SizeLimits) -> ContextBox:
    """Half as much again as what is filled, then widened to what still goes 1:1."""

    def box(bounds: Rect, canvas: Rect) -> Rect:
        left, width = _span(bounds.x, bounds.width, canvas.x, canvas.width, limits)
        top, height = _span(bounds.y, bounds.height, canvas.y, canvas.height, limits)
        return Rect(left, top, width, height)

    return box


def sent_size(box: Rect, limits: SizeLimits | None) -> Size:
    """The size at which `box` is sent: its own, or reduced or enlarged to fit `limits`."""
    if limits is None:
        return box.size
    short, long = min(box.size), max(box.size)
    scale = min(max(1.0, limits.shortest / short), limits.longest / long)
    if scale == 1:
        return box.size
    return Size(*(_fitting(side * scale, limits) for side in box.size))


def _span(at: int, length: int, low: int, room: int, limits: SizeLimits) -> tuple[int, int]:
    """Start and length of one side of the box, inside `room` pixels from `low`."""
    wide = max(math.ceil(CONTEXT * length), limits.longest)
    wide = min(room, math.ceil(wide / limits.multiple) * limits.multiple)
    start = at + (length - wide) // 2
    return max(low, min(start, low + room - wide)), wide


def _fitting(side: float, limits: SizeLimits) -> int:
    """The multiple nearest to `side`, never above the longest."""
    steps = max(1, round(side / limits.multiple))
    return min(steps, limits.longest // limits.multiple) * limits.multiple
