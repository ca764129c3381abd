"""The picture as screen pixels: a layer seen through a viewport and its colour profile."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import Rect
from fluxfill_studio.imaging.pixels import Pixels, has_alpha
from fluxfill_studio.imaging.pyramid import Layer, level_rect
from fluxfill_studio.ui.canvas.oblique import Oblique
from fluxfill_studio.ui.canvas.quarter import Quarter
from fluxfill_studio.ui.canvas.sampling import Sampling, Upright
from fluxfill_studio.ui.canvas.smooth import smooth
from fluxfill_studio.ui.canvas.viewport import Viewport

Screen = NDArray[np.uint8]
"""(h, w, 4) uint8: blue, green, red, 255; what QImage calls RGB32."""

ToScreen = Callable[[Pixels], NDArray[np.uint8]]
"""(h, w, 1 or 3) document colours to (h, w, 3) screen colours, uint8."""

NEAREST_FROM = 2.0  # from this scale on single pixels are meant to be seen
CHECKER = 8  # view points
CHECKER_GREYS = 0x99, 0x66
GRID_FROM = 8.0  # device pixels per picture pixel
GRID_OPACITY = 0.25


def fill(out: Screen, rect: Rect, colour: int) -> None:
    """Make `rect` of the view `colour`, 0xRRGGBB."""
    out.view(np.uint32)[rect.slices()] = 0xFF000000 | colour


def render(
    layer: Layer,
    viewport: Viewport,
    to_screen: ToScreen,
    surround: int,
    out: Screen,
    *,
    grid: bool = False,
) -> None:
    """Draw what is in view of `layer`, with `surround` round it, into `out`, the whole view.

    `grid`: with lines between picture pixels, once these are large enough.
    """
    view = Rect(0, 0, *viewport.size)
    grid = grid and viewport.scale >= GRID_FROM
    level = viewport.level(layer.depth)
    if not viewport.square:
        fill(out, view, surround)
        oblique = Oblique(viewport, layer.canvas, level)
        if not oblique.area.empty:
            _render_oblique(layer, viewport, oblique, to_screen, out, grid=grid)
        return
    quarter = Quarter.of(viewport)
    upright = quarter.upright(viewport)
    sampling = Upright(upright, layer.canvas, level)
    area = quarter.rect(sampling.area)
    for bare in view.without(area):
        fill(out, bare, surround)
    if area.empty:
        return
    if sampling.scale == 1 or sampling.scale >= NEAREST_FROM:
        drawn = _enlarged(layer, sampling, to_screen)
        if grid:
            _draw_grid(drawn, sampling)
        parts = iter([(sampling.area, drawn)])
    else:
        parts = _smooth(layer, upright, sampling, to_screen)
    for rect, drawn in parts:
        seen = quarter.rect(rect)
        _put(quarter.pixels(drawn), layer.has_alpha, seen, viewport, out[seen.slices()])


def _render_oblique(
    layer: Layer,
    viewport: Viewport,
    sampling: Oblique,
    to_screen: ToScreen,
    out: Screen,
    *,
    grid: bool,
) -> None:
    """As `render`, at any angle."""
    if sampling.scale >= NEAREST_FROM:
        drawn = _enlarged(layer, sampling, to_screen)
        if grid:
            _draw_grid(drawn, sampling)
        parts = iter([(sampling.area, drawn)])
    else:
        parts = _warped(layer, sampling, to_screen)
    for area, drawn in parts:
        target, outside = out[area.slices()], sampling.outside(area)
        if outside is None:
            _put(drawn, layer.has_alpha, area, viewport, target)
        else:
            spare = np.empty_like(target)
            _put(drawn, layer.has_alpha, area, viewport, spare)
            cv2.copyTo(spare, cv2.bitwise_not(outside), target)


def _from_origin(rect: Rect, viewport: Viewport) -> Rect:
    """Device pixels of the view, counted from where canvas (0, 0) lies."""
    left, top = viewport.origin
    return rect.moved(-math.floor(left), -math.floor(top))


def _put(drawn: Pixels, alpha: bool, area: Rect, viewport: Viewport, out: Screen) -> None:
    """`drawn`, (h, w, 3 or 4) of the area, into `out` (h, w, 4)."""
    if alpha:
        _over_checker(drawn, _from_origin(area, viewport), viewport.ratio, out)
    elif drawn.shape[2] == 3:
        cv2.cvtColor(drawn, cv2.COLOR_RGB2BGRA, dst=out)
    else:
        np.copyto(out, drawn)


def _enlarged(layer: Layer, sampling: Sampling, to_screen: ToScreen) -> Pixels:
    """(h, w, 3 or 4) of the area, each device pixel one of the level's."""
    pixels = _on_screen(layer.region(sampling.level, sampling.crop), to_screen)
    if sampling.scale == 1:
        return sampling.enlarge(pixels, sampling.area)
    if pixels.shape[2] == 3:
        pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGRA)
    whole = pixels.view(np.int32)[..., 0]  # four bytes at once
    return sampling.enlarge(whole, sampling.area)[..., None].view(np.uint8)


