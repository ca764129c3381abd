"""What the pressure of a pen does: a curve through a few points that the user moves."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import pairwise

from fluxfill_studio.core.geometry import Point

MOST_POINTS = 16


@dataclass(frozen=True, slots=True)
class Curve:
    """Rises from left to right without a dip, smooth, and exactly through its points.

    Attributes:
        points: pressure (x) and what is made of it (y), both 0 to 1; x grows from 0 to 1 and y
            never falls. ValueError if they do not.
    """

    points: tuple[Point, ...] = (Point(0, 0), Point(1, 1))

    def __post_init__(self) -> None:
        across = [point.x for point in self.points]
        up = [point.y for point in self.points]
        if not 2 <= len(across) <= MOST_POINTS or across[0] != 0 or across[-1] != 1:
            raise ValueError("a curve has a few points, from 0 to 1")
        if not all(0 <= value <= 1 for value in across + up):
            raise ValueError("a curve lies between 0 and 1")
        if sorted(set(across)) != across or sorted(up) != up:
            raise ValueError("a curve rises from left to right")

    @classmethod
    def parse(cls, text: str) -> Curve:
        """The curve of a text like "0,0 0.5,0.3 1,1"; ValueError if it is not one."""
        pairs = [pair.split(",") for pair in text.split()]
        return cls(tuple(Point(float(x), float(y)) for x, y in pairs))

    @property
    def text(self) -> str:
        """What `parse` reads, to three decimals."""
        return " ".join(f"{round(p.x, 3):g},{round(p.y, 3):g}" for p in self.points)

    def __call__(self, pressure: float) -> float:
        """What is made of `pressure`, which is taken as 0 to 1."""
        points = self.points
        pressure = min(1.0, max(0.0, pressure))
        right = min(bisect_right(points, pressure, key=lambda p: p.x), len(points) - 1)
        a, b = points[right - 1], points[right]
        width = b.x - a.x
        t = (pressure - a.x) / width
        rise, left_slope, right_slope = b.y - a.y, self._slope(right - 1), self._slope(right)
        bend = width * (left_slope + right_slope) - 2 * rise
        lift = 3 * rise - width * (2 * left_slope + right_slope)
        made = a.y + t * (width * left_slope + t * (lift + t * bend))
        return min(b.y, max(a.y, made))

    def _slope(self, place: int) -> float:
        """Of the curve at a point: the harmonic mean of the slopes beside it, so it never dips."""
        beside = self.points[max(0, place - 1) : place + 2]
        slopes = [(b.y - a.y) / (b.x - a.x) for a, b in pairwise(beside)]
        if len(slopes) == 1:
            return slopes[0]
        one, two = slopes
        return 2 * one * two / (one + two) if one + two else 0.0


PLAIN = Curve()
