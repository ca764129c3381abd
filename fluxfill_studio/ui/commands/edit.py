"""Undo and redo, the tool in hand and its size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fluxfill_studio.core.text import _
from fluxfill_studio.ui.actions import Spec

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


def edit_specs(window: Window) -> list[Spec]:
    """Edit menu."""
    menu, drawing, brush = _("&Edit"), window.drawing, window.drawing.brush
    return [
        Spec("undo", _("Undo"), ("Ctrl+Z",), window.undo, menu, when=window.can_undo, repeats=True),
        Spec(
            "redo",
            _("Redo"),
            ("Ctrl+Shift+Z", "Ctrl+Y"),
            window.redo,
            menu,
            when=window.can_redo,
            repeats=True,
        ),
        Spec("brush", _("Brush"), ("B",), lambda: drawing.choose_tool("brush"), menu, gap=True),
        Spec("eraser", _("Eraser"), ("E",), lambda: drawing.choose_tool("eraser"), menu),
        Spec("swap", _("Swap add and subtract"), ("X",), drawing.swap_tool, menu),
        Spec("larger", _("Larger brush"), ("]",), lambda: brush.step_size(1), "", repeats=True),
        Spec("smaller", _("Smaller brush"), ("[",), lambda: brush.step_size(-1), "", repeats=True),
        Spec(
            "harder",
            _("Harder brush"),
            ("}", "Shift+]"),
            lambda: brush.step_hardness(1),
            "",
            repeats=True,
        ),
        Spec(
            "softer",
            _("Softer brush"),
            ("{", "Shift+["),
            lambda: brush.step_hardness(-1),
            "",
            repeats=True,
        ),
        Spec("add", _("Back to add"), ("D",), lambda: drawing.choose_tool("brush"), ""),
    ]
