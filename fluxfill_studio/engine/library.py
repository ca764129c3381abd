"""PyPatchMatch as we use it. The only place that imports it; only the child process does."""

from __future__ import annotations

import patchmatch

from fluxfill_studio.core.errors import EngineError
from fluxfill_studio.core.text import _
from fluxfill_studio.engine.fill import Hole, Inpaint, Rgb

RADIUS = 3
"""The library's own default, 15, takes ten times as long and fills no better."""


def inpainter(seed: int) -> Inpaint:
    """The library as a function; it prints its progress on stderr.

    Equal pixels, hole and seed give equal bytes. Raises EngineError if it cannot be loaded.
    """
    if not patchmatch.patchmatch_available:
        raise EngineError(
            _(
                "The library of the built-in engine (PyPatchMatch) cannot be loaded on this "
                "computer. Install FluxFill Studio again, or choose another service."
            )
        )
    patchmatch.set_random_seed(seed)
    patchmatch.set_verbose(True)

    def inpaint(pixels: Rgb, hole: Hole) -> Rgb:
        filled: Rgb = patchmatch.inpaint(pixels, hole, patch_size=RADIUS)
        return filled

    return inpaint
