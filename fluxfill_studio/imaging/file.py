"""A picture file before its pixels: found, recognised by its content, measured, or refused.

Every way in which a file can be no usable picture ends here as one `BadInput` sentence.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Size
from fluxfill_studio.core.text import _, plain
from fluxfill_studio.imaging.orientation import orientation_of, turns_sideways

# By class: what is not loaded yet, Pillow loads with all its formats, and someone is waiting then.
FORMATS = (
    PngImagePlugin.PngImageFile.format,
    JpegImagePlugin.JpegImageFile.format,
    WebPImagePlugin.WebPImageFile.format,
    GifImagePlugin.GifImageFile.format,
    TiffImagePlugin.TiffImageFile.format,
    BmpImagePlugin.BmpImageFile.format,
)
SIGNATURES = re.compile(rb"\x89PNG|\xff\xd8\xff|RIFF....WEBP|GIF8|II\*\0|MM\0\*|BM", re.DOTALL)
MOST_PIXELS = 200_000_000
LONGEST_SIDE = 1 << 20  # OpenCV takes no more

# The limits above are checked on the header, before a pixel is decoded.
Image.MAX_IMAGE_PIXELS = None
# Printer and scanner profiles are larger than Pillow's megabyte.
PngImagePlugin.MAX_TEXT_CHUNK = 1 << 24


@dataclass(frozen=True, slots=True)
class Header:
    """What a picture file says of itself.

    Attributes:
        size: in pixels, after the orientation has been applied.
        format: "PNG", "JPEG", "WEBP", "GIF", "TIFF" or "BMP"; what it is, not what it is called.
        mode: Pillow's mode of the stored pixels.
        frames: 1, or more for an animation or several pages.
        orientation: the EXIF value, 1 to 8.
    """

    size: Size
    format: str
    mode: str
    frames: int
    orientation: int


@dataclass(frozen=True, slots=True)
class PictureFile:
    """Where a picture comes from.

    Attributes:
        name: for people.
        path: the file, or None if it is in memory.
        data: its bytes if it is in memory.
    """

    name: str
    path: Path | None = None
    data: bytes = b""

    @classmethod
    def of(cls, source: Path | bytes) -> PictureFile:
        """A file on disk or in memory."""
        if isinstance(source, bytes):
            return cls(_("The pasted picture"), data=source)
        return cls(plain(source.name or str(source), 80), source)

    def content(self) -> bytes:
        """The whole file."""
        return self.data if self.path is None else self.path.read_bytes()

    @contextlib.contextmanager
    def opened(self) -> Iterator[Image.Image]:
        """The image, its header read and within the limits, its pixels not yet decoded.

        Whatever goes wrong with the file, here or in the block, is a BadInput.
        """
        try:
            beginning = self._beginning()
            with Image.open(self.path or io.BytesIO(self.data), formats=FORMATS) as image:
                self._check_size(image)
                yield image
        except BadInput:
            raise
        except UnidentifiedImageError as error:
            known = SIGNATURES.match(beginning)
            raise (self.damaged() if known else self._no_picture()) from error
        except MemoryError as error:
            raise BadInput(
                _(
                    "There is not enough memory to open {name}. Close other programs and try again."
                ).format(name=self.name)
            ) from error
        except Exception as error:  # what decoders raise on damaged files knows no bounds
            raise self._refused(error) from error

    def damaged(self) -> BadInput:
        """The file is of a known kind but cannot be decoded to its end."""
        return BadInput(
            _("{name} is damaged or incomplete. Get a complete copy and open that.").format(
                name=self.name
            )
        )

    def _no_picture(self) -> BadInput:
        return BadInput(
            _(
                "{name} is no picture that can be opened here. "
                "Save it as PNG, JPEG, WebP, GIF, TIFF or BMP and take that file."
            ).format(name=self.name)
        )

    def _beginning(self) -> bytes:
        """The first bytes; BadInput if there is no file with content to read."""
        if self.path is None:
            beginning = self.data[:16]
        else:
            if not stat.S_ISREG(os.stat(self.path).st_mode):
                raise BadInput(
                    _("{name} is no file but a folder or device. Choose a picture file.").format(
                        name=self.name
                    )
                )
            with self.path.open("rb") as file:
                beginning = file.read(16)
        if not beginning:
            raise BadInput(_("{name} is empty. Choose another file.").format(name=self.name))
        return beginning

    def _check_size(self, image: Image.Image) -> None:
        width, height = image.size
        if width < 1 or height < 1:
            raise self.damaged()
        if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
            raise BadInput(
                _(
                    "{name} is too large: {width} x {height} pixels, and {most} million are the "
                    "most. Scale it down first."
                ).format(name=self.name, width=width, height=height, most=MOST_PIXELS // 10**6)
            )

    def _refused(self, error: Exception) -> BadInput:
        reasons = {
            errno.ENOENT: _("{name} was not found. Choose another file."),
            errno.ENOTDIR: _("{name} was not found. Choose another file."),
            errno.EACCES: _("{name} may not be read. Change its permissions or choose another."),
            errno.EPERM: _("{name} may not be read. Change its permissions or choose another."),
            errno.ENAMETOOLONG: _("{name} was not found. Choose another file."),
            errno.EIO: _("{name} could not be read: the disk reported an error. Copy it anew."),
        }
        known = isinstance(error, OSError) and reasons.get(error.errno or 0)
        refused = BadInput(known.format(name=self.name)) if known else self.damaged()
        refused.detail = repr(error)
        return refused


def probe(source: Path | bytes) -> Header:
    """The header of a picture file, cheaply; BadInput if it is none that can be opened."""
    with PictureFile.of(source).opened() as image:
        return header_of(image)


def header_of(image: Image.Image) -> Header:
    """The header of an opened image."""
    orientation = orientation_of(image)
    width, height = image.size
    if turns_sideways(orientation):
        width, height = height, width
    kind = kind_of(image)
    # What follows the picture in a phone's JPEG is a depth map or a gain map.
    frames = 1 if kind == "JPEG" else int(getattr(image, "n_frames", 1))
    return Header(Size(width, height), kind, image.mode, frames, orientation)


def kind_of(image: Image.Image) -> str:
    """One of `FORMATS`."""
    return "JPEG" if image.format == "MPO" else str(image.format)
