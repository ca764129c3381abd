"""What a service gets to see: a box of the picture and the hard mask, as plain sRGB PNGs.

No profile, no metadata. Takes a while; other threads run meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import Size
from fluxfill_studio.fill.context import SizeLimits, sent_size
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.colour import to_screen
from fluxfill_studio.imaging.morphology import grown
from fluxfill_studio.imaging.pixels import Mask, has_alpha, opacity
from fluxfill_studio.imaging.saving import png_bytes

GROW_PX = 8
"""How far the sent mask reaches beyond the painted one, so that the seam lies in new pixels."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The pictures of one create.

    Attributes:
        image: PNG, RGB, 8 bit.
        mask: PNG, grey, 255 repaint, 0 keep; None for an extension by the service's own preset.
        size: of both, in pixels.
    """

    image: bytes
    mask: bytes | None
    size: Size


def outgoing(request: FillRequest, limits: SizeLimits | None) -> Outgoing:
    """The pictures of `request`, scaled to what the service takes."""
    size = sent_size(request.box, limits)
    image = png_bytes(_scaled(_seen(request), size), None, {})
    mask = None
    if not request.native:
        mask = png_bytes(sent_mask(request.mask, size)[:, :, None], None, {})
    return Outgoing(image, mask, size)


def sent_mask(mask: Mask, size: Size) -> Mask:
    """(h, w) of 0 and 255 at the sent size: all that is painted at all, grown by `GROW_PX`."""
    hard = np.where(mask > 0, np.uint8(255), np.uint8(0))
    if size != (mask.shape[1], mask.shape[0]):
        hard = np.where(_scaled(hard, size) > 0, np.uint8(255), np.uint8(0))
    return grown(hard, GROW_PX)


def _seen(request: FillRequest) -> NDArray[np.uint8]:
    """(h, w, 3) sRGB of the box; black behind what is transparent, as where there is no picture."""
    pixels = request.pixels
    seen = to_screen(pixels, request.icc)
    if not has_alpha(pixels):
        return seen
    alpha = opacity(pixels)
    return cast(
        "NDArray[np.uint8]", cv2.multiply(seen, cv2.merge((alpha, alpha, alpha)), scale=1 / 255)
    )


def _scaled(pixels: NDArray[np.uint8], size: Size) -> NDArray[np.uint8]:
    if size == (pixels.shape[1], pixels.shape[0]):
        return pixels
    smaller = size.width < pixels.shape[1]
    way = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return cast("NDArray[np.uint8]", cv2.resize(pixels, size, interpolation=way))
