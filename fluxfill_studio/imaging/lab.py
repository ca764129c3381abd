"""How different colours look: distances in CIELAB (CIE76), where 2.3 is just seen.

Black to white is 100, and so is something to nothing, a transparent pixel.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.imaging.colour import to_screen
from fluxfill_studio.imaging.pixels import Mask, Pixels, has_alpha, opacity

LEVELS = 2  # a unit of distance
UNSEEN = 100  # how far a transparent pixel lies from an opaque one
STRIP = 16  # rows; what is worked out per pixel in floats must not need memory for all of them
THREADS = 2
_UNKNOWN = 255  # no level
_SIDE = 16  # of a cell of colours
_SRGB = np.arange(256) / 255
_LIGHT = np.where(_SRGB <= 0.04045, _SRGB / 12.92, ((_SRGB + 0.055) / 1.055) ** 2.4).astype(
    np.float32
)
"""Light, 0 to 1, that the numbers of sRGB stand for."""


class Colour(NamedTuple):
    """One colour as the screen shows it, 0 to 255; `alpha` 255: opaque."""

    red: float
    green: float
    blue: float
    alpha: float = 255


def lab(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(h, w, 3) float32 CIELAB of (h, w, 3) sRGB."""
    # Taking the gamma away by table makes OpenCV's conversion twice as fast, and exact.
    return _lab_of_light(np.asarray(cv2.LUT(rgb, _LIGHT), np.float32))


def distance(colours: NDArray[np.float32], colour: Colour) -> NDArray[np.float32]:
    """(h, w) float32: how far each of `colours` ((h, w, 3) CIELAB) lies from `colour`.

    All are taken as opaque.
    """
    light = np.interp(colour[:3], np.arange(256), _LIGHT).astype(np.float32)
    centre = _lab_of_light(light[None, None])[0, 0]
    off = cv2.transform(colours, np.hstack([np.eye(3, dtype=np.float32), -centre[:, None]]))
    square = cv2.transform(cv2.multiply(off, off), np.ones((1, 3), np.float32))
    return np.asarray(cv2.sqrt(square), np.float32)


def by_alpha(
    away: NDArray[np.float32], alpha: Mask, own: float, unit: float = 1
) -> NDArray[np.float32]:
    """(h, w) float32: how far colours of `alpha` lie from one of alpha `own` (0 to 255), when as
    opaque ones they lie as far as `away`. Both distances in parts of which `unit` make one.

    A difference in colour counts as far as both are seen, one in alpha for itself. So what is
    hidden under full transparency means nothing, and opaque colours lie as far as ever.
    """
    shared = np.minimum(alpha, np.float32(own)) / np.float32(255)
    apart = np.abs(alpha - np.float32(own)) * np.float32(unit * UNSEEN / 255)
    return np.asarray(np.maximum(away * shared, apart), np.float32)


def mean_colour(pixels: Pixels, icc: bytes | None, x: int, y: int, side: int) -> Colour:
    """The mean over a square of `side` px (odd) round pixel (x, y), each as far as it is seen."""
    height, width = pixels.shape[:2]
    square = Rect(x, y, 1, 1).grown(side // 2).intersected(Rect(0, 0, width, height))
    part = pixels[square.slices()]
    alpha = opacity(part)
    if not alpha.any():
        return Colour(0, 0, 0, 0)
    red, green, blue = np.average(to_screen(part, icc), axis=(0, 1), weights=alpha).tolist()
    return Colour(red, green, blue, float(alpha.mean()))


def distance_levels(pixels: Pixels, icc: bytes | None, colour: Colour) -> Mask:
    """(h, w) uint8: how far each pixel, as the screen shows it, lies from `colour`.

    In half units, rounded up: a pixel lies within a whole distance d if its level is <= 2 d.
    127 units and more are level 254.
    """
    return Distances(pixels, icc, colour).rows(0, len(pixels))


class Distances:
    """The distance levels of a picture (see `distance_levels`), worked out as far as asked for."""

    def __init__(self, pixels: Pixels, icc: bytes | None, colour: Colour) -> None:
        self._pixels, self._icc, self._alpha = pixels, icc, colour.alpha
        self._levels = _Levels(colour)
        self._made = np.empty(pixels.shape[:2], np.uint8)
        self._strips: set[int] = set()  # those that are made

    def rows(self, top: int, bottom: int) -> Mask:
        """(bottom - top, w) uint8, to be read only."""
        wanted = range(top // STRIP, math.ceil(bottom / STRIP))
        new = [strip for strip in wanted if strip not in self._strips]
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(self._make, new))
        self._strips.update(new)
        return self._made[top:bottom]

    def _make(self, strip: int) -> None:
        rows = slice(strip * STRIP, (strip + 1) * STRIP)
        pixels = self._pixels[rows]
        seen = to_screen(pixels, self._icc)
        # Two threads that meet the same new colours begin at opposite ends of them.
        levels = self._levels.of(seen, backwards=strip % 2 == 1)
        if has_alpha(pixels):
            away = by_alpha(levels.astype(np.float32), opacity(pixels), self._alpha, LEVELS)
            levels = np.ceil(away - np.float32(0.001)).astype(np.uint8)  # noise of floats apart
        self._made[rows] = levels


class _Levels:
    """The levels of all colours. A cell, 16 blues by 16 greens by all reds, is worked out when
    one of it is met: a photo has few cells, and looking up is five times as fast.

    Any thread may ask; at worst two work out the same.
    """

    def __init__(self, colour: Colour) -> None:
        self._colour = colour
        self._table = np.full((256, 256, 256), _UNKNOWN, np.uint8)  # by blue, green, red
        self._known: set[int] = set()
        first = np.mgrid[:_SIDE, :_SIDE, :256].reshape(3, _SIDE, -1).astype(np.uint8)
        self._blue, self._green, self._red = first  # of the colours of the first cell

    def of(self, rgb: NDArray[np.uint8], *, backwards: bool) -> Mask:
        """(h, w) uint8 for (h, w, 3) sRGB; which end of the new cells is worked out first."""
        # Alpha, always 255, makes the numbers count from the table's end, to the same place.
        packed = cv2.cvtColor(rgb, cv2.COLOR_RGB2RGBA).view(np.int32)[..., 0]
        levels = self._table.take(packed, mode="wrap")
        missing = levels == _UNKNOWN
        if not missing.any():
            return levels
        new = np.unique(packed[missing] >> 8 & 0xF0F0).tolist()
        for cell in reversed(new) if backwards else new:
            if cell not in self._known:
                self._learn(cell >> 8, cell & 0xFF)
                self._known.add(cell)
        return self._table.take(packed, mode="wrap")

    def _learn(self, blue: int, green: int) -> None:
        """Work out the cell that begins with these."""
        planes = self._red, self._green + np.uint8(green), self._blue + np.uint8(blue)
        away = distance(lab(np.asarray(cv2.merge(planes), np.uint8)), self._colour)
        # cv2 rounds to the nearest; almost a half more rounds up, noise of floats apart.
        rounded = cv2.addWeighted(away, LEVELS, away, 0, 0.499, dtype=cv2.CV_8U)
        capped = np.asarray(cv2.threshold(rounded, _UNKNOWN - 1, 0, cv2.THRESH_TRUNC)[1])
        self._table[blue : blue + _SIDE, green : green + _SIDE] = capped.reshape(_SIDE, _SIDE, 256)


def _lab_of_light(light: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(light, cv2.COLOR_LRGB2Lab), np.float32)
