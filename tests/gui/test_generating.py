"""Generate with a shape that stands, a search under way, or a preview: what is seen is sent."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.imaging.pixels import Mask
from fluxfill_studio.settings.table import EXPAND
from fluxfill_studio.tools.smart_select import SmartSelectTool
from tests.fakes.scripted_provider import capability
from tests.gui.canvas.events import drag
from tests.gui.front import Front


@pytest.fixture
def square(front: Front, tmp_path: Path) -> Front:
    """A light square in the middle of a dark picture with grain."""
    pixels = np.random.default_rng(2).integers(30, 50, (200, 300, 3), np.uint8)
    pixels[60:140, 100:200] += 150
    Image.fromarray(pixels).save(tmp_path / "square.png")
    front.open(tmp_path / "square.png")
    front.studio.settings.set(EXPAND, 0)
    front.window.canvas.zoom_to(1.0)
    front.window.canvas.setFocus()
    front.turn()
    return front


def drag_over(front: Front, *points: tuple[float, float]) -> None:
    viewport = front.window.canvas.viewport_
    ways = [viewport.to_view(Point(*point)) for point in points]
    drag(front.window.canvas, *[(way.x, way.y) for way in ways])


def frame(front: Front) -> SmartSelectTool:
    """A box round the square; the search is under way when this returns."""
    front.window.toolbox.choose("smart_select")
    drag_over(front, (80, 40), (150, 100), (220, 160))
    tool = front.window.canvas.tool
    assert isinstance(tool, SmartSelectTool)
    assert tool.looking
    return tool


def sent(front: Front) -> Mask:
    request = front.window.session.history.runs[-1].request
    whole = np.zeros((200, 300), np.uint8)
    whole[request.box.slices()] = request.mask
    return whole


def test_generate_says_so_if_nothing_is_found(square: Front) -> None:
    square.window.toolbox.choose("smart_select")
    drag_over(square, (210, 150), (250, 170), (295, 195))  # nothing but the ground
    tool = square.window.canvas.tool
    square.in_loop(square.window.generate)
    square.until(lambda: not tool.looking)
    square.settle()
    assert tool.waiting
    assert square.runs == 0
    assert "nothing was sent" in square.window.layout.notices.messages[-1].notice.text


def test_generate_waits_for_what_smart_select_looks_for(square: Front) -> None:
    square.paint()

    def act() -> None:
        frame(square)
        square.window.generate()
        assert not square.runs

    square.in_loop(act)
    assert "Esc" in square.window.layout.notices.notice.text
    square.until(lambda: square.runs)
    assert sent(square)[100, 150] == 255
    assert sent(square)[20, 20] == 255


@pytest.mark.parametrize("act", ["escape", "undo", "tool"])
def test_another_act_gives_the_wish_up(square: Front, act: str) -> None:
    square.paint()

    def give_up() -> None:
        tool = frame(square)
        square.window.generate()
        if act == "tool":
            square.window.toolbox.choose("rectangle")
        else:
            getattr(square.window, act)()
        assert not tool.looking

    square.in_loop(give_up)
    square.settle()
    square.in_loop(lambda: square.window.toolbox.choose("smart_select"))
    square.in_loop(lambda: frame(square))
    square.until(lambda: not square.window.canvas.tool.looking)
    square.key(Qt.Key.Key_Return)
    assert square.window.session.document.mask[100, 150] == 255
    assert not square.runs


def test_generate_is_on_while_a_shape_stands_and_its_button_sends_it(square: Front) -> None:
    fill = square.window.layout.fill
    assert not fill.generate.isEnabled()
    square.in_loop(lambda: square.window.toolbox.choose("polygon"))
    for corner in ((100, 60), (200, 60), (200, 140)):
        square.in_loop(lambda at=corner: drag_over(square, at))
    assert fill.generate.isEnabled()
    assert fill.press.words.text() == "Sends what is selected"
    square.click(fill.generate)
    assert square.runs == 1
    assert sent(square)[80, 180] == 255


def test_that_a_shape_is_not_complete_is_said_while_it_stands(square: Front) -> None:
    notices = square.window.layout.notices
    square.in_loop(lambda: square.window.toolbox.choose("polygon"))
    square.in_loop(lambda: drag_over(square, (100, 60)))
    square.in_loop(square.window.generate)
    assert "not complete" in notices.notice.text
    square.in_loop(square.window.escape)
    assert notices.notice is None
    assert not square.runs


def test_a_preview_over_an_empty_mask_counts(square: Front) -> None:
    fill, document = square.window.layout.fill, square.window.session.document
    square.in_loop(square.window.actions["luminance"].trigger)
    square.until(lambda: not square.window.session.adjusting.waiting)
    square.turn()
    assert fill.generate.isEnabled()
    assert document.mask_share == pytest.approx(np.mean(document.mask > 0), abs=0.01)
    assert "looks at 300" in fill.press.words.text()
    square.key(Qt.Key.Key_Escape)
    square.turn()
    assert not fill.generate.isEnabled()
    assert document.mask_bounds.empty


def test_a_price_beyond_the_limit_is_said_where_the_button_is_out_of_sight(square: Front) -> None:
    square.paint()
    square.provider.capability = capability(price_usd=Decimal(2), origin="https://paid.example")
    square.in_loop(square.window.generate)
    assert square.window.layout.fill.generate.text() == "Press again: $2.00"
    assert square.window.layout.notices.notice is None
    square.window.session.form.set(variations=2)
    square.in_loop(square.window.toggle_panels)
    square.in_loop(square.window.generate)
    assert "$4.00" in square.window.layout.notices.messages[-1].notice.text
    assert square.runs == 0
    square.in_loop(square.window.generate)
    assert square.runs == 1
