"""Operations that make a mask from the picture, also on a canvas that has grown."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from fluxfill_studio.core.geometry import Point, Rect, Size
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.states import ROOT, Piece
from fluxfill_studio.imaging.lab import Colour
from fluxfill_studio.imaging.masking import colour_mask, luminance_mask, placed, scaled
from fluxfill_studio.imaging.pixels import Mask, Pixels, frozen
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import MASK_FIT, MASK_HIGH, MASK_LOW
from fluxfill_studio.studio.bringing import Bringing, origin_of, origin_text
from fluxfill_studio.studio.operations import Operation, Original
from fluxfill_studio.studio.reshaping import reshapings
from fluxfill_studio.studio.selecting import ColourRange, Luminance
from fluxfill_studio.tools.base import PointerEvent
from fluxfill_studio.tools.mode import Mode, ModeSettings
from fluxfill_studio.tools.picker import Picker

GROWN = Rect(-20, -10, 90, 70)
PAINTED = Rect(-5, 5, 20, 30)


def photo(height: int, width: int) -> Pixels:
    return np.random.default_rng(2).integers(0, 256, (height, width, 3), np.uint8)


@pytest.fixture
def document() -> Document:
    """50 x 40, grown to the left and upwards, with a mask over the old edge."""
    document = Document(photo(40, 50))
    piece = Piece(GROWN, frozen(photo(70, 90)))
    with document.undo.group("Extend"):
        document.derive((piece,), GROWN, "x", ROOT)
    document.edit_mask("Brush", PAINTED, lambda view: view.fill(200))
    return document


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(home / "settings.json")


def made(operation: Operation, document: Document) -> Mask:
    """The whole mask that the operation comes to."""
    plan = operation.plan(Original.of(document))
    whole = document.mask.copy()
    whole[plan.rect.slices(document.canvas)] = plan.work()
    return whole


@pytest.mark.parametrize("mode", Mode)
def test_luminance_is_laid_as_the_mode_says(
    document: Document, settings: Settings, mode: Mode
) -> None:
    modes = ModeSettings()
    modes.set(mode)
    settings.set(MASK_LOW, 70)
    settings.set(MASK_HIGH, 20)  # the wrong way round means the same
    cover, old = luminance_mask(document.pixels, 20, 70, 10), document.mask
    wanted = {
        Mode.ADD: np.maximum(old, cover),
        Mode.SUBTRACT: np.minimum(old, 255 - cover),
        Mode.INTERSECT: np.minimum(old, cover),
    }
    assert np.array_equal(made(Luminance(settings, modes), document), wanted[mode])


def test_colours_are_picked_added_and_taken_away(document: Document, settings: Settings) -> None:
    operation = ColourRange(settings, ModeSettings())
    assert np.array_equal(made(operation, document), document.mask)
    operation.pick(Colour(10, 20, 30), add=False, remove=False)
    operation.pick(Colour(200, 90, 40), add=True, remove=False)

    def wanted(*colours: Colour) -> Mask:
        return np.maximum(document.mask, colour_mask(document.pixels, None, colours, 15, 10))

    assert np.array_equal(
        made(operation, document), wanted(Colour(10, 20, 30), Colour(200, 90, 40))
    )
    operation.pick(Colour(190, 90, 50), add=False, remove=True)
    assert np.array_equal(made(operation, document), wanted(Colour(10, 20, 30)))
    operation.pick(Colour(0, 0, 0), add=False, remove=True)
    operation.pick(Colour(0, 0, 0), add=False, remove=True)
    assert np.array_equal(made(operation, document), document.mask)

    for _pick in range(4):
        assert operation.step_back()
    assert np.array_equal(made(operation, document), document.mask)
    assert not operation.step_back()


def bring(operation: Bringing, mode: str) -> Bringing:
    operation.options[0].set(mode)
    return operation


def test_a_mask_of_another_size_is_fitted_stretched_or_placed_and_moved(
    document: Document, settings: Settings
) -> None:
    mask = photo(30, 40)[..., 0]
    operation = bring(Bringing("Load mask", settings, mask, GROWN.size), "replace")
    assert "40 x 30" in operation.hint
    assert "90 x 70" in operation.hint
    fitted = made(operation, document)
    assert np.array_equal(fitted[1:69], scaled(mask, Size(90, 68)))  # in proportion
    assert not fitted[[0, -1]].any()
    settings.set(MASK_FIT, "stretch")
    assert np.array_equal(made(operation, document), scaled(mask, Size(90, 70)))
    settings.set(MASK_FIT, "place")
    assert np.array_equal(made(operation, document), placed(mask, Size(90, 70), 25, 20))
    operation.move(-30, 3)
    operation.move(2, 2)
    moved = made(operation, document)
    assert np.array_equal(moved[25:55, 0:37], mask[:, 3:])
    assert np.count_nonzero(moved) == np.count_nonzero(mask[:, 3:])
    operation.move(500, 0)
    assert not made(operation, document).any()


@pytest.mark.parametrize("mode", ["add", "subtract", "intersect", "replace"])
def test_a_mask_is_brought_as_the_mode_says(
    document: Document, settings: Settings, mode: str
) -> None:
    mask, old = photo(70, 90)[..., 0], document.mask
    wanted = {
        "add": np.maximum(old, mask),
        "subtract": np.minimum(old, 255 - mask),
        "intersect": np.minimum(old, mask),
        "replace": mask,
    }
    operation = Bringing("Paste mask", settings, mask, GROWN.size)
    assert len(operation.options) == 1  # nothing to fit
    assert operation.options[0].get() == "add"
    assert np.array_equal(made(bring(operation, mode), document), wanted[mode])


def test_a_copied_mask_knows_where_it_lay_in_its_own_picture(
    document: Document, settings: Settings
) -> None:
    copied = photo(70, 90)[..., 0]
    text = origin_text(document)
    with document.undo.group("Extend"):
        grown = Rect(-20, -40, 90, 130)
        document.derive((Piece(grown, frozen(photo(130, 90))),), grown, "y", document.current.id)
    origin = origin_of(text, document)
    operation = Bringing("Paste mask", settings, copied, document.canvas.size, origin)
    whole = made(bring(operation, "replace"), document)
    assert np.array_equal(whole[30:100], copied)
    assert origin_of(text, Document(photo(4, 4))) is None
    assert origin_of({}, document) is None


def test_reshaping_knows_where_a_grown_canvas_lies(document: Document, settings: Settings) -> None:
    for operation in reshapings(settings):
        _reach, change = operation.read()
        assert np.array_equal(made(operation, document), change(document.mask)), operation.id


def test_the_picker_says_the_mean_under_it_and_nothing_beyond_the_canvas(
    document: Document,
) -> None:
    picked: list[Colour] = []
    picker = Picker(lambda colour, _event: picked.append(colour))
    before = document.mask.copy()
    picker.press(PointerEvent(Point(-18.5, -7.5)), document)
    mean = document.pixels[1:4, 0:3].mean(axis=(0, 1))
    assert np.allclose(picked, [[*mean, 255]])
    for outside in (Point(-20.5, 0), Point(70, 0), Point(0, 60.2)):
        picker.press(PointerEvent(outside), document)
    assert len(picked) == 1
    assert not picker.active
    assert np.array_equal(document.mask, before)
