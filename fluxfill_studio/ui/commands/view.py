"""What is seen, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fluxfill_studio.core.text import _
from fluxfill_studio.settings.table import MARCHING_ANTS, NAVIGATOR, PIXEL_GRID, THEME
from fluxfill_studio.ui.actions import Spec
from fluxfill_studio.ui.canvas.overlay import OverlayMode

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window

TURN = 15  # degrees


def view_specs(window: Window) -> list[Spec]:
    """View menu."""
    menu, view, open_ = _("&View"), window.canvas, window.has_session
    return [
        Spec(
            "compare",
            _("Compare"),
            ("Y",),
            window.comparing.toggle,
            menu,
            when=open_,
            checked=lambda: window.comparing.open,
        ),
        Spec(
            "turn_split",
            _("Split line upright or level"),
            ("T",),
            view.turn_split,
            menu,
            when=lambda: window.comparing.open,
        ),
        *_zoom_specs(window),
        *_turn_specs(window),
        *_look_specs(window),
        Spec(
            "navigator",
            _("Navigator"),
            ("Ctrl+Shift+N",),
            window.drawing.toggle_navigator,
            menu,
            checked=lambda: window.studio.settings.flag(NAVIGATOR),
            gap=True,
        ),
        Spec("side", _("Fill and results"), ("F4",), window.toggle_side, menu),
        Spec(
            "fold",
            _("Canvas alone"),
            ("F",),
            window.toggle_panels,
            menu,
            checked=lambda: window.layout.folded,
        ),
        *_theme_rows(window),
        # Escape leaves gesture, compare, shown result, text field, in that order.
        Spec("escape", _("Back"), ("Esc",), window.escape, group=menu),
    ]


def _zoom_specs(window: Window) -> list[Spec]:
    menu, view, open_ = _("&View"), window.canvas, window.has_session
    return [
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
    ]


def _theme_rows(window: Window) -> list[Spec]:
    names = {"dark": _("Dark"), "light": _("Light"), "system": _("As the system")}
    keys = {"dark": "Ctrl+Shift+F5", "light": "Ctrl+Shift+F6", "system": "Ctrl+Shift+F7"}
    settings = window.studio.settings

    def row(name: str) -> Spec:
        return Spec(
            f"theme_{name}",
            names[name],
            (keys[name],),
            lambda: settings.set(THEME, name),
            _("&View"),
            checked=lambda: settings.text(THEME) == name,
            gap=name == "dark",
        )

    return [row(name) for name in names]


def _turn_specs(window: Window) -> list[Spec]:
    """The picture seen from another side; it stays as it is."""
    menu, view, open_ = _("&View"), window.canvas, window.has_session
    return [
        Spec(
            "turn_left",
            _("Turn view left"),
            ("Ctrl+Shift+Left",),
            lambda: view.turn_by(-TURN),
            menu,
            repeats=True,
            when=open_,
            gap=True,
        ),
        Spec(
            "turn_right",
            _("Turn view right"),
            ("Ctrl+Shift+Right",),
            lambda: view.turn_by(TURN),
            menu,
            repeats=True,
            when=open_,
        ),
        Spec(
            "flip_view",
            _("Flip view"),
            ("Shift+F",),
            view.flip_view,
            menu,
            when=open_,
            checked=lambda: view.viewport_.mirrored,
        ),
        Spec(
            "reset_view", _("Reset turn and flip"), ("Ctrl+2",), view.reset_view, menu, when=open_
        ),
    ]


def _look_specs(window: Window) -> list[Spec]:
    """How mask and pixels are drawn."""
    menu, open_, looks = _("&View"), window.has_session, window.drawing.looks
    flag = window.studio.settings.flag
    return [
        Spec(
            "overlay",
            _("Outline instead of overlay"),
            ("Q",),
            looks.toggle_outline,
            menu,
            when=open_,
            checked=lambda: looks.mode is OverlayMode.OUTLINE,
            gap=True,
        ),
        Spec(
            "mask_alone",
            _("Mask alone"),
            ("Shift+Q",),
            looks.toggle_alone,
            menu,
            when=open_,
            checked=lambda: looks.mode is OverlayMode.ALONE,
        ),
        Spec(
            "hide_overlay",
            _("Hide the mask"),
            ("Ctrl+H",),
            looks.toggle_hidden,
            menu,
            when=open_,
            checked=lambda: looks.mode is OverlayMode.HIDDEN,
        ),
        Spec(
            "ants",
            _("Marching ants"),
            ("Ctrl+Shift+H",),
            looks.toggle_ants,
            menu,
            checked=lambda: flag(MARCHING_ANTS),
        ),
        Spec(
            "pixel_grid",
            _("Pixel grid from 800 %"),
            ("Ctrl+'",),
            looks.toggle_grid,
            menu,
            checked=lambda: flag(PIXEL_GRID),
        ),
    ]
