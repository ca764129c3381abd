"""From the current pixels and mask to a frozen request."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.core.text import _
from fluxfill_studio.fill.context import ContextBox
from fluxfill_studio.fill.outpaint import NONE, grown_canvas
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import Mask, Pixels, frozen


def growth_bounds(base: Rect, canvas: Rect) -> Rect:
    """The smallest rectangle that holds all of `canvas` outside `base`."""
    sides = (
        Rect.from_edges(canvas.x, canvas.y, base.x, canvas.bottom),
        Rect.from_edges(base.right, canvas.y, canvas.right, canvas.bottom),
        Rect.from_edges(canvas.x, canvas.y, canvas.right, base.y),
        Rect.from_edges(canvas.x, base.bottom, canvas.right, canvas.bottom),
    )
    bounds = Rect(0, 0, 0, 0)
    for side in sides:
        if not side.empty:
            bounds = bounds.united(side)
    return bounds


def prepare(
    *,
    provider: str,
    context_box: ContextBox,
    document: str,
    base: str,
    base_canvas: Rect,
    pixels: Pixels,
    mask: Mask,
    mask_bounds: Rect,
    params: Sequence[FillParams],
    outpaint: str = NONE,
    feather: int = 0,
    icc: bytes | None = None,
    native: bool = False,
) -> list[FillRequest]:
    """One request per item of `params`; they share their frozen pixels and mask.

    `pixels` (H, W, C) and `mask` (H, W) lie over `base_canvas`; with an outpaint preset the mask
    is ignored and exactly the new area is filled, unless it is `native`: then the whole picture
    goes, and the provider grows it. BadInput if there is nothing to fill.
    """
    if native:
        canvas = box = base_canvas
    elif outpaint == NONE:
        if mask_bounds.empty:
            raise BadInput(_("Nothing is painted: the mask is empty."))
        canvas = base_canvas
        box = context_box(mask_bounds, canvas)
    else:
        canvas = grown_canvas(base_canvas, outpaint)
        box = context_box(growth_bounds(base_canvas, canvas), canvas)
    box_pixels = frozen(_padded(pixels, base_canvas, box, 0))
    source = mask if outpaint == NONE else np.zeros_like(mask)
    box_mask = frozen(_padded(source[:, :, None], base_canvas, box, 255)[:, :, 0])
    return [
        FillRequest(
            provider,
            document,
            base,
            base_canvas,
            canvas,
            box,
            box_pixels,
            box_mask,
            one,
            outpaint,
            feather,
            icc,
            native,
        )
        for one in params
    ]


def _padded(array: Pixels, canvas: Rect, box: Rect, value: int) -> Pixels:
    """A copy of `box` out of `array` over `canvas`; `value` where the canvas has no pixel."""
    made = np.full((box.height, box.width, array.shape[2]), value, array.dtype)
    common = box.intersected(canvas)
    if not common.empty:
        made[common.slices(box)] = array[common.slices(canvas)]
    return made
