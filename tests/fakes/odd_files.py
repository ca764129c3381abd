"""Picture files that are broken, mislabelled, or of a rarely seen kind; all made here."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import numpy as np
from PIL import Image, ImageCms

WIDTH, HEIGHT = 64, 48
PNG_HEAD = b"\x89PNG\r\n\x1a\n"


def photo(width: int = WIDTH, height: int = HEIGHT, channels: int = 3) -> np.ndarray:
    """(height, width, channels) uint8: two slopes and noise."""
    random = np.random.default_rng(5)
    y, x = np.mgrid[:height, :width]
    planes = [x * 200 // width, y * 200 // height, (x + y) % 200, 255 - x * 255 // width]
    made = np.stack(planes[:channels], axis=2) + random.integers(0, 40, (height, width, 1))
    return np.clip(made, 0, 255).astype(np.uint8)


def encoded(pixels: np.ndarray | Image.Image, kind: str, **options: Any) -> bytes:
    """A file of `kind` ("PNG", "JPEG", ...) made by Pillow."""
    if isinstance(pixels, np.ndarray):
        pixels = Image.fromarray(pixels[..., 0] if pixels.shape[2:] == (1,) else pixels)
    file = io.BytesIO()
    pixels.save(file, kind, **options)
    return file.getvalue()


def chunk(kind: bytes, data: bytes, crc: int | None = None) -> bytes:
    """A PNG chunk."""
    crc = zlib.crc32(kind + data) if crc is None else crc
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)


def png(
    width: int,
    height: int,
    depth: int,
    colour: int,
    raw: bytes,
    *before: bytes,
    interlaced: bool = False,
) -> bytes:
    """A PNG of these unfiltered rows, other chunks before the pixels."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced)
    parts = [PNG_HEAD, chunk(b"IHDR", header), *before]
    return b"".join([*parts, chunk(b"IDAT", zlib.compress(raw)), chunk(b"IEND", b"")])


def png16(channels: int, values: np.ndarray) -> bytes:
    """A PNG with 16 bits per channel of (H, W, channels) uint16."""
    height, width = values.shape[:2]
    rows = values.reshape(height, -1).astype(">u2")
    raw = b"".join(b"\0" + row.tobytes() for row in rows)
    return png(width, height, 16, {1: 0, 2: 4, 3: 2, 4: 6}[channels], raw)


def cut(data: bytes, share: float) -> bytes:
    """The first part of a file."""
    return data[: int(len(data) * share)]


def flipped(data: bytes, share: float) -> bytes:
    """A file with one byte turned over."""
    spoiled = bytearray(data)
    spoiled[int(len(data) * share)] ^= 0xFF
    return bytes(spoiled)


def huge(kind: str) -> bytes:
    """A small file that says it is 30,000 x 30,000 pixels."""
    side = 30_000
    match kind:
        case "PNG":
            return png(side, side, 8, 2, b"\0" * 1000)
        case "GIF":
            data = bytearray(encoded(photo(channels=1), "GIF"))
            data[6:10] = struct.pack("<HH", side, side)
        case "BMP":
            data = bytearray(encoded(photo(), "BMP"))
            data[18:26] = struct.pack("<ii", side, side)
        case "JPEG":
            data = bytearray(encoded(photo(), "JPEG"))
            frame = data.index(b"\xff\xc0") + 5
            data[frame : frame + 4] = struct.pack(">HH", side, side)
        case _:  # TIFF
            data = bytearray(encoded(photo(), "TIFF"))
            for tag in (256, 257):
                at = data.index(struct.pack("<HH", tag, 4) + struct.pack("<I", 1)) + 8
                data[at : at + 4] = struct.pack("<I", side)
    return bytes(data)


