"""Acts on the whole mask, each one undo entry."""

from __future__ import annotations

import cv2
import numpy as np

from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.opening import alpha_mask
from fluxfill_studio.imaging.pixels import Mask


class Masking:
    """Clear, invert, fill, replace; the last mask that was put away can come back."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._last: FillRequest | None = None

    def clear(self) -> None:
        """Empty the mask."""
        self._document.edit_mask(
            _("Clear mask"), self._document.mask_bounds, lambda mask: mask.fill(0)
        )

    def invert(self) -> None:
        """Swap repaint and keep."""
        self._document.edit_mask(
            _("Invert mask"),
            self._document.canvas,
            lambda mask: np.subtract(255, mask, out=mask),
        )

    def fill_all(self) -> None:
        """Repaint everything."""
        self._document.edit_mask(
            _("Mask everything"), self._document.canvas, lambda mask: mask.fill(255)
        )

    def replace(self, mask: Mask, name: str) -> None:
        """Make `mask` ((H, W) over the canvas) the mask, as an act called `name`."""
        self._document.edit_mask(name, self._document.canvas, lambda view: np.copyto(view, mask))

    def take_alpha(self) -> None:
        """Transparent pixels become the mask."""
        self.replace(alpha_mask(self._document.pixels), _("Mask from transparency"))

    def put_away(self, request: FillRequest) -> None:
        """Take a run's mask out of the mask; what was painted elsewhere stays."""
        self._last = request
        box = request.box.intersected(self._document.canvas)
        taken = request.mask[box.slices(request.box)]
        self._document.edit_mask(
            _("Put mask away"), box, lambda view: view.__setitem__(taken > 0, 0)
        )

    def last_back(self) -> bool:
        """Add the mask that was put away last; False if there was none."""
        if self._last is None:
            return False
        self.take(self._last)
        return True

    def take(self, request: FillRequest) -> None:
        """Add the mask of a request to the mask."""
        box = request.box.intersected(self._document.canvas)
        if box.empty or request.extends:
            return
        brought = np.ascontiguousarray(request.mask[box.slices(request.box)])
        self._document.edit_mask(
            _("Take mask"), box, lambda view: np.copyto(view, cv2.max(view, brought))
        )
