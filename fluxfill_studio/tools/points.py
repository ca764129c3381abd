"""The points that a shape is framed by: which one is taken hold of, and when they suffice."""

from __future__ import annotations

from collections.abc import Sequence

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.core.text import _
from fluxfill_studio.tools.base import PointerEvent

REACH = 8  # screen px within which a press takes hold of a point
LEAST = 3  # points of a shape


def held_point(points: Sequence[Point], event: PointerEvent) -> int | None:
    """The number of the point that a press takes hold of."""
    distances = [point.distance(event.at) * event.zoom for point in points]
    nearest = min(range(len(distances)), key=distances.__getitem__, default=None)
    return nearest if nearest is not None and distances[nearest] <= REACH else None


def too_few() -> str:
    """Why a shape is not laid."""
    return _("A shape needs three points")
