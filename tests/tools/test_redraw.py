"""Redrawing a stretch of an outline."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator.core.annotations import Part
from annotator.core.geometry import area, rectangle, signed_area
from annotator.core.gesture import Input, Point
from annotator.tools import TOOLS
from tests.conftest import instance, proposal, square
from tests.tools.driving import BACKSPACE, StillGoingOn, click, drag, move, outcome, press, run, scene_of

REDRAW = TOOLS["redraw"]
ONE = instance(1, square(10, 10, 40))
HOLE = rectangle(20, 20, 60, 60)
HOLED = instance(1, (Part(rectangle(0, 0, 80, 80), (HOLE,)), *square(90, 0, 8)), crowd=True)
BUMP = [(20, 10), (20, 0), (40, 0), (40, 10)]


def outer(edit):
    return edit.after[1].parts[0].outer.tolist()


def with_shift(events):
    last = events[-1]
    return [*events[:-1], Input(kind=last.kind, at=last.at, shift=True)]


def test_the_shorter_side_is_replaced():
    edit = outcome(REDRAW, scene_of(ONE, selection=[1]), *drag(*BUMP))
    assert outer(edit) == [[20, 10], [20, 0], [40, 0], [40, 10], [50, 10], [50, 50], [10, 50], [10, 10]]


def test_shift_replaces_the_other_side():
    edit = outcome(REDRAW, scene_of(ONE, selection=[1]), *with_shift(drag(*BUMP)))
    assert area(edit.after[1].parts) == 200


def test_it_may_be_drawn_either_way_round():
    edit = outcome(REDRAW, scene_of(ONE, selection=[1]), *drag(*BUMP[::-1]))
    assert area(edit.after[1].parts) == 40 * 40 + 200
    assert signed_area(edit.after[1].parts[0].outer) > 0


def test_clicks_set_corners_and_one_on_the_outline_ends():
    edit = outcome(REDRAW, scene_of(ONE, selection=[1]), *click(20, 10), *click(20, 0), *click(40, 0), press(40, 10))
    assert area(edit.after[1].parts) == 40 * 40 + 200


def test_two_clicks_on_the_outline_cut_a_corner_off():
    edit = outcome(REDRAW, scene_of(ONE, selection=[1]), *click(30, 10), press(10, 30))
    assert area(edit.after[1].parts) == 40 * 40 - 200


def test_a_hole_is_redrawn_and_every_other_ring_stays():
    edit = outcome(REDRAW, scene_of(HOLED, selection=[1]), *drag((30, 20), (30, 10), (50, 10), (50, 20)))
    part, other = edit.after[1].parts
    assert (part.outer.tolist(), other) == (HOLED.parts[0].outer.tolist(), HOLED.parts[1])
    assert area([Part(part.holes[0])]) == 40 * 40 + 200


def test_a_click_on_the_outline_goes_on():
    with pytest.raises(StillGoingOn):
        outcome(REDRAW, scene_of(ONE, selection=[1]), *click(20, 10))


def test_a_press_away_from_outlines_does_nothing():
    assert outcome(REDRAW, scene_of(ONE, selection=[1]), press(30, 30)) is None


def test_backspace_leaves_everything():
    assert outcome(REDRAW, scene_of(ONE, selection=[1]), press(20, 10), move(20, 0), BACKSPACE) is None


def test_a_selected_outline_comes_before_a_nearer_one():
    scene = scene_of(ONE, instance(2, square(10, 8, 40)), selection=[1])
    assert outcome(REDRAW, scene, *drag((20, 8), (20, 0), (40, 0), (40, 8))).after.keys() == {1}


def test_a_proposal_keeps_where_it_came_from():
    one = proposal(1, parts=square(10, 10, 40))
    assert outcome(REDRAW, scene_of(one), *drag(*BUMP)).after[1].origin == one.origin


def test_back_on_the_outline_the_preview_shows_what_a_release_would_leave():
    previews, _, _ = run(REDRAW, scene_of(ONE, selection=[1]), *drag(*BUMP)[:-1])
    assert previews[-2].path is not None
    assert (previews[-1].hides, len(previews[-1].rings)) == ({1}, 1)


@settings(max_examples=60, deadline=None)
@given(st.floats(0, 159), st.floats(0, 159))
def test_the_two_sides_together_are_the_outline(first, last):
    """With a straight line between them, the piece that is kept and the piece that Shift keeps make up the whole."""
    start, end = on_square(first), on_square(last)
    assume(min(abs(start.x - end.x), abs(start.y - end.y)) > 5)  # on one side a straight line changes nothing
    events = [press(*start), move(*end), *drag(start, end)[-1:]]
    kept, other = (outcome(REDRAW, scene_of(ONE, selection=[1]), *each) for each in (events, with_shift(events)))
    assert area(kept.after[1].parts) + area(other.after[1].parts) == pytest.approx(1600, rel=1e-3)


def on_square(along):
    """The point of the square's outline so far round it."""
    side, rest = divmod(along, 40)
    corner = [(10, 10), (50, 10), (50, 50), (10, 50)][int(side)]
    dx, dy = [(1, 0), (0, 1), (-1, 0), (0, -1)][int(side)]
    return Point(corner[0] + dx * rest, corner[1] + dy * rest)
