"""Every supported kind of picture opens as what it shows, and says what was lost."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from fluxfill_studio.core.geometry import Size
from fluxfill_studio.imaging.colour import describe
from fluxfill_studio.imaging.file import probe
from fluxfill_studio.imaging.opening import Picture, alpha_mask, open_picture
from tests.fakes.odd_files import HEIGHT, WIDTH, chunk, encoded, frames, photo, png, png16, profile

RGB, RGBA = Image.fromarray(photo()), Image.fromarray(photo(channels=4))
GREY = Image.fromarray(photo(channels=1)[..., 0])
GREY_ALPHA = RGBA.convert("LA")
INKS = Image.frombytes("CMYK", (WIDTH, HEIGHT), photo(channels=4).tobytes())
PALETTE = RGB.quantize(40)
DEEP = np.random.default_rng(3).integers(0, 65536, (HEIGHT, WIDTH, 4), np.uint16)

LOSSLESS = {
    "rgb.png": (encoded(RGB, "PNG"), "RGB"),
    "rgba.png": (encoded(RGBA, "PNG"), "RGBA"),
    "grey.png": (encoded(GREY, "PNG"), "L"),
    "grey_alpha.png": (encoded(GREY_ALPHA, "PNG"), "LA"),
    "palette.png": (encoded(PALETTE, "PNG"), "RGB"),
    "palette_clear.png": (encoded(PALETTE, "PNG", transparency=3), "RGBA"),
    "palette_veil.png": (encoded(PALETTE, "PNG", transparency=bytes(range(40))), "RGBA"),
    "rgb_key.png": (encoded(RGB, "PNG", transparency=RGB.getpixel((5, 5))), "RGBA"),
    "grey_key.png": (encoded(GREY, "PNG", transparency=GREY.getpixel((5, 5))), "LA"),
    "bits.png": (encoded(GREY.convert("1"), "PNG"), "L"),
    "interlaced.png": (
        png(2, 2, 8, 2, b"\0\1\2\3" + b"\0\4\5\6" + b"\0\7\x08\x09\x0a\x0b\x0c", interlaced=True),
        "RGB",
    ),
    "rgb.bmp": (encoded(RGB, "BMP"), "RGB"),
    "rgba.bmp": (encoded(RGBA, "BMP"), "RGB"),
    "grey.bmp": (encoded(GREY, "BMP"), "L"),
    "palette.bmp": (encoded(PALETTE, "BMP"), "RGB"),
    "bits.bmp": (encoded(GREY.convert("1"), "BMP"), "L"),
    "rgb.tif": (encoded(RGB, "TIFF"), "RGB"),
    "lzw.tif": (encoded(RGB, "TIFF", compression="tiff_lzw"), "RGB"),
    "deflate.tif": (encoded(RGBA, "TIFF", compression="tiff_adobe_deflate"), "RGBA"),
    "packbits.tif": (encoded(RGB, "TIFF", compression="packbits"), "RGB"),
    "grey.tif": (encoded(GREY, "TIFF"), "L"),
    "grey_alpha.tif": (encoded(GREY_ALPHA, "TIFF"), "LA"),
    "fax.tif": (encoded(GREY.convert("1"), "TIFF", compression="group4"), "L"),
    "palette.tif": (encoded(PALETTE, "TIFF"), "RGB"),
    "rgb.webp": (encoded(RGB, "WEBP", lossless=True), "RGB"),
    "rgba.webp": (encoded(RGBA, "WEBP", lossless=True, exact=True), "RGBA"),
    "palette.gif": (encoded(PALETTE, "GIF"), "RGB"),
    "palette_clear.gif": (encoded(PALETTE, "GIF", transparency=3), "RGBA"),
    "grey.gif": (encoded(GREY, "GIF"), "RGB"),
}


def opened(data: bytes, folder: Path) -> Picture:
    """The picture, which must be the same from a file and from memory."""
    path = folder / "any"
    path.write_bytes(data)
    picture, pasted = open_picture(path), open_picture(data)
    assert np.array_equal(picture.pixels, pasted.pixels)
    assert picture.notices == pasted.notices
    assert picture.icc == pasted.icc
    assert not picture.pixels.flags.writeable
    assert picture.pixels.dtype == np.uint8
    assert picture.pixels.flags.c_contiguous
    return picture


def by_pillow(data: bytes, mode: str) -> np.ndarray:
    with Image.open(io.BytesIO(data)) as image:
        made = np.asarray(image.convert(mode))
    return made.reshape(*made.shape[:2], -1)


@pytest.mark.parametrize("name", LOSSLESS)
def test_a_lossless_file_opens_exactly(name: str, tmp_path: Path) -> None:
    data, mode = LOSSLESS[name]
    picture = opened(data, tmp_path)
    expected = by_pillow(data, mode)
    assert np.array_equal(picture.pixels, expected)
    assert picture.notices == ()
    assert picture.has_transparency == (
        expected.shape[2] in (2, 4) and expected[..., -1].min() < 255
    )


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_opens_as_its_decoder_says(mode: str, progressive: bool, tmp_path: Path) -> None:
    data = encoded(RGB.convert(mode), "JPEG", quality=93, progressive=progressive)
    assert np.array_equal(opened(data, tmp_path).pixels, by_pillow(data, mode))


def test_content_decides_not_the_name(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(encoded(RGB, "PNG"))
    assert np.array_equal(open_picture(path).pixels, photo())
    assert probe(path).format == "PNG"


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_sixteen_bit_png_keeps_its_high_bytes_and_says_so(channels: int, tmp_path: Path) -> None:
    values = np.ascontiguousarray(DEEP[..., :channels])
    picture = opened(png16(channels, values), tmp_path)
    expected = (values >> 8).astype(np.uint8)
    if channels == 2:  # Pillow has no such mode
        expected = expected[..., [0, 0, 0, 1]]
    assert np.array_equal(picture.pixels, expected)
    assert len(picture.notices) == 1
    assert "more than 8 bits" in picture.notices[0]


@pytest.mark.parametrize("order", ["<", ">"])
def test_sixteen_bit_grey_tiff_in_either_byte_order(order: str, tmp_path: Path) -> None:
    values = DEEP[..., 0]
    mode = "I;16" if order == "<" else "I;16B"
    image = Image.frombytes(mode, (WIDTH, HEIGHT), values.astype(f"{order}u2").tobytes())
    picture = opened(encoded(image, "TIFF"), tmp_path)
    assert np.array_equal(picture.pixels[..., 0], (values >> 8).astype(np.uint8))
    assert "more than 8 bits" in picture.notices[0]


def deep_tiff(channels: int, bits: int, samples: bytes) -> bytes:
    """An uncompressed TIFF with these samples in one strip."""
    tags = [
        (256, 4, 1, WIDTH), (257, 4, 1, HEIGHT), (258, 3, 1, bits), (259, 3, 1, 1),
        (262, 3, 1, 2 if channels == 3 else 1), (273, 4, 1, 0), (277, 3, 1, channels),
        (278, 4, 1, HEIGHT), (279, 4, 1, len(samples)),
    ]  # fmt: skip
    after = 8 + 2 + 12 * len(tags) + 4
    depths = struct.pack(f"<{channels}H", *[bits] * channels)
    tags[2] = (258, 3, channels, bits if channels == 1 else after)
    tags[5] = (273, 4, 1, after + len(depths))
    entries = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + bytes(4) + depths + samples


def test_sixteen_bit_rgb_tiff(tmp_path: Path) -> None:
    values = np.ascontiguousarray(DEEP[..., :3])
    picture = opened(deep_tiff(3, 16, values.astype("<u2").tobytes()), tmp_path)
    assert np.array_equal(picture.pixels, (values >> 8).astype(np.uint8))
    assert "more than 8 bits" in picture.notices[0]


def test_twelve_bit_tiff_is_as_bright_as_it_was(tmp_path: Path) -> None:
    values = (DEEP[..., 0] >> 4).astype(np.uint32)
    first, second = values[:, 0::2], values[:, 1::2]
    packed = np.stack([first >> 4, (first & 15) << 4 | second >> 8, second & 255], axis=2)
    picture = opened(deep_tiff(1, 12, packed.astype(np.uint8).tobytes()), tmp_path)
    assert np.array_equal(picture.pixels[..., 0], (values >> 4).astype(np.uint8))
    assert "more than 8 bits" in picture.notices[0]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (np.array([[0.0, 0.5, 1.0]]), [0, 128, 255]),
        (np.array([[0.25, 0.5, 0.75]]), [64, 128, 191]),
        (np.array([[-100.0, 0.0, 300.0]]), [0, 64, 255]),
        (np.array([[np.nan, 0.0, 2.0]]), [0, 0, 255]),
        (np.array([[7.0, 7.0, 7.0]]), [0, 0, 0]),
    ],
)
def test_floating_point_is_fitted_and_says_so(
    values: np.ndarray, expected: list[int], tmp_path: Path
) -> None:
    picture = opened(encoded(Image.fromarray(values.astype(np.float32)), "TIFF"), tmp_path)
    assert picture.pixels[0, :, 0].tolist() == expected
    assert "32 bits" in picture.notices[0]


def test_whole_32_bit_numbers_are_fitted_too(tmp_path: Path) -> None:
    values = np.array([[-1000, 0, 1000]], np.int32)
    picture = opened(encoded(Image.fromarray(values), "TIFF"), tmp_path)
    assert picture.pixels[0, :, 0].tolist() == [0, 128, 255]


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_cmyk_goes_through_its_profile(kind: str, tmp_path: Path) -> None:
    options = {"quality": 95} if kind == "JPEG" else {}
    with_profile = opened(encoded(INKS, kind, icc_profile=profile("cmyk"), **options), tmp_path)
    without = opened(encoded(INKS, kind, **options), tmp_path)
    assert "through their profile" in with_profile.notices[0]
    assert "without a usable profile" in without.notices[0]
    assert with_profile.pixels.shape == without.pixels.shape == (HEIGHT, WIDTH, 3)
    # Those inks make the picture green; plain arithmetic does not.
    surplus = with_profile.pixels[..., 1].astype(int) - with_profile.pixels[..., 2]
    assert surplus.mean() > 20
    assert with_profile.icc is not None
    assert describe(with_profile.icc) == "sRGB"


def test_lab_becomes_srgb(tmp_path: Path) -> None:
    neutral = np.full((HEIGHT, WIDTH, 3), (128, 0, 0), np.uint8)
    lab = Image.frombytes("LAB", (WIDTH, HEIGHT), neutral.tobytes())
    picture = opened(encoded(lab, "TIFF"), tmp_path)
    assert "Lab" in picture.notices[0]
    assert np.ptp(picture.pixels) <= 2  # a grey
    assert 110 < picture.pixels.mean() < 130


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_several_frames_the_first_opens(kind: str, tmp_path: Path) -> None:
    picture = opened(frames(kind), tmp_path)
    expected = by_pillow(frames(kind), "RGB")
    assert np.array_equal(picture.pixels[..., :3], expected)
    assert ("3 pages" if kind == "TIFF" else "3 frames") in picture.notices[0]
    assert probe(frames(kind)).frames == 3


def test_a_picture_before_the_animation_is_the_first(tmp_path: Path) -> None:
    animation = [Image.fromarray(np.roll(photo(), 7 * n, axis=1)) for n in (1, 2)]
    data = encoded(RGB, "PNG", save_all=True, append_images=animation, default_image=True)
    assert np.array_equal(opened(data, tmp_path).pixels, photo())


def test_a_phones_extra_picture_is_no_animation(tmp_path: Path) -> None:
    data = encoded(RGB, "MPO", save_all=True, append_images=[RGB.transpose(0)])
    picture = opened(data, tmp_path)
    assert picture.notices == ()
    assert probe(data).format == "JPEG"
    assert np.array_equal(picture.pixels, by_pillow(data, "RGB"))


def test_the_alpha_becomes_a_mask() -> None:
    picture = open_picture(encoded(RGBA, "PNG"))
    assert picture.has_transparency
    assert np.array_equal(alpha_mask(picture.pixels), 255 - photo(channels=4)[..., 3])
    opaque = photo(channels=4)
    opaque[..., 3] = 255
    assert not open_picture(encoded(opaque, "PNG")).has_transparency


def test_the_header_is_read_without_the_pixels() -> None:
    data = encoded(photo(400, 300), "PNG")
    header = probe(data[: len(data) // 2])
    assert header.size == Size(400, 300)
    assert (header.format, header.mode, header.frames) == ("PNG", "RGB", 1)


def test_a_profile_larger_than_a_megabyte_is_read(tmp_path: Path) -> None:
    large = profile("swapped") + np.random.default_rng(1).bytes(1_500_000)
    large = struct.pack(">I", len(large)) + large[4:]
    embedded = chunk(b"iCCP", b"p\0\0" + zlib.compress(large))
    data = png(1, 1, 8, 2, b"\0\1\2\3", embedded)
    assert opened(data, tmp_path).icc == large
