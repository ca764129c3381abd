"""Saving a picture as PNG, into a file or into memory, and reading back what was noted in it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from fluxfill_studio.imaging.atomic import written
from fluxfill_studio.imaging.file import PictureFile
from fluxfill_studio.imaging.pixels import Pixels
from fluxfill_studio.imaging.png import write_png


def save_png(path: Path, pixels: Pixels, icc: bytes | None, texts: Mapping[str, str]) -> None:
    """Write (H, W, 1 to 4) uint8 or uint16 to `path`, whole or not at all.

    `icc` is embedded byte for byte, `texts` as iTXt chunks. CannotWrite if the disk refuses; what
    was there before is then untouched.
    """
    with written(path) as file:
        write_png(file, pixels, icc, texts)


def png_bytes(pixels: Pixels, icc: bytes | None, texts: Mapping[str, str]) -> bytes:
    """What `save_png` would write, for the clipboard."""
    file = io.BytesIO()
    write_png(file, pixels, icc, texts)
    return file.getvalue()


def read_texts(source: Path | bytes) -> dict[str, str]:
    """The texts of a PNG, keyword to text; none if it has none. BadInput if it is no picture."""
    with PictureFile.of(source).opened() as image:
        return {str(key): str(text) for key, text in getattr(image, "text", {}).items()}
