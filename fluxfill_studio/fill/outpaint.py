"""Canvas growth by the eight preset strings of the services.

The geometry is our definition: no service publishes its own. Zoom out adds to every edge and
keeps the ratio, a side preset adds `SIDE_SHARE` of that side, "Make square" fills up the
shorter side.
"""

from __future__ import annotations

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.text import _

NONE = "None"
PRESETS = (
    NONE,
    "Zoom out 1.5x",
    "Zoom out 2x",
    "Make square",
    "Left outpaint",
    "Right outpaint",
    "Top outpaint",
    "Bottom outpaint",
)
SIDE_SHARE = 0.5


def grown_canvas(canvas: Rect, preset: str) -> Rect:
    """The canvas after `preset`, in canvas coordinates (its origin may become negative).

    BadInput for an unknown preset, or one that adds nothing to this canvas.
    """
    width, height = canvas.size
    side_x, side_y = round(width * SIDE_SHARE), round(height * SIDE_SHARE)
    grown = {
        NONE: canvas,
        "Zoom out 1.5x": _centred(canvas, round(width * 1.5), round(height * 1.5)),
        "Zoom out 2x": _centred(canvas, width * 2, height * 2),
        "Make square": _centred(canvas, max(width, height), max(width, height)),
        "Left outpaint": canvas.grown(side_x, 0, 0, 0),
        "Right outpaint": canvas.grown(0, 0, side_x, 0),
        "Top outpaint": canvas.grown(0, side_y, 0, 0),
        "Bottom outpaint": canvas.grown(0, 0, 0, side_y),
    }
    if preset not in grown:
        raise BadInput(_("There is no outpaint preset “{preset}”.").format(preset=preset))
    if preset != NONE and grown[preset] == canvas:
        raise BadInput(
            _("“{preset}” adds nothing to a picture of {width} x {height}.").format(
                preset=preset, width=width, height=height
            )
        )
    return grown[preset]


def _centred(canvas: Rect, width: int, height: int) -> Rect:
    left, top = (width - canvas.width) // 2, (height - canvas.height) // 2
    return Rect(canvas.x - left, canvas.y - top, width, height)