def _strangers() -> dict[str, bytes]:
    """What is no picture, or of no supported kind, whatever its name says."""
    return {
        "empty.png": b"",
        "one_byte.jpg": b"\xff",
        "text.png": b"This is no picture.\n" * 20,
        "page.jpg": b"<!DOCTYPE html><html><body>404 not found</body></html>",
        "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>',
        "answer.png": b'{"detail": "Request was throttled."}',
        "zeros.bmp": bytes(4096),
        "noise.webp": np.random.default_rng(2).bytes(5000),
        "paper.pdf": b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n",
        "drawing.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n",
        "raw.ppm": b"P6\n4 4\n255\n" + bytes(48),
        "huge.ppm": b"P6\n30000 30000\n255\n" + bytes(48),
        "photo.heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200),
        "sound.webp": b"RIFF\x24\0\0\0WAVEfmt " + bytes(28),
        "archive.tif": b"PK\x03\x04" + bytes(300),
    }


def _broken_png() -> dict[str, bytes]:
    whole = encoded(photo(), "PNG")
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    rows = b"".join(b"\0" + row.tobytes() for row in photo())
    return {
        "cut_30.png": cut(whole, 0.3),
        "cut_99.png": whole[:-20],
        "no_end_chunk.png": whole[:-40],
        "only_header.png": whole[:33],
        "only_signature.png": PNG_HEAD,
        "bad_header_crc.png": PNG_HEAD + chunk(b"IHDR", header, crc=1) + whole[33:],
        "bad_data_crc.png": flipped(whole, 0.5),
        "zero_width.png": png(0, 5, 8, 2, b""),
        "zero_height.png": png(5, 0, 8, 2, b""),
        "too_few_rows.png": png(WIDTH, HEIGHT, 8, 2, rows[: len(rows) // 2]),
        "too_few_palette_rows.png": png(
            WIDTH, HEIGHT, 8, 3, bytes((WIDTH + 1) * 20), chunk(b"PLTE", bytes(range(96)))
        ),
        "bad_deflate.png": PNG_HEAD
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", b"no deflate at all")
        + chunk(b"IEND", b""),
        "no_pixels.png": PNG_HEAD + chunk(b"IHDR", header) + chunk(b"IEND", b""),
        "bad_colour_type.png": png(WIDTH, HEIGHT, 8, 7, rows),
    }


def _broken_jpeg() -> dict[str, bytes]:
    whole = encoded(photo(), "JPEG", quality=95)
    progressive = encoded(photo(), "JPEG", quality=95, progressive=True)
    exif = Image.Exif()
    exif[0x010E] = "padding " * 40 + encoded(photo(16, 12), "JPEG").decode("latin-1")
    with_thumbnail = encoded(photo(), "JPEG", quality=95, exif=exif)
    return {
        "cut_30.jpg": cut(whole, 0.3),
        "cut_90.jpg": cut(whole, 0.9),
        "cut_before_end.jpg": whole[:-12],
        "cut_progressive.jpg": cut(progressive, 0.6),
        "cut_after_thumbnail.jpg": cut(with_thumbnail, 0.97),
        "zero_tail.jpg": cut(whole, 0.6) + bytes(len(whole) * 4 // 10),
        "only_start.jpg": b"\xff\xd8\xff\xe0",
    }


def _broken_others() -> dict[str, bytes]:
    webp, lossless = encoded(photo(), "WEBP"), encoded(photo(), "WEBP", lossless=True)
    gif, bmp = encoded(photo(channels=1), "GIF"), encoded(photo(), "BMP")
    tiff, packed = encoded(photo(), "TIFF"), encoded(photo(), "TIFF", compression="tiff_lzw")
    return {
        "cut.webp": cut(webp, 0.6),
        "cut_lossless.webp": cut(lossless, 0.9),
        "only_riff.webp": b"RIFF\x20\0\0\0WEBPVP8 ",
        "cut.gif": cut(gif, 0.7),
        "only_header.gif": gif[:13],
        "cut.bmp": cut(bmp, 0.5),
        "cut.tif": cut(tiff, 0.5),
        "cut_packed.tif": cut(packed, 0.9),
        "only_header.tif": tiff[:8],
        "tiff_pointing_nowhere.tif": b"II*\0" + struct.pack("<I", 0x7FFFFFF0),
        "tiff_pointing_at_itself.tif": b"II*\0"
        + struct.pack("<I", 8)
        + struct.pack("<H", 0)
        + struct.pack("<I", 8),
    }


BROKEN = {
    **_strangers(),
    **_broken_png(),
    **_broken_jpeg(),
    **_broken_others(),
    **{f"huge.{kind.lower()}": huge(kind) for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF")},
}
"""File name to content; none of them may open."""


def profile(name: str) -> bytes:
    """A real profile: "sRGB", "grey", "cmyk"; "swapped" is RGB with red and green exchanged."""
    match name:
        case "cmyk":
            return _cmyk_profile()
        case "grey":
            return _grey_profile()
        case "swapped":
            return _swapped_profile()
        case _:
            return ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes()


def icc(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    """An ICC v2 display profile with these tags."""
    table, body = b"", b""
    offset = 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        table += name + struct.pack(">II", offset + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    size = offset + len(body)
    white = struct.pack(">iii", 0xF6D6, 0x10000, 0xD32D)
    header = struct.pack(">I", size) + b"lcms" + b"\x02\x40\0\0" + b"mntr" + space + b"XYZ "
    header += struct.pack(">6H", 2026, 1, 1, 0, 0, 0) + b"acsp" + bytes(28)
    header = header.ljust(68, b"\0") + white
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + table + body


def _description(text: bytes) -> bytes:
    return (
        b"desc" + bytes(4) + struct.pack(">I", len(text) + 1) + text + bytes(1 + 4 + 4 + 2 + 1 + 67)
    )


def _xyz(x: float, y: float, z: float) -> bytes:
    return b"XYZ " + bytes(4) + struct.pack(">iii", *(round(v * 65536) for v in (x, y, z)))


def _gamma(value: float) -> bytes:
    return b"curv" + bytes(4) + struct.pack(">IH", 1, round(value * 256))


def _grey_profile() -> bytes:
    return icc(
        b"GRAY",
        {
            b"desc": _description(b"Test grey 1.0"),
            b"wtpt": _xyz(0.9642, 1, 0.8249),
            b"kTRC": _gamma(1.0),
        },
    )


def _swapped_profile() -> bytes:
    return icc(
        b"RGB ",
        {
            b"desc": _description(b"Adobe RGB (1998)"),
            b"wtpt": _xyz(0.9642, 1, 0.8249),
            b"gXYZ": _xyz(0.4361, 0.2225, 0.0139),
            b"rXYZ": _xyz(0.3851, 0.7169, 0.0971),
            b"bXYZ": _xyz(0.1431, 0.0606, 0.7141),
            b"rTRC": _gamma(2.2),
            b"gTRC": _gamma(2.2),
            b"bTRC": _gamma(2.2),
        },
    )


def _cmyk_profile() -> bytes:
    """Ink of any kind darkens; the first two inks make it green, the others red."""
    grid = [(a, b, c, d) for a in (0, 1) for b in (0, 1) for c in (0, 1) for d in (0, 1)]
    lab = [(255 - 60 * sum(inks), 128 - 30 * (inks[0] + inks[1]), 150) for inks in grid]
    ramp = bytes(range(256))
    one, none = struct.pack(">i", 65536), bytes(4)
    matrix = one + none * 3 + one + none * 3 + one
    table = b"".join(bytes(entry) for entry in lab)
    lut = b"mft1" + bytes(4) + bytes([4, 3, 2, 0]) + matrix + ramp * 4 + table + ramp * 3
    made = icc(b"CMYK", {b"desc": _description(b"Test inks"), b"A2B0": lut, b"A2B1": lut})
    return made[:12] + b"prtr" + made[16:20] + b"Lab " + made[24:]


def frames(kind: str, count: int = 3) -> bytes:
    """An animation, or a TIFF of several pages."""
    pictures = [Image.fromarray(np.roll(photo(), 7 * n, axis=1)) for n in range(count)]
    more = {"save_all": True, "append_images": pictures[1:]}
    return encoded(pictures[0], kind, **more, **({"lossless": True} if kind == "WEBP" else {}))
