"""Points, sizes and rectangles in whole or fractional canvas pixels.

Canvas coordinates: the opened picture's top-left corner is (0, 0) for ever; a grown canvas
has a negative origin. Only array access subtracts the origin (`Rect.slices`).
"""

from __future__ import annotations

import math
from typing import NamedTuple


class Point(NamedTuple):
    """A position; pixel (0, 0) covers [0, 1) x [0, 1)."""

    x: float
    y: float

    def moved(self, dx: float, dy: float) -> Point:
        """The point `dx` to the right and `dy` down."""
        return Point(self.x + dx, self.y + dy)

    def distance(self, other: Point) -> float:
        """Straight distance to `other`, in the same unit."""
        return math.hypot(self.x - other.x, self.y - other.y)


class Size(NamedTuple):
    """Width and height in whole pixels."""

    width: int
    height: int

    @property
    def area(self) -> int:
        """Number of pixels."""
        return self.width * self.height


class Rect(NamedTuple):
    """Whole pixels from (x, y) up to, not including, (right, bottom). Empty if a side is <= 0."""

    x: int
    y: int
    width: int
    height: int

    @classmethod
    def from_edges(cls, left: int, top: int, right: int, bottom: int) -> Rect:
        """The rectangle between these edges."""
        return cls(left, top, right - left, bottom - top)

    @classmethod
    def around(cls, left: float, top: float, right: float, bottom: float) -> Rect:
        """The smallest whole-pixel rectangle that holds these fractional edges."""
        return cls.from_edges(
            math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)
        )

    @property
    def right(self) -> int:
        """First column past the rectangle."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """First row past the rectangle."""
        return self.y + self.height

    @property
    def size(self) -> Size:
        """Width and height."""
        return Size(self.width, self.height)

    @property
    def area(self) -> int:
        """Number of pixels; 0 if empty."""
        return 0 if self.empty else self.width * self.height

    @property
    def empty(self) -> bool:
        """Whether it holds no pixel."""
        return self.width <= 0 or self.height <= 0

    @property
    def centre(self) -> Point:
        """The middle, perhaps between pixels."""
        return Point(self.x + self.width / 2, self.y + self.height / 2)

    def moved(self, dx: int, dy: int) -> Rect:
        """The same size elsewhere."""
        return Rect(self.x + dx, self.y + dy, self.width, self.height)

    def grown(
        self, left: int, top: int | None = None, right: int | None = None, bottom: int | None = None
    ) -> Rect:
        """Each edge moved outwards; one number moves all four."""
        top = left if top is None else top
        right = left if right is None else right
        bottom = top if bottom is None else bottom
        x, y, width, height = self
        return Rect(x - left, y - top, width + left + right, height + top + bottom)

    def intersected(self, other: Rect) -> Rect:
        """What both cover; the empty rectangle at (0, 0) if nothing."""
        x, y, width, height = self
        x2, y2, width2, height2 = other  # by hand: every move of the pen asks a dozen times
        left, top = max(x, x2), max(y, y2)
        width, height = min(x + width, x2 + width2) - left, min(y + height, y2 + height2) - top
        return EMPTY if width <= 0 or height <= 0 else Rect(left, top, width, height)

    def united(self, other: Rect) -> Rect:
        """The smallest rectangle that holds both; an empty one adds nothing."""
        if self.empty:
            return other
        if other.empty:
            return self
        return Rect.from_edges(
            min(self.x, other.x),
            min(self.y, other.y),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def without(self, other: Rect) -> list[Rect]:
        """Rectangles that together cover what `other`, which lies inside, leaves of this one."""
        if other.empty:
            return [self]
        strips = (
            Rect.from_edges(self.x, self.y, self.right, other.y),
            Rect.from_edges(self.x, other.y, other.x, other.bottom),
            Rect.from_edges(other.right, other.y, self.right, other.bottom),
            Rect.from_edges(self.x, other.bottom, self.right, self.bottom),
        )
        return [strip for strip in strips if not strip.empty]

    def holds(self, other: Rect) -> bool:
        """Whether every pixel of `other` is inside."""
        return other.empty or self.intersected(other) == other

    def slices(self, origin: Rect | None = None) -> tuple[slice, slice]:
        """(rows, columns) of this rectangle in an array whose first pixel is `origin`'s corner."""
        x, y, width, height = self
        if origin is not None:
            x, y = x - origin[0], y - origin[1]
        return slice(y, y + height), slice(x, x + width)

    def __str__(self) -> str:
        return f"{self.width} x {self.height} at {self.x}, {self.y}"


EMPTY = Rect(0, 0, 0, 0)
