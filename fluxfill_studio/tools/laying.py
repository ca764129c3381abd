"""How a finished shape becomes part of the mask: one undo entry, whatever the mode."""

from __future__ import annotations

import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.tools.mode import Mode, act_name


def lay(document: Document, rect: Rect, cover: Mask, mode: Mode, name: str) -> bool:
    """Lay `cover` ((h, w) uint8 over `rect`, canvas coordinates) into the mask as `name`.

    Add takes the greater of both, subtract leaves at most what the cover leaves free, intersect
    the lesser of both, and nothing outside the cover. False if nothing changed.
    """
    document.settle()  # a preview may yet change how far the mask goes
    touched = reach(document, rect, mode)
    return document.edit_mask(
        act_name(name, mode), touched, lambda view: lay_into(view, touched, rect, cover, mode)
    )


def reach(document: Document, rect: Rect, mode: Mode) -> Rect:
    """The part of the mask that laying a cover over `rect` may change, canvas coordinates."""
    return document.mask_bounds if mode is Mode.INTERSECT else rect.intersected(document.canvas)


def lay_into(view: Mask, touched: Rect, rect: Rect, cover: Mask, mode: Mode) -> None:
    """Lay `cover` over `rect` into `view`, the mask over `touched` (see `reach`), in place."""
    common = touched.intersected(rect)
    part, fresh = view[common.slices(touched)], cover[common.slices(rect)]
    if mode is Mode.ADD:
        np.maximum(part, fresh, out=part)
    elif mode is Mode.SUBTRACT:
        np.minimum(part, ~fresh, out=part)
    else:
        shared = np.minimum(part, fresh)
        view.fill(0)
        part[:] = shared
