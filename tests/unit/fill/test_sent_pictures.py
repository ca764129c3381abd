"""What a service gets to see, and what becomes of its answer."""

from __future__ import annotations

import asyncio
import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fluxfill_studio.core.geometry import Rect, Size
from fluxfill_studio.fill.context import SizeLimits, sent_size, service_box
from fluxfill_studio.fill.incoming import incoming
from fluxfill_studio.fill.outgoing import GROW_PX, STRIP_ROWS, outgoing, packed, sent_mask
from fluxfill_studio.fill.params import FillParams
from fluxfill_studio.fill.request import FillRequest
from fluxfill_studio.imaging.colour import to_screen
from fluxfill_studio.imaging.pixels import Mask, Pixels
from tests.fakes.odd_files import profile

LIMITS = SizeLimits(1440, 256, 32)
WIDE, GREY_PROFILE = profile("swapped"), profile("grey")
sides = st.integers(1, 9000)


def request(
    pixels: Pixels, mask: Mask | None = None, icc: bytes | None = None, *, native: bool = False
) -> FillRequest:
    box = Rect(0, 0, pixels.shape[1], pixels.shape[0])
    if mask is None:
        mask = np.full(pixels.shape[:2], 255, np.uint8)
    preset = "Zoom out 2x" if native else "None"
    return FillRequest(
        "bfl", "", "", box, box, box, pixels, mask, FillParams(), preset, 0, icc, native
    )


@st.composite
def bounds_in_canvas(draw: st.DrawFn) -> tuple[Rect, Rect]:
    canvas = Rect(
        draw(st.integers(-500, 500)), draw(st.integers(-500, 500)), draw(sides), draw(sides)
    )
    left = draw(st.integers(canvas.x, canvas.right - 1))
    top = draw(st.integers(canvas.y, canvas.bottom - 1))
    right = draw(st.integers(left + 1, canvas.right))
    bottom = draw(st.integers(top + 1, canvas.bottom))
    return Rect.from_edges(left, top, right, bottom), canvas


@given(bounds_in_canvas())
def test_the_box_holds_what_is_filled_and_stays_on_the_canvas(case: tuple[Rect, Rect]) -> None:
    bounds, canvas = case
    box = service_box(LIMITS)(bounds, canvas)
    assert box.intersected(canvas) == box
    assert box.intersected(bounds) == bounds
    for length, inner, room in (
        (box.width, bounds.width, canvas.width),
        (box.height, bounds.height, canvas.height),
    ):
        assert length >= min(room, 1.5 * inner, 9000)
        # What costs no sharpness is free; more is not taken than is needed.
        assert min(room, LIMITS.longest) <= length <= max(LIMITS.longest, 1.5 * inner + 33)


@given(sides, sides)
def test_the_sent_size_fits_the_service(width: int, height: int) -> None:
    size = sent_size(Rect(0, 0, width, height), LIMITS)
    assert max(size) <= LIMITS.longest
    assert min(size) >= min(LIMITS.shortest, min(width, height)) or max(size) == LIMITS.longest
    if size != (width, height):
        assert size.width % 32 == size.height % 32 == 0
        # Its shape stays, to half a step.
        scale = max(size) / max(width, height)
        assert abs(min(size) - min(width, height) * scale) <= 32 + 0.02 * min(size)


def test_a_box_that_fits_goes_as_it_is() -> None:
    for size in (Size(1440, 1440), Size(1001, 333), Size(256, 256)):
        assert sent_size(Rect(5, 5, *size), LIMITS) == size
    assert sent_size(Rect(0, 0, 3, 30_000), None) == Size(3, 30_000)


def _distance_from(mask: Mask) -> np.ndarray:
    """How far each pixel is from the nearest painted one."""
    return cv2.distanceTransform(
        np.where(mask > 0, np.uint8(0), np.uint8(255)), cv2.DIST_L2, cv2.DIST_MASK_PRECISE
    )


