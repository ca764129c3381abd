"""Every tool there is: its button, its options and its words in the whole window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from fluxfill_studio.core.paths import resource
from fluxfill_studio.ui.panels.options_popup import OptionsPopup
from fluxfill_studio.ui.widgets.buttons import named
from tests.gui.front import Front

SIZES = [(1440, 900), (1024, 680)]


def area(widget: QWidget, within: QWidget) -> QRect:
    return QRect(widget.mapTo(within, QPoint()), widget.size())


def test_every_tool_has_an_icon_and_a_tooltip_with_its_key(front: Front, photo: Path) -> None:
    front.open(photo)
    toolbox, buttons = front.window.toolbox, front.window.layout.tools.buttons
    for letter, group in toolbox.groups.items():
        for tool in group:
            assert resource("icons", f"{tool}.svg").is_file()
            toolbox.choose(tool)
            assert buttons[tool].isChecked()
            assert toolbox.label(tool) in buttons[tool].toolTip()
            assert f"({letter})" in buttons[tool].toolTip()
    for button in buttons.values():
        name, key = named(button._current if hasattr(button, "_current") else button._action)
        assert name in button.toolTip()
        assert key in button.toolTip()


@pytest.mark.parametrize("size", SIZES)
def test_the_bars_fit_with_every_tool_in_hand(
    front: Front, photo: Path, size: tuple[int, int]
) -> None:
    front.open(photo)
    front.shell.resize(*size)
    front.turn()
    layout = front.window.layout
    for button in layout.tools.buttons.values():
        assert layout.tools.rect().contains(button.geometry())
    bar = layout.options
    for tool_id, tool in front.window.drawing.tools.items():
        front.window.toolbox.choose(tool_id)
        front.turn()
        assert [option.key for option in bar.row.options] == [o.key for o in tool.options]
        seen = [w for w in bar.findChildren(QAbstractButton) if w.isVisible()]
        fields = [field for field in bar.row.fields.values() if field.isVisible()]
        assert not tool.options or fields, tool_id
        for widget in (*seen, *fields):
            assert bar.rect().contains(area(widget, bar)), (tool_id, widget)
        assert len(fields) + len(bar.row.left_out) == len(tool.options)
        assert bar.more.isVisible() == bool(bar.row.left_out)


def test_the_bar_follows_brush_mode_and_view(front: Front, photo: Path) -> None:
    front.open(photo)
    bar, canvas = front.window.layout.options, front.window.canvas
    front.key(Qt.Key.Key_BracketRight)
    front.turn()
    size = next(iter(bar.row.fields.values()))
    assert size.number.value() == front.window.drawing.brush.brush.diameter
    front.key(Qt.Key.Key_M)
    front.key(Qt.Key.Key_X)
    front.turn()
    assert bar.row.fields["mode"].choice.choice == 1
    front.in_loop(front.window.actions["turn_right"].trigger)
    assert bar.turned.isVisible()
    front.click(bar.turned)
    assert canvas.viewport_.angle == 0
    assert not bar.turned.isVisible()


def test_the_chip_sets_how_the_mask_is_drawn(front: Front, photo: Path) -> None:
    front.open(photo)
    bar, canvas = front.window.layout.options, front.window.canvas
    front.click(bar.overlay)
    (popup,) = bar.findChildren(OptionsPopup)
    for name in ("Outline", "Mask alone", "Hidden", "Overlay"):
        front.click(next(b for b in popup.findChildren(QAbstractButton) if b.text() == name))
        assert canvas.overlay.mode is front.window.drawing.looks.mode
    assert canvas.overlay.mode.value == "veil"
    front.click(next(b for b in popup.findChildren(QAbstractButton) if b.text() == "Green"))
    assert canvas.overlay.colour == "#00ff00"
    assert "green" in bar.overlay.accessibleName()
    front.in_loop(popup.close)
