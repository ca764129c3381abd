"""Turning, flipping and the ways the mask is drawn, on the widget and by the keys of the window."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.pyramid import Pyramid
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import MARCHING_ANTS, OVERLAY_COLOUR, PIXEL_GRID, REDUCE_MOTION
from fluxfill_studio.ui.canvas.overlay import OverlayMode
from fluxfill_studio.ui.canvas.signs import Running
from fluxfill_studio.ui.canvas.view import CanvasView
from fluxfill_studio.ui.looks import Looks


@pytest.fixture
def view(qtbot):
    made = CanvasView()
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.set_document(Document(np.full((200, 300, 3), 90, np.uint8)))
    made.show()
    return made


@pytest.fixture
def settings(tmp_path):
    return Settings(tmp_path / "settings.json")


def shot(view):
    """(h, w, 4) of what the widget shows."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : 4 * image.width()].reshape(image.height(), -1, 4).copy()


def test_a_turn_about_a_point_keeps_it_and_tells(view, qtbot):
    at = Point(120, 80)
    fixed = view.viewport_.to_canvas(at)
    with qtbot.waitSignal(view.viewport_changed):
        view.turn_by(25, at)
    assert view.viewport_.angle == 25
    assert view.viewport_.to_view(fixed).distance(at) < 1
    view.turn_by(-40)
    assert view.viewport_.angle == -15
    view.flip_view()
    assert (view.viewport_.angle, view.viewport_.mirrored) == (15, True)
    view.reset_view()
    assert (view.viewport_.angle, view.viewport_.mirrored) == (0, False)


def test_a_turned_view_that_fits_goes_on_fitting(view):
    view.turn_to(90)
    view.zoom_fit()
    view.resize(500, 380)
    shown = view.viewport_.device_rect(view.document.canvas)
    assert Rect(0, 0, 500, 380).holds(shown)
    assert shown.height > shown.width


@pytest.mark.parametrize(("size", "scale"), [(1, 32), (10, 7), (40, 2), (64, 1), (200, 1)])
def test_a_tiny_picture_opens_large_enough_to_be_seen(view, size, scale):
    view.set_document(Document(np.full((1, size, 3), 90, np.uint8)))
    assert view.viewport_.scale == scale
    view.resize(500, 400)
    assert view.viewport_.scale == scale


def test_looking_over_more_than_is_seen_leads_back(view):
    view.zoom_to(4)
    view.pan(60, 40)
    before = view.viewport_
    view.look_over(Rect(100, 80, 20, 20))
    assert view.viewport_ == before, "it is in view"
    for rect in (Rect(-50, 0, 350, 200), Rect(-900, 0, 1300, 200)):
        view.look_over(rect)
        assert Rect(0, 0, 400, 300).holds(view.viewport_.device_rect(rect))
    view.look_back()
    assert view.viewport_ == before
    view.look_over(Rect(-50, 0, 350, 200))
    view.zoom_in()
    chosen = view.viewport_
    view.look_back()
    assert view.viewport_ == chosen, "the user has chosen another view since"


def test_without_a_picture_nothing_turns(qtbot):
    empty = CanvasView()
    qtbot.addWidget(empty)
    empty.turn_by(30)
    empty.flip_view()
    empty.reset_view()
    assert empty.viewport_.angle == 0


def test_outline_alone_and_hidden_come_back_to_what_was(view, settings):
    looks = Looks(view, settings)
    looks.toggle_outline()
    assert view.overlay.mode is OverlayMode.OUTLINE
    looks.toggle_alone()
    assert view.overlay.mode is OverlayMode.ALONE
    looks.toggle_hidden()
    assert view.overlay.mode is OverlayMode.HIDDEN
    looks.toggle_hidden()
    assert view.overlay.mode is OverlayMode.OUTLINE
    looks.toggle_outline()
    assert view.overlay.mode is OverlayMode.VEIL
    looks.toggle_alone()
    looks.toggle_alone()
    assert view.overlay.mode is OverlayMode.VEIL


def test_the_mask_alone_is_what_is_in_the_mask(view, settings):
    view.document.edit_mask("", Rect(40, 50, 80, 60), lambda mask: mask.fill(200))
    view.zoom_to(1.0)
    view.turn_to(90)
    Looks(view, settings).toggle_alone()
    area = view.viewport_.device_rect(view.document.canvas)
    want = np.rot90(view.document.mask, -1)
    np.testing.assert_array_equal(shot(view)[area.slices()][..., 0], want)


def test_looks_follow_the_settings(view, settings):
    looks = Looks(view, settings)
    settings.set(OVERLAY_COLOUR, "green")
    assert view.overlay.colour == "#00ff00"
    looks.toggle_ants()
    assert settings.flag(MARCHING_ANTS)
    assert view.overlay.marching
    assert view.scene.grid
    looks.toggle_grid()
    assert not settings.flag(PIXEL_GRID)
    assert not view.scene.grid


def test_ants_march_on_the_screen_and_stand_still_when_motion_is_unwanted(view, settings, qtbot):
    view.document.edit_mask("", Rect(40, 50, 80, 60), lambda mask: mask.fill(255))
    looks = Looks(view, settings)
    looks.toggle_ants()
    first = shot(view)
    qtbot.waitUntil(lambda: bool((shot(view) != first).any()), timeout=5000)
    changed = (shot(view) != first).any(axis=2)
    inside = view.viewport_.device_rect(Rect(50, 60, 60, 40))
    assert not changed[inside.slices()].any()  # the edge alone
    assert view._clock.isActive()
    settings.set(REDUCE_MOTION, True)
    assert not view._clock.isActive()
    settings.set(REDUCE_MOTION, False)
    view.set_running([Running(Pyramid(np.full((9, 9), 255, np.uint8), Rect(0, 0, 9, 9)), None)])
    looks.toggle_ants()
    assert view._clock.isActive()  # for the job
    view.set_running([])
    assert not view._clock.isActive()


def test_signs_follow_a_turned_view(view):
    view.turn_to(45)
    view.zoom_fit()
    bare = shot(view)
    rect = Rect(200, 20, 60, 60)
    view.set_running([Running(Pyramid(np.full((60, 60), 255, np.uint8), rect), None)])
    ys, xs = np.nonzero((shot(view) != bare).any(axis=2))
    middle = view.viewport_.to_view(rect.centre)
    assert Point(xs.mean(), ys.mean()).distance(middle) < 2
    view.set_running([])
    view.set_extension(Rect(-60, 0, 420, 200), "420 x 200")
    hatched = shot(view)
    for x in (-30, 330):  # on both sides
        at = view.viewport_.to_view(Point(x, 150))
        around = hatched[int(at.y) - 8 : int(at.y) + 8, int(at.x) - 8 : int(at.x) + 8, 0]
        assert around.max() - around.min() > 20
    at = view.viewport_.to_view(Point(100, 100))
    assert (hatched[int(at.y), int(at.x), :3] == 90).all()  # the picture is not
