"""How the canvas draws the mask and the picture's pixels: the mode, and what the settings say."""

from __future__ import annotations

from fluxfill_studio.core.signals import Channel
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import (
    MARCHING_ANTS,
    OVERLAY_COLOUR,
    OVERLAY_OPACITY,
    PIXEL_GRID,
    REDUCE_MOTION,
    Setting,
)
from fluxfill_studio.ui.canvas.overlay import Overlay, OverlayMode
from fluxfill_studio.ui.canvas.view import CanvasView

OVERLAY = OVERLAY_COLOUR, OVERLAY_OPACITY, MARCHING_ANTS


class Looks:
    """Keeps a canvas as the settings say; the mode is of this window only.

    Attributes:
        changed: tells after every change of colour, opacity or mode.
    """

    def __init__(self, canvas: CanvasView, settings: Settings) -> None:
        self.changed: Channel[None] = Channel()
        self._canvas, self._settings = canvas, settings
        self._mode = self._usual = OverlayMode.VEIL
        self._apply()
        settings.changed.connect(self._follow)

    @property
    def mode(self) -> OverlayMode:
        """What is drawn of the mask."""
        return self._mode

    def toggle_outline(self) -> None:
        """The overlay with its colour, or the outline alone; inside a shown result too."""
        veil = self._mode is OverlayMode.VEIL
        self._usual = OverlayMode.OUTLINE if veil else OverlayMode.VEIL
        self._set(self._usual)

    def toggle_alone(self) -> None:
        """The mask in black and white without the picture, or as before."""
        alone = self._mode is OverlayMode.ALONE
        self._set(self._usual if alone else OverlayMode.ALONE)

    def toggle_hidden(self) -> None:
        """Nothing of the mask, or as before."""
        hidden = self._mode is OverlayMode.HIDDEN
        self._set(self._usual if hidden else OverlayMode.HIDDEN)

    def choose(self, mode: OverlayMode) -> None:
        """Draw this of the mask; what is toggled comes back to overlay or outline."""
        if mode in (OverlayMode.VEIL, OverlayMode.OUTLINE):
            self._usual = mode
        self._set(mode)

    def toggle_grid(self) -> None:
        """Lines between large pixels, or none."""
        self._settings.set(PIXEL_GRID, not self._settings.flag(PIXEL_GRID))

    def toggle_ants(self) -> None:
        """The mask's edge as marching ants, or as a line."""
        self._settings.set(MARCHING_ANTS, not self._settings.flag(MARCHING_ANTS))

    # -- private ------------------------------------------------------------------------------

    def _set(self, mode: OverlayMode) -> None:
        self._mode = mode
        self._set_overlay()

    def _set_overlay(self) -> None:
        settings = self._settings
        colour, opacity = settings.text(OVERLAY_COLOUR), settings.number(OVERLAY_OPACITY)
        marching = settings.flag(MARCHING_ANTS)
        self._canvas.set_overlay(Overlay.named(colour, opacity, self._mode, marching=marching))
        self.changed.emit(None)

    def _apply(self) -> None:
        self._set_overlay()
        self._canvas.set_grid(self._settings.flag(PIXEL_GRID))
        self._canvas.set_still(self._settings.flag(REDUCE_MOTION))

    def _follow(self, setting: Setting) -> None:
        if setting in OVERLAY:
            self._set_overlay()
        elif setting is PIXEL_GRID:
            self._canvas.set_grid(self._settings.flag(PIXEL_GRID))
        elif setting is REDUCE_MOTION:
            self._canvas.set_still(self._settings.flag(REDUCE_MOTION))
