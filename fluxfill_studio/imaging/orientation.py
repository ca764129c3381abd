"""The EXIF orientation: how a stored picture must be turned to stand upright."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image

from fluxfill_studio.imaging.pixels import Pixels

TAG = 0x0112
UPRIGHT = 1


def orientation_of(image: Image.Image) -> int:
    """1 to 8 as in EXIF; 1 if the file says nothing sensible, or is a TIFF: decoders turn those."""
    if image.format == "TIFF":
        return UPRIGHT
    if image.format == "PNG" and "exif" not in image.info:
        return UPRIGHT  # Pillow would decode the whole picture to look behind it
    try:
        value = image.getexif().get(TAG, UPRIGHT)
    except Exception:  # noqa: BLE001 - damaged EXIF raises anything, and the picture is still good
        return UPRIGHT
    return value if isinstance(value, int) and 1 <= value <= 8 else UPRIGHT


def turns_sideways(orientation: int) -> bool:
    """Whether width and height change places."""
    return orientation >= 5


def upright(pixels: Pixels, orientation: int) -> Pixels:
    """(H, W, C) or (H, W) as stored, turned by the EXIF value; itself if 1."""
    turned = pixels
    if turns_sideways(orientation):
        turned = cv2.transpose(turned)
    flip = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}.get(orientation)
    if flip is not None:
        turned = cv2.flip(turned, flip)
    return np.reshape(turned, (*turned.shape[:2], *pixels.shape[2:]))
