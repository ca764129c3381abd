"""Every user action of the editor: the rows of the table in `actions.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from fluxfill_studio.core.text import _
from fluxfill_studio.ui.actions import Scope, Spec

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


def specs(window: Window) -> list[Spec]:
    """The table, in the order of the menus."""
    parts = (_file, _edit, _mask, _fill, _walk, _view)
    return [spec for part in parts for spec in part(window)]


def _file(window: Window) -> list[Spec]:
    menu, files = _("&File"), window.files
    open_ = window.has_session
    return [
        Spec("open", _("Open…"), ("Ctrl+O",), files.choose, menu),
        Spec("paste", _("Paste picture"), ("Ctrl+V",), files.paste, menu),
        Spec("sample", _("Open the sample"), (), files.open_sample, menu),
        Spec(
            "export",
            _("Export PNG…"),
            ("Ctrl+E", "Ctrl+S"),
            files.export,
            menu,
            when=open_,
            gap=True,
        ),
        Spec("copy", _("Copy picture as shown"), ("Ctrl+Shift+C",), files.copy, menu, when=open_),
        Spec("quit", _("Quit"), ("Ctrl+Q",), window.wish_close, menu, gap=True),
    ]


def _edit(window: Window) -> list[Spec]:
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


def _mask(window: Window) -> list[Spec]:
    menu, open_ = _("&Mask"), window.has_session

    def masking(name: str) -> Callable[[], object]:
        def act() -> None:
            if window.session is not None:
                window.session.choosing.hide()  # its mask is hidden: no blind change
                getattr(window.session.masking, name)()

        return act

    return [
        Spec("clear_mask", _("Clear mask"), ("Ctrl+D",), masking("clear"), menu, when=open_),
        Spec(
            "last_mask",
            _("Last mask back"),
            ("Ctrl+Shift+D",),
            masking("last_back"),
            menu,
            when=open_,
        ),
        Spec(
            "invert_mask",
            _("Invert mask"),
            ("Ctrl+I", "Ctrl+Shift+I"),
            masking("invert"),
            menu,
            when=open_,
        ),
        Spec("mask_all", _("Mask everything"), ("Ctrl+A",), masking("fill_all"), menu, when=open_),
        Spec(
            "mask_alpha",
            _("Mask from transparency"),
            (),
            masking("take_alpha"),
            menu,
            when=window.has_alpha,
        ),
    ]


def _fill(window: Window) -> list[Spec]:
    menu, shown = _("F&ill"), window.has_shown
    return [
        # Qt calls the main key Return and the keypad's Enter: both.
        Spec(
            "generate",
            _("Generate"),
            ("Ctrl+Return", "Ctrl+Enter"),
            window.generate,
            menu,
            when=window.has_session,
        ),
        Spec(
            "prompt", _("Go to the prompt"), ("P",), window.to_prompt, menu, when=window.has_session
        ),
        Spec(
            "adopt",
            _("Adopt result"),
            ("Return", "Enter"),
            window.adopt,
            menu,
            Scope.CANVAS,
            when=shown,
            gap=True,
        ),
        Spec(
            "discard", _("Discard result"), ("Del",), window.discard, menu, Scope.CANVAS, when=shown
        ),
    ]


def _walk(window: Window) -> list[Spec]:
    """Arrows belong to the canvas: in a list or a field they mean something else."""
    menu, ahead, back = _("F&ill"), _("Next result"), _("Previous result")

    def spec(action: str, text: str, key: str, by: int, **place: Any) -> Spec:
        def step() -> None:
            window.step_result(by)

        return Spec(action, text, (key,), step, repeats=True, when=window.has_results, **place)

    return [
        spec("next", ahead, ".", 1, menu=menu),
        spec("previous", back, ",", -1, menu=menu),
        spec("next_arrow", ahead, "Right", 1, scope=Scope.CANVAS),
        spec("previous_arrow", back, "Left", -1, scope=Scope.CANVAS),
    ]


def _view(window: Window) -> list[Spec]:
    menu, view, open_ = _("&View"), window.canvas, window.has_session
    return [
        Spec("compare", _("Compare"), ("Y",), window.comparing.toggle, menu, when=open_),
        Spec(
            "turn_split",
            _("Split line upright or level"),
            ("T",),
            view.turn_split,
            menu,
            when=lambda: window.comparing.open,
        ),
        Spec(
            "zoom_in",
            _("Zoom in"),
            ("Ctrl++", "Ctrl+=", "+"),
            view.zoom_in,
            menu,
            repeats=True,
            when=open_,
            gap=True,
        ),
        Spec(
            "zoom_out",
            _("Zoom out"),
            ("Ctrl+-", "-"),
            view.zoom_out,
            menu,
            repeats=True,
            when=open_,
        ),
        Spec("fit", _("Fit in window"), ("Ctrl+0",), view.zoom_fit, menu, when=open_),
        Spec("actual", _("Actual pixels"), ("Ctrl+1",), view.zoom_actual, menu, when=open_),
        Spec(
            "overlay",
            _("Overlay or outline"),
            ("Q",),
            window.drawing.toggle_outline,
            menu,
            when=open_,
            gap=True,
        ),
        Spec(
            "hide_overlay",
            _("Hide the mask"),
            ("Ctrl+H",),
            window.drawing.toggle_overlay,
            menu,
            when=open_,
        ),
        Spec("side", _("Fill and results"), ("F4",), window.toggle_side, menu),
        Spec("fold", _("Canvas alone"), ("F",), window.toggle_panels, menu),
        Spec("theme_dark", _("Dark"), (), lambda: window.choose_theme("dark"), menu, gap=True),
        Spec("theme_light", _("Light"), (), lambda: window.choose_theme("light"), menu),
        Spec("theme_system", _("As the system"), (), lambda: window.choose_theme("system"), menu),
        # Escape leaves gesture, compare, shown result, text field, in that order.
        Spec("escape", _("Back"), ("Esc",), window.escape, ""),
    ]
