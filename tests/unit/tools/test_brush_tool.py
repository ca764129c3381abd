"""Brush and eraser on a real document."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.stamp import Brush
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.tools.base import PointerEvent, PointerKind
from fluxfill_studio.tools.brush import BrushTool
from fluxfill_studio.tools.brush_settings import LEAST, MOST, BrushSettings
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.tools.registry import make_tools


@pytest.fixture
def document() -> Document:
    return Document(np.zeros((120, 200, 3), np.uint8))


@pytest.fixture
def settings() -> BrushSettings:
    return BrushSettings(Brush(10))


def drag(tool, document, *points, **keys):
    first, *rest = (PointerEvent(Point(*p), **keys) for p in points)
    tool.press(first, document)
    for event in rest:
        tool.move(event)
    tool.release((rest or [first])[-1])


def test_a_stroke_joins_its_points_and_is_one_undo_entry(document, settings):
    drag(BrushTool(settings), document, (20, 60), (180, 60))
    assert (document.mask[60, 20:180] == 255).all()
    assert document.undo.undo_name == "Brush stroke"
    document.undo.undo()
    assert not document.mask.any()


def test_the_eraser_takes_away(document, settings):
    drag(BrushTool(settings), document, (20, 60), (180, 60))
    drag(BrushTool(settings, subtract=True), document, (100, 60))
    assert document.mask[60, 100] == 0
    assert document.mask[60, 60] == 255


@pytest.mark.parametrize(("subtract", "alt", "erases"), [(0, 0, 0), (0, 1, 1), (1, 1, 0)])
def test_alt_swaps_adding_and_subtracting(document, settings, subtract, alt, erases):
    document.edit_mask("fill", document.canvas, lambda mask: mask.fill(128))
    tool = BrushTool(settings, subtract=bool(subtract))
    drag(tool, document, (50, 50), alt=bool(alt))
    assert document.mask[50, 50] == (0 if erases else 255)


def test_the_pens_other_end_erases(document, settings):
    document.edit_mask("fill", document.canvas, lambda mask: mask.fill(255))
    drag(BrushTool(settings), document, (50, 50), kind=PointerKind.ERASER)
    assert document.mask[50, 50] == 0


def test_shift_click_draws_a_line_from_the_last_stroke(document, settings):
    tool = BrushTool(settings)
    drag(tool, document, (20, 20))
    drag(tool, document, (180, 100), shift=True)
    assert document.mask[60, 100] == 255


def test_shift_drag_keeps_to_its_axis_and_draws_no_line(document, settings):
    tool = BrushTool(settings)
    drag(tool, document, (20, 110))
    drag(tool, document, (30, 50), (100, 58), (150, 40), shift=True)
    assert document.mask[50, 150] == 255
    assert document.mask[40, 150] == 0
    assert document.mask[80, 25] == 0


def test_shift_let_go_before_the_drag_draws_no_line(document, settings):
    tool = BrushTool(settings)
    drag(tool, document, (20, 20))
    tool.press(PointerEvent(Point(180, 100), shift=True), document)
    tool.move(PointerEvent(Point(182, 100)))
    tool.release(PointerEvent(Point(182, 100)))
    assert document.mask[60, 100] == 0


def test_a_line_needs_a_stroke_on_the_same_picture(document, settings):
    tool = BrushTool(settings)
    drag(tool, document, (20, 20))
    other = Document(np.zeros((120, 200, 3), np.uint8))
    drag(tool, other, (180, 100), shift=True)
    assert other.mask[60, 100] == 0
    assert other.mask[100, 180] == 255


def test_a_stroke_may_leave_the_canvas_and_come_back(document, settings):
    drag(BrushTool(settings), document, (-50, 60), (50, -40), (150, 60), (400, 60))
    assert document.mask[60, 199] == 255
    assert document.mask.any(axis=0).sum() > 40


def test_cancel_restores_and_leaves_no_entry(document, settings):
    tool = BrushTool(settings)
    tool.press(PointerEvent(Point(50, 50)), document)
    tool.move(PointerEvent(Point(90, 50)))
    assert document.mask.any()
    tool.cancel()
    assert not document.mask.any()
    assert not document.editing
    assert document.undo.undo_name is None


def test_a_stroke_outside_leaves_no_entry(document, settings):
    drag(BrushTool(settings), document, (-50, -50), (-30, -50))
    assert document.undo.undo_name is None


@given(st.integers(LEAST, MOST))
def test_a_step_always_changes_the_size_and_steps_back_about(diameter):
    settings = BrushSettings(Brush(diameter))
    settings.step_size(1)
    larger = settings.brush.diameter
    assert larger > diameter or diameter == MOST
    settings.step_size(-1)
    assert settings.brush.diameter < larger
    assert abs(settings.brush.diameter - diameter) <= 1 or larger == MOST


def test_a_brush_opens_48_px_wide_on_screen():
    settings = BrushSettings()
    settings.open_at(0.1489)
    assert settings.brush.diameter == 322


def test_brush_and_eraser_share_their_settings(tmp_path):
    kit = Kit(Settings(tmp_path / "settings.json"), lambda work, done: done(work()))
    settings, tools = kit.brush, make_tools(kit)
    heard = []
    settings.changed.connect(heard.append)
    settings.set_diameter(77.4)
    settings.step_hardness(-1)
    assert tools["brush"].cursor.diameter == tools["eraser"].cursor.diameter == 77
    assert tools["eraser"].cursor.hardness == 0.75
    assert tools["eraser"].cursor.mode is Mode.SUBTRACT
    assert len(heard) == 2
