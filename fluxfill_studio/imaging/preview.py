"""A quick look at a large picture while the whole of it is still being decoded."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from fluxfill_studio.core.geometry import Size
from fluxfill_studio.imaging.colour import convert, space
from fluxfill_studio.imaging.file import PictureFile, header_of
from fluxfill_studio.imaging.jpeg import coarse
from fluxfill_studio.imaging.orientation import upright
from fluxfill_studio.imaging.pixels import Pixels

REDUCED = {
    8: cv2.IMREAD_REDUCED_COLOR_8,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    2: cv2.IMREAD_REDUCED_COLOR_2,
}
"""Of the picture's scale, and how OpenCV is asked for that."""
SHARP_ENOUGH = 0.75  # of the pixels that the view could show, per axis


def preview(source: Path | bytes, limit: Size) -> Pixels | None:
    """(h, w, 3) uint8 sRGB of a JPEG, upright, about as many pixels as a view of `limit` shows.

    None if the file has no cheap preview: decode it wholly. BadInput if it is no picture.
    """
    file = PictureFile.of(source)
    with file.opened() as image:
        header = header_of(image)
        icc = image.info.get("icc_profile")
        if header.format != "JPEG" or header.mode not in ("RGB", "L"):
            return None
    reduction = _reduction(header.size, limit)
    if reduction is None:
        return None
    content = file.content()
    first_scan = coarse(content)
    if first_scan is not None:
        content, reduction = first_scan, max(REDUCED)
    flags = REDUCED[reduction] | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    if pixels is None:
        return None
    cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB, dst=pixels)
    pixels = upright(pixels, header.orientation)
    return convert(pixels, icc, None) if icc and space(icc) == "RGB" else pixels


def _reduction(size: Size, limit: Size) -> int | None:
    """The strongest that still looks sharp in the view; None if the view shows every pixel."""
    scale = min(limit.width / size.width, limit.height / size.height)
    fitting = [factor for factor in REDUCED if 1 / factor >= scale * SHARP_ENOUGH]
    return fitting[0] if fitting else None
