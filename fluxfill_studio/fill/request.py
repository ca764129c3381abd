"""The frozen request that holds all a fill needs, and the result that carries it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import NewType

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.fill.outpaint import NONE
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.imaging.pixels import Mask, Pixels

RequestId = NewType("RequestId", str)
ResultId = NewType("ResultId", str)


def new_id() -> str:
    """For a request or a result: no other has it."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True, eq=False)
class FillRequest:
    """What to fill, from which pixels, with which mask and parameters.

    Attributes:
        provider: id of the provider that fills.
        document: id of the document it belongs to; empty on the command line.
        base: id of the state its pixels are from.
        base_canvas: the canvas of that state.
        canvas: the canvas after the fill; larger than `base_canvas` for an extension.
        box: the rectangle of `canvas` that is sent, in canvas coordinates.
        pixels: (h, w, C) copy of the box; zero where `base_canvas` has no pixel.
        mask: (h, w) uint8 copy of the box; 255 where the canvas is new.
        params: prompt, seed and the rest.
        outpaint: the preset string, "None" for a mask fill.
        native: the provider itself carries `outpaint` out, with a geometry that nobody knows: its
            answer is a picture of its own, no patch. `canvas` and `box` are then `base_canvas`,
            and the mask is empty.
        feather: width of the soft band inside the mask where its answer is stitched in, px.
        icc: profile of `pixels`; None if untagged.
    """

    provider: str
    document: str
    base: str
    base_canvas: Rect
    canvas: Rect
    box: Rect
    pixels: Pixels
    mask: Mask
    params: FillParams
    outpaint: str = NONE
    feather: int = 0
    icc: bytes | None = None
    native: bool = False
    id: RequestId = field(default_factory=lambda: RequestId(new_id()))

    @property
    def extends(self) -> bool:
        """Whether the canvas grows."""
        return self.canvas != self.base_canvas


@dataclass(frozen=True, slots=True, eq=False)
class Result:
    """What came back, in the document's own channels and profile.

    Attributes:
        pixels: (h, w, C) of the box, raw: not yet stitched; of any size for a native extension.
        seconds: from start to arrival.
    """

    request: FillRequest
    pixels: Pixels
    seconds: float
    id: ResultId = field(default_factory=lambda: ResultId(new_id()))
