"""The curve of a pen's pressure, and what it makes of the brush."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.imaging.stamp import Brush
from fluxfill_studio.tools.base import PointerKind
from fluxfill_studio.tools.pressure import PLAIN, Curve
from fluxfill_studio.tools.stroke import Touch

thousandths = st.integers(0, 1000).map(lambda n: n / 1000)
inner = st.lists(st.integers(1, 999).map(lambda n: n / 1000), unique=True, max_size=8)


@st.composite
def curves(draw):
    across = [0.0, *sorted(draw(inner)), 1.0]
    up = sorted(draw(st.lists(thousandths, min_size=len(across), max_size=len(across))))
    return Curve(tuple(Point(x, y) for x, y in zip(across, up, strict=True)))


@given(curves())
def test_a_curve_goes_through_its_points_and_never_dips(curve):
    for point in curve.points:
        assert curve(point.x) == pytest.approx(point.y, abs=1e-9)
    values = [curve(n / 200) for n in range(201)]
    assert all(a <= b + 1e-9 for a, b in pairwise(values))
    assert all(0 <= value <= 1 for value in values)


@given(curves())
def test_a_curve_survives_its_text(curve):
    assert Curve.parse(curve.text) == curve


@given(st.floats(-1, 2))
def test_the_plain_curve_changes_nothing_in_range(pressure):
    assert PLAIN(pressure) == pytest.approx(min(1, max(0, pressure)))


@pytest.mark.parametrize(
    "text",
    ["", "0,0", "0,0 0.5 1,1", "0,1 1,0", "0,0 0.6,0.5 0.4,0.6 1,1", "0,0 nan,0.5 1,1",
     "0,0 0.5,2 1,1", "0.1,0 1,1", "0,0 0.5,nan 1,1", "0,0 a,b 1,1", "0,0 0.5,1 0.5,1 1,1"],
)  # fmt: skip
def test_what_is_no_curve_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        Curve.parse(text)


def test_a_mouse_paints_the_full_brush_whatever_the_curve():
    touch = Touch(sizes=True, fades=True, curve=Curve.parse("0,0 1,0.5"))
    full = Brush(100)
    assert touch.brush(full, PointerKind.MOUSE, 1.0) == full
    assert touch.brush(full, PointerKind.PEN, 1.0) == Brush(50, 1.0, 0.5)
    assert touch.brush(full, PointerKind.ERASER, 1.0) == Brush(50, 1.0, 0.5)


def test_pressure_changes_what_is_switched_on_and_no_more():
    full = Brush(100)
    assert Touch().brush(full, PointerKind.PEN, 0.1) == full
    assert Touch(sizes=True).brush(full, PointerKind.PEN, 0.5) == Brush(50)
    assert Touch(fades=True).brush(full, PointerKind.PEN, 0.5) == Brush(100, 1.0, 0.5)
    assert Touch(sizes=True).brush(full, PointerKind.PEN, 0.0) == Brush(1)
