"""Matching and blending, by which a small solution becomes a large one."""

import numpy as np
import pytest

from fluxfill_studio.engine import blend
from fluxfill_studio.engine.blend import blend_border
from fluxfill_studio.engine.carry import carried
from fluxfill_studio.engine.matching import offsets


def test_the_one_match_in_noise_is_found() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (160, 200, 3), dtype=np.uint8)
    hole = np.zeros((160, 200), np.uint8)
    hole[10:80, 10:80] = 255
    picture[4:86, 4:86] = picture[74:156, 104:186]
    told: list[float] = []
    found = offsets(picture, hole, 1, told.append)[hole > 0]
    assert (found == (70, 100)).all(axis=1).mean() > 0.98
    assert told == sorted(told)
    assert told[-1] == 1


def test_matches_lie_in_known_patches_inside_the_picture() -> None:
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (50, 40, 3), dtype=np.uint8)
    hole = np.zeros((50, 40), np.uint8)
    hole[:, :18] = 255
    found = offsets(picture, hole, 1, lambda _share: None)
    rows, columns = np.nonzero(hole)
    to_rows = rows + found[rows, columns, 0]
    to_columns = columns + found[rows, columns, 1]
    assert to_rows.min() >= 3
    assert to_rows.max() < 47
    assert to_columns.min() >= 18 + 3
    assert to_columns.max() < 37


def test_seen_small_the_fill_is_the_small_solution_and_close_up_it_is_sharp() -> None:
    rng = np.random.default_rng(0)
    noise = rng.integers(-20, 21, (240, 240, 1))
    light = np.linspace(40, 200, 240)[:, None, None]
    picture = np.broadcast_to(light + noise, (240, 240, 3)).astype(np.uint8)
    hole = np.zeros((240, 240), np.uint8)
    hole[60:180, 60:180] = 255

    def solve(small: np.ndarray, gap: np.ndarray) -> np.ndarray:
        return np.where(gap[:, :, None] > 0, np.uint8(225), small)  # brighter than any source

    filled = carried(picture, hole, 2, solve, 1, lambda _start, _end: None)
    inside = filled[90:150, 90:150].astype(float)
    assert abs(inside.mean() - 225) < 3
    assert inside.std() > 5


def test_the_border_vanishes_and_the_texture_stays() -> None:
    """A slope copied from 60 columns further right, where it is brighter."""
    columns = np.arange(300)
    stripes = np.where(columns % 4 < 2, 10, -10)  # period 4 divides the way
    slope = (40 + columns * 0.5 + stripes)[None, :, None]
    picture = np.broadcast_to(np.floor(slope), (120, 300, 3)).astype(np.uint8)
    hole = np.zeros((120, 300), np.uint8)
    hole[40:80, 60:110] = 255
    filled = picture.copy()
    filled[40:80, 60:110] = picture[40:80, 120:170]
    blend_border(filled, hole, lambda rows, _columns: np.full((len(rows), 2), (0, 60)), 2)
    assert (filled[hole == 0] == picture[hole == 0]).all()
    off = np.abs(filled.astype(int) - picture)[40:80, 60:110].max(axis=2)  # it was 30
    assert off[0].max() <= 3
    assert off[-1].max() <= 3
    assert off[:, [0, -1]].max() <= 3
    assert off[20, 25] > 25  # far from the border nothing is tinted


def test_tiles_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (300, 600, 3), dtype=np.uint8)
    hole = np.zeros((300, 600), np.uint8)
    hole[60:240, 70:270] = 255
    made = []
    for side in (1024, 64):
        monkeypatch.setattr(blend, "TILE_PX", side)
        filled = picture.copy()
        blend_border(filled, hole, lambda rows, _columns: np.full((len(rows), 2), (0, 300)), 2)
        made.append(filled.astype(int))
    assert (made[0] != picture).any()
    assert np.abs(made[0] - made[1]).max() <= 1


def test_a_hole_without_border_is_left_alone() -> None:
    filled, hole = np.full((9, 9, 3), 7, np.uint8), np.full((9, 9), 255, np.uint8)
    blend_border(filled, hole, lambda rows, _columns: np.zeros((len(rows), 2), np.int32), 2)
    assert (filled == 7).all()
