"""How the mask is drawn over the picture: a veil, and the two-toned line round it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np

from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.ui.canvas.render import Screen

LIGHT, DARK = 0xFFFFFFFF, 0xFF000000
HATCHED = "hatch"
STRIPE = 6  # view points


class OverlayMode(Enum):
    """What is drawn of the mask."""

    VEIL = "veil"  # and its edge
    OUTLINE = "outline"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Overlay:
    """The user's choice.

    Attributes:
        mode: see there.
        colour: of the veil, "#rrggbb", or HATCHED for black and white stripes.
        opacity: of the veil, 0 to 1.
    """

    mode: OverlayMode = OverlayMode.VEIL
    colour: str = "#ff00ff"
    opacity: float = 0.4


def veil(overlay: Overlay, width: int, height: int, ratio: float) -> Screen:
    """(height, width, 4): the full colour of the veil everywhere."""
    made = np.empty((height, width), np.uint32)
    if overlay.colour == HATCHED:
        side = max(1, round(STRIPE * ratio))
        along = (np.arange(width) + np.arange(height)[:, None]) // side
        made[:] = np.where(along & 1, LIGHT, DARK)
    else:
        made[:] = 0xFF000000 | int(overlay.colour.removeprefix("#"), 16)
    return made.view(np.uint8).reshape(height, width, 4)


def lay_veil(base: Screen, colour: Screen, opacity: float, mask: Mask, out: Screen) -> None:
    """`out` = `base` towards `colour` by mask / 255 * opacity, rounded; all (h, w)."""
    least, most, _at, _to = cv2.minMaxLoc(mask)
    if most == 0:
        np.copyto(out, base)
        return
    full = cv2.addWeighted(base, 1 - opacity, colour, opacity, 0)
    if least == 255:
        np.copyto(out, full)
        return
    weight = cv2.cvtColor(mask, cv2.COLOR_GRAY2BGRA)
    cv2.multiply(full, weight, full, 1 / 255)
    cv2.bitwise_not(weight, weight)
    weight[..., 3] = 0
    cv2.multiply(base, weight, out, 1 / 255)
    cv2.add(out, full, out)


def draw_edge(mask: Mask, width: int, inner: tuple[slice, slice], out: Screen) -> None:
    """The line round `mask` > 0, `width` px light inside and dark outside.

    `mask` has at least `width` px round its part `inner`, which `out` shows, or ends there.
    """
    on = cv2.threshold(mask, 0, 255, cv2.THRESH_BINARY)[1]
    kernel = np.ones((2 * width + 1, 2 * width + 1), np.uint8)
    ring = cv2.subtract(cv2.dilate(on, kernel), cv2.erode(on, kernel))[inner]
    if not cv2.hasNonZero(ring):
        return
    colours = out.view(np.uint32)[..., 0]
    where = ring > 0
    colours[where] = np.where(on[inner][where] > 0, LIGHT, DARK)
