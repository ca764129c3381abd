"""What is seen, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fluxfill_studio.core.text import _
from fluxfill_studio.settings.table import NAVIGATOR, THEME
from fluxfill_studio.ui.actions import Spec

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


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
        Spec(
            "navigator",
            _("Navigator"),
            (),
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
        Spec("escape", _("Back"), ("Esc",), window.escape, group=_("View")),
    ]


def _theme_rows(window: Window) -> list[Spec]:
    names = {"dark": _("Dark"), "light": _("Light"), "system": _("As the system")}
    settings = window.studio.settings

    def row(name: str) -> Spec:
        return Spec(
            f"theme_{name}",
            names[name],
            (),
            lambda: settings.set(THEME, name),
            _("&View"),
            checked=lambda: settings.text(THEME) == name,
            gap=name == "dark",
        )

    return [row(name) for name in names]
