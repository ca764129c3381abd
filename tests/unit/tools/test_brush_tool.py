"""Brush and eraser on a real document."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.core.undo import UndoStack
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.stamp import Brush
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import (
    BRUSH_PRESSURE_OPACITY,
    BRUSH_PRESSURE_SIZE,
    BRUSH_SPACING,
    BRUSH_STABILISER,
)
from fluxfill_studio.tools.base import PointerEvent, PointerKind
from fluxfill_studio.tools.brush import BrushTool
from fluxfill_studio.tools.brush_settings import LEAST, MOST, BrushSettings, brush_options
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.mode import Mode
from fluxfill_studio.tools.pressure import PLAIN, Curve
from fluxfill_studio.tools.registry import make_tools
from fluxfill_studio.tools.stroke import Touch

BENT = "0,0 0.5,0.2 1,1"


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
    kit.settings.set(BRUSH_SPACING, 50)
    assert tools["brush"].cursor.diameter == tools["eraser"].cursor.diameter == 77
    assert tools["eraser"].cursor.hardness == 0.75
    assert tools["eraser"].cursor.mode is Mode.SUBTRACT
    assert [change.brush for change in heard] == [Brush(77), *[Brush(77, 0.75)] * 2]


def pen(tool, document, *points, lifted=1.0):
    """Points with pressure; `lifted` is what the system says of the pen's lifting."""
    events = [PointerEvent(Point(x, y), pressure=p, kind=PointerKind.PEN) for x, y, p in points]
    tool.press(events[0], document)
    for event in events[1:]:
        tool.move(event)
    tool.release(events[-1]._replace(pressure=lifted))


@pytest.fixture
def pressed() -> BrushSettings:
    settings = BrushSettings(Brush(60))
    settings.kept.set(BRUSH_PRESSURE_SIZE, True)
    return settings


def test_pressure_makes_the_stroke_swell(document, pressed):
    pen(BrushTool(pressed), document, (40, 60, 0.1), (160, 60, 1.0))
    width = (document.mask > 127).sum(axis=0)
    assert 4 <= width[40] <= 10
    assert 56 <= width[160] <= 62
    assert 30 <= width[100] <= 40


@pytest.mark.parametrize("lifted", [0.0, 1.0])
def test_lifting_the_pen_leaves_no_dab_of_its_own(document, pressed, lifted):
    pen(BrushTool(pressed), document, (40, 60, 0.2), (160, 60, 0.2), lifted=lifted)
    assert (document.mask > 127).sum(axis=0).max() <= 13


def test_a_press_without_pressure_paints_a_point_at_most(document, pressed):
    pen(BrushTool(pressed), document, (100, 60, 0.0))
    assert (document.mask > 0).sum() <= 9


def test_pressing_harder_on_the_spot_swells_the_dab(document, pressed):
    pen(BrushTool(pressed), document, (100, 60, 0.1), (100, 60, 1.0))
    assert (document.mask[60] > 127).sum() == 60


def test_pressure_fades_without_steps_that_show(document):
    settings = BrushSettings(Brush(40))
    settings.kept.set(BRUSH_PRESSURE_OPACITY, True)
    pen(BrushTool(settings), document, (20, 60, 0.0), (180, 60, 1.0))
    along = document.mask[60, 20:180].astype(int)
    assert along[-1] == 255
    assert np.abs(np.diff(along)).max() <= 5
    assert (np.diff(along) >= 0).all()


@given(st.lists(st.floats(0.01, 0.99), max_size=6))
@example([0.5, 0.11445571286881147, 0.01])
def test_spaced_dabs_lie_where_they_lie_however_the_way_is_cut(cuts):
    settings = BrushSettings(Brush(10))
    settings.kept.set(BRUSH_SPACING, 200)
    whole, cut = (Document(np.zeros((40, 200, 3), np.uint8)) for _n in range(2))
    drag(BrushTool(settings), whole, (10.5, 20.5), (190.5, 20.5))
    drag(
        BrushTool(settings),
        cut,
        (10.5, 20.5),
        *((10.5 + 180 * t, 20.5) for t in sorted(cuts)),
        (190.5, 20.5),
    )
    np.testing.assert_array_equal(whole.mask, cut.mask)
    starts = np.flatnonzero(np.diff((whole.mask[20] > 0).astype(int)) == 1)
    assert set(np.diff(starts)) == {20}
    assert len(starts) == 10