@settings(max_examples=40)
@given(st.data())
def test_the_sent_mask_holds_all_that_is_painted_and_eight_more(data: st.DataObject) -> None:
    height, width = data.draw(st.integers(1, 60)), data.draw(st.integers(1, 60))
    mask = np.zeros((height, width), np.uint8)
    for _ in range(data.draw(st.integers(1, 4))):
        mask[data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))] = (
            data.draw(st.integers(1, 255))
        )
    sent = sent_mask(mask, Size(width, height))
    assert set(np.unique(sent)) <= {0, 255}
    distance = _distance_from(mask)
    assert (sent[distance <= GROW_PX - 0.01] == 255).all()
    assert (sent[distance > GROW_PX + 0.01] == 0).all()


@settings(max_examples=40)
@given(st.integers(40, 400), st.integers(40, 400), st.floats(0.15, 3), st.data())
def test_a_scaled_mask_loses_no_painted_pixel(
    width: int, height: int, scale: float, data: st.DataObject
) -> None:
    mask = np.zeros((height, width), np.uint8)
    x, y = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    mask[y, x] = data.draw(st.integers(1, 255))
    size = Size(max(1, round(width * scale)), max(1, round(height * scale)))
    sent = sent_mask(mask, size)
    at_x = min(size.width - 1, int((x + 0.5) * size.width / width))
    at_y = min(size.height - 1, int((y + 0.5) * size.height / height))
    assert sent[at_y, at_x] == 255
    assert sent.shape == (size.height, size.width)


def _chunks(png: bytes) -> list[str]:
    names, at = [], 8
    while at < len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        names.append(png[at + 4 : at + 8].decode())
        at += 12 + length
    return names


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
@pytest.mark.parametrize("depth", [np.uint8, np.uint16])
def test_nothing_but_pixels_is_sent(channels: int, depth: type) -> None:
    pixels = np.full((300, 400, channels), 7, depth)
    icc = WIDE if channels > 2 else GREY_PROFILE
    sent = outgoing(request(pixels, icc=icc), LIMITS)
    for png, mode in ((sent.image, "RGB"), (sent.mask, "L")):
        assert png is not None
        assert set(_chunks(png)) == {"IHDR", "IDAT", "IEND"}
        with Image.open(io.BytesIO(png)) as image:
            assert image.mode == mode
            assert image.size == sent.size == (400, 300)


def test_a_service_sees_what_the_screen_shows() -> None:
    rng = np.random.default_rng(5)
    pixels = rng.integers(0, 256, (300, 300, 3), np.uint8)
    sent = outgoing(request(pixels, icc=WIDE), LIMITS)
    with Image.open(io.BytesIO(sent.image)) as image:
        assert np.array_equal(np.asarray(image), to_screen(pixels, WIDE))
    assert not np.array_equal(to_screen(pixels, WIDE), pixels)


def test_what_is_transparent_goes_black_whatever_lies_hidden_there() -> None:
    pixels = np.full((300, 300, 4), 200, np.uint8)
    pixels[..., 3] = 0
    pixels[:, 150:, 3] = 255
    sent = outgoing(request(pixels), LIMITS)
    with Image.open(io.BytesIO(sent.image)) as image:
        seen = np.asarray(image)
    assert (seen[:, :150] == 0).all()
    assert (seen[:, 150:] == 200).all()


