"""The finished picture as a PNG with its recipe, and the proof that the rest is untouched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import msgspec
import numpy as np

from fluxfill_studio import __version__
from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.pixels import Mask, Pixels

RECIPE_KEY = "fluxfill-studio"
STRIP_ROWS = 512


def recipe(requests: Sequence[FillRequest]) -> dict[str, str]:
    """iTXt texts that say how the picture was made, oldest fill first; never a key."""
    steps = [_step(request) for request in requests]
    record = {"program": "FluxFill Studio", "version": __version__, "fills": steps}
    return {
        "Software": f"FluxFill Studio {__version__}",
        RECIPE_KEY: msgspec.json.encode(record).decode(),
    }


def _step(request: FillRequest) -> dict[str, Any]:
    params = {key: value for key, value in asdict(request.params).items() if value is not None}
    # Where a service has put the picture by itself nobody knows.
    where = {} if request.native else {"box": list(request.box), "canvas": list(request.canvas)}
    return {"provider": request.provider, "outpaint": request.outpaint, **where, **params}


def changed_outside(
    original: Pixels,
    canvas: Rect,
    exported: Pixels,
    exported_canvas: Rect,
    masks: Sequence[tuple[Rect, Mask]],
) -> int:
    """How many original pixels outside every mask differ in `exported`.

    Arrays are (H, W, C) over their canvas rectangles; masks (h, w) over theirs, > 0 repainted.
    """
    common = canvas.intersected(exported_canvas)
    changed = canvas.area - common.area
    for top in range(common.y, common.bottom, STRIP_ROWS):
        strip = Rect(common.x, top, common.width, min(STRIP_ROWS, common.bottom - top))
        differs = np.any(
            original[strip.slices(canvas)] != exported[strip.slices(exported_canvas)], axis=2
        )
        for rect, mask in masks:
            part = rect.intersected(strip)
            if not part.empty:
                differs[part.slices(strip)] &= mask[part.slices(rect)] == 0
        changed += int(np.count_nonzero(differs))
    return changed
