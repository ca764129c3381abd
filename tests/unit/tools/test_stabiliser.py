"""The brush on a string."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.tools.stabiliser import LONGEST, Stabiliser

points = st.tuples(st.floats(-500, 500), st.floats(-500, 500)).map(lambda p: Point(*p))
ways = st.lists(points, min_size=1, max_size=20)
strengths = st.floats(0, 1)


@given(ways, strengths, st.sampled_from([0.1, 1.0, 8.0]))
def test_the_brush_is_never_farther_than_the_string_and_ends_at_the_hand(way, strength, zoom):
    steady = Stabiliser(way[0], strength, zoom)
    for hand in way:
        before = steady.at
        at = steady.pull(hand)
        assert at.distance(hand) <= strength * LONGEST / zoom + 1e-6
        assert at.distance(hand) <= before.distance(hand) + 1e-9
    assert steady.catch_up() == way[-1]


@given(ways)
def test_without_strength_the_brush_is_the_hand(way):
    steady = Stabiliser(way[0], 0.0, 1.0)
    assert all(steady.pull(hand).distance(hand) < 1e-9 for hand in way)


def test_a_shake_within_the_string_draws_nothing_and_a_zigzag_is_flattened():
    steady = Stabiliser(Point(0, 0), 0.5, 1.0)
    assert steady.pull(Point(20, 20)) == Point(0, 0)
    steady = Stabiliser(Point(0, 0), 0.5, 1.0)
    way = [steady.pull(Point(x, 10 * (-1) ** x)) for x in range(0, 600, 3)]
    late = [at.y for at in way[100:]]
    assert max(late) - min(late) < 5
