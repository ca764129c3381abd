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


class Boxes:
    """The frozen boxes of one press: each is copied once, whoever asks for it.

    `pixels` (H, W, C) and `mask` (H, W) lie over `canvas`; neither may change meanwhile.
    """

    def __init__(self, pixels: Pixels, mask: Mask, canvas: Rect) -> None:
        self.canvas = canvas
        self._whole = pixels
        self._painted = mask
        self._pixels: dict[Rect, Pixels] = {}
        self._masks: dict[tuple[Rect, bool], Mask] = {}

    def pixels(self, box: Rect) -> Pixels:
        """(h, w, C) inside `box`, read-only; zero where the canvas has no pixel."""
        if box not in self._pixels:
            self._pixels[box] = self._cut(box)
        return self._pixels[box]

    def mask(self, box: Rect, *, extends: bool) -> Mask:
        """(h, w) inside `box`, read-only: what is painted, or all that lies beyond the canvas."""
        if (box, extends) not in self._masks:
            made = self._beyond(box) if extends else self._painted[box.slices(self.canvas)].copy()
            self._masks[box, extends] = frozen(made)
        return self._masks[box, extends]

    def _cut(self, box: Rect) -> Pixels:
        whole = self._whole
        if box == self.canvas and not whole.flags.writeable:
            return whole  # nobody can change it: a copy would only take time and memory
        if self.canvas.holds(box):
            return frozen(whole[box.slices(self.canvas)].copy())
        made = np.zeros((box.height, box.width, whole.shape[2]), whole.dtype)
        common = box.intersected(self.canvas)
        if not common.empty:
            made[common.slices(box)] = whole[common.slices(self.canvas)]
        return frozen(made)

    def _beyond(self, box: Rect) -> Mask:
        made = np.full((box.height, box.width), 255, np.uint8)
        common = box.intersected(self.canvas)
        if not common.empty:
            made[common.slices(box)] = 0
        return made


def prepare(
    *,
    provider: str,
    context_box: ContextBox,
    document: str,
    base: str,
    boxes: Boxes,
    mask_bounds: Rect,
    params: Sequence[FillParams],
    outpaint: str = NONE,
    feather: int = 0,
    icc: bytes | None = None,
    native: bool = False,
) -> list[FillRequest]:
    """One request per item of `params`; all of one `boxes` share their frozen pixels and mask.

    With an outpaint preset the painted mask is ignored and exactly the new area is filled, unless
    it is `native`: then the whole picture goes, and the provider grows it. BadInput if there is
    nothing to fill.
    """
    base_canvas = boxes.canvas
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
    box_pixels, box_mask = boxes.pixels(box), boxes.mask(box, extends=outpaint != NONE)
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
