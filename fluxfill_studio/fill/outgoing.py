"""What a service gets to see: a box of the picture and the hard mask, as plain sRGB PNGs.

No profile, no metadata. The jobs of one press share what is made: `packed` makes it once.
"""

from __future__ import annotations

import asyncio
import weakref
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import Size
from fluxfill_studio.fill.context import SizeLimits, sent_size
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.colour import to_screen
from fluxfill_studio.imaging.morphology import grown, hardened
from fluxfill_studio.imaging.pixels import Mask, Pixels, has_alpha, opacity
from fluxfill_studio.imaging.saving import png_bytes

GROW_PX = 8
"""How far the sent mask reaches beyond the painted one, so that the seam lies in new pixels."""


KEPT = 4
"""Outgoing pictures that are remembered: of a press or two, for services of different limits."""
STRIP_ROWS = 512

_worker = ThreadPoolExecutor(1)
"""Large pictures one after another: each takes memory, and waiting for one's turn no thread."""


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


@dataclass(frozen=True, slots=True)
class _Made:
    """What was made of which arrays; it keeps none of them alive."""

    pixels: weakref.ref[Pixels]
    mask: weakref.ref[Mask]
    rest: tuple[bytes | None, Size, bool]
    sent: Outgoing

    def fits(self, request: FillRequest, size: Size) -> bool:
        same = self.pixels() is request.pixels and self.mask() is request.mask
        return same and self.rest == (request.icc, size, request.native)


_recent: deque[_Made] = deque(maxlen=KEPT)
"""Read and written by the worker's thread alone."""


async def packed(request: FillRequest, limits: SizeLimits | None) -> Outgoing:
    """As `outgoing`, in a thread; made once for all requests that share pixels and mask."""
    return await asyncio.get_running_loop().run_in_executor(_worker, _shared, request, limits)


def outgoing(request: FillRequest, limits: SizeLimits | None) -> Outgoing:
    """The pictures of `request`, scaled to what the service takes.

    Takes a while; other threads run meanwhile.
    """
    size = sent_size(request.box, limits)
    image = png_bytes(_scaled(_seen(request), size), None, {})
    mask = None
    if not request.native:
        mask = png_bytes(sent_mask(request.mask, size)[:, :, None], None, {})
    return Outgoing(image, mask, size)


def sent_mask(mask: Mask, size: Size) -> Mask:
    """(h, w) of 0 and 255 at the sent size: all that is painted at all, grown by `GROW_PX`."""
    hard = hardened(mask, 1)
    if size != (mask.shape[1], mask.shape[0]):
        hard = hardened(_scaled(hard, size), 1)
    return grown(hard, GROW_PX)


def _shared(request: FillRequest, limits: SizeLimits | None) -> Outgoing:
    size = sent_size(request.box, limits)
    known = next((made for made in _recent if made.fits(request, size)), None)
    if known is not None:
        return known.sent
    sent = outgoing(request, limits)
    pixels, mask = weakref.ref(request.pixels), weakref.ref(request.mask)
    _recent.append(_Made(pixels, mask, (request.icc, size, request.native), sent))
    return sent


def _seen(request: FillRequest) -> NDArray[np.uint8]:
    """(h, w, 3) sRGB of the box, in strips; the box itself if it is that already."""
    pixels, icc = request.pixels, request.icc
    top = pixels[:STRIP_ROWS]
    if to_screen(top, icc) is top:
        return pixels
    seen = np.empty((*pixels.shape[:2], 3), np.uint8)
    for row in range(0, len(pixels), STRIP_ROWS):
        seen[row : row + STRIP_ROWS] = _on_black(pixels[row : row + STRIP_ROWS], icc)
    return seen


def _on_black(pixels: Pixels, icc: bytes | None) -> NDArray[np.uint8]:
    """(h, w, 3) sRGB; black behind what is transparent, as where there is no picture."""
    seen = to_screen(pixels, icc)
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
