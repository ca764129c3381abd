"""What the engine says about itself."""

import numpy as np

from fluxfill_studio.engine import limits


def test_a_small_hole_needs_no_warning() -> None:
    hole = np.zeros((100, 100), np.uint8)
    hole[40:60, 40:60] = 255
    assert limits.warnings(hole) == []


def test_a_large_hole_is_warned_of() -> None:
    hole = np.zeros((100, 100), np.uint8)
    hole[10:70, 10:70] = 1
    assert [x for x in limits.warnings(hole) if "repeated" in x]


def test_a_frame_is_warned_of() -> None:
    hole = np.zeros((100, 100), np.uint8)
    hole[:3] = hole[:, :3] = hole[-3:] = 255
    assert [x for x in limits.warnings(hole) if "border" in x]


def test_it_says_what_it_ignores() -> None:
    assert "prompt" in limits.about()
    assert limits.failings()
