"""The edge lasso: sides that follow edges, points placed, taken back, closed."""

from __future__ import annotations

import itertools
import math

import cv2
import numpy as np
import pytest

from fluxfill_studio.core.geometry import Point
from fluxfill_studio.document.document import Document
from fluxfill_studio.imaging.edges import Ways
from fluxfill_studio.settings.store import Settings
from fluxfill_studio.settings.table import EXPAND
from fluxfill_studio.tools.base import NOTHING, PointerEvent
from fluxfill_studio.tools.edge_lasso import EdgeLassoTool
from fluxfill_studio.tools.kit import Kit
from fluxfill_studio.tools.mode import Mode


def disc(width, height, radius):
    """A light disc in the middle of a dark noisy picture."""
    pixels = np.random.default_rng(1).integers(30, 50, (height, width, 3), np.uint8)
    cv2.circle(pixels, (width // 2, height // 2), radius, (220, 200, 180), -1, cv2.LINE_AA)
    return pixels


@pytest.fixture
def kit():
    settings = Settings()
    settings.set(EXPAND, 0)
    return Kit(settings, lambda work, done: done(work()))


@pytest.fixture
def tool(kit):
    return EdgeLassoTool(kit)


@pytest.fixture
def document():
    return Document(disc(200, 160, 60))


def at(x, y, **keys):
    return PointerEvent(Point(x, y), **keys)


def click(tool, document, *points, **keys):
    for x, y in points:
        tool.press(at(x, y, **keys), document)
        tool.release(at(x, y, **keys))


ROUND = (160, 80), (100, 140), (40, 80), (100, 20)


def truth(document, radius):
    y, x = np.mgrid[: document.canvas.height, : document.canvas.width]
    centre = document.canvas.centre
    return np.hypot(x + 0.5 - centre.x, y + 0.5 - centre.y) <= radius


def agreement(mask, wanted):
    return ((mask > 127) & wanted).sum() / ((mask > 127) | wanted).sum()


@pytest.mark.parametrize("close", ["enter", "click", "put away"])
def test_sides_follow_the_edge_and_close_along_it(tool, document, close):
    click(tool, document, *ROUND)
    assert not document.mask.any()
    if close == "enter":
        assert tool.complete()
    elif close == "click":
        click(tool, document, (163, 82))
    else:
        tool.put_away()
    # Four straight sides would cover 64 % of the disc.
    assert agreement(document.mask, truth(document, 60.5)) > 0.95
    assert [entry.name for entry in document.undo.entries] == ["Edge lasso"]
    assert tool.sketch == NOTHING


@pytest.mark.parametrize("keys", [{"ctrl": True}, {"alt": True}])
def test_ctrl_and_alt_make_straight_sides(tool, document, keys):
    click(tool, document, ROUND[0])
    click(tool, document, *ROUND[1:3], **keys)
    assert [line.points for line in tool.sketch.lines] == [ROUND[:2], ROUND[1:3]]


def test_hovering_shows_the_way_to_the_pointer(tool, document):
    click(tool, document, ROUND[0])
    tool.hover(at(*ROUND[1]))
    (line,) = tool.sketch.lines
    assert line.points[0] == ROUND[0]
    assert line.points[-1] == ROUND[1]
    away = [abs(point.distance(Point(100, 80)) - 60.5) for point in line.points]
    assert max(away) < 3


def test_a_picture_seen_from_far_is_searched_reduced(kit):
    document = Document(disc(2000, 1600, 600))
    tool = EdgeLassoTool(kit)
    click(tool, document, *[(x * 10, y * 10) for x, y in ROUND], zoom=0.1)
    tool.complete()
    assert agreement(document.mask, truth(document, 600.5)) > 0.97


def test_backspace_takes_points_back(tool, document):
    click(tool, document, *ROUND[:3])
    before = tool.sketch
    assert tool.step_back()
    assert tool.sketch.handles == ROUND[:2]
    assert tool.step_again()
    assert tool.sketch == before
    assert not tool.step_again()
    assert tool.step_back()
    assert len(tool.sketch.lines) == 1
    tool.hover(at(*ROUND[2]))
    assert tool.sketch.lines[1].points[0] == ROUND[1]
    assert tool.step_back()
    assert tool.step_back()
    assert not tool.waiting
    assert not tool.step_back()


def test_escape_takes_the_open_point_then_the_shape(tool, document):
    click(tool, document, *ROUND[:2])
    tool.press(at(40, 80), document)
    assert len(tool.sketch.lines) == 2
    tool.cancel()
    assert tool.sketch.handles == ROUND[:2]
    assert not tool.active
    tool.cancel()
    assert tool.sketch == NOTHING
    assert not document.mask.any()


@pytest.mark.parametrize("end", ["complete", "put_away"])
def test_two_points_frame_nothing_and_go_on_waiting(tool, document, end):
    click(tool, document, *ROUND[:2])
    getattr(tool, end)()
    assert not document.mask.any()
    assert tool.sketch.handles == ROUND[:2]
    assert tool.sketch.label == "A shape needs three points"
    click(tool, document, *ROUND[2:])
    assert tool.sketch.label == ""
    assert tool.complete()
    assert agreement(document.mask, truth(document, 60.5)) > 0.95


def round_the_disc(tool, document, start, end, slip=6):
    """A hand that follows the disc's edge by steps of 2 degrees, not quite; in degrees."""
    for angle in range(start, end, 2):
        radius = 605 + slip * (angle // 8 % 3 - 1) * 10
        x, y = (
            1000 + radius * math.cos(math.radians(angle)),
            800 + radius * math.sin(math.radians(angle)),
        )
        event = at(x, y, zoom=0.5)
        tool.press(event, document) if angle == start else tool.move(event)
    return event


def test_a_drag_along_an_edge_places_points_on_it_as_it_goes(tool):
    document = Document(disc(2000, 1600, 600))
    tool.release(round_the_disc(tool, document, 0, 350))
    points = tool.sketch.handles
    assert 12 < len(points) < 40
    away = [abs(point.distance(Point(1000, 800)) - 600.5) for point in points[1:-1]]
    assert max(away) < 8  # the hand was up to 60 off
    tool.complete()
    assert agreement(document.mask, truth(document, 600.5)) > 0.97


def test_escape_takes_all_points_of_a_drag_back_and_backspace_each(tool):
    document = Document(disc(2000, 1600, 600))
    tool.release(round_the_disc(tool, document, 0, 90))
    before = tool.sketch
    round_the_disc(tool, document, 120, 180)
    assert len(tool.sketch.handles) > len(before.handles) + 2
    tool.cancel()
    assert tool.sketch == before
    assert tool.step_back()
    assert tool.sketch.handles == before.handles[:-1]


def test_a_drag_that_begins_away_from_the_last_point_goes_through_where_it_began(tool):
    document = Document(disc(2000, 1600, 600))
    click(tool, document, (1600, 800), zoom=0.5)
    round_the_disc(tool, document, 30, 60, slip=0)
    start = tool.sketch.handles[1]
    assert start.distance(Point(1000 + 605 * math.cos(math.pi / 6), 1102.5)) < 1


@pytest.mark.parametrize("keys", [{"ctrl": True}, {"alt": True}])
def test_a_straight_drag_places_one_point(tool, keys):
    document = Document(disc(2000, 1600, 600))
    click(tool, document, (100, 100))
    tool.press(at(300, 100, **keys), document)
    for x in range(300, 1500, 50):
        tool.move(at(x, 100, **keys))
    tool.release(at(1500, 100, **keys))
    assert tool.sketch.handles == ((100, 100), (1500, 100))


def test_the_first_press_chooses_the_mode(tool, document):
    document.edit_mask("fill", document.canvas, lambda mask: mask.fill(255))
    click(tool, document, ROUND[0], alt=True)
    assert tool.cursor.mode is Mode.SUBTRACT
    click(tool, document, *ROUND[1:])
    tool.complete()
    assert document.mask[80, 100] == 0
    assert document.mask[5, 5] == 255


def test_expand_grows_the_shape(tool, kit, document):
    kit.settings.set(EXPAND, 8)
    click(tool, document, *ROUND)
    tool.complete()
    assert agreement(document.mask, truth(document, 68.5)) > 0.95


@pytest.mark.parametrize(("width", "height"), [(1, 1), (6, 300), (30000, 200)])
@pytest.mark.parametrize("channels", [1, 2, 4])
def test_points_may_lie_outside_the_picture(tool, width, height, channels):
    document = Document(np.zeros((height, width, channels), np.uint16))
    click(tool, document, (-50, -50), (width + 90, -50), (width + 90, height + 90), (-9, height))
    assert all(
        0 <= x <= width and 0 <= y <= height for line in tool.sketch.lines for x, y in line.points
    )
    tool.complete()
    assert (document.mask > 0).all()


def test_another_picture_begins_another_shape(tool, document):
    click(tool, document, *ROUND)
    click(tool, Document(disc(100, 100, 30)), (5, 5))
    assert tool.sketch.handles == ((5, 5),)
    assert not document.mask.any()


def test_a_way_ends_straight_beyond_the_window():
    pixels = np.zeros((50, 3000, 3), np.uint8)
    way = Ways(pixels, None, Point(10, 25), 1).to(Point(2900, 25))
    assert way[0] == (10, 25)
    assert way[-1] == (2900, 25)
    assert 150 < way[-2].x < 250


def test_a_way_follows_the_edge_of_what_is_seen_not_what_is_hidden_under_it():
    pixels = np.random.default_rng(1).integers(30, 50, (160, 200, 4), np.uint8)
    pixels[..., 3] = disc(200, 160, 60)[..., 0] > 100
    pixels[..., 3] *= 255
    pixels[:, ::9][pixels[:, ::9, 3] == 0] = (255, 255, 255, 0)
    way = Ways(pixels, None, Point(160, 80), 1).to(Point(100, 140))
    middles = [Point((a.x + b.x) / 2, (a.y + b.y) / 2) for a, b in itertools.pairwise(way)]
    assert max(abs(point.distance(Point(100, 80)) - 60.5) for point in middles) < 4


def test_near_the_first_point_the_way_ends_in_it(tool, document):
    click(tool, document, *ROUND)
    tool.hover(at(164, 83))
    assert tool.sketch.lines[-1].points[-1] == ROUND[0]


def stray(tool, document, start, *points, **keys):
    tool.press(at(*start), document)
    for point in points:
        tool.move(at(*point, **keys))


@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_point_can_be_dragged_and_its_sides_follow_the_edge(tool, document, place):
    wrong = list(ROUND)
    wrong[place] = (wrong[place][0] + 25, wrong[place][1] + 15)
    click(tool, document, *wrong)
    stray(tool, document, wrong[place], ROUND[place])
    assert tool.active
    tool.release(at(*ROUND[place]))
    assert tool.sketch.handles == ROUND
    lines = [line.points for line in tool.sketch.lines]
    assert [(line[0], line[-1]) for line in lines] == list(itertools.pairwise(ROUND))
    away = [abs(point.distance(Point(100, 80)) - 60.5) for line in lines for point in line]
    assert max(away) < 4
    tool.complete()
    assert agreement(document.mask, truth(document, 60.5)) > 0.95


def test_a_dragged_point_with_ctrl_has_straight_sides(tool, document):
    click(tool, document, *ROUND[:3])
    stray(tool, document, ROUND[1], (90, 70), ctrl=True)
    assert [line.points for line in tool.sketch.lines] == [
        (ROUND[0], (90, 70)),
        ((90, 70), ROUND[2]),
    ]


@pytest.mark.parametrize("end", ["cancel", "finish"])
def test_escape_puts_a_dragged_point_back_lost_focus_keeps_it(tool, document, end):
    click(tool, document, *ROUND)
    before = tool.sketch
    stray(tool, document, ROUND[3], (60, 60))
    moved = tool.sketch
    getattr(tool, end)()
    assert tool.sketch == (before if end == "cancel" else moved)
    assert tool.waiting
    assert not tool.active
    tool.hover(at(20, 20))
    assert tool.sketch.lines[-1].points[0] == tool.sketch.handles[-1]


def test_a_click_on_a_point_changes_nothing(tool, document):
    click(tool, document, *ROUND)
    before = tool.sketch
    click(tool, document, ROUND[1], ROUND[3])
    assert tool.sketch == before
    tool.hover(at(*ROUND[1]))
    assert tool.sketch == before


@pytest.mark.parametrize("end", ["release", "finish"])
def test_the_next_side_begins_where_the_last_point_was_dragged_to(tool, document, end):
    click(tool, document, ROUND[0], (60, 30))
    stray(tool, document, (60, 30), ROUND[1])
    if end == "finish":
        tool.finish()
    else:
        tool.release(at(*ROUND[1]))
    tool.hover(at(*ROUND[2]))
    tip = tool.sketch.lines[-1].points
    middles = [Point((a.x + b.x) / 2, (a.y + b.y) / 2) for a, b in itertools.pairwise(tip)]
    assert max(abs(point.distance(Point(100, 80)) - 60.5) for point in middles) < 4
