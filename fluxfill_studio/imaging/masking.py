"""Masks from picture files."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Size
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.imaging.opening import open_picture
from fluxfill_studio.imaging.pixels import Mask, has_alpha, to_rgb8


def open_mask(path: Path, size: Size) -> Mask:
    """(H, W) uint8 from any picture file: white repaint, black keep, grey between.

    Colours count by their luma, transparent pixels as black. BadInput if the file cannot be
    opened or is not of `size` (width, height), the picture's.
    """
    pixels = open_picture(path).pixels
    height, width = pixels.shape[:2]
    if (width, height) != size:
        raise BadInput(
            _(
                "The mask {name} is {width} x {height} pixels, the picture {picture_width} x "
                "{picture_height}. Give a mask of the picture's size."
            ).format(
                name=plain(path.name, 80),
                width=width,
                height=height,
                picture_width=size.width,
                picture_height=size.height,
            )
        )
    mask = cv2.cvtColor(to_rgb8(pixels), cv2.COLOR_RGB2GRAY)  # leaves greys as they are
    if has_alpha(pixels):
        mask = cv2.multiply(mask, np.ascontiguousarray(pixels[..., -1]), scale=1 / 255)
    return np.asarray(mask, np.uint8)
