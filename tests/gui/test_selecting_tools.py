"""Wand, bucket, edge lasso and smart select by real mouse and keys in the whole window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fluxfill_studio.core.errors import BadInput
from fluxfill_studio.core.geometry import Point
from fluxfill_studio.imaging import cutout
from fluxfill_studio.settings.table import EXPAND, WAND_TOLERANCE
from fluxfill_studio.tools.smart_select import SmartSelectTool
from tests.gui.canvas.events import ALT, MOVE, PRESS, RELEASE, drag, hover, mouse
from tests.gui.front import Front

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def square(tmp_path: Path) -> Path:
    """A light square in the middle of a dark picture with grain."""
    pixels = np.random.default_rng(2).integers(30, 50, (200, 300, 3), np.uint8)
    pixels[60:140, 100:200] += 150
    path = tmp_path / "square.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def desk_front(front: Front, square: Path) -> Front:
    front.open(square)
    front.studio.settings.set(EXPAND, 0)
    front.window.canvas.zoom_to(1.0)
    front.window.canvas.setFocus()
    front.turn()
    return front


def view_of(front: Front, x: float, y: float) -> tuple[float, float]:
    at = front.window.canvas.viewport_.to_view(Point(x, y))
    return at.x, at.y


def click(front: Front, x: float, y: float, keys=Qt.KeyboardModifier.NoModifier) -> None:
    front.in_loop(lambda: drag(front.window.canvas, view_of(front, x, y), keys=keys))


def stroke(front: Front, *points: tuple[float, float]) -> None:
    front.in_loop(lambda: drag(front.window.canvas, *[view_of(front, *p) for p in points]))


def names(front: Front) -> list[str]:
    return [entry.name for entry in front.window.session.document.undo.entries]


def holds(front: Front) -> bool:
    """Whether the mask is the square, but for its edge."""
    mask = front.window.session.document.mask
    inside = mask[64:136, 104:196]
    return bool((inside > 240).all()) and mask.sum() / 255 == pytest.approx(8000, rel=0.05)


def test_the_wand_selects_drags_its_tolerance_and_is_changed_in_the_bar(desk_front: Front) -> None:
    front, canvas = desk_front, desk_front.window.canvas
    front.key(Qt.Key.Key_W)
    assert canvas.tool.id == "wand"
    front.studio.settings.set(WAND_TOLERANCE, 30)
    click(front, 150.5, 100.5)
    assert holds(front)
    front.studio.settings.set(WAND_TOLERANCE, 100)
    assert (front.window.session.document.mask == 255).all()
    assert names(front) == ["Magic wand"]
    front.window.undo()
    front.studio.settings.set(WAND_TOLERANCE, 10)
    x, y = view_of(front, 150.5, 100.5)
    front.in_loop(lambda: mouse(canvas, PRESS, x, y))
    front.in_loop(lambda: mouse(canvas, MOVE, x + 280, y))
    assert canvas.tool.sketch.label == "Tolerance 100 for this selection"
    front.key(Qt.Key.Key_Escape)
    assert not front.window.session.document.mask.any()
    front.in_loop(lambda: mouse(canvas, RELEASE, x + 280, y))
    assert names(front) == []


def test_the_bucket_fills_and_empties(desk_front: Front) -> None:
    front = desk_front
    front.paint()  # 10 to 30 on both axes
    front.key(Qt.Key.Key_G)
    click(front, 250, 150)
    assert (front.window.session.document.mask == 255).all()
    front.window.undo()
    click(front, 20, 20, ALT)
    assert not front.window.session.document.mask.any()
    assert names(front) == ["Brush", "Bucket, subtracted"]


def test_the_edge_lasso_is_closed_by_enter(desk_front: Front) -> None:
    front = desk_front
    front.in_loop(lambda: front.window.toolbox.choose("edge_lasso"))
    front.window.canvas.setFocus()
    for corner in ((100, 60), (200, 60), (200, 140), (100, 140)):
        front.in_loop(lambda at=corner: hover(front.window.canvas, *view_of(front, *at)))
        click(front, *corner)
    assert names(front) == []
    front.key(Qt.Key.Key_Return)
    assert holds(front)
    assert names(front) == ["Edge lasso"]


def test_smart_select_looks_beside_the_window_and_waits_for_enter(desk_front: Front) -> None:
    front = desk_front
    front.key(Qt.Key.Key_W)
    front.key(Qt.Key.Key_W, SHIFT)
    tool = front.window.canvas.tool
    assert isinstance(tool, SmartSelectTool)
    stroke(front, (80, 40), (150, 100), (220, 160))
    front.until(lambda: "Enter" in tool.sketch.label)
    assert names(front) == []
    front.key(Qt.Key.Key_Return)
    assert holds(front)
    assert names(front) == ["Smart select"]


def test_closing_while_smart_select_looks_harms_nothing(desk_front: Front) -> None:
    front = desk_front
    front.in_loop(lambda: front.window.toolbox.choose("smart_select"))
    stroke(front, (80, 40), (150, 100), (220, 160))
    front.in_loop(lambda: QTest.keyClick(front.window.canvas, Qt.Key.Key_B))
    assert front.window.canvas.tool.id == "brush"
    front.settle()
    assert names(front) == []


def test_a_search_that_fails_says_so_and_can_be_tried_again(
    desk_front: Front, monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    front = desk_front
    front.in_loop(lambda: front.window.toolbox.choose("smart_select"))
    tool = front.window.canvas.tool

    def fail(*_arguments: object) -> None:
        raise BadInput("No room to look.")

    expect_log("work on pixels failed")
    with monkeypatch.context() as broken:
        broken.setattr(cutout, "first_cut", fail)
        stroke(front, (80, 40), (150, 100), (220, 160))
        front.until(lambda: tool.sketch.label != "Looking…")
    assert "No room" in front.window.layout.notices.notice.text
    front.key(Qt.Key.Key_Escape)
    stroke(front, (80, 40), (150, 100), (220, 160))
    front.until(lambda: "Enter" in tool.sketch.label)
    front.key(Qt.Key.Key_Return)
    assert holds(front)


@pytest.mark.parametrize("tool_id", ["polygon", "edge_lasso"])
def test_two_points_wait_for_the_third_but_not_in_another_picture(
    desk_front: Front, square: Path, tool_id: str
) -> None:
    front, canvas = desk_front, desk_front.window.canvas
    front.in_loop(lambda: front.window.toolbox.choose(tool_id))
    for corner in ((100, 60), (200, 60)):
        click(front, *corner)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_B):
        front.key(key)
    front.in_loop(lambda: front.window.toolbox.choose(tool_id))
    assert len(canvas.tool.sketch.handles) == 2
    assert "three points" in canvas.tool.sketch.label
    front.key(Qt.Key.Key_B)
    front.open(square)
    front.in_loop(lambda: front.window.toolbox.choose(tool_id))
    assert not canvas.tool.waiting
    assert names(front) == []


@pytest.mark.parametrize("tool_id", ["polygon", "edge_lasso"])
def test_generate_sends_nothing_while_a_shape_is_not_complete(
    desk_front: Front, tool_id: str
) -> None:
    front = desk_front
    front.in_loop(lambda: front.window.toolbox.choose(tool_id))
    for corner in ((100, 60), (200, 60)):
        click(front, *corner)
    front.in_loop(front.window.generate)
    front.settle()
    assert front.provider.requests == []
    assert "not complete" in front.window.layout.notices.notice.text
    click(front, 200, 140)
    front.in_loop(front.window.generate)
    front.until(lambda: front.provider.requests)
    assert len(names(front)) == 1
