"""Keeps options bar and tool bar in step with the tool in hand, the view and the settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from fluxfill_studio.core.text import _
from fluxfill_studio.settings.options import Option, per_cent, stored
from fluxfill_studio.settings.table import (
    MARCHING_ANTS,
    OVERLAY_COLOUR,
    OVERLAY_OPACITY,
)
from fluxfill_studio.studio.session import Session
from fluxfill_studio.ui.bindings import native
from fluxfill_studio.ui.canvas.gestures import HANDS
from fluxfill_studio.ui.canvas.overlay import OverlayMode
from fluxfill_studio.ui.links import Links
from fluxfill_studio.ui.panels.options_bar import OptionsBar, colour_words, mode_words
from fluxfill_studio.ui.toolbox import BRUSHES
from fluxfill_studio.ui.viewing import view_options

if TYPE_CHECKING:
    from fluxfill_studio.ui.window import Window


def overlay_options(window: Window) -> list[Option]:
    """How the mask is drawn."""
    settings, looks = window.studio.settings, window.drawing.looks
    colours = tuple(colour_words(str(name)).capitalize() for name in OVERLAY_COLOUR.choices)
    return [
        Option(
            "overlay_mode",
            _("Mask"),
            lambda: looks.mode.value,
            lambda value: looks.choose(OverlayMode(value)),
            choices=tuple((mode.value, name) for mode, name in mode_words().items()),
        ),
        stored(settings, OVERLAY_COLOUR, _("Colour"), labels=colours),
        per_cent(settings, OVERLAY_OPACITY, _("Opacity")),
        stored(settings, MARCHING_ANTS, _("Marching ants along the edge")),
    ]


class Bars:
    """Made when the bars stand; `close` before the window goes."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._options: OptionsBar = window.layout.options
        self._links, self._tool_links, self._session_links = Links(), Links(), Links()
        # A tool may tell of a change at every move of the pen: the bar follows when there is time.
        self._soon = QTimer(self._options, singleShot=True, interval=0)
        self._soon.timeout.connect(self._show_options)
        kit, canvas = window.drawing.kit, window.canvas
        self._links.hold(
            kit.brush.changed.connect(lambda _change: self._soon.start()),
            kit.mode.changed.connect(lambda _change: self._soon.start()),
            window.studio.settings.changed.connect(lambda _setting: self._soon.start()),
        )
        bindings = window.actions.bindings
        self._links.hold(bindings.changed.connect(lambda _none: self._show_keys()))
        self._show_keys()
        canvas.viewport_changed.connect(self._show_view)
        self._options.upright_wished.connect(canvas.reset_view)
        self._links.hold(window.drawing.looks.changed.connect(lambda _none: self._show_overlay()))
        self._show_overlay()

    def set_session(self, session: Session | None) -> None:
        """Serve another document, or none."""
        actions = self._window.actions
        self._session_links.drop()
        if session is not None:
            form = session.form.changed
            undo = session.document.undo.changed
            self._session_links.hold(
                form.connect(lambda _wishes: actions.refresh_ticks()),
                undo.connect(lambda _change: actions.refresh_words()),
            )
        actions.refresh_ticks()
        actions.refresh_words()

    def show_tool(self) -> None:
        """Another tool is in hand."""
        self._tool_links.drop()
        tool = self._window.canvas.tool
        if tool is not None:
            self._tool_links.hold(tool.changed.connect(lambda _change: self._soon.start()))
        self._show_options()

    def close(self) -> None:
        """Listen no longer."""
        for links in (self._links, self._tool_links, self._session_links):
            links.drop()

    def _show_options(self) -> None:
        self._options.show_options(self._tool_options())
        brush = self._window.drawing.brush.brush
        painting = self._window.toolbox.in_hand in BRUSHES
        self._window.layout.status.show_brush(brush.diameter if painting else None)

    def _tool_options(self) -> Sequence[Option]:
        canvas, hand = self._window.canvas, self._window.toolbox.in_hand
        if hand in HANDS:
            return view_options(canvas, hand)
        return () if canvas.tool is None else canvas.tool.options

    def _show_keys(self) -> None:
        """In the floating bars, as the user chose them."""
        layout, bindings = self._window.layout, self._window.actions.bindings
        for bar in (layout.bar, layout.adjust):
            for action, button in bar.keyed.items():
                button.show_key(next(map(native, bindings.keys(action)), ""))

    def _show_view(self) -> None:
        view = self._window.canvas.viewport_
        self._options.show_angle(view.angle, mirrored=view.mirrored)
        if self._window.toolbox.in_hand == "turn":
            self._soon.start()

    def _show_overlay(self) -> None:
        settings, mode = self._window.studio.settings, self._window.drawing.looks.mode
        self._options.show_overlay(
            settings.text(OVERLAY_COLOUR), settings.number(OVERLAY_OPACITY), mode
        )
