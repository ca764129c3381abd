"""Colour profiles: what a picture's numbers look like on the screen, and in another profile.

littleCMS (relative colorimetric, black point compensated) does the conversion. For the screen
its answer to every one of the 2**24 colours is kept in a table, which is exact and five times as
fast per view; making it takes about 0.3 s of one core.
"""

from __future__ import annotations

import io
import threading
from functools import lru_cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.imaging.pixels import Pixels, has_alpha, opacity, to_rgb8

SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

KNOWN_NAMES = "sRGB", "Display P3", "Adobe RGB (1998)", "ProPhoto RGB", "Rec. 2020"
MODES = {"GRAY": "L", "RGB": "RGB", "CMYK": "CMYK", "LAB": "LAB"}
PROBE_STEP = 15  # colours 0, 15, ... 255 of each channel
STRIP_ROWS = 256

_making = threading.Lock()  # who comes while the table is made waits for it


def to_screen(
    pixels: Pixels, icc: bytes | None, screen_icc: bytes | None = None
) -> NDArray[np.uint8]:
    """(h, w, 3) uint8 for the screen of (h, w, 1 to 4) document pixels; alpha is dropped.

    `icc` is the document's profile (GRAY for grey, else RGB), `screen_icc` the screen's; None and
    a profile that cannot be used mean sRGB. If they look alike nothing is computed. Any thread
    may call.
    """
    table = None
    if icc != screen_icc:
        with _making:
            table = _table(icc, screen_icc)
    if table is None:
        return to_rgb8(pixels)
    if len(table) == 256:
        grey = pixels[..., :1] if has_alpha(pixels) else pixels
        return cast("NDArray[np.uint8]", table[grey[..., 0]])
    colours = cv2.cvtColor(to_rgb8(pixels), cv2.COLOR_RGB2BGRA)
    packed = colours.view(np.uint32)[..., 0] & 0xFFFFFF
    seen = table.take(packed, mode="clip").view(np.uint8).reshape(colours.shape)
    return cast("NDArray[np.uint8]", cv2.cvtColor(seen, cv2.COLOR_RGBA2RGB))


def before_green(pixels: Pixels, icc: bytes | None) -> NDArray[np.uint8]:
    """`to_screen` with green, as in film, behind what is transparent.

    So transparent pixels have one colour, which things seldom have, whatever lies hidden in them.
    """
    seen = to_screen(pixels, icc)
    if not has_alpha(pixels):
        return seen
    alpha = opacity(pixels)
    mixed = np.asarray(cv2.multiply(seen, cv2.merge((alpha, alpha, alpha)), scale=1 / 255))
    mixed[..., 1] += 255 - alpha
    return cast("NDArray[np.uint8]", mixed)


def convert(pixels: Pixels, from_icc: bytes | None, to_icc: bytes | None) -> NDArray[np.uint8]:
    """(h, w, 3) RGB uint8 in the second profile of pixels in the first; None means sRGB.

    `pixels` is (h, w, 3) uint8 for an RGB profile, (h, w, 4) for CMYK, (h, w, 1) for GRAY; in a
    GRAY second profile the answer is (h, w, 1). BadInput if a profile cannot be used so.
    """
    transform = Transform(from_icc or SRGB, to_icc or SRGB)
    height, width = pixels.shape[:2]
    out = np.empty((height, width, transform.channels), np.uint8)
    for top in range(0, height, STRIP_ROWS):
        strip = np.ascontiguousarray(pixels[top : top + STRIP_ROWS])
        image = Image.frombuffer(transform.mode, (width, len(strip)), strip.tobytes())
        out[top : top + STRIP_ROWS] = transform.applied(image)
    return out


def describe(icc: bytes | None) -> str:
    """A short name of the profile for people: "sRGB", "Adobe RGB (1998)", ..."""
    if icc is None:
        return _("no profile")
    try:
        name = plain(ImageCms.getProfileDescription(_profile(icc)), 40)
    except (OSError, ImageCms.PyCMSError):
        return _("unknown profile")
    return next((known for known in KNOWN_NAMES if known in name), name or _("unnamed profile"))


def space(icc: bytes) -> str | None:
    """ "GRAY", "RGB", "CMYK" or "LAB": what the profile describes; None if it cannot be used."""
    try:
        return Transform(icc, SRGB).space
    except BadInput:
        return None


class Transform:
    """From one profile to another, which is an RGB or a GRAY one.

    Attributes:
        space: what the first profile describes, "GRAY", "RGB", "CMYK" or "LAB".
        mode: Pillow's mode of that.
        channels: of what comes out, 1 or 3.
    """

    def __init__(self, from_icc: bytes, to_icc: bytes) -> None:
        try:
            source, target = _profile(from_icc), _profile(to_icc)
            self.space = source.profile.xcolor_space.strip().upper()
            self.mode = MODES[self.space]
            self.channels = 1 if target.profile.xcolor_space.strip().upper() == "GRAY" else 3
            self._transform = ImageCms.buildTransform(
                source,
                target,
                self.mode,
                "L" if self.channels == 1 else "RGB",
                ImageCms.Intent.RELATIVE_COLORIMETRIC,
                ImageCms.Flags.BLACKPOINTCOMPENSATION,
            )
        except (OSError, KeyError, ImageCms.PyCMSError) as error:
            raise BadInput(_("The colour profile cannot be used."), repr(error)) from error

    def applied(self, image: Image.Image) -> NDArray[np.uint8]:
        """(h, w, channels) of an image in `mode`."""
        made = np.asarray(ImageCms.applyTransform(image, self._transform))
        return made[:, :, None] if self.channels == 1 else made


def _profile(icc: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(icc))


@lru_cache(maxsize=1)  # 64 MB, and one document is open
def _table(icc: bytes | None, screen_icc: bytes | None) -> NDArray[np.uint8 | np.uint32] | None:
    """What every document colour is on the screen; None if it stays as it is.

    (256, 3) uint8 for grey; else (2**24,) uint32, red lowest, indexed by red << 16 | green << 8
    | blue.
    """
    try:
        transform = Transform(icc or SRGB, screen_icc or SRGB)
    except BadInput:
        return None
    steps = np.arange(256, dtype=np.uint8)
    if transform.space == "GRAY":
        seen = transform.applied(Image.fromarray(steps[None]))[0]
        return None if _alike(seen, steps[:, None]) else seen
    probe = np.stack(np.meshgrid(*[steps[::PROBE_STEP]] * 3), axis=-1).reshape(1, -1, 3)
    if _alike(transform.applied(Image.fromarray(probe)), probe):
        return None
    table = np.zeros((256, 256, 256, 4), np.uint8)
    plane = np.empty((256, 256, 3), np.uint8)
    plane[..., 1], plane[..., 2] = steps[:, None], steps
    for red in range(256):
        plane[..., 0] = red
        table[red, ..., :3] = transform.applied(Image.fromarray(plane))
    return table.view(np.uint32).ravel()


def _alike(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> bool:
    """Whether they differ by the rounding of two profiles for the same colours at most."""
    return int(np.abs(a.astype(np.int16) - b).max()) <= 1
