"""Acts on the whole mask, each one undo entry."""

from __future__ import annotations

from itertools import count

import numpy as np

from fluxfill_studio.core.text import _
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.kept import KeptMask
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.opening import alpha_mask
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.tools.laying import lay
from fluxfill_studio.tools.mode import Mode


class Masking:
    """Clear, invert, fill, replace, keep; the last mask that was put away can come back."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._last: KeptMask | None = None

    def clear(self) -> None:
        """Empty the mask; `last_back` brings it back."""
        self._document.settle()
        if not self._document.mask_bounds.empty:
            self._last = self._snapshot("")
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

    # -- masks that were there ----------------------------------------------------------------

    def put_away(self, request: FillRequest) -> None:
        """Take a run's mask out of the mask; what was painted elsewhere stays."""
        self._last = KeptMask.of("", request.box, request.mask)
        box = request.box.intersected(self._document.canvas)
        taken = request.mask[box.slices(request.box)]
        self._document.edit_mask(
            _("Put mask away"), box, lambda view: view.__setitem__(taken > 0, 0)
        )

    def last_back(self) -> bool:
        """Add the mask that was put away or cleared last; False if there was none."""
        if self._last is None:
            return False
        lay(self._document, self._last.rect, self._last.mask, Mode.ADD, _("Last mask back"))
        return True

    def take(self, request: FillRequest) -> None:
        """Add the mask of a request to the mask."""
        if not request.extends:
            lay(self._document, request.box, request.mask, Mode.ADD, _("Take mask"))

    # -- masks under a name -------------------------------------------------------------------

    def free_name(self) -> str:
        """A name for the next mask that is kept."""
        names = self._document.kept.names
        numbered = (_("Mask {n}").format(n=n) for n in count(len(names) + 1))
        return next(name for name in numbered if name not in names)

    def keep(self, name: str = "") -> str:
        """Keep the mask as it is now under `name`, or a free one; the name, "" without a mask."""
        self._document.settle()
        if self._document.mask_bounds.empty:
            return ""
        if not name or name in self._document.kept.names:
            name = self.free_name()
        with self._document.undo.group(_("Keep mask")):
            self._document.kept.keep(self._snapshot(name))
        return name

    def forget(self, name: str) -> None:
        """Keep that mask no longer."""
        with self._document.undo.group(_("Forget {name}").format(name=name)):
            self._document.kept.forget(name)

    def rename(self, old: str, new: str) -> bool:
        """Another name for a kept mask; False if it is empty or taken."""
        new = new.strip()
        if not new or new in self._document.kept.names:
            return False
        with self._document.undo.group(_("Rename mask")):
            self._document.kept.rename(old, new)
        return True

    def replace_by_kept(self, name: str) -> None:
        """Make a kept mask the mask."""
        self.replace(self._whole(name), _("Use {name}").format(name=name))

    def lay_kept(self, name: str, mode: Mode) -> None:
        """Lay a kept mask into the mask as a shape is laid."""
        kept = self._document.kept[name]
        lay(self._document, kept.rect, kept.mask, mode, name)

    # -- private ------------------------------------------------------------------------------

    def _snapshot(self, name: str) -> KeptMask:
        document = self._document
        bounds = document.mask_bounds
        return KeptMask.of(name, bounds, document.mask[bounds.slices(document.canvas)])

    def _whole(self, name: str) -> Mask:
        """A kept mask over the canvas as it is now."""
        kept, canvas = self._document.kept[name], self._document.canvas
        made = np.zeros((canvas.height, canvas.width), np.uint8)
        common = kept.rect.intersected(canvas)
        if not common.empty:
            made[common.slices(canvas)] = kept.mask[common.slices(kept.rect)]
        return made
