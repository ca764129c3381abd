"""What the canvas shows, and its image kept up to date: no widget, no events."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fluxfill_studio.core.geometry import Rect, Size
from fluxfill_studio.document.changes import DocumentChange, MaskChanged
from fluxfill_studio.document.document import Document
from fluxfill_studio.document.states import Piece
from fluxfill_studio.imaging.pixels import Pixels, to_rgb8
from fluxfill_studio.imaging.pyramid import Layer, Pyramid
from fluxfill_studio.ui.canvas.compare import Split
from fluxfill_studio.ui.canvas.layers import Layers, prepare
from fluxfill_studio.ui.canvas.overlay import Overlay, OverlayMode
from fluxfill_studio.ui.canvas.render import Screen, ToScreen, fill, render
from fluxfill_studio.ui.canvas.surface import Surface
from fluxfill_studio.ui.canvas.viewport import Viewport


class Scene:
    """One document or preview, what lies over it, and how it is looked at.

    After changing an attribute call `renew`, but for the viewport.

    Attributes:
        viewport: where things are.
        document: what is shown, or None.
        canvas: its extent, or the preview's; None if there is neither.
        overlay, surround, to_screen: how it is drawn; `surround` is 0xRRGGBB.
        grid: lines between the pixels of the picture, once they are large enough.
        split: the open comparison, or None.
        held: the picture without the shown result.
    """

    def __init__(self) -> None:
        self.viewport = Viewport(Size(1, 1))
        self.document: Document | None = None
        self.canvas: Rect | None = None
        self.overlay = Overlay()
        self.surround = 0x1E1E1E
        self.to_screen: ToScreen = to_rgb8
        self.grid = False
        self.split: Split | None = None
        self.held = False
        self._layers: Layers | None = None
        self._preview: Layer | None = None
        self._shown: Layer | None = None
        self._surface: Surface | None = None
        self._sides: tuple[Screen, Screen] | None = None
        self._stale = True

    @property
    def covered(self) -> bool:
        """Whether a result or a comparison is shown, and so not the mask."""
        return self._shown is not None or self.split is not None

    # -- what is shown ------------------------------------------------------------------------

    def open(self, document: Document | None, layers: Layers | None) -> bool:
        """Show `document`, or nothing; True if its preview was in the same place before."""
        previewed = self._preview is not None and document is not None
        previewed = previewed and document is not None and document.canvas == self.canvas
        self.document, self._preview, self._shown, self.split = document, None, None, None
        self._layers = (layers or prepare(document)) if document is not None else None
        self.canvas = document.canvas if document is not None else None
        self.renew()
        return previewed

    def open_preview(self, pixels: Pixels, size: Size) -> None:
        """Show a reduced picture in the place of one of `size`."""
        self.open(None, None)
        height, width = pixels.shape[:2]
        self._preview = Layer(Pyramid(pixels, Rect(0, 0, width, height)))
        self.canvas = Rect(0, 0, *size)

    def layer_with(self, pieces: Sequence[Piece], canvas: Rect | None) -> Layer | None:
        """The current picture with `pieces` over it; None if there is no picture."""
        if self._layers is None:
            return None
        laid = [(piece.rect, piece.pixels) for piece in pieces]
        return Layer(self._layers.picture, laid, canvas)

    def show(self, layer: Layer | None) -> None:
        """Show a result's layer instead of the current picture, or no longer."""
        self._shown = layer
        self.renew()

    def renew(self) -> None:
        """Everything may look different."""
        self._stale = True

    # -- the image ----------------------------------------------------------------------------

    def surface(self) -> Surface:
        """The image, up to date."""
        surface = self._surface
        if surface is None or self._stale or not self._moved(surface):
            self._surface = surface = self._rebuilt()
            self._stale = False
        return surface

    def follow(self, change: DocumentChange) -> list[Rect] | None:
        """Catch up with the document; the device pixels to paint, None for all."""
        if self.document is None or self._layers is None:
            return []
        self._layers.follow(self.document, change)
        if self._surface is not None and not self._stale and isinstance(change, MaskChanged):
            return self._surface.mask_changed(change.rect)
        self.canvas = self.document.canvas
        self.renew()
        return None

    def march(self) -> list[Rect]:
        """The dashes of the mask's edge one step on; the device pixels to paint."""
        return [] if self._surface is None or self._stale else self._surface.march()

    def join(self) -> None:
        """The comparison's line has moved."""
        if self._surface is None or self._sides is None or self.split is None or self._stale:
            self.renew()
            return
        self.split.join(*self._sides, self._surface.base)
        self._surface.compose()

    def _moved(self, surface: Surface) -> bool:
        """Whether what is there could be moved to the viewport; then it is, and the rest drawn."""
        if surface.viewport is self.viewport:
            return True
        kept = surface.move(self.viewport) if self.split is None else None
        if kept is None:
            return False
        for rect in Rect(0, 0, *self.viewport.size).without(kept):
            self._draw(self._visible(), self.viewport.part(rect), surface.base[rect.slices()])
        surface.show_mask(self._visible_mask())
        surface.compose(kept)
        return True

    def _rebuilt(self) -> Surface:
        surface = self._surface
        if surface is None or not surface.fits(self.viewport, self.overlay):
            surface = Surface(self.viewport, self.overlay)
        surface.viewport = self.viewport
        self._sides = None
        if self.split is not None:
            before, after = np.empty_like(surface.base), np.empty_like(surface.base)
            self._draw(self.split.before, self.viewport, before)
            self._draw(self.split.after, self.viewport, after)
            self._sides = before, after
            self.split.join(before, after, surface.base)
        else:
            self._draw(self._visible(), self.viewport, surface.base)
        surface.show_mask(self._visible_mask())
        surface.compose()
        return surface

    def _visible(self) -> Layer | None:
        if self._shown is not None and not self.held:
            return self._shown
        return Layer(self._layers.picture) if self._layers is not None else self._preview

    def _visible_mask(self) -> Pyramid | None:
        """Only an outline leaves seen what a result or a comparison is there to show."""
        if self._layers is None:
            return None
        if self.covered and self.overlay.mode is not OverlayMode.OUTLINE:
            return None
        return self._layers.mask

    def _draw(self, layer: Layer | None, viewport: Viewport, out: Screen) -> None:
        """`layer` through `viewport` into `out`."""
        if layer is None or self.canvas is None:
            fill(out, Rect(0, 0, *viewport.size), self.surround)
            return
        if layer is self._preview:
            viewport = viewport.stretched(self.canvas.width / layer.canvas.width)
        grid = self.grid and layer is not self._preview
        render(layer, viewport, self.to_screen, self.surround, out, grid=grid)
