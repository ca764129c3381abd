"""Profiles travel with the picture unchanged, and the screen shows what they mean."""

from __future__ import annotations

import io
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageCms

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.imaging.colour import SRGB, convert, describe, space, to_screen
from fluxfill_studio.imaging.opening import open_picture
from fluxfill_studio.imaging.pixels import to_rgb8
from tests.fakes.odd_files import encoded, photo, profile

WIDE, GREY_PROFILE = profile("swapped"), profile("grey")
BROKEN = {
    "empty": b"\0",
    "text": b"no profile at all" * 20,
    "cut": WIDE[:150],
    "header only": WIDE[:128],
    "spoiled": WIDE[:132] + bytes(len(WIDE) - 132),
}
rgb_pixels = arrays(np.uint8, st.tuples(st.integers(1, 9), st.integers(1, 9), st.just(3)))


def by_littlecms(rgb: np.ndarray, source: bytes, target: bytes = SRGB) -> np.ndarray:
    made = ImageCms.profileToProfile(
        Image.fromarray(rgb),
        ImageCms.ImageCmsProfile(io.BytesIO(source)),
        ImageCms.ImageCmsProfile(io.BytesIO(target)),
        renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
        flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return np.asarray(made)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_a_profile_is_kept_byte_for_byte(kind: str) -> None:
    picture = open_picture(encoded(photo(), kind, icc_profile=WIDE))
    assert picture.icc == WIDE
    assert picture.notices == ()


def test_without_a_profile_there_is_none() -> None:
    assert open_picture(encoded(photo(), "PNG")).icc is None


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_profile_is_left_out_and_said(broken: str) -> None:
    picture = open_picture(encoded(photo(), "TIFF", icc_profile=BROKEN[broken]))
    assert np.array_equal(picture.pixels, photo())
    assert picture.icc is None
    assert "sRGB is assumed" in picture.notices[0]


def test_grey_stays_grey_with_a_grey_profile() -> None:
    picture = open_picture(encoded(photo(channels=1), "PNG", icc_profile=GREY_PROFILE))
    assert picture.pixels.shape[2] == 1
    assert picture.icc == GREY_PROFILE


@pytest.mark.parametrize("alpha", [False, True])
def test_grey_with_an_rgb_profile_becomes_rgb(alpha: bool) -> None:
    grey = Image.fromarray(photo(channels=4)).convert("LA" if alpha else "L")
    picture = open_picture(encoded(grey, "PNG", icc_profile=WIDE))
    assert picture.icc == WIDE
    channels = [0, 0, 0, 1] if alpha else [0, 0, 0]
    assert np.array_equal(picture.pixels, np.atleast_3d(np.asarray(grey))[..., channels])


@pytest.mark.parametrize("wrong", ["grey", "cmyk"])
def test_a_profile_of_another_kind_is_left_out(wrong: str) -> None:
    picture = open_picture(encoded(photo(), "TIFF", icc_profile=profile(wrong)))
    assert picture.icc is None
    assert "sRGB is assumed" in picture.notices[0]


@pytest.mark.parametrize("icc", [None, SRGB, *BROKEN.values()])
def test_srgb_and_unusable_profiles_change_nothing(icc: bytes | None) -> None:
    assert np.array_equal(to_screen(photo(), icc), photo())


@given(rgb=rgb_pixels)
def test_the_screen_shows_exactly_what_littlecms_says(rgb: np.ndarray) -> None:
    assert np.array_equal(to_screen(rgb, WIDE), by_littlecms(rgb, WIDE))


def test_every_level_of_every_channel_reaches_the_screen() -> None:
    ramp = np.zeros((4, 256, 3), np.uint8)
    for channel in range(3):
        ramp[channel, :, channel] = ramp[3, :, channel] = np.arange(256)
    shown = to_screen(ramp, WIDE)
    assert np.array_equal(shown, by_littlecms(ramp, WIDE))
    assert np.abs(shown.astype(int) - ramp).max() > 50


def test_the_profile_of_the_screen_counts() -> None:
    assert np.array_equal(to_screen(photo(), WIDE, WIDE), photo())
    assert np.array_equal(to_screen(photo(), None, WIDE), by_littlecms(photo(), SRGB, WIDE))


@pytest.mark.parametrize("channels", [1, 2])
def test_grey_is_shown_through_its_profile(channels: int) -> None:
    grey = photo(channels=2)[..., :channels]
    shown = to_screen(grey, GREY_PROFILE)
    assert shown.shape == (*grey.shape[:2], 3)
    assert np.ptp(shown, axis=2).max() <= 1
    # Linear light: half the value is far brighter than half the screen's.
    assert 180 < to_screen(np.full((1, 1, 1), 128, np.uint8), GREY_PROFILE)[0, 0, 0] < 195


@given(rgb=rgb_pixels, alpha=st.integers(0, 255))
@settings(max_examples=20)
def test_alpha_does_not_touch_the_colours(rgb: np.ndarray, alpha: int) -> None:
    rgba = np.dstack([rgb, np.full(rgb.shape[:2], alpha, np.uint8)])
    assert np.array_equal(to_screen(rgba, WIDE), to_screen(rgb, WIDE))
    assert np.array_equal(to_screen(rgba, None), rgb)


def test_a_part_of_a_picture_is_shown_as_the_whole_is() -> None:
    whole = to_screen(photo(), WIDE)
    assert np.array_equal(to_screen(photo()[5:20, 7:31], WIDE), whole[5:20, 7:31])


def test_sixteen_bits_are_shown_too() -> None:
    deep = photo().astype(np.uint16) * 257
    assert np.array_equal(to_screen(deep, WIDE), to_screen(to_rgb8(deep), WIDE))


def test_any_thread_may_ask() -> None:
    expected = {icc: to_screen(photo(), icc) for icc in (WIDE, SRGB, GREY_PROFILE)}
    wrong: list[bytes] = []

    def ask(icc: bytes) -> None:
        shown = [to_screen(photo(), icc) for _turn in range(3)]
        wrong.extend(icc for one in shown if not np.array_equal(one, expected[icc]))

    threads = [threading.Thread(target=ask, args=(icc,)) for icc in [SRGB, WIDE, WIDE]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


@given(rgb=rgb_pixels)
@settings(max_examples=20)
def test_there_and_back_again_is_nearly_the_same(rgb: np.ndarray) -> None:
    inside = rgb // 2 + 64  # both can show these
    there = convert(inside, None, WIDE)
    assert np.abs(convert(there, WIDE, None).astype(int) - inside).max() <= 3


def test_inks_and_greys_convert() -> None:
    inks = photo(channels=4)
    image = Image.frombytes("CMYK", inks.shape[1::-1], inks.tobytes())
    expected = ImageCms.applyTransform(
        image,
        ImageCms.buildTransform(
            *(ImageCms.getOpenProfile(io.BytesIO(p)) for p in (profile("cmyk"), SRGB)),
            "CMYK",
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        ),
    )
    assert np.array_equal(convert(inks, profile("cmyk"), None), np.asarray(expected))
    assert convert(photo(channels=1), GREY_PROFILE, None).shape == photo().shape


def test_converting_with_a_broken_profile_is_refused() -> None:
    with pytest.raises(BadInput, match="colour profile cannot be used"):
        convert(photo(), BROKEN["cut"], None)


@pytest.mark.parametrize(
    ("icc", "name"),
    [
        (None, "no profile"),
        (SRGB, "sRGB"),
        (WIDE, "Adobe RGB (1998)"),
        (GREY_PROFILE, "Test grey 1.0"),
        (BROKEN["text"], "unknown profile"),
        (WIDE.replace(b"Adobe RGB (1998)", b"\x1b[31mevil\nname\0"), "[31mevil name"),
    ],
)
def test_a_profile_has_a_short_name(icc: bytes | None, name: str) -> None:
    assert describe(icc) == name


def test_the_space_of_a_profile() -> None:
    spaces = [space(profile(name)) for name in ("sRGB", "grey", "cmyk")]
    assert spaces == ["RGB", "GRAY", "CMYK"]
    assert {space(broken) for broken in BROKEN.values()} == {None}
