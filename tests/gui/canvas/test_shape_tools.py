"""Shapes, polygon and moving by a hand's events on a real widget."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.registry import make_tools
from tests.gui.canvas.events import (
    ALT,
    DOUBLE,
    ERASER,
    MOVE,
    PEN_MOVE,
    PEN_PRESS,
    PEN_RELEASE,
    PRESS,
    RELEASE,
    SHIFT,
    drag,
    hold,
    hover,
    let_go,
    mouse,
    stylus,
    tablet,
)

_Key = Qt.Key


@pytest.fixture
def take(view, tmp_path):
    """Take a tool in hand by its id."""
    tools = make_tools(Kit(Settings(tmp_path / "settings.json"), lambda work, done: done(work())))

    def taken(name):
        view.set_tool(tools[name])
        return tools[name]

    return taken


def seen(view, *points):
    """Canvas coordinates as view points."""
    return [tuple(view.viewport_.to_view(Point(*point))) for point in points]


def click(view, *points, keys=Qt.KeyboardModifier.NoModifier):
    for point in seen(view, *points):
        drag(view, point, point, keys=keys)


def inside(document, rect):
    """Whether the mask is `rect`, and nothing else."""
    wanted = np.zeros_like(document.mask)
    wanted[rect.slices()] = 255
    return np.array_equal(document.mask, wanted)


def test_a_rectangle_is_dragged_shown_and_laid(view, document, take):
    take("rectangle")
    start, end = seen(view, (50, 60), (170, 130))
    mouse(view, PRESS, *start)
    mouse(view, MOVE, *end)
    QApplication.processEvents()
    assert not document.mask.any()
    assert view.tool.sketch.label == "120 × 70"
    mouse(view, RELEASE, *end)
    assert inside(document, Rect(50, 60, 120, 70))
    before = view.grab().toImage()
    document.undo.undo()
    QApplication.processEvents()
    assert view.grab().toImage() != before
    assert not document.mask.any()


def test_shift_alt_and_space_during_the_drag(view, document, take):
    take("rectangle")
    start, end, on = seen(view, (150, 120), (180, 130), (190, 150))
    mouse(view, PRESS, *start)
    mouse(view, MOVE, *end)
    # A modifier's own event says what was held before it.
    hold(view, _Key.Key_Shift)
    assert view.tool.sketch.label == "30 × 30"
    hold(view, _Key.Key_Alt, SHIFT)
    assert view.tool.sketch.label == "60 × 60"
    let_go(view, _Key.Key_Shift, SHIFT | ALT)
    assert view.tool.sketch.label == "60 × 20"
    let_go(view, _Key.Key_Alt, ALT)
    hold(view, _Key.Key_Space)
    mouse(view, MOVE, *on)
    let_go(view, _Key.Key_Space)
    mouse(view, RELEASE, *on)
    assert inside(document, Rect(160, 140, 30, 10))


def test_keys_at_the_press_and_the_pens_other_end_choose_the_mode(view, document, take):
    document.edit_mask("fill", document.canvas, lambda mask: mask.fill(255))
    take("ellipse")
    drag(view, *seen(view, (20, 20), (60, 60)), keys=ALT)
    assert document.mask[40, 40] == 0
    one, two = seen(view, (100, 100), (160, 160))
    pen = stylus(ERASER)
    tablet(view, pen, PEN_PRESS, *one)
    tablet(view, pen, PEN_MOVE, *two)
    tablet(view, pen, PEN_RELEASE, *two, held=False)
    assert document.mask[130, 130] == 0
    drag(view, *seen(view, (100, 20), (300, 220)), keys=ALT | SHIFT)
    assert document.mask[40, 200] == 255
    assert document.mask[250, 350] == 0


@pytest.mark.parametrize("name", ["rectangle", "ellipse", "lasso", "move"])
def test_a_click_does_nothing_and_escape_takes_a_drag_back(view, document, take, name):
    document.edit_mask("fill", Rect(30, 30, 90, 90), lambda mask: mask.fill(255))
    before = document.mask.copy()
    take(name)
    for keys in (ALT, SHIFT, ALT | SHIFT):
        click(view, (70, 70), keys=keys)
    start, *way = seen(view, (50, 50), (150, 60), (120, 200))
    mouse(view, PRESS, *start)
    for point in way:
        mouse(view, MOVE, *point)
    assert view.cancel_gesture()
    mouse(view, RELEASE, 300, 300)
    assert (document.mask == before).all()
    assert len(document.undo.entries) == 1


def test_a_lasso_may_begin_and_end_outside_the_picture(view, document, take):
    take("lasso")
    drag(view, *seen(view, (-40, 50), (200, 50), (200, 150), (-40, 150)))
    assert inside(document, Rect(0, 50, 200, 100))


@pytest.mark.parametrize("how", ["first", "double", "enter"])
def test_a_polygon_is_closed_in_three_ways(view, document, take, how):
    take("polygon")
    click(view, (40, 40), (240, 40), (240, 140))
    at = seen(view, (40, 140))[0]
    hover(view, *at)
    assert "200 px" in view.tool.sketch.label
    drag(view, at, at)
    assert not document.mask.any()
    if how == "first":
        click(view, (43, 42))
    elif how == "double":
        mouse(view, DOUBLE, *at)
        mouse(view, RELEASE, *at)
    else:
        hold(view, _Key.Key_Return)
    assert inside(document, Rect(40, 40, 200, 100))
    assert not view.busy
    assert not view.tool.waiting


def test_backspace_takes_a_point_and_a_point_can_be_dragged(view, document, take):
    take("polygon")
    click(view, (40, 40), (240, 40), (240, 140), (10, 10))
    hold(view, _Key.Key_Backspace)
    drag(view, *seen(view, (241, 39), (200, 100), (140, 40)))
    assert view.tool.sketch.handles == ((40, 40), (140, 40), (240, 140))
    assert view.cancel_gesture()
    assert not view.tool.waiting
    assert not document.mask.any()


def test_taking_another_tool_lays_the_polygon(view, document, take):
    take("polygon")
    click(view, (40, 40), (240, 40), (240, 140), (40, 140))
    take("rectangle")
    assert inside(document, Rect(40, 40, 200, 100))


def test_the_mask_follows_pointer_and_arrows(view, document, take):
    document.edit_mask("fill", Rect(30, 30, 50, 40), lambda mask: mask.fill(255))
    take("move")
    drag(view, *seen(view, (300, 200), (200, 90), (311, 207)))
    assert inside(document, Rect(41, 37, 50, 40))
    hold(view, _Key.Key_Right)
    hold(view, _Key.Key_Down, SHIFT)
    assert inside(document, Rect(42, 47, 50, 40))
    assert [entry.name for entry in document.undo.entries] == ["fill", "Move mask", "Move mask"]


def test_a_turned_view_draws_in_the_pictures_frame(view, document, take):
    take("rectangle")
    view.turn_by(90)
    drag(view, *seen(view, (50, 60), (170, 130)))
    assert inside(document, Rect(50, 60, 120, 70))
