"""Smooth scaling in which a device pixel looks the same whatever else is in view."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import cv2
import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.imaging.pixels import Pixels

RUN = 400  # device pixels scaled at a time, about
LOOK_BACK = 64  # level pixels searched for one that begins on a device pixel


class Run(NamedTuple):
    """Device pixels `first` to `end` (from the origin), scaled from level pixel `start` on."""

    start: int
    first: int
    end: int


def smooth(
    read: Callable[[Rect], Pixels], whole: Rect, scale: float, area: Rect
) -> Iterator[tuple[Rect, Pixels]]:
    """The device pixels `area`, counted from canvas (0, 0), interpolated: parts, each (h, w, C).

    `read` gives a rectangle of the level's pixels, which are `whole`; `scale` is below 2.
    OpenCV can scale exactly, but only from an edge; so the picture is parted at edges that lie
    on device pixels, and always at the same ones.
    """
    across = runs(area.x, area.right, scale, whole.x)
    for rows in runs(area.y, area.bottom, scale, whole.y):
        for columns in across:
            rect = Rect.from_edges(columns.first, rows.first, columns.end, rows.end)
            yield rect, _scaled(read, whole, scale, rect, (columns.start, rows.start))


def runs(first: int, end: int, scale: float, least: int) -> list[Run]:
    """The device pixels from `first` to `end` in order; the level begins with pixel `least`."""
    step = math.ceil(RUN / scale)
    marks = range(math.floor(first / scale) // step - 1, math.ceil(end / scale) // step + 2)
    starts = [edge(n * step, scale) for n in marks]
    if least in starts:  # nothing is needed from before
        starts = starts[starts.index(least) :]
    # A pixel whose middle lies before the middle of the first level pixel needs one before that.
    begins = [math.ceil((start + 0.5) * scale - 0.5) for start in starts]
    begins[0] = min(first, begins[0])
    found = []
    for start, (low, high) in zip(starts, pairwise([*begins, end]), strict=True):
        run = Run(start, max(low, first), min(high, end))
        if run.first < run.end:
            found.append(run)
    return found


@lru_cache(maxsize=512)
def edge(pixel: int, scale: float) -> int:
    """A level pixel at or a little before `pixel` whose edge lies on a device pixel, nearly."""
    at = np.arange(pixel, pixel - LOOK_BACK, -1) * scale
    return pixel - int(np.argmin(np.abs(at - np.rint(at))))


def _scaled(
    read: Callable[[Rect], Pixels], whole: Rect, scale: float, rect: Rect, start: tuple[int, int]
) -> Pixels:
    """`rect` (device pixels), scaled from the level pixel `start` on."""
    x, y = start
    right, bottom = math.ceil(rect.right / scale) + 1, math.ceil(rect.bottom / scale) + 1
    source = Rect.from_edges(x, y, right, bottom).intersected(whole)
    pixels = read(source)
    channels = pixels.shape[2]
    if (x, y) != (source.x, source.y):
        pixels = cv2.copyMakeBorder(pixels, source.y - y, 0, source.x - x, 0, cv2.BORDER_REPLICATE)
    drawn = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_LINEAR)
    drawn = drawn.reshape(*drawn.shape[:2], channels)  # OpenCV drops a single one
    return _cut(drawn, rect.moved(-round(x * scale), -round(y * scale)))


def _cut(drawn: Pixels, rect: Rect) -> Pixels:
    """`rect` of `drawn`; a row or column short repeats the last."""
    part = drawn[rect.slices()]
    missing = (rect.height - part.shape[0], rect.width - part.shape[1])
    if any(missing):
        part = np.pad(part, ((0, missing[0]), (0, missing[1]), (0, 0)), mode="edge")
    return part
