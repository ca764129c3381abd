"""What an operation on the mask is, whose values are chosen while its effect is seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.pixels import Mask, Pixels
from fluxfill_studio.settings.options import Option


@dataclass(frozen=True, slots=True)
class Original:
    """What an operation starts from, whatever the mask shows meanwhile.

    Attributes:
        canvas: the document's.
        bounds: the smallest rectangle of `canvas` that holds every mask pixel > 0.
        mask: (h, w) over `bounds`.
        pixels: (H, W, C) over `canvas`.
        icc: their profile.
    """

    canvas: Rect
    bounds: Rect
    mask: Mask
    pixels: Pixels
    icc: bytes | None

    @classmethod
    def of(cls, document: Document) -> Original:
        """Of a document as it is now."""
        bounds = document.mask_bounds
        inside = bounds.slices(document.canvas)
        mask = document.mask[inside].copy() if bounds.area else np.zeros((0, 0), np.uint8)
        return cls(document.canvas, bounds, mask, document.pixels, document.icc)

    def around(self, reach: int) -> Rect:
        """The bounds and `reach` pixels more, as far as the canvas goes; empty without a mask."""
        if self.bounds.empty:
            return self.bounds
        return self.bounds.grown(reach).intersected(self.canvas)

    def mask_in(self, rect: Rect) -> Mask:
        """(h, w) of the mask in any rectangle."""
        made = np.zeros((rect.height, rect.width), np.uint8)
        common = rect.intersected(self.bounds)
        if not common.empty:
            made[common.slices(rect)] = self.mask[common.slices(self.bounds)]
        return made


class Plan(NamedTuple):
    """What is to be worked out for the values of the moment.

    Attributes:
        rect: where the mask may differ, inside the canvas; outside it stays.
        work: makes the mask (h, w) in `rect`; for a thread.
    """

    rect: Rect
    work: Callable[[], Mask]


class Operation(Protocol):
    """One way to change the mask."""

    @property
    def id(self) -> str:
        """Its name in code."""

    @property
    def name(self) -> str:
        """Its name for people, and of its undo entry."""

    @property
    def hint(self) -> str:
        """A sentence about what stands and what can be done; may be empty."""

    @property
    def options(self) -> tuple[Option, ...]:
        """Its values."""

    def step_back(self) -> bool:
        """Undo: take back what was done last in the picture itself; False if nothing was."""

    def plan(self, original: Original) -> Plan:
        """What the values of the moment come to."""
