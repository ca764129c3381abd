"""Stored pixels to (H, W, C) uint8.

OpenCV decodes the common kinds: it is faster, stricter with damaged files, and needs no more
memory than the result. Pillow does the rest.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from fluxfill_studio.core.text import _
from fluxfill_studio.imaging import png
from fluxfill_studio.imaging.conversion import conversion_of
from fluxfill_studio.imaging.file import PictureFile, kind_of
from fluxfill_studio.imaging.jpeg import has_end
from fluxfill_studio.imaging.orientation import orientation_of, upright
from fluxfill_studio.imaging.pixels import Pixels

STRIP_ROWS = 256
COMMON = {
    ("JPEG", "L", "L"),
    ("JPEG", "RGB", "RGB"),
    ("PNG", "L", "L"),
    ("PNG", "RGB", "RGB"),
    ("PNG", "RGB", "RGB;16B"),
    ("PNG", "RGBA", "RGBA"),
    ("WEBP", "RGB", ""),
    ("WEBP", "RGBA", ""),
    ("TIFF", "RGB", "RGB"),
    ("BMP", "RGB", "BGR"),
}
"""(format, mode, how it is stored) that OpenCV decodes exactly as Pillow does."""
FLAGS = {
    "L": cv2.IMREAD_GRAYSCALE | cv2.IMREAD_IGNORE_ORIENTATION,
    "RGB": cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION,
    "RGBA": cv2.IMREAD_UNCHANGED,
}

# Every refusal becomes an error; what else it would print are oddities that do no harm.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a file held.

    Attributes:
        pixels: (H, W, C) uint8, upright.
        icc: the profile of `pixels`, unchecked.
        notices: what was lost on the way, for people.
    """

    pixels: Pixels
    icc: bytes | None
    notices: tuple[str, ...]


def decode(file: PictureFile, image: Image.Image) -> Decoded:
    """Decode an opened image; whatever its decoder raises if the file is damaged."""
    kind, stored_as = kind_of(image), _stored_as(image)
    icc = image.info.get("icc_profile") or None
    notices: tuple[str, ...] = ()
    if image.mode.startswith("I;16") or (kind in ("PNG", "TIFF") and ";16" in stored_as):
        notices = (
            _("It has more than 8 bits per channel; for now it is edited and exported with 8."),
        )
    orientation = orientation_of(image)
    if kind == "JPEG" and not has_end(file.content()):
        raise OSError("no end marker")
    if kind == "PNG" and not _png_ends(file):  # OpenCV refuses it too, but not without a word
        raise OSError("no last chunk")
    if _is_common(image, kind, stored_as):
        pixels = _by_opencv(file, image)
    else:
        if kind == "PNG":  # where one ends early Pillow goes on in black
            _opencv_pixels(file, cv2.IMREAD_GRAYSCALE)
        image.load()
        conversion = conversion_of(image, stored_as, icc)
        pixels, icc = conversion.applied(image), conversion.icc
        notices += conversion.notices
    return Decoded(upright(pixels, orientation), icc, notices)


def _png_ends(file: PictureFile) -> bool:
    with io.BytesIO(file.data) if file.path is None else file.path.open("rb") as content:
        return png.has_end(content)


def _stored_as(image: Image.Image) -> str:
    """Pillow's raw mode of the file's pixels; empty if the format has none."""
    tiles = getattr(image, "tile", None)  # only files have tiles
    arguments = tiles[0].args if tiles else ""
    return str(arguments[0] if isinstance(arguments, tuple) else arguments)


def _is_common(image: Image.Image, kind: str, stored_as: str) -> bool:
    if (kind, image.mode, stored_as) not in COMMON or "transparency" in image.info:
        return False
    # Of an animation OpenCV shows the first frame, but a PNG may have a picture before that.
    return kind == "JPEG" or not getattr(image, "is_animated", False)


def _by_opencv(file: PictureFile, image: Image.Image) -> Pixels:
    """(H, W, C) as stored, of a common kind."""
    pixels = _opencv_pixels(file, FLAGS[image.mode])
    if pixels.shape[:2] != image.size[::-1] or pixels.dtype != np.uint8:
        raise OSError("OpenCV and Pillow see different pictures")
    if image.mode == "RGBA":
        for top in range(0, len(pixels), STRIP_ROWS):  # in one go it would need a second copy
            strip = pixels[top : top + STRIP_ROWS]
            strip[...] = cv2.cvtColor(strip, cv2.COLOR_BGRA2RGBA)
    return pixels.reshape(*pixels.shape[:2], len(image.getbands()))


def _opencv_pixels(file: PictureFile, flags: int) -> Pixels:
    """What OpenCV decodes, in its own order of channels; OSError if it refuses."""
    if file.path is not None and (os.name != "nt" or str(file.path).isascii()):
        # Given a place for the result, even an empty one, OpenCV makes no second copy.
        pixels = cv2.imread(os.fspath(file.path), None, flags)
    else:
        pixels = cv2.imdecode(np.frombuffer(file.content(), np.uint8), flags)
    if pixels is None:
        raise OSError("refused by OpenCV")
    return pixels
