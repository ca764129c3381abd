"""Opening a picture: from a file of any supported kind to the pixels of a document."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fluxfill_studio.core.text import _, ngettext
from fluxfill_studio.imaging.colour import space
from fluxfill_studio.imaging.decoding import Decoded, decode
from fluxfill_studio.imaging.file import PictureFile, header_of
from fluxfill_studio.imaging.pixels import Mask, Pixels, frozen, has_alpha


@dataclass(frozen=True, slots=True)
class Picture:
    """An opened picture.

    Attributes:
        pixels: read-only (H, W, C) uint8, C 1 to 4, upright; grey stays grey.
        icc: its profile, to be embedded again byte for byte; None is untagged, taken as sRGB.
        notices: sentences for the user about what was changed on the way in.
        has_transparency: some pixel is not opaque.
    """

    pixels: Pixels
    icc: bytes | None
    notices: tuple[str, ...]
    has_transparency: bool


def open_picture(source: Path | bytes) -> Picture:
    """Decode a picture file; BadInput, one sentence, if that cannot be done completely.

    Takes a while; other threads run meanwhile.
    """
    file = PictureFile.of(source)
    with file.opened() as image:
        header = header_of(image)
        decoded = decode(file, image)
    notices = decoded.notices
    if header.frames > 1:
        notices += (_frames_notice(header.format, header.frames),)
    pixels, icc, lost = _with_fitting_profile(decoded)
    return Picture(frozen(pixels), icc, notices + lost, _has_transparency(pixels))


def alpha_mask(pixels: Pixels) -> Mask:
    """(H, W) uint8: what is transparent in (H, W, 2 or 4) uint8 is to be repainted."""
    return np.subtract(255, pixels[..., -1])


def _frames_notice(kind: str, frames: int) -> str:
    if kind == "TIFF":
        text = ngettext("Of {n} page the first is open.", "Of {n} pages the first is open.", frames)
    else:
        text = ngettext(
            "Of {n} frame the first is open.", "Of {n} frames the first is open.", frames
        )
    return text.format(n=frames)


def _with_fitting_profile(decoded: Decoded) -> tuple[Pixels, bytes | None, tuple[str, ...]]:
    """Pixels, a profile that describes them, and a notice if the file's profile does not."""
    pixels, icc = decoded.pixels, decoded.icc
    if icc is None:
        return pixels, None, ()
    grey = pixels.shape[2] <= 2
    match space(icc), grey:
        case ("GRAY", True) | ("RGB", False):
            return pixels, icc, ()
        case ("RGB", True):
            # An RGB profile gives meaning to red, green and blue only.
            grey, alpha = pixels[..., :1], pixels[..., 1:]
            return np.concatenate([grey, grey, grey, alpha], axis=2), icc, ()
        case _:
            return pixels, None, (_("Its colour profile cannot be used; sRGB is assumed."),)


def _has_transparency(pixels: Pixels) -> bool:
    return has_alpha(pixels) and bool(pixels[..., -1].min() < 255)
