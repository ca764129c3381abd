"""How the mask is drawn over the picture: a veil, and the two-toned line round it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

import cv2
import numpy as np

from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.ui import tokens
from fluxfill_studio.ui.canvas.render import Screen
from fluxfill_studio.ui.tokens import HATCHED

LIGHT, DARK = 0xFFFFFFFF, 0xFF000000
STRIPE = 6  # view points
STRIP = 240  # device px; divides into pairs of stripes of many widths


class OverlayMode(Enum):
    """What is drawn of the mask."""

    VEIL = "veil"  # and its edge
    OUTLINE = "outline"
    ALONE = "alone"  # the mask itself in black and white, nothing of the picture
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Overlay:
    """The user's choice.

    Attributes:
        mode: see there.
        colour: of the veil, "#rrggbb", or HATCHED for black and white stripes.
        opacity: of the veil, 0 to 1.
        marching: the edge is drawn as moving dashes instead of a line in two tones.
    """

    mode: OverlayMode = OverlayMode.VEIL
    colour: str = tokens.OVERLAYS["magenta"]
    opacity: float = 0.4
    marching: bool = False

    @classmethod
    def named(
        cls, name: str, opacity: float, mode: OverlayMode, *, marching: bool = False
    ) -> Overlay:
        """With a colour of the table of tokens, or "hatch"."""
        return cls(mode, tokens.OVERLAYS.get(name, HATCHED), opacity, marching)


def veil(overlay: Overlay, height: int, ratio: float) -> Screen:
    """(height, STRIP, 4): the full colour of the veil; the same every STRIP columns.

    As narrow as that, it stays in the processor's cache.
    """
    made = np.empty((height, STRIP), np.uint32)
    if overlay.colour == HATCHED:
        whole = [side for side in range(1, STRIP) if STRIP % (2 * side) == 0]
        side = min(whole, key=lambda side: abs(side - STRIPE * ratio))
        along = (np.arange(STRIP) + np.arange(height)[:, None]) // side
        made[:] = np.where(along & 1, LIGHT, DARK)
    else:
        made[:] = 0xFF000000 | int(overlay.colour.removeprefix("#"), 16)
    return made.view(np.uint8).reshape(height, STRIP, 4)


def lay_veil(base: Screen, colour: Screen, opacity: float, mask: Mask, out: Screen) -> None:
    """`out` = `base` towards `colour` by mask / 255 * opacity, rounded; all (h, w)."""
    if cv2.minMaxLoc(mask)[0] == 255:
        cv2.addWeighted(base, 1 - opacity, colour, opacity, 0, out)
        return
    full = cv2.addWeighted(base, 1 - opacity, colour, opacity, 0)
    weight = cv2.cvtColor(mask, cv2.COLOR_GRAY2BGRA)
    cv2.multiply(full, weight, full, 1 / 255)
    cv2.bitwise_not(weight, weight)
    cv2.multiply(base, weight, out, 1 / 255)
    cv2.add(out, full, out)


def edge_of(mask: Mask, width: int, inner: tuple[slice, slice]) -> tuple[Mask, Mask]:
    """The line round `mask` > 0, `width` px inside and outside: its tones, light inside, and where.

    Both (h, w) of the part `inner`. `mask` has at least `width` px round it, or ends there.
    """
    on: Mask = cv2.threshold(mask, 0, 255, cv2.THRESH_BINARY)[1].view(np.uint8)
    line: Mask = cv2.morphologyEx(on, cv2.MORPH_GRADIENT, _kernel(width)).view(np.uint8)
    return on[inner], line[inner]


@cache
def _kernel(width: int) -> Mask:
    return np.ones((2 * width + 1, 2 * width + 1), np.uint8)
