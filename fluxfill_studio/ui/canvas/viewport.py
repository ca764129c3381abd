"""Where the canvas lies in the view: pure geometry, no Qt.

Three spaces: canvas coordinates (picture pixels), device pixels of the view, and view points
(device-independent pixels, `ratio` device pixels each). 100 % is one picture pixel on one
device pixel. The view can be turned and mirrored; the picture never is.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import lru_cache

from fluxfill_studio.core.geometry import Point, Rect, Size

LEAST, MOST = 0.02, 32.0
STEPS = (
    0.02, 0.03, 0.04, 0.05, 1 / 16, 1 / 12, 1 / 8, 1 / 6, 0.25, 1 / 3, 0.5, 2 / 3, 1.0,
    1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 32.0,
)  # fmt: skip
FIT_MARGIN = 16  # view points on each side
COARSER_BELOW = 0.6  # a level is drawn down to this scale of its own, then the next one
FINE = 1024  # parts of a device pixel that a turned view is placed by: sums of these are exact
NEARLY = 2  # degrees from a quarter turn within which a hand means that turn
NOWHERE = Point(0, 0)


@dataclass(frozen=True, slots=True)
class Viewport:
    """One view on the canvas.

    Attributes:
        size: of the view, device pixels.
        ratio: device pixels per view point.
        scale: device pixels per picture pixel.
        centre: what lies in the middle of the view, canvas coordinates.
        angle: degrees clockwise by which the picture is seen turned, above -180, up to 180.
        mirrored: the picture is seen left for right, before it is turned.
    """

    size: Size
    ratio: float = 1.0
    scale: float = 1.0
    centre: Point = NOWHERE
    angle: float = 0.0
    mirrored: bool = False

    @property
    def zoom(self) -> float:
        """View points per picture pixel."""
        return self.scale / self.ratio

    @property
    def matrix(self) -> tuple[float, float, float, float]:
        """(xx, xy, yx, yy): a step (x, y) on the canvas is seen as (xx x + xy y, yx x + yy y)."""
        return _matrix(self.angle, self.mirrored)

    @property
    def square(self) -> bool:
        """Whether the picture's rows and columns lie along the view's."""
        return self.angle % 90 == 0

    @property
    def origin(self) -> tuple[float, float]:
        """Where canvas (0, 0) lies, device pixels: whole ones, so that 100 % is never blurred.

        Between the quarter turns nothing is sharp anyway, and whole ones would make it shiver.
        """
        xx, xy, yx, yy = self.matrix
        x, y = self.centre
        left = self.size.width / 2 - (xx * x + xy * y) * self.scale
        top = self.size.height / 2 - (yx * x + yy * y) * self.scale
        if self.square:
            return round(left), round(top)
        return round(left * FINE) / FINE, round(top * FINE) / FINE

    def to_canvas(self, at: Point) -> Point:
        """A view point in canvas coordinates."""
        left, top = self.origin
        x, y = (at.x * self.ratio - left) / self.scale, (at.y * self.ratio - top) / self.scale
        return self._unturned(x, y)

    def to_view(self, at: Point) -> Point:
        """Canvas coordinates as a view point."""
        xx, xy, yx, yy = self.matrix
        left, top = self.origin
        return Point(
            ((xx * at.x + xy * at.y) * self.scale + left) / self.ratio,
            ((yx * at.x + yy * at.y) * self.scale + top) / self.ratio,
        )

    def corners(self, rect: Rect) -> tuple[Point, Point, Point, Point]:
        """Where the corners of `rect` (canvas coordinates) lie, view points, in their order."""
        left, top, right, bottom = rect.x, rect.y, rect.right, rect.bottom
        return (
            self.to_view(Point(left, top)),
            self.to_view(Point(right, top)),
            self.to_view(Point(right, bottom)),
            self.to_view(Point(left, bottom)),
        )

    def device_rect(self, rect: Rect) -> Rect:
        """The device pixels whose middle shows `rect` (canvas coordinates), beyond the view too.

        In a turned view the smallest rectangle that holds them.
        """
        left, top, right, bottom = bounds(rect, self.matrix, self.origin, self.scale)
        return Rect.from_edges(
            math.ceil(left - 0.5),
            math.ceil(top - 0.5),
            math.ceil(right - 0.5),
            math.ceil(bottom - 0.5),
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
        xx, xy, yx, yy = map(abs, self.matrix)
        scale = min(
            max(1.0, self.size.width - margin) / (xx * canvas.width + xy * canvas.height),
            max(1.0, self.size.height - margin) / (yx * canvas.width + yy * canvas.height),
            most,
        )
        return replace(self, scale=scale, centre=canvas.centre)

    def scaled(
        self, scale: float, anchor: Point, canvas: Rect, spot: Point | None = None
    ) -> Viewport:
        """Another scale; canvas point `spot`, else what is there now, lies under view `anchor`."""
        least = min(LEAST, self.fitted(canvas).scale)
        scale = min(MOST, max(least, scale))
        return replace(self, scale=scale)._holding(spot or self.to_canvas(anchor), anchor, canvas)

    def turned(self, angle: float, anchor: Point, canvas: Rect) -> Viewport:
        """Seen at `angle` (degrees, any); what lies under the view point `anchor` stays there."""
        turned = replace(self, angle=_normal(angle))
        return turned._holding(self.to_canvas(anchor), anchor, canvas)

    def flipped(self, anchor: Point, canvas: Rect) -> Viewport:
        """What is seen now, left for right; what lies under the view point `anchor` stays there."""
        flipped = replace(self, angle=_normal(-self.angle), mirrored=not self.mirrored)
        return flipped._holding(self.to_canvas(anchor), anchor, canvas)

    def panned(self, dx: float, dy: float, canvas: Rect) -> Viewport:
        """The picture moved by view points; the middle of the view stays over the canvas."""
        step = self.ratio / self.scale
        x, y = self._unturned(dx * step, dy * step)
        return replace(self, centre=_inside(self.centre.moved(-x, -y), canvas))

    def part(self, rect: Rect) -> Viewport:
        """What is seen within `rect` (device pixels of the view), as a view of its own."""
        left, top = self.origin
        x = (rect.x + rect.width / 2 - left) / self.scale
        y = (rect.y + rect.height / 2 - top) / self.scale
        return replace(self, size=rect.size, centre=self._unturned(x, y))

    def way_to(self, other: Viewport) -> tuple[int, int] | None:
        """By how many device pixels the picture has moved in `other`.

        None if anything else is different, or if these are not whole ones.
        """
        if replace(self, centre=other.centre) != other:
            return None
        (left, top), (to_left, to_top) = self.origin, other.origin
        dx, dy = to_left - left, to_top - top
        return (int(dx), int(dy)) if dx % 1 == dy % 1 == 0 else None

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

    # -- private ------------------------------------------------------------------------------

    def _unturned(self, x: float, y: float) -> Point:
        """The step on the canvas that is seen as (x, y)."""
        xx, xy, yx, yy = self.matrix
        return Point(xx * x + yx * y, xy * x + yy * y)

    def _holding(self, fixed: Point, anchor: Point, canvas: Rect) -> Viewport:
        """Panned so that canvas point `fixed` lies under `anchor`, the middle over the canvas."""
        x = (self.size.width / 2 - anchor.x * self.ratio) / self.scale
        y = (self.size.height / 2 - anchor.y * self.ratio) / self.scale
        centre = fixed.moved(*self._unturned(x, y))
        return replace(self, centre=_inside(centre, canvas))


def nearly_square(angle: float) -> float:
    """The quarter turn that an angle turned by hand is meant to be, else the angle; degrees."""
    quarter = round(angle / 90) * 90.0
    return quarter if abs(angle - quarter) <= NEARLY else angle


def bounds(
    rect: Rect,
    matrix: tuple[float, float, float, float],
    origin: tuple[float, float],
    scale: float,
) -> tuple[float, float, float, float]:
    """(left, top, right, bottom), device pixels, of what `rect` is seen within.

    `matrix` and `origin` as a viewport has them; `scale`: device pixels per pixel of `rect`.
    """
    xx, xy, yx, yy = matrix
    x0, x1, y0, y1 = rect.x * scale, rect.right * scale, rect.y * scale, rect.bottom * scale
    return (
        origin[0] + min(xx * x0, xx * x1) + min(xy * y0, xy * y1),
        origin[1] + min(yx * x0, yx * x1) + min(yy * y0, yy * y1),
        origin[0] + max(xx * x0, xx * x1) + max(xy * y0, xy * y1),
        origin[1] + max(yx * x0, yx * x1) + max(yy * y0, yy * y1),
    )


@lru_cache(maxsize=64)
def _matrix(angle: float, mirrored: bool) -> tuple[float, float, float, float]:
    if angle % 90 == 0:
        cos, sin = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0))[round(angle / 90) % 4]
    else:
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    side = -1.0 if mirrored else 1.0
    return cos * side, -sin, sin * side, cos


def _normal(angle: float) -> float:
    """The same direction, above -180, up to 180."""
    return 180.0 - (180.0 - angle) % 360.0


def _inside(point: Point, canvas: Rect) -> Point:
    return Point(
        min(max(point.x, canvas.x), canvas.right), min(max(point.y, canvas.y), canvas.bottom)
    )
