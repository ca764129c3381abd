"""How a finished shape becomes part of the mask: one undo entry, whatever the mode."""

from __future__ import annotations

import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.tools.mode import Mode


def lay(document: Document, rect: Rect, cover: Mask, mode: Mode, name: str) -> bool:
    """Lay `cover` ((h, w) uint8 over `rect`, canvas coordinates) into the mask as `name`.

    Add takes the greater of both, subtract leaves at most what the cover leaves free, intersect
    the lesser of both, and nothing outside the cover. False if nothing changed.
    """
    inner = rect.intersected(document.canvas)
    touched = document.mask_bounds if mode is Mode.INTERSECT else inner

    def change(view: Mask) -> None:
        common = touched.intersected(inner)
        part, fresh = view[common.slices(touched)], cover[common.slices(rect)]
        if mode is Mode.ADD:
            np.maximum(part, fresh, out=part)
        elif mode is Mode.SUBTRACT:
            np.minimum(part, ~fresh, out=part)
        else:
            shared = np.minimum(part, fresh)
            view.fill(0)
            part[:] = shared

    return document.edit_mask(name, touched, change)
