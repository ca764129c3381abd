"""What came back, brought to the box, the profile, the channels and the depth of the picture."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import Size
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.colour import convert, space, to_screen
from fluxfill_studio.imaging.pixels import Pixels, frozen, like, to_rgb8


def incoming(pixels: Pixels, icc: bytes | None, request: FillRequest) -> Pixels:
    """Read-only (h, w, C) for `Result.pixels` of an answer (any size, any channels) in `icc`.

    Takes a while; other threads run meanwhile.
    """
    rgb = to_rgb8(pixels) if icc == request.icc else _in_profile(pixels, icc, request.icc)
    if not request.native:
        rgb = _scaled(rgb, request.box.size)
    return frozen(like(rgb, request.pixels))


def _in_profile(pixels: Pixels, from_icc: bytes | None, to_icc: bytes | None) -> NDArray[np.uint8]:
    seen = to_screen(pixels, from_icc)  # sRGB
    if to_icc is None or space(to_icc) not in ("RGB", "GRAY"):
        return seen
    made = convert(seen, None, to_icc)
    return made if made.shape[2] == 3 else np.repeat(made, 3, axis=2)


def _scaled(rgb: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    """By area when it shrinks, else by Lanczos: a softer one would show beside the sharp photo."""
    if size == (rgb.shape[1], rgb.shape[0]):
        return rgb
    way = cv2.INTER_AREA if size.width < rgb.shape[1] else cv2.INTER_LANCZOS4
    return cast("NDArray[np.uint8]", cv2.resize(rgb, size, interpolation=way))
