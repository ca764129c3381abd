"""Cuts an object out of its surroundings: GrabCut at a reduced size, then the edge at full size.

The soft edge is a guided filter (He, Sun, Tang 2010): near the edge the cut becomes a linear
function of the picture's colours, found at the reduced size and applied to all pixels.
"""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from fluxfill_studio.core.geometry import Point, Rect, Size
from fluxfill_studio.imaging.colour import before_green
from fluxfill_studio.imaging.pixels import Mask, Pixels

WORKING_AREA = 80_000  # px; what GrabCut gets through in well under a second
MARGIN = 0.15  # of the frame's sides, on all sides: what the background looks like
LEAST_MARGIN = 8  # px
RING = 0.03  # of the frame's sides: taken for background where the frame leaves none
FIRST_STEPS, STEPS = 3, 2
SEED = 1
REACH, FAR_REACH = 8, 24  # reduced px: how far the soft edge reaches to both sides of the cut
BLURRED = 4  # reduced px that are neither in nor out, across an edge: then it reaches far
EVENNESS = 1e-3  # variance of colours (0 to 1) that counts as noise
# Cover that is taken for none, as it is the filter's doubt, not hair; and for whole.
NONE, WHOLE = 0.175, 0.9
TILE = 256
THREADS = 2

_Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scene:
    """What is looked at.

    Attributes:
        rect: where in the picture, in the array's coordinates.
        small: (h, w, 3) uint8 sRGB of that part, reduced.
    """

    rect: Rect
    small: NDArray[np.uint8]

    def reduced(self, point: Point) -> Point:
        """Where a point of the array lies in `small`."""
        height, width = self.small.shape[:2]
        return Point(
            (point.x - self.rect.x) * width / self.rect.width,
            (point.y - self.rect.y) * height / self.rect.height,
        )

    def full(self, x: float, y: float) -> Point:
        """Where a point of `small` lies in the array."""
        height, width = self.small.shape[:2]
        return Point(
            self.rect.x + x * self.rect.width / width, self.rect.y + y * self.rect.height / height
        )


@dataclass(frozen=True, slots=True)
class Cut:
    """What GrabCut found.

    Attributes:
        labels: (h, w) uint8 of the reduced size, GrabCut's four labels.
        models: colours of background and object, to go on from.
    """

    labels: Mask
    models: tuple[NDArray[np.float64], NDArray[np.float64]]

    @property
    def object(self) -> Mask:
        """(h, w) uint8: 1 where the object is."""
        return self.labels & np.uint8(1)  # both labels of the foreground are odd


def scene(pixels: Pixels, icc: bytes | None, frame: Rect) -> Scene:
    """`frame` (in the array's coordinates, some of it inside) and a margin round it."""
    height, width = pixels.shape[:2]
    rect = _widened(frame).intersected(Rect(0, 0, width, height))
    scale = min(1.0, math.sqrt(WORKING_AREA / rect.area))
    size = max(1, round(rect.width * scale)), max(1, round(rect.height * scale))
    part = pixels[rect.slices()]
    if scale < 1:
        part = np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA))
        part = part.reshape(size[1], size[0], -1)
    return Scene(rect, before_green(part, icc))


def first_cut(seen: Scene, inside: Mask) -> Cut:
    """Look for the object in `inside` ((h, w) uint8 of the reduced size, > 0: in the frame)."""
    labels = np.where(inside > 0, cv2.GC_PR_FGD, cv2.GC_BGD).astype(np.uint8)
    if (inside > 0).all():
        ring = max(1, round(RING * min(inside.shape)))
        edge = np.ones_like(labels, bool)
        edge[ring:-ring, ring:-ring] = False
        labels[edge] = cv2.GC_PR_BGD
    models = np.zeros((1, 65)), np.zeros((1, 65))
    return _grabbed(seen, Cut(labels, models), FIRST_STEPS, cv2.GC_INIT_WITH_MASK)


def cut_again(seen: Scene, cut: Cut, keep: Mask, remove: Mask) -> Cut:
    """Go on from `cut` with what surely is object or background ((h, w) uint8, > 0)."""
    labels = cut.labels.copy()
    labels[keep > 0] = cv2.GC_FGD
    labels[remove > 0] = cv2.GC_BGD
    return _grabbed(seen, Cut(labels, cut.models), STEPS, cv2.GC_EVAL)


def cover(seen: Scene, cut: Cut, pixels: Pixels, icc: bytes | None) -> Mask:
    """(h, w) uint8 over the scene's rect: the object, its edge soft where the picture's is.

    `pixels` and `icc` are those of the whole picture.
    """
    rect, inside = seen.rect, cut.object
    factors, reach = _guided(seen.small, inside, REACH), REACH
    if _unsure(seen.small, inside, factors) > BLURRED:
        factors, reach = _guided(seen.small, inside, FAR_REACH), FAR_REACH
    band = _band(inside, reach)
    band[cut.labels < cv2.GC_PR_BGD] = 0  # what is sure is not softened
    to_small = np.array(
        [[inside.shape[1] / rect.width, 0, 0], [0, inside.shape[0] / rect.height, 0]], np.float64
    )
    to_small[:, 2] = (to_small[0, 0] - 1) / 2, (to_small[1, 1] - 1) / 2
    sheet = np.dstack([factors, inside, band]).astype(np.float32)
    made = np.empty((rect.height, rect.width), np.uint8)

    def work(tile: Rect) -> None:
        part = pixels[tile.moved(rect.x, rect.y).slices()]
        made[tile.slices()] = _tile(part, icc, sheet, _from(to_small, tile), tile.size)

    whole = Rect(0, 0, rect.width, rect.height)
    tiles = [
        Rect(x, y, TILE, TILE).intersected(whole)
        for y in range(0, rect.height, TILE)
        for x in range(0, rect.width, TILE)
    ]
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(work, tiles))
    return made


