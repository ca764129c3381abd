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

    Equal pixels, hole and seed give equal bytes. Raises ImportError if its native part is missing,
    the function MemoryError or EngineError.
    """
    if not patchmatch.patchmatch_available:
        raise ImportError("the native part of PyPatchMatch is missing")
    patchmatch.set_random_seed(seed)
    patchmatch.set_verbose(True)

    def inpaint(pixels: Rgb, hole: Hole) -> Rgb:
        try:
            filled: Rgb = patchmatch.inpaint(pixels, hole, patch_size=RADIUS)
        except RuntimeError as error:
            message = _("The built-in engine cannot fill this area. Paint it a little differently.")
            raise EngineError(message, str(error)) from error
        return filled

    return inpaint
