"""The fill itself, in this process."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fluxfill_studio.core.errors import EngineError
from fluxfill_studio.engine import plan
from fluxfill_studio.engine.fill import Hole, Rgb, fill
from fluxfill_studio.engine.library import inpainter

MAGENTA = np.array([255, 0, 255], np.uint8)


def texture(height: int, width: int, seed: int = 0) -> Rgb:
    """Grey-green noise with some structure; nowhere near magenta."""
    rng = np.random.default_rng(seed)
    rows, columns = np.mgrid[:height, :width]
    wave = 90 + 40 * np.sin(rows / 5) + 30 * np.sin(columns / 9)
    noise = rng.normal(0, 6, (height, width, 3))
    return np.clip(wave[:, :, None] + noise + [0, 30, 0], 0, 255).astype(np.uint8)


def ignore(_start: float, _end: float) -> None:
    """Nobody listens."""


def never(_pixels: Rgb, _hole: Hole) -> Rgb:
    raise AssertionError("the library is not for this hole")


def real(pixels: Rgb, hole: Hole, seed: int = 1) -> Rgb:
    return fill(pixels, hole, inpainter(seed), seed, ignore)


def disc(height: int, width: int, radius: int) -> Hole:
    rows, columns = np.mgrid[:height, :width]
    inside = (rows - height // 2) ** 2 + (columns - width // 2) ** 2 <= radius**2
    return (inside * 255).astype(np.uint8)


@pytest.fixture
def small_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Boxes of some thousand pixels are already solved at a reduced size."""
    monkeypatch.setattr(plan, "MOST_SOLVED_PX", 10_000)


def assert_filled(result: Rgb, pixels: Rgb, hole: Hole) -> None:
    """New in the hole, with colours of the rest, and untouched outside."""
    assert (result[hole == 0] == pixels[hole == 0]).all()
    rest, made = pixels[hole == 0], result[hole > 0]
    assert (np.abs(made.mean(axis=0) - rest.mean(axis=0)) < 25).all()
    assert made.std() > rest.std() / 2  # no smear
    assert not (made == MAGENTA).all(axis=1).any()


def test_a_hole_is_filled_with_texture_of_the_rest() -> None:
    pixels, hole = texture(120, 150), disc(120, 150, 25)
    pixels[hole > 0] = MAGENTA
    assert_filled(real(pixels, hole), pixels, hole)


@pytest.mark.usefixtures("small_work")
@pytest.mark.parametrize("shape", [(240, 301), (399, 200)])
def test_a_large_hole_is_solved_small_and_filled_at_full_size(shape: tuple[int, int]) -> None:
    pixels, hole = texture(*shape), disc(*shape, 45)
    pixels[hole > 0] = MAGENTA
    assert plan.working_factor(hole) > 2
    assert_filled(real(pixels, hole), pixels, hole)


@pytest.mark.usefixtures("small_work")
@pytest.mark.parametrize("side", ["left", "top", "right", "bottom", "all"])
def test_a_grown_canvas_is_filled(side: str) -> None:
    pixels, hole = texture(200, 240), np.zeros((200, 240), np.uint8)
    frame = {
        "left": np.s_[:, :50],
        "right": np.s_[:, -50:],
        "top": np.s_[:40],
        "bottom": np.s_[-40:],
    }
    for where in frame.values() if side == "all" else [frame[side]]:
        hole[where] = 255
    pixels[hole > 0] = MAGENTA
    assert_filled(real(pixels, hole), pixels, hole)


def test_a_scratch_is_smoothed_over_without_the_library() -> None:
    pixels = np.full((300, 300, 3), 120, np.uint8)
    hole = np.zeros((300, 300), np.uint8)
    hole[150, 60:240] = 255
    pixels[150, 60:240] = MAGENTA
    assert np.abs(fill(pixels, hole, never, 1, ignore).astype(int) - 120).max() <= 2


def test_nothing_to_copy_from_is_said() -> None:
    pixels, hole = texture(100, 100), np.full((100, 100), 255, np.uint8)
    hole[50, 50] = 0
    with pytest.raises(EngineError, match="too little picture"):
        fill(pixels, hole, never, 1, ignore)


def test_a_library_that_spoils_the_rest_spoils_nothing() -> None:
    pixels, hole = texture(100, 100), disc(100, 100, 20)
    result = fill(pixels, hole, lambda x, _hole: x // 2, 1, ignore)
    assert (result[hole == 0] == pixels[hole == 0]).all()


def test_an_empty_hole_changes_nothing() -> None:
    pixels = texture(20, 20)
    assert (fill(pixels, np.zeros((20, 20), np.uint8), never, 1, ignore) == pixels).all()


@pytest.mark.usefixtures("small_work")
def test_the_seed_decides() -> None:
    pixels, hole = texture(200, 200), disc(200, 200, 40)
    first = real(pixels, hole, seed=5)
    assert (real(pixels, hole, seed=5) == first).all()
    assert (real(pixels, hole, seed=6) != first).any()


@pytest.mark.usefixtures("small_work")
def test_what_lay_in_the_hole_does_not_matter() -> None:
    hole = disc(200, 200, 40)
    pictures = texture(200, 200), texture(200, 200)
    pictures[0][hole > 0] = MAGENTA
    one, other = (real(pixels, hole) for pixels in pictures)
    assert (one == other).all()


@pytest.mark.usefixtures("small_work")
def test_stages_follow_each_other_from_none_to_all() -> None:
    told: list[tuple[float, float]] = []
    pixels, hole = texture(400, 400), np.zeros((400, 400), np.uint8)
    hole[20:50, 20:50] = hole[250:350, 250:350] = 255
    fill(pixels, hole, inpainter(1), 1, lambda start, end: told.append((start, end)))
    starts = [start for start, _end in told]
    assert starts == sorted(starts)
    assert starts[0] == 0
    assert told[-1][1] == pytest.approx(1)
    assert len(plan.boxes(hole)) == 2


@given(
    st.integers(1, 40),
    st.integers(1, 40),
    st.integers(0, 2**32 - 1),
    st.floats(0, 1),
    st.booleans(),
)
@settings(max_examples=60)
def test_not_a_pixel_outside_the_hole_changes(
    height: int, width: int, seed: int, share: float, reduce: bool
) -> None:
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (height, width, 3), dtype=np.uint8)
    rough = rng.random((-(-height // 8), -(-width // 8))).repeat(8, 0).repeat(8, 1)
    strength = rng.integers(1, 256, (height, width), dtype=np.uint8)  # soft masks count in full
    hole = np.where(rough[:height, :width] < share / 2, strength, 0).astype(np.uint8)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "MOST_SOLVED_PX", 300 if reduce else 10**6)
        try:
            result = real(pixels, hole)
        except EngineError:
            return
    assert result.shape == pixels.shape
    assert (result[hole == 0] == pixels[hole == 0]).all()