def test_the_stabiliser_ends_where_the_pen_ended(document, settings):
    settings.kept.set(BRUSH_STABILISER, 50)
    tool = BrushTool(settings)
    tool.press(PointerEvent(Point(20, 60)), document)
    tool.move(PointerEvent(Point(150, 60)))
    assert not document.mask[60, 100:].any()
    assert tool.sketch.lines[0].points == (Point(90, 60), Point(150, 60))
    tool.release(PointerEvent(Point(150, 60)))
    assert document.mask[60, 150] == 255
    assert not tool.sketch.lines


def test_the_stabiliser_leaves_lines_and_axes_alone(document, settings):
    settings.kept.set(BRUSH_STABILISER, 100)
    tool = BrushTool(settings)
    drag(tool, document, (20, 20))
    drag(tool, document, (180, 100), shift=True)
    assert document.mask[60, 100] == 255
    document.undo.undo()
    drag(tool, document, (30, 50), (100, 58), (150, 40), shift=True)
    assert document.mask[50, 150] == 255
    assert document.mask[40, 150] == 0


def test_settings_survive_a_restart_but_for_the_size(tmp_path):
    path = tmp_path / "settings.json"
    brush = BrushSettings(kept=Settings(path))
    for option in brush_options(brush):
        option.set(new_value(option.get()))
    again = BrushSettings(kept=Settings(path))
    assert again.brush == Brush(48, 0.4, 0.4)
    assert again.touch == Touch(0.4, False, True, Curve.parse(BENT), 0.4)
    kept = [option.get() for option in brush_options(again)]
    assert kept == [48, 40, 40, 40, False, True, BENT, 40]


def new_value(value):
    """Another one of the same type."""
    return not value if isinstance(value, bool) else BENT if isinstance(value, str) else 40


def test_a_curve_that_is_none_counts_as_the_plain_one(tmp_path):
    (tmp_path / "s.json").write_text('{"brush.pressure_curve": "0,1 1,0"}')
    assert BrushSettings(kept=Settings(tmp_path / "s.json")).touch.curve == PLAIN


@given(
    st.sampled_from([(1, 1), (30000, 200), (3, 900)]),
    st.lists(st.tuples(st.floats(-6000, 36000), st.floats(-6000, 6000)), min_size=1, max_size=3),
    st.sampled_from([1, 40, 5000]),
    st.sampled_from([1.0, 0.3]),
)
@hypothesis_settings(max_examples=25, deadline=None)
def test_no_picture_is_too_small_and_no_stroke_too_far_out(size, way, diameter, hardness):
    width, height = size
    document = Document(np.zeros((height, width, 1), np.uint8))
    drag(BrushTool(BrushSettings(Brush(diameter, hardness))), document, *way)
    once = document.mask.copy()
    near = [p for p in way if 0 <= p[0] < width and 0 <= p[1] < height]
    for x, y in near:
        assert once[int(y), int(x)] > 0
    document.undo.undo()
    assert not document.mask.any()
    document.undo.redo()
    np.testing.assert_array_equal(document.mask, once)


def test_thousands_of_strokes_stay_within_the_budget():
    document = Document(np.zeros((300, 400, 1), np.uint8), undo=UndoStack(lambda: 40_000))
    tool = BrushTool(BrushSettings(Brush(9)))
    for n in range(2_000):
        drag(tool, document, (n * 7 % 400, n * 13 % 300), (n * 7 % 400 + 9, n * 13 % 300))
        if n % 50 == 0:
            document.edit_mask("clear", document.canvas, lambda mask: mask.fill(0))
    assert 20_000 < document.undo.cost_bytes <= 40_000
    while document.undo.undo():
        pass
    assert document.undo.undo_name is None
