"""What the PNG writer writes is valid, exact, and carries profile and texts unchanged."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from fluxfill_studio.imaging import png
from fluxfill_studio.imaging.opening import open_picture
from fluxfill_studio.imaging.saving import png_bytes, read_texts, save_png
from tests.fakes.odd_files import photo, profile

shapes = st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(1, 4))
pictures = shapes.flatmap(lambda shape: arrays(np.uint8, shape))
keywords = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=79)
texts = st.dictionaries(
    keywords, st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), max_size=3
)


def chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    """Kind and content of every chunk, each CRC checked."""
    assert data.startswith(png.SIGNATURE)
    at, found = 8, []
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, content = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        (crc,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        assert crc == zlib.crc32(kind + content), kind
        found.append((kind, content))
        at += 12 + length
    return found


def by_opencv(data: bytes, channels: int) -> np.ndarray:
    made = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert made is not None
    if channels == 2:  # OpenCV spreads grey
        return made[..., [0, 3]]
    made = made.reshape(*made.shape[:2], -1)
    return made[..., {1: [0], 3: [2, 1, 0], 4: [2, 1, 0, 3]}[channels]]


@given(pixels=pictures, notes=texts, embed=st.booleans())
def test_every_picture_comes_back_exactly(
    pixels: np.ndarray, notes: dict[str, str], embed: bool
) -> None:
    channels = pixels.shape[2]
    icc = profile("grey" if channels <= 2 else "swapped") if embed else None
    data = png_bytes(pixels, icc, notes)
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        assert np.array_equal(np.asarray(image).reshape(pixels.shape), pixels)
        assert image.info.get("icc_profile") == icc
        assert dict(image.text) == notes
    assert np.array_equal(by_opencv(data, channels), pixels)
    opened = open_picture(data)
    assert np.array_equal(opened.pixels, pixels)
    assert opened.icc == icc


@given(
    pixels=shapes.flatmap(lambda shape: arrays(np.uint16, shape)),
)
@settings(max_examples=30)
def test_sixteen_bits_are_written_whole(pixels: np.ndarray) -> None:
    data = png_bytes(pixels, None, {})
    assert np.array_equal(by_opencv(data, pixels.shape[2]), pixels)


@pytest.mark.parametrize("strip_bytes", [1, 700, 5000, 1 << 20])
def test_strips_do_not_show(strip_bytes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png, "STRIP_BYTES", strip_bytes)
    data = png_bytes(photo(61, 47), None, {})
    assert np.array_equal(open_picture(data).pixels, photo(61, 47))


def test_the_file_is_in_order() -> None:
    data = png_bytes(photo(), profile("swapped"), {"Software": "a", "Prompt": "b"})
    kinds = [kind for kind, _content in chunks(data)]
    assert kinds[:4] == [b"IHDR", b"iCCP", b"iTXt", b"iTXt"]
    assert set(kinds[4:-1]) == {b"IDAT"}
    assert kinds[-1] == b"IEND"
    assert all(content for kind, content in chunks(data) if kind == b"IDAT")


def test_pixels_that_are_a_view_are_written_as_seen() -> None:
    view = photo(80, 60)[5:-5:2, ::-3]
    assert np.array_equal(open_picture(png_bytes(view, None, {})).pixels, view)


def test_texts_of_every_script_come_back(tmp_path: Path) -> None:
    notes = {"fluxfill-studio": '{"prompt":"赤い扉 \U0001f6aa"}', "Empty": "", "Long": "é" * 90_000}
    save_png(tmp_path / "a.png", photo(), None, notes)
    assert read_texts(tmp_path / "a.png") == notes


def test_what_no_text_may_hold_is_replaced(tmp_path: Path) -> None:
    save_png(tmp_path / "a.png", photo(), None, {"Prompt": "a\0b\ud800c"})
    assert read_texts(tmp_path / "a.png") == {"Prompt": "a\ufffdb?c"}


@pytest.mark.parametrize("keyword", ["", "a" * 80, " a", "a ", "a\0b", "a\nb"])
def test_an_impossible_keyword_is_a_mistake_of_ours(keyword: str) -> None:
    with pytest.raises(ValueError, match="not a PNG keyword"):
        png_bytes(photo(), None, {keyword: "text"})


def test_a_file_without_texts_has_none(tmp_path: Path) -> None:
    Image.fromarray(photo()).save(tmp_path / "a.jpg")
    assert read_texts(tmp_path / "a.jpg") == {}
