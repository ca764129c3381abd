"""Keeps a shaking hand from shaking the stroke: the brush is pulled on a string."""

from __future__ import annotations

from fluxfill_studio.core.geometry import Point

LONGEST = 120  # device-independent screen px, at full strength


class Stabiliser:
    """The brush stays where it is until the string is taut, then follows straight.

    Attributes:
        at: where the brush is, canvas coordinates.
        hand: where the pointer is.
    """

    def __init__(self, at: Point, strength: float, zoom: float) -> None:
        """`strength` 0 to 1; `zoom` in screen px per picture px."""
        self.at = self.hand = at
        self._length = strength * LONGEST / zoom

    def pull(self, hand: Point) -> Point:
        """Where the brush is when the pointer has gone to `hand`."""
        self.hand = hand
        away = self.at.distance(hand)
        if away > self._length:
            t = 1 - self._length / away
            self.at = Point(
                self.at.x + (hand.x - self.at.x) * t, self.at.y + (hand.y - self.at.y) * t
            )
        return self.at

    def catch_up(self) -> Point:
        """The pen is lifted: the brush goes to where it was."""
        self.at = self.hand
        return self.at
