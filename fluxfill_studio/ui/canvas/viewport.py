"""Where the canvas lies in the view: pure geometry, no Qt.

Three spaces: canvas coordinates (picture pixels), device pixels of the view, and view points
(device-independent pixels, `ratio` device pixels each). 100 % is one picture pixel on one
device pixel.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from fluxfill_studio.core.geometry import Point, Rect, Size

LEAST, MOST = 0.02, 32.0
STEPS = (
    0.02, 0.03, 0.04, 0.05, 1 / 16, 1 / 12, 1 / 8, 1 / 6, 0.25, 1 / 3, 0.5, 2 / 3, 1.0,
    1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0,
)  # fmt: skip
FIT_MARGIN = 16  # view points on each side
COARSER_BELOW = 0.6  # a level is drawn down to this scale of its own, then the next one
NOWHERE = Point(0, 0)


@dataclass(frozen=True, slots=True)
class Viewport:
    """One view on the canvas.

    Attributes:
        size: of the view, device pixels.
        ratio: device pixels per view point.
        scale: device pixels per picture pixel.
        centre: what lies in the middle of the view, canvas coordinates.
    """

    size: Size
    ratio: float = 1.0
    scale: float = 1.0
    centre: Point = NOWHERE

    @property
    def zoom(self) -> float:
        """View points per picture pixel."""
        return self.scale / self.ratio

    @property
    def origin(self) -> tuple[int, int]:
        """Where canvas (0, 0) lies, in whole device pixels, so that 100 % is never blurred."""
        return (
            round(self.size.width / 2 - self.centre.x * self.scale),
            round(self.size.height / 2 - self.centre.y * self.scale),
        )

    def to_canvas(self, at: Point) -> Point:
        """A view point in canvas coordinates."""
        left, top = self.origin
        return Point(
            (at.x * self.ratio - left) / self.scale, (at.y * self.ratio - top) / self.scale
        )

    def to_view(self, at: Point) -> Point:
        """Canvas coordinates as a view point."""
        left, top = self.origin
        return Point(
            (at.x * self.scale + left) / self.ratio, (at.y * self.scale + top) / self.ratio
        )

    def device_rect(self, rect: Rect) -> Rect:
        """The device pixels whose middle shows `rect` (canvas coordinates), beyond the view too."""
        left, top = self.origin
        return Rect.from_edges(
            math.ceil(rect.x * self.scale + left - 0.5),
            math.ceil(rect.y * self.scale + top - 0.5),
            math.ceil(rect.right * self.scale + left - 0.5),
            math.ceil(rect.bottom * self.scale + top - 0.5),
        )

    def level(self, depth: int) -> int:
        """The pyramid level to draw from."""
        if self.scale >= COARSER_BELOW:
            return 0
        return min(depth, math.floor(math.log2(COARSER_BELOW / self.scale)) + 1)

    # -- other views --------------------------------------------------------------------------

    def resized(self, size: Size, ratio: float) -> Viewport:
        """Another size or pixel ratio; the centre stays, and the scale in view points."""
        return replace(self, size=size, ratio=ratio, scale=self.scale * ratio / self.ratio)

    def fitted(self, canvas: Rect, most: float = MOST) -> Viewport:
        """The whole canvas, with a margin, but no larger than `most`."""
        margin = 2 * FIT_MARGIN * self.ratio
        scale = min(
            max(1.0, self.size.width - margin) / canvas.width,
            max(1.0, self.size.height - margin) / canvas.height,
            most,
        )
        return replace(self, scale=scale, centre=canvas.centre)

    def scaled(self, scale: float, anchor: Point, canvas: Rect) -> Viewport:
        """Another scale; what lies under the view point `anchor` stays there."""
        least = min(LEAST, self.fitted(canvas).scale)
        scale = min(MOST, max(least, scale))
        fixed = self.to_canvas(anchor)
        centre = Point(
            fixed.x + (self.size.width / 2 - anchor.x * self.ratio) / scale,
            fixed.y + (self.size.height / 2 - anchor.y * self.ratio) / scale,
        )
        return replace(self, scale=scale, centre=_inside(centre, canvas))

    def panned(self, dx: float, dy: float, canvas: Rect) -> Viewport:
        """The picture moved by view points; the middle of the view stays over the canvas."""
        step = self.ratio / self.scale
        centre = Point(self.centre.x - dx * step, self.centre.y - dy * step)
        return replace(self, centre=_inside(centre, canvas))

    def stretched(self, factor: float) -> Viewport:
        """The same view on a stand-in whose pixels are `factor` picture pixels wide."""
        centre = Point(self.centre.x / factor, self.centre.y / factor)
        return replace(self, scale=self.scale * factor, centre=centre)

    def next_scale(self, by: int) -> float:
        """The next larger (1) or smaller (-1) of the fixed steps."""
        if by > 0:
            at = bisect_right(STEPS, self.scale * 1.001)
            return STEPS[min(at, len(STEPS) - 1)]
        return STEPS[max(bisect_left(STEPS, self.scale * 0.999) - 1, 0)]


def _inside(point: Point, canvas: Rect) -> Point:
    return Point(
        min(max(point.x, canvas.x), canvas.right), min(max(point.y, canvas.y), canvas.bottom)
    )