def test_a_large_box_is_sent_smaller_and_a_small_one_larger() -> None:
    for side, longest in ((2000, 1440), (100, 256)):
        pixels, mask = np.zeros((side, side, 3), np.uint8), np.zeros((side, side), np.uint8)
        mask[side // 2, side // 2] = 1
        sent = outgoing(request(pixels, mask), LIMITS)
        assert sent.size == (longest, longest)
        assert sent.mask is not None
        with Image.open(io.BytesIO(sent.image)) as image, Image.open(io.BytesIO(sent.mask)) as hard:
            assert image.size == hard.size == sent.size


def test_an_extension_by_the_service_goes_without_a_mask() -> None:
    assert outgoing(request(np.zeros((300, 300, 3), np.uint8), native=True), LIMITS).mask is None


@settings(max_examples=60)
@given(
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    st.sampled_from([1, 2, 3, 4]),
    st.sampled_from([1, 2, 3, 4]),
    st.sampled_from([np.uint8, np.uint16]),
)
def test_an_answer_of_any_size_and_kind_comes_back_to_the_box(
    sent: tuple[int, int], came: tuple[int, int], ours: int, theirs: int, depth: type
) -> None:
    asked = request(np.zeros((*sent, ours), depth))
    answer = incoming(np.full((*came, theirs), 90, np.uint8), None, asked)
    assert answer.shape == asked.pixels.shape
    assert answer.dtype == depth
    assert not answer.flags.writeable
    assert (answer[..., 0] == (90 if depth is np.uint8 else 90 * 257)).all()
    if ours in (2, 4):
        assert (answer[..., -1] == np.iinfo(depth).max).all()


def test_an_answer_of_the_box_s_size_and_profile_is_left_alone() -> None:
    came = np.random.default_rng(1).integers(0, 256, (50, 60, 3), np.uint8)
    for icc in (None, WIDE):
        back = incoming(came, icc, request(np.zeros((50, 60, 3), np.uint8), icc=icc))
        assert np.array_equal(back, came)


def test_colours_come_back_through_the_picture_s_profile() -> None:
    """What went out and came back unchanged looks as it did."""
    rng = np.random.default_rng(2)
    # Away from the edge of what sRGB can show.
    pixels = rng.integers(70, 180, (300, 300, 3), np.uint8)
    asked = request(pixels, icc=WIDE)
    with Image.open(io.BytesIO(outgoing(asked, LIMITS).image)) as image:
        back = incoming(np.asarray(image), None, asked)
    assert np.abs(back.astype(int) - pixels.astype(int)).max() <= 3


def test_tones_come_back_through_a_grey_picture_s_profile() -> None:
    tones = np.arange(256, dtype=np.uint8).reshape(16, 16, 1)
    asked = request(tones, np.full((16, 16), 255, np.uint8), icc=GREY_PROFILE)
    seen = to_screen(tones, GREY_PROFILE)
    back = incoming(seen, None, asked)
    assert np.abs(back.astype(int) - tones).max() <= 2
    assert np.abs(seen[:, :, :1].astype(int) - tones).max() > 8  # the profile is not sRGB's curve


def test_an_answer_with_a_profile_of_its_own_is_understood() -> None:
    came = np.random.default_rng(3).integers(0, 256, (50, 60, 3), np.uint8)
    back = incoming(came, WIDE, request(np.zeros((50, 60, 3), np.uint8)))
    assert np.array_equal(back, to_screen(came, WIDE))


def test_the_answer_of_a_native_extension_keeps_its_size() -> None:
    asked = request(np.zeros((50, 60, 3), np.uint8), native=True)
    assert incoming(np.zeros((80, 120, 3), np.uint8), None, asked).shape == (80, 120, 3)


def test_what_all_services_of_a_press_send_is_made_once() -> None:
    asked = request(np.zeros((300, 300, 3), np.uint8))

    async def sent() -> list[object]:
        wishes = [
            (asked, LIMITS),
            (replace(asked, provider="replicate"), LIMITS),
            (asked, SizeLimits(128)),
            (replace(asked, pixels=asked.pixels.copy()), LIMITS),
            (replace(asked, mask=np.zeros((300, 300), np.uint8)), LIMITS),
            (replace(asked, native=True), LIMITS),
        ]
        return await asyncio.gather(*(packed(one, limits) for one, limits in wishes))

    first, same, *others = asyncio.run(sent())
    assert first is same
    assert not any(other is first for other in others)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_a_picture_of_several_strips_is_sent_whole(channels: int) -> None:
    shape = STRIP_ROWS + 40, 50, channels
    pixels = np.random.default_rng(8).integers(0, 256, shape, np.uint8)
    with Image.open(io.BytesIO(outgoing(request(pixels), None).image)) as image:
        seen = np.asarray(image).astype(int)
    colour = to_screen(pixels, None).astype(float)
    if channels in (2, 4):
        colour *= pixels[..., -1:] / 255
    assert np.abs(seen - colour).max() <= 0.51
