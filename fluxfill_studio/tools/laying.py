"""How a finished shape becomes part of the mask: one undo entry, whatever the mode."""

from __future__ import annotations

import cv2
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
        part = np.zeros_like(view) if mode is Mode.INTERSECT else view
        common = touched.intersected(inner)
        if not common.empty:
            fresh = np.ascontiguousarray(cover[common.slices(rect)])
            mixed = _mixed(np.ascontiguousarray(view[common.slices(touched)]), fresh, mode)
            part[common.slices(touched)] = mixed
        if part is not view:
            np.copyto(view, part)

    return document.edit_mask(name, touched, change)


def _mixed(old: Mask, cover: Mask, mode: Mode) -> Mask:
    if mode is Mode.ADD:
        mixed = cv2.max(old, cover)
    elif mode is Mode.SUBTRACT:
        mixed = cv2.min(old, cv2.bitwise_not(cover))
    else:
        mixed = cv2.min(old, cover)
    return np.asarray(mixed, np.uint8)
