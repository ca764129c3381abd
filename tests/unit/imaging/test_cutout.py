"""Cutting out an object whose true cover is known."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.imaging import cutout


def blend(width, height, soft):
    """An orange disc on mottled green: the picture and the disc's true cover, 0 to 1."""
    rng = np.random.default_rng(3)
    mottle = cv2.GaussianBlur(rng.normal(0, 1, (height, width, 3)), (0, 0), 3) * 60
    back = np.clip(mottle + np.array([60, 130, 70]), 0, 255)
    front = np.clip(mottle[::-1] + np.array([220, 120, 40]), 0, 255)
    y, x = np.mgrid[:height, :width] + 0.5
    away = np.hypot(x - width / 2, y - height / 2) - height / 4
    truth = np.clip(0.5 - away / soft, 0, 1)
    picture = front * truth[..., None] + back * (1 - truth[..., None])
    return np.rint(picture).astype(np.uint8), truth


def found(pixels, frame):
    seen = cutout.scene(pixels, None, frame)
    inside = np.zeros(seen.small.shape[:2], np.uint8)
    corner = seen.reduced(frame.centre._replace(x=frame.x, y=frame.y))
    end = seen.reduced(frame.centre._replace(x=frame.right, y=frame.bottom))
    inside[round(corner.y) : round(end.y), round(corner.x) : round(end.x)] = 255
    return seen, cutout.first_cut(seen, inside)


def whole(pixels, seen, cut):
    made = np.zeros(pixels.shape[:2])
    made[seen.rect.slices()] = cutout.cover(seen, cut, pixels, None) / 255
    return made


@pytest.mark.parametrize(("width", "height"), [(300, 240), (1500, 1200)])
def test_an_object_is_found_with_its_edge(width, height):
    pixels, truth = blend(width, height, 2)
    frame = Rect(width // 5, height // 6, width * 3 // 5, height * 4 // 6)
    made = whole(pixels, *found(pixels, frame))
    both, either = np.minimum(made, truth).sum(), np.maximum(made, truth).sum()
    assert both / either > 0.97


@pytest.mark.parametrize("soft", [8, 30])
def test_a_soft_edge_is_found_soft(soft):
    pixels, truth = blend(900, 720, soft)
    seen, cut = found(pixels, Rect(180, 120, 540, 480))
    made = whole(pixels, seen, cut)
    edge = (truth > 0.05) & (truth < 0.95)
    hard_error = np.abs((truth >= 0.5) - truth)[edge].mean()  # of the best hard cover there is
    assert np.abs(made - truth)[edge].mean() < 0.75 * hard_error
    assert (made[truth == 0] == 0).mean() > 0.97
    assert (made[truth == 1] == 1).mean() > 0.97


def test_the_same_frame_always_gives_the_same_cut():
    pixels, _truth = blend(300, 240, 2)
    one, two = (found(pixels, Rect(60, 40, 180, 160))[1].labels for _ in range(2))
    assert (one == two).all()


def test_hints_add_and_remove_what_they_touch():
    pixels, truth = blend(300, 240, 2)
    pixels = np.maximum(pixels, pixels[:, ::-1])
    pixels[100:140, 20:50] = (220, 120, 40)
    seen, cut = found(pixels, Rect(10, 40, 270, 160))
    keep, remove = np.zeros_like(cut.labels), np.zeros_like(cut.labels)
    remove[105:135, 25:45] = 1
    keep[60:64, 200:204] = 1
    again = cutout.cut_again(seen, cut, keep, remove)
    assert not again.object[remove > 0].any()
    assert again.object[keep > 0].all()
    assert again.object[(truth == 1)[seen.rect.slices()]].mean() > 0.95


def test_colours_hidden_under_transparency_are_not_looked_at():
    pixels, truth = blend(300, 240, 2)
    hidden = np.random.default_rng(8).choice(pixels[truth == 1], truth.shape)
    alpha = np.rint(truth * 255).astype(np.uint8)
    cut_out = np.dstack([np.where(truth[..., None] > 0, (220, 120, 40), hidden), alpha])
    cut_out = cut_out.astype(np.uint8)
    made = whole(cut_out, *found(cut_out, Rect(60, 40, 180, 160)))
    assert np.minimum(made, truth).sum() / np.maximum(made, truth).sum() > 0.95


@pytest.mark.parametrize("shape", [(1, 1, 3), (2, 3, 1), (200, 30000, 4), (40, 40, 2)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_any_picture_gives_some_answer(shape, dtype):
    pixels = np.random.default_rng(0).integers(0, np.iinfo(dtype).max, shape, dtype)
    seen, cut = found(pixels, Rect(0, 0, shape[1], shape[0]))
    assert cutout.cover(seen, cut, pixels, None).shape == shape[:2]
    assert seen.small.shape[0] * seen.small.shape[1] <= cutout.WORKING_AREA * 1.05


def test_the_outline_runs_round_the_object():
    pixels, _truth = blend(1500, 1200, 2)
    seen, cut = found(pixels, Rect(300, 200, 900, 800))
    line = max(cutout.outline(seen, cut), key=len)
    radii = [np.hypot(x - 750, y - 600) for x, y in line]
    assert np.abs(np.array(radii) - 300).max() < 12
