"""How different colours look: distances in CIELAB (CIE76), where 2.3 is just seen.

Black to white is 100.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.imaging.colour import to_screen
from fluxfill_studio.imaging.pixels import Mask, Pixels

LEVELS = 2  # a unit of distance
STRIP = 32  # rows; what is worked out per pixel in floats must not need memory for all of them
THREADS = 2
_SRGB = np.arange(256) / 255
_LIGHT = np.where(_SRGB <= 0.04045, _SRGB / 12.92, ((_SRGB + 0.055) / 1.055) ** 2.4).astype(
    np.float32
)
"""Light, 0 to 1, that the numbers of sRGB stand for."""


def lab(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(h, w, 3) float32 CIELAB of (h, w, 3) sRGB."""
    # Taking the gamma away by table makes OpenCV's conversion twice as fast, and exact.
    return _lab_of_light(np.asarray(cv2.LUT(rgb, _LIGHT), np.float32))


def distance(colours: NDArray[np.float32], colour: Sequence[float]) -> NDArray[np.float32]:
    """(h, w) float32: how far each of `colours` ((h, w, 3) CIELAB) lies from `colour` (sRGB)."""
    light = np.interp(colour, np.arange(256), _LIGHT).astype(np.float32)
    centre = _lab_of_light(light[None, None])[0, 0]
    off = cv2.transform(colours, np.hstack([np.eye(3, dtype=np.float32), -centre[:, None]]))
    square = cv2.transform(cv2.multiply(off, off), np.ones((1, 3), np.float32))
    return np.asarray(cv2.sqrt(square), np.float32)


def mean_colour(pixels: Pixels, icc: bytes | None, x: int, y: int, side: int) -> list[float]:
    """The mean over a square of `side` px (odd) round pixel (x, y), as the screen shows it."""
    height, width = pixels.shape[:2]
    square = Rect(x, y, 1, 1).grown(side // 2).intersected(Rect(0, 0, width, height))
    mean: list[float] = to_screen(pixels[square.slices()], icc).mean(axis=(0, 1)).tolist()
    return mean


def distance_levels(pixels: Pixels, icc: bytes | None, colour: Sequence[float]) -> Mask:
    """(h, w) uint8: how far each pixel, as the screen shows it, lies from `colour`.

    In half units, rounded up: a pixel lies within a whole distance d if its level is <= 2 d.
    """
    made = np.empty(pixels.shape[:2], np.uint8)

    def work(top: int) -> None:
        strip = slice(top, top + STRIP)
        away = distance(lab(to_screen(pixels[strip], icc)), colour)
        # cv2 rounds to the nearest; almost a half more rounds up, noise of floats apart.
        made[strip] = cv2.addWeighted(away, LEVELS, away, 0, 0.499, dtype=cv2.CV_8U)

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(work, range(0, len(made), STRIP)))
    return made


def _lab_of_light(light: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(cv2.cvtColor(light, cv2.COLOR_LRGB2Lab), np.float32)
