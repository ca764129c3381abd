"""What a move of a large brush is cut into changes the same pixels as the whole of it."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Point, Rect
from fluxfill_studio.imaging.stamp import Brush, Dab, capsule, paint
from fluxfill_studio.imaging.swept import LARGE, swept

CANVAS = Rect(-40, -30, 900, 700)
EDGE = 12  # of 255; OpenCV smooths an edge a trace differently where it is cut

places = st.tuples(st.integers(-500, 1300), st.integers(-500, 1100)).map(lambda p: Point(*p))
brushes = st.builds(
    Brush,
    st.integers(LARGE, 2000).map(float),
    st.sampled_from([1.0, 0.7, 0.0]),
    st.sampled_from([1.0, 0.4]),
)


def stroke(brush, way, rects, subtract):
    """The mask after a stroke whose moves are painted in these rectangles."""
    mask = np.full((CANVAS.height, CANVAS.width), 255 if subtract else 0, np.uint8)
    dabs = [Dab(at, brush).snapped for at in way]
    for start, end in [(dabs[0], dabs[0]), *itertools.pairwise(dabs)]:
        for within in rects(start, end):
            rect = within.intersected(CANVAS)
            if not rect.empty:
                view = mask[rect.slices(CANVAS)]
                paint(view, rect, start, end, subtract=subtract, within=within)
    return mask


@settings(max_examples=60)
@given(brushes, st.lists(places, min_size=2, max_size=4), st.booleans())
@example(Brush(1500.0), [Point(300, 300), Point(312, 300), Point(312, 280)], False)
@example(Brush(1500.0, 0.5), [Point(300, 300), Point(312, 290)], True)
def test_a_stroke_in_parts_is_the_stroke_as_a_whole(brush, way, subtract):
    whole = stroke(brush, way, lambda start, end: [capsule(start, end)], subtract)
    parts = stroke(brush, way, swept, subtract)
    assert np.abs(whole.astype(int) - parts).max() <= (EDGE if brush.hard else 0)


def test_a_short_move_of_a_large_brush_touches_little():
    start = Dab(Point(4000, 3000), Brush(3000.0))
    end = Dab(Point(4050, 3000), Brush(3000.0))
    rects = swept(start, end)
    assert sum(rect.area for rect in rects) < capsule(start, end).area / 4
    for one, two in itertools.combinations(rects, 2):
        assert one.intersected(two).empty
