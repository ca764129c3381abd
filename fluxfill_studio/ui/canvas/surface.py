"""The view's caches in device pixels: the picture, and the picture with the mask on it.

Zooming renews both; panning moves them and draws what comes into view; a stroke touches only
what it changed of the second.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from PySide6.QtGui import QImage

from fluxfill_studio.core.geometry import EMPTY, Rect
from fluxfill_studio.imaging.pixels import Mask, Pixels
from fluxfill_studio.imaging.pyramid import Pyramid, level_rect
from fluxfill_studio.ui.canvas.marching import Marching
from fluxfill_studio.ui.canvas.overlay import STRIP, Overlay, OverlayMode, edge_of, lay_veil, veil
from fluxfill_studio.ui.canvas.render import Screen
from fluxfill_studio.ui.canvas.roll import Roll
from fluxfill_studio.ui.canvas.sampling import Sampling, sampled
from fluxfill_studio.ui.canvas.viewport import Viewport

ROWS = 120  # device px; height of the tiles that a veil is laid in
BAND = 128  # device px; a changed region is composed in columns of about this width


class Surface:
    """Two images of the view's size, and what is needed to keep them right.

    Attributes:
        viewport: what they show.
        base: (h, w, 4), the picture without the mask; write, then call `compose`.
        composed: (h, w, 4), what the screen shall show.
        image: the pixels of `composed`, not a copy.
    """

    def __init__(self, viewport: Viewport, overlay: Overlay) -> None:
        self.viewport = viewport
        self._rolls = Roll(viewport.size), Roll(viewport.size)
        self._look()
        self._veil: Screen = veil(overlay, viewport.size.height, viewport.ratio)
        self._overlay = overlay
        self._ants = Marching(viewport.size, viewport.ratio) if overlay.marching else None
        self._line = max(1, round(viewport.ratio))
        self._mask: Pyramid | None = None
        self._sampling: Sampling | None = None
        self._seen: Mask = np.empty((0, 0), np.uint8)

    def fits(self, viewport: Viewport, overlay: Overlay) -> bool:
        """Whether it can be used for another look; memory that is there costs nothing again."""
        mine = (self.viewport.size, self.viewport.ratio, self._overlay)
        return mine == (viewport.size, viewport.ratio, overlay)

    def move(self, viewport: Viewport) -> Rect | None:
        """Go on to `viewport`; the device pixels of `base` that have been kept.

        None if it is not the same look, moved: all is as it was.
        """
        way = self.viewport.way_to(viewport)
        if way is None or self._ants is not None:  # the dashes do not move along
            return None
        for roll in self._rolls:
            roll.move(*way)
        self.viewport = viewport
        self._look()
        return self._view.moved(*way).intersected(self._view)

    def show_mask(self, mask: Pyramid | None) -> None:
        """Choose the mask to draw, or none; before `compose`."""
        self._mask = None if self._overlay.mode is OverlayMode.HIDDEN else mask
        if self._mask is None:
            self._sampling = None
            return
        level = self.viewport.level(self._mask.depth)
        self._sampling = sampled(self.viewport, self._mask.canvas, level)
        crop, whole = self._sampling.crop, self._mask.rect(level)
        self._seen = self._mask.level(level)[crop.slices(whole)].copy()

    def compose(self, kept: Rect = EMPTY) -> None:
        """Renew the image from `base` and mask, but for what `move` has kept."""
        # Along the edge of the view a line depends on what lies beyond it.
        rects = self._view.without(kept.grown(-self._line))
        marked = self._marked()
        for rect in rects:
            part = rect.intersected(marked)
            for bare in rect.without(part):
                self.composed[bare.slices()] = self.base[bare.slices()]
                if self._ants is not None:
                    self._ants.drop(bare)
            self._compose(part)

    def march(self) -> list[Rect]:
        """The edge's dashes one step on; the device pixels to paint."""
        return list(self._ants.march(self.composed)) if self._ants is not None else []

    def mask_changed(self, rect: Rect) -> list[Rect]:
        """Compose what the mask's change inside `rect` (canvas coordinates) really altered.

        The answer, in device pixels, is what must be painted.
        """
        mask, sampling = self._mask, self._sampling
        if mask is None or sampling is None:
            return []
        part = level_rect(rect, sampling.level).intersected(sampling.crop)
        if part.empty:
            return []
        new = mask.level(sampling.level)[part.slices(mask.rect(sampling.level))]
        old = self._seen[part.slices(sampling.crop)]
        step = max(8, round(BAND / sampling.scale))
        changed = _bands(cv2.absdiff(new, old), step, both=not self.viewport.square)
        drawn = []
        for x, y, width, height in changed:
            rows, columns = slice(y, y + height), slice(x, x + width)
            old[rows, columns] = new[rows, columns]
            shown = sampling.device_rect(Rect(part.x + x, part.y + y, width, height))
            drawn.append(shown.grown(self._line).intersected(sampling.area))
        drawn = [shown for shown in drawn if not shown.empty]
        for shown in drawn:
            self._compose(shown)
        return drawn

    def _look(self) -> None:
        """The pixels may lie elsewhere."""
        self.base, self.composed = (roll.screen for roll in self._rolls)
        pixels, (width, height) = self.composed, self.viewport.size
        kind = QImage.Format.Format_RGB32
        self.image = QImage(pixels.data, width, height, pixels.strides[0], kind)
        self.image.setDevicePixelRatio(self.viewport.ratio)

    @property
    def _view(self) -> Rect:
        return Rect(0, 0, *self.viewport.size)

    def _marked(self) -> Rect:
        """The device pixels outside which nothing of the mask is drawn."""
        sampling = self._sampling
        if sampling is None or sampling.area.empty:
            return EMPTY
        if self._overlay.mode is OverlayMode.ALONE:
            return sampling.area
        x, y, width, height = cv2.boundingRect(self._seen)
        if not width:
            return EMPTY
        seen = Rect(x, y, width, height).moved(sampling.crop.x, sampling.crop.y)
        return sampling.device_rect(seen).grown(self._line).intersected(sampling.area)

    def _compose(self, rect: Rect) -> None:
        """Renew `rect` (device pixels, inside the sampling's area) of the image."""
        sampling = self._sampling
        if sampling is None or rect.empty:
            return
        wide = rect.grown(self._line).intersected(sampling.area)
        mask = sampling.enlarge(self._seen, wide)
        if self._overlay.mode is OverlayMode.ALONE:
            cv2.cvtColor(mask[rect.slices(wide)], cv2.COLOR_GRAY2BGRA, self.composed[rect.slices()])
        else:
            self._compose_tiles(rect, mask, wide)
        outside = sampling.outside(rect)
        if outside is not None:
            cv2.copyTo(self.base[rect.slices()], outside, self.composed[rect.slices()])
            if self._ants is not None:
                self._ants.drop(rect, outside)

    def _compose_tiles(self, rect: Rect, mask: Mask, wide: Rect) -> None:
        """In tiles that lie within one width of the veil; most are all bare or all full.

        `mask` is that of `wide`: of `rect` and a line's width round it.
        """
        phase = sum(map(math.floor, self.viewport.origin))  # stripes move along with the picture
        for left in range(rect.x - (rect.x - phase) % STRIP, rect.right, STRIP):
            x0, x1 = max(left, rect.x), min(left + STRIP, rect.right)
            for top in range(rect.y, rect.bottom, ROWS):
                tile = Rect.from_edges(x0, top, x1, min(top + ROWS, rect.bottom))
                near = tile.grown(self._line).intersected(wide)
                self._compose_tile(tile, mask[near.slices(wide)], tile.slices(near), x0 - left)

    def _compose_tile(self, tile: Rect, mask: Mask, inner: tuple[slice, slice], shift: int) -> None:
        """`mask[inner]` is that of `tile`, which lies `shift` columns within the veil."""
        here = tile.slices()
        base, out = self.base[here], self.composed[here]
        least, most, _where, _there = cv2.minMaxLoc(mask)
        if most == 0 or self._overlay.mode is OverlayMode.OUTLINE:
            np.copyto(out, base)
        else:
            colour = self._veil[here[0], shift : shift + tile.width]
            lay_veil(base, colour, self._overlay.opacity, mask[inner], out)
        if least == 0 < most:
            tones, line = edge_of(mask, self._line, inner)
            if self._ants is not None:
                tones = self._ants.keep(tile, line)
            cv2.copyTo(cv2.cvtColor(tones, cv2.COLOR_GRAY2BGRA), line, out)
        elif self._ants is not None:
            self._ants.drop(tile)


def _bands(changed: Pixels, step: int, *, both: bool) -> list[tuple[int, int, int, int]]:
    """(x, y, width, height) of what is not 0, in columns of about `step`.

    `both`: in rows of about `step` too, since a long band that is seen turned fills a wide box.
    """
    height, width = changed.shape
    found = []
    for left, right in _spans(width, step):
        for top, bottom in _spans(height, step if both else height):
            bx, by, bw, bh = cv2.boundingRect(changed[top:bottom, left:right])
            if bw:
                found.append((left + bx, top + by, bw, bh))
    return found


def _spans(length: int, step: int) -> list[tuple[int, int]]:
    """(start, end) of equal parts, none much shorter than `step`."""
    count = max(1, length // step)
    return [(length * n // count, length * (n + 1) // count) for n in range(count)]