def outline(seen: Scene, cut: Cut) -> list[list[Point]]:
    """Closed lines round the object, in the array's coordinates."""
    # Twice the size, so that a line runs between pixels and not through their centres.
    double = np.repeat(np.repeat(cut.object, 2, axis=0), 2, axis=1)
    lines, _tree = cv2.findContours(double, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    return [
        [seen.full((x + 0.5) / 2, (y + 0.5) / 2) for x, y in line.reshape(-1, 2).tolist()]
        for line in lines
        if len(line) > 2
    ]


def _widened(frame: Rect) -> Rect:
    across, down = (max(LEAST_MARGIN, round(side * MARGIN)) for side in frame.size)
    return frame.grown(across, down, across, down)


def _grabbed(seen: Scene, cut: Cut, steps: int, way: int) -> Cut:
    """GrabCut's answer; `cut` itself if there is nothing to tell apart."""
    if cut.object.all() or not cut.object.any():
        return cut
    cv2.setRNGSeed(SEED)  # this thread's; the same frame always gives the same cut
    back, fore = (model.copy() for model in cut.models)
    whole = 0, 0, *seen.small.shape[1::-1]  # not looked at: the labels say what to look for
    labels, *models = cv2.grabCut(seen.small, cut.labels.copy(), whole, back, fore, steps, way)
    back, fore = (np.asarray(model, np.float64) for model in models)
    return Cut(np.asarray(labels, np.uint8), (back, fore))


def _band(inside: Mask, reach: int) -> Mask:
    """(h, w) uint8: 1 up to `reach` px from the edge, to both sides."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return np.asarray(cv2.morphologyEx(inside, cv2.MORPH_GRADIENT, disc), np.uint8)


def _unsure(small: NDArray[np.uint8], inside: Mask, factors: _Floats) -> float:
    """How many reduced pixels across the edge are neither in nor out, on the average."""
    soft = (small * factors[..., :3]).sum(axis=-1) + factors[..., 3]
    between = _band(inside, REACH)[(soft > 0.2) & (soft < 0.8)]
    length = int(_band(inside, 1).sum()) / 2
    return int(between.sum()) / max(1.0, length)


def _guided(small: NDArray[np.uint8], inside: Mask, reach: int) -> _Floats:
    """(h, w, 4) float32: factors of red, green, blue (0 to 255) and what is added to them."""

    def mean_of(values: NDArray[Any]) -> _Floats:
        side = 2 * reach + 1
        blurred = cv2.blur(values, (side, side), borderType=cv2.BORDER_REPLICATE)
        return np.asarray(blurred, np.float32)

    colours, wanted = small.astype(np.float32) / 255, inside.astype(np.float32)
    mean, mean_wanted = mean_of(colours), mean_of(wanted)
    shared = mean_of(colours * wanted[..., None]) - mean * mean_wanted[..., None]
    products = (colours[..., :, None] * colours[..., None, :]).reshape(*inside.shape, 9)
    spread = np.dstack([mean_of(products[..., i : i + 3]) for i in (0, 3, 6)])
    spread = spread.reshape(*inside.shape, 3, 3) - mean[..., :, None] * mean[..., None, :]
    spread += np.float32(EVENNESS) * np.eye(3, dtype=np.float32)
    factors = np.linalg.solve(spread, shared[..., None])[..., 0]
    added = mean_wanted - (factors * mean).sum(axis=-1)
    return mean_of(np.dstack([factors / 255, added]).astype(np.float32))


def _from(to_small: NDArray[np.float64], tile: Rect) -> NDArray[np.float64]:
    """`to_small` for coordinates that begin at the tile's corner."""
    matrix = to_small.copy()
    matrix[:, 2] += matrix[0, 0] * tile.x, matrix[1, 1] * tile.y
    return matrix


def _tile(
    pixels: Pixels, icc: bytes | None, sheet: _Floats, matrix: NDArray[np.float64], size: Size
) -> Mask:
    """The cover of one tile, whose pixels are given."""
    inside, band = _stretched(sheet[..., 4:], matrix, size)
    hard = (inside >= 0.5).astype(np.float32)
    if band.any():
        colours = before_green(pixels, icc).astype(np.float32)
        red, green, blue, added = _stretched(sheet[..., :4], matrix, size)
        soft = colours[..., 0] * red + colours[..., 1] * green + colours[..., 2] * blue + added
        soft = np.clip((soft - NONE) / (WHOLE - NONE), 0, 1)
        hard += band * (soft - hard)
    return (hard * 255 + 0.5).astype(np.uint8)


def _stretched(sheet: _Floats, matrix: NDArray[np.float64], size: Size) -> list[_Floats]:
    """The channels of `sheet` over a tile of `size`, linear between pixels."""
    way = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    made = cv2.warpAffine(
        np.ascontiguousarray(sheet), matrix, size, flags=way, borderMode=cv2.BORDER_REPLICATE
    )
    made = np.asarray(made, np.float32).reshape(size.height, size.width, -1)
    return [made[..., i] for i in range(made.shape[2])]
