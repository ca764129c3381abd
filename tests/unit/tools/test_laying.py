"""Shapes laid into a mask, against the definition pixel by pixel."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.document.document import Document
from fluxfill_studio.tools.laying import lay
from fluxfill_studio.tools.mode import Mode, ModeSettings


def painted(width, height, seed):
    document = Document(np.zeros((height, width, 3), np.uint8))
    rng = np.random.default_rng(seed)
    levels = rng.choice(np.array([0, 0, 90, 255], np.uint8), (height, width))
    document.edit_mask("paint", document.canvas, lambda mask: np.copyto(mask, levels))
    return document


def reference(mask, canvas, rect, cover, mode):
    made = mask.copy()
    for y in range(canvas.height):
        for x in range(canvas.width):
            inside = rect.x <= x < rect.right and rect.y <= y < rect.bottom
            c = int(cover[y - rect.y, x - rect.x]) if inside else 0
            old = int(mask[y, x])
            made[y, x] = {
                Mode.ADD: max(old, c),
                Mode.SUBTRACT: min(old, 255 - c),
                Mode.INTERSECT: min(old, c),
            }[mode]
    return made


sides = st.integers(1, 14)
rects = st.builds(Rect, st.integers(-6, 14), st.integers(-6, 14), sides, sides)


NAMES = {
    Mode.ADD: "Shape",
    Mode.SUBTRACT: "Shape, subtracted",
    Mode.INTERSECT: "Shape, intersected",
}


@given(sides, sides, rects, st.sampled_from(Mode), st.integers(0, 99))
def test_every_mode_is_its_definition_and_undo_restores(width, height, rect, mode, seed):
    document = painted(width, height, seed)
    before = document.mask.copy()
    cover = np.random.default_rng(seed + 1).integers(0, 256, (rect.height, rect.width), np.uint8)
    wanted = reference(before, document.canvas, rect, cover, mode)
    changed = lay(document, rect, cover, mode, "Shape")
    assert (document.mask == wanted).all()
    assert changed == (wanted != before).any()
    if changed:
        assert document.undo.undo_name == NAMES[mode]
        document.undo.undo()
        assert (document.mask == before).all()


@pytest.mark.parametrize(
    ("shift", "alt", "mode"),
    [(0, 0, Mode.SUBTRACT), (1, 0, Mode.ADD), (0, 1, Mode.SUBTRACT), (1, 1, Mode.INTERSECT)],
)
def test_keys_at_the_press_go_before_the_buttons(shift, alt, mode):
    settings = ModeSettings()
    settings.set(Mode.SUBTRACT)
    assert settings.pressed(shift=bool(shift), alt=bool(alt)) is mode


def test_swapping_goes_between_add_and_subtract_and_tells():
    settings, heard = ModeSettings(), []
    settings.changed.connect(heard.append)
    settings.swap()
    assert settings.option().get() == "subtract"
    settings.swap()
    settings.option().set("intersect")
    settings.option().set("intersect")
    settings.swap()
    assert [change.mode.value for change in heard] == ["subtract", "add", "intersect", "subtract"]
