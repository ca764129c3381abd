"""What this engine can and cannot do, in words for people. Data only; the window shows it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.text import _

MUCH_OF_CANVAS = 0.3
MUCH_OF_BORDER = 0.5


def about() -> str:
    """One or two sentences for the place where the engine is chosen."""
    return _(
        "Local fill copies matching texture from this photo. "
        "It does not read the prompt and cannot invent new objects."
    )


def failings() -> list[str]:
    """What it is known to do badly, one sentence each."""
    return [
        _("Faces, text and objects that occur only once cannot be rebuilt."),
        _("Straight lines and regular objects that the painted area cuts may bend or break."),
        _("Large areas may look repeated; shadows left outside the painted area stay."),
        _("When the canvas grows, objects near its edge may be doubled."),
    ]


def warnings(hole: NDArray[np.uint8]) -> list[str]:
    """Why the result may disappoint, for `hole` (h, w) over the whole canvas; usually nothing."""
    found = []
    if cv2.countNonZero(hole) > MUCH_OF_CANVAS * hole.size:
        found.append(_("The area is a large part of the picture: the fill may look repeated."))
    edges = np.concatenate([hole[0], hole[-1], hole[1:-1, 0], hole[1:-1, -1]])
    if cv2.countNonZero(edges) > MUCH_OF_BORDER * edges.size:
        found.append(
            _("The area takes up most of the picture's border: the fill has little to go by there.")
        )
    return found