def _draw_grid(drawn: Pixels, sampling: Sampling) -> None:
    """A line where each picture pixel begins; `drawn` is (h, w, 4) of the area."""
    # Neutral and against the pixel's own lightness: seen everywhere, and no colour is spoiled.
    grey = cv2.cvtColor(drawn, cv2.COLOR_BGRA2GRAY)
    tones = cv2.cvtColor(
        cv2.threshold(grey, 127, 255, cv2.THRESH_BINARY_INV)[1], cv2.COLOR_GRAY2BGRA
    )
    lines = cv2.addWeighted(drawn, 1 - GRID_OPACITY, tones, GRID_OPACITY, 0)
    cv2.copyTo(lines, sampling.borders(), drawn)


def _warped(layer: Layer, sampling: Oblique, to_screen: ToScreen) -> Iterator[tuple[Rect, Pixels]]:
    """The area in parts, each (h, w, 3 or 4), interpolated."""
    read, before = _reading(layer, sampling, to_screen)
    for rect, drawn in sampling.warped(read):
        yield rect, drawn if before else _on_screen(drawn, to_screen)


def _on_screen(pixels: Pixels, to_screen: ToScreen) -> Pixels:
    """(h, w, 3) screen colours, or (h, w, 4) with the colours multiplied by alpha."""
    if not has_alpha(pixels):
        return to_screen(pixels)
    alpha = np.ascontiguousarray(pixels[..., -1])
    colours = to_screen(np.ascontiguousarray(pixels[..., :-1]))
    weighted = cv2.multiply(colours, cv2.merge((alpha, alpha, alpha)), scale=1 / 255)
    return cv2.merge((weighted, alpha))


def _smooth(
    layer: Layer, viewport: Viewport, sampling: Upright, to_screen: ToScreen
) -> Iterator[tuple[Rect, Pixels]]:
    """The area in parts, each (h, w, 3 or 4), interpolated."""
    read, before = _reading(layer, sampling, to_screen)
    area, whole = _from_origin(sampling.area, viewport), level_rect(layer.canvas, sampling.level)
    dx, dy = sampling.area.x - area.x, sampling.area.y - area.y
    for rect, drawn in smooth(read, whole, sampling.scale, area):
        yield rect.moved(dx, dy), drawn if before else _on_screen(drawn, to_screen)


def _reading(
    layer: Layer, sampling: Sampling, to_screen: ToScreen
) -> tuple[Callable[[Rect], Pixels], bool]:
    """What reads the level's pixels, and whether it makes them screen colours at once."""
    before = layer.has_alpha or sampling.scale > 1

    def read(rect: Rect) -> Pixels:
        pixels = layer.region(sampling.level, rect)
        return _on_screen(pixels, to_screen) if before else pixels

    return read, before


def _over_checker(pixels: Pixels, area: Rect, ratio: float, out: Screen) -> None:
    """(h, w, 4) premultiplied over the pattern that stands for nothing."""
    side = max(1, round(CHECKER * ratio))
    x = np.arange(area.x, area.right) // side
    y = np.arange(area.y, area.bottom) // side
    odd = (x + y[:, None]) & 1
    grey = np.where(odd, *CHECKER_GREYS).astype(np.uint8)
    clear = cv2.bitwise_not(np.ascontiguousarray(pixels[..., 3]))
    below = cv2.multiply(grey, clear, scale=1 / 255)
    colours = cv2.add(np.ascontiguousarray(pixels[..., :3]), cv2.merge((below, below, below)))
    cv2.cvtColor(colours, cv2.COLOR_RGB2BGRA, dst=out)
