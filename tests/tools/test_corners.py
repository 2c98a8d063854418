from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.annotations import Part, ring
from annotator.core.geometry import area, rectangle
from annotator.core.gesture import Input, Point
from annotator.core.modes import Modes
from annotator.tools import TOOLS
from annotator.tools.corners import EditCorners
from tests.conftest import instance, square
from tests.tools.driving import at, click, drag, in_vain, move, outcome, press, run, scene_of

CORNERS = TOOLS["corners"]
ONE = instance(1, square(0, 0, 40))
HOLE = rectangle(20, 20, 60, 60)
HOLED = instance(1, (Part(rectangle(0, 0, 80, 80), (HOLE,)), *square(90, 0, 8)), crowd=False)


def test_dragging_a_corner_moves_it_by_as_much_as_the_cursor():
    edit = outcome(CORNERS, scene_of(ONE, selection=[1]), *drag((41, 41), (50, 50), (61, 51)))
    assert edit.after[1].parts[0].outer.tolist() == [[0, 0], [40, 0], [60, 50], [0, 40]]


def test_dragging_a_corner_of_a_hole_keeps_every_other_ring():
    edit = outcome(CORNERS, scene_of(HOLED, selection=[1]), *drag((20, 20), (30, 30)))
    part, other = edit.after[1].parts
    assert part.holes[0][0].tolist() == [30, 30]
    assert (part.outer.tolist(), other) == (HOLED.parts[0].outer.tolist(), HOLED.parts[1])


def test_pressing_an_edge_inserts_a_corner_and_changes_no_area():
    edit = outcome(CORNERS, scene_of(ONE, selection=[1]), *click(20, 1))
    assert edit.after[1].parts[0].outer.tolist() == [[0, 0], [20, 0], [40, 0], [40, 40], [0, 40]]
    assert area(edit.after[1].parts) == area(ONE.parts)


def test_dragging_an_edge_pulls_the_new_corner_out_of_it():
    edit = outcome(CORNERS, scene_of(ONE, selection=[1]), *drag((0, 20), (10, 20), (15, 25)))
    assert edit.after[1].parts[0].outer.tolist()[-1] == [15, 25]


def test_a_click_on_a_corner_that_does_not_move_changes_nothing():
    assert outcome(CORNERS, scene_of(ONE, selection=[1]), *click(40, 40)) == {1}


@pytest.mark.parametrize("events", [click(40, 40, alt=True), [at("back", 40, 40)]], ids=["Alt-click", "Backspace"])
def test_a_corner_is_deleted_by(events):
    edit = outcome(CORNERS, scene_of(ONE, selection=[1]), *events)
    assert edit.after[1].parts[0].outer.tolist() == [[0, 0], [40, 0], [0, 40]]


def test_a_hole_that_falls_under_three_corners_goes():
    triangle = instance(1, (Part(rectangle(0, 0, 80, 80), (HOLE[:3],)),))
    assert outcome(CORNERS, scene_of(triangle, selection=[1]), at("back", 20, 20)).after[1].parts[0].holes == ()


def test_a_part_that_falls_under_three_corners_goes_and_the_others_stay():
    two = instance(1, (Part(square(0, 0, 10)[0].outer[:3]), *square(50, 50)))
    assert outcome(CORNERS, scene_of(two, selection=[1]), at("back", 0, 0)).after[1].parts == square(50, 50)


@pytest.mark.parametrize("events", [click(0, 0, alt=True), [at("back", 0, 0)]], ids=["Alt-click", "Backspace"])
def test_a_triangle_keeps_its_corners_and_it_is_said_why(events):
    triangle = instance(1, (Part(square()[0].outer[:3]),))
    assert "three corners" in in_vain(CORNERS, scene_of(triangle, selection=[1]), *events)


def test_deleting_where_there_is_no_corner_changes_nothing():
    assert outcome(CORNERS, scene_of(ONE, selection=[1]), *click(20, 20, alt=True)) is None


def test_a_press_inside_another_instance_selects_it():
    assert outcome(CORNERS, scene_of(ONE, instance(2, square(50, 0, 30)), selection=[1]), *click(65, 15)) == {2}


def test_a_press_on_empty_ground_selects_nothing():
    assert outcome(CORNERS, scene_of(ONE, selection=[1]), *click(70, 70)) == frozenset()


def test_a_selected_instances_edge_comes_before_a_neighbours_corner():
    neighbour = instance(2, square(20, 41, 20))
    edit = outcome(CORNERS, scene_of(ONE, neighbour, selection=[1]), *click(20, 41))
    assert edit.after.keys() == {1}


def test_hovering_shows_the_corner_that_a_press_would_take():
    shown = CORNERS.hover(scene_of(ONE, selection=[1]), Input(kind="move", at=Point(41, 1)))
    assert shown.handles.tolist() == [[40, 0]]


def test_hovering_over_an_edge_shows_where_a_corner_would_be():
    shown = CORNERS.hover(scene_of(ONE, selection=[1]), Input(kind="move", at=Point(20, 2)))
    assert shown.handles.tolist() == [[20, 0]]


def test_a_drag_stands_in_for_the_instance():
    previews, _, _ = run(CORNERS, scene_of(ONE, selection=[1]), press(40, 40), move(60, 60))
    assert previews[-1].hides == {1}
    assert previews[-1].rings[0][2].tolist() == [60, 60]


def test_origin_crowd_and_identity_survive():
    crowd = instance(9, square(0, 0, 40), crowd=True, category=3)
    moved = outcome(CORNERS, scene_of(crowd, selection=[9]), *drag((40, 40), (60, 60))).after[9]
    assert (moved.id, moved.crowd, moved.category) == (9, True, 3)


@pytest.fixture
def corners():
    """A tool of its own, on which nothing is marked."""
    return EditCorners()


def marked(tool, scene):
    seen = tool.hover(scene, at("move", -500, -500)).marked
    return [] if seen is None else sorted(map(tuple, seen.tolist()))


def test_a_clicked_corner_is_marked_and_shift_marks_more_or_fewer(corners):
    scene = scene_of(ONE, selection=[1])
    outcome(corners, scene, *click(40, 40))
    assert marked(corners, scene) == [(40, 40)]
    outcome(corners, scene, *click(0, 40, shift=True))
    assert marked(corners, scene) == [(0, 40), (40, 40)]
    outcome(corners, scene, *click(40, 40, shift=True))
    assert marked(corners, scene) == [(0, 40)]


def test_a_band_marks_what_lies_inside_and_dragging_one_moves_all_marked(corners):
    scene = scene_of(ONE, instance(2, square(45, 0, 10)), selection=[1])
    previews, _, selection = run(corners, scene, *drag((20, -6), (60, 5), (60, 60)))
    assert selection == {1}
    assert previews[-1].band == (20, -6, 60, 60)
    assert marked(corners, scene) == [(40, 0), (40, 40)]
    edit = outcome(corners, scene, *drag((40, 0), (48, 3)))
    assert edit.after[1].parts[0].outer.tolist() == [[0, 0], [48, 3], [48, 43], [0, 40]]
    assert edit.text == "Move 2 corners"


def test_a_click_inside_marks_nothing_any_more(corners):
    scene = scene_of(ONE, selection=[1])
    outcome(corners, scene, *click(40, 40))
    assert outcome(corners, scene, *click(20, 20)) == {1}
    assert marked(corners, scene) == []


def test_corners_of_what_is_no_longer_selected_are_not_marked(corners):
    outcome(corners, scene_of(ONE, selection=[1]), *click(40, 40))
    assert marked(corners, scene_of(ONE)) == []


def test_sweeping_with_alt_erases_the_corners_on_the_way(corners):
    many = instance(1, (Part(ring([[0, 0], [10, 0], [20, 0], [30, 0], [40, 0], [40, 40], [0, 40]])),))
    events = [press(5, 6, alt=True), move(12, 1), move(33, 1), at("release", 33, 1)]
    edit = outcome(corners, scene_of(many, selection=[1]), *events)
    assert edit.after[1].parts[0].outer.tolist() == [[0, 0], [40, 0], [40, 40], [0, 40]]
    assert edit.text == "Delete 3 corners"


def test_backspace_deletes_what_is_marked(corners):
    scene = scene_of(HOLED, selection=[1])
    outcome(corners, scene, *drag((15, 15), (30, 30), (70, 70)))
    edit = outcome(corners, scene, at("back", -500, -500))
    assert edit.after[1].parts[0].holes == ()
    assert edit.text == "Delete 4 corners"


def nudge(x, y):
    return at("nudge", by=Point(x, y))


def test_the_arrow_keys_move_what_is_marked_and_a_held_key_is_one_edit(corners):
    scene = scene_of(ONE, selection=[1])
    outcome(corners, scene, *click(40, 40))
    edit = outcome(corners, scene, nudge(1, 0), nudge(1, 0), nudge(0, -10), at("confirm"))
    assert edit.after[1].parts[0].outer.tolist() == [[0, 0], [40, 0], [42, 30], [0, 40]]
    assert (edit.text, edit.after[1].strokes) == ("Nudge corner", 1)


def test_with_nothing_marked_they_move_what_is_selected(corners):
    edit = outcome(corners, scene_of(ONE, instance(2, square(50, 0)), selection=[1, 2]), nudge(0, 10), at("confirm"))
    assert edit.after[1].parts == square(0, 10, 40)
    assert edit.text == "Nudge 2 instances"


def test_one_walks_from_corner_to_corner_by_keys(corners):
    scene = scene_of(ONE, selection=[1])
    for turns, there in ((1, (0, 0)), (1, (40, 0)), (-1, (0, 0)), (-1, (0, 40))):
        outcome(corners, scene, at("walk", turns=turns))
        assert marked(corners, scene) == [there]
    outcome(corners, scene, at("walk", turns=-1, shift=True))
    assert marked(corners, scene) == [(0, 40), (40, 40)]


def test_a_locked_instance_has_no_corners_to_take(corners):
    locked = replace(ONE, locked=True)
    scene = scene_of(locked, selection=[1])
    assert outcome(corners, scene, *drag((40, 40), (50, 50))) == {1}
    assert outcome(corners, scene, nudge(1, 0)) is None
    outcome(corners, scene, at("walk", turns=1))
    assert marked(corners, scene) == []


# neighbours

SHARED = Modes(shared_borders=True)
LEFT, RIGHT = instance(1, (Part(rectangle(0, 0, 40, 40)),)), instance(2, (Part(rectangle(40, 0, 70, 40)),))


def test_a_shared_corner_moves_in_all_outlines_that_have_it(corners):
    scene = replace(scene_of(LEFT, RIGHT, selection=[1]), modes=SHARED)
    previews, _, edit = run(corners, scene, *drag((40, 40), (44, 44), (45, 50)))
    assert edit.after[1].parts[0].outer.tolist() == [[0, 0], [40, 0], [45, 50], [0, 40]]
    assert edit.after[2].parts[0].outer.tolist() == [[40, 0], [70, 0], [70, 40], [45, 50]]
    assert previews[-1].hides == {1, 2}


def test_without_shared_borders_only_the_one_taken_moves(corners):
    assert outcome(corners, scene_of(LEFT, RIGHT, selection=[1]), *drag((40, 40), (45, 50))).after.keys() == {1}


def test_a_corner_put_into_a_shared_edge_is_put_into_both(corners):
    scene = replace(scene_of(LEFT, RIGHT, selection=[1]), modes=SHARED)
    edit = outcome(corners, scene, *drag((40, 20), (46, 20), (50, 20)))
    assert edit.after[1].parts[0].outer.tolist() == [[0, 0], [40, 0], [50, 20], [40, 40], [0, 40]]
    assert edit.after[2].parts[0].outer.tolist() == [[40, 0], [70, 0], [70, 40], [40, 40], [50, 20]]


def test_a_shared_corner_of_a_locked_neighbour_stays(corners):
    scene = replace(scene_of(LEFT, replace(RIGHT, locked=True), selection=[1]), modes=SHARED)
    assert outcome(corners, scene, *drag((40, 40), (45, 50))).after.keys() == {1}


def test_shared_corners_are_nudged_and_deleted_together(corners):
    scene = replace(scene_of(LEFT, RIGHT, selection=[1]), modes=SHARED)
    outcome(corners, scene, *click(40, 40))
    assert outcome(corners, scene, nudge(1, 0), at("confirm")).after.keys() == {1, 2}
    assert [len(one.parts[0].outer) for one in outcome(corners, scene, at("back", 40, 40)).after.values()] == [3, 3]


NEAR = instance(2, square(60, 20, 20))


def test_a_dragged_corner_snaps_to_a_neighbours_corner(corners):
    scene = replace(scene_of(ONE, NEAR, selection=[1]), modes=Modes(snap=True))
    previews, _, edit = run(corners, scene, *drag((40, 40), (50, 30), (59, 21)))
    assert edit.after[1].parts[0].outer[2].tolist() == [60, 20]
    assert previews[-1].snap == (60, 20)


def test_control_turns_snapping_round(corners):
    scene = scene_of(ONE, NEAR, selection=[1])
    steps = [press(40, 40), move(50, 30), at("release", 61, 33, ctrl=True)]
    assert outcome(corners, scene, *steps).after[1].parts[0].outer[2].tolist() == [60, 33]
    snapping = replace(scene, modes=Modes(snap=True))
    assert outcome(corners, snapping, *steps).after[1].parts[0].outer[2].tolist() == [61, 33]


def test_nothing_of_what_moves_is_snapped_to(corners):
    scene = replace(scene_of(ONE, selection=[1]), modes=Modes(snap=True))
    assert outcome(corners, scene, *drag((40, 40), (3, 3))).after[1].parts[0].outer[2].tolist() == [3, 3]


rings = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=3, max_size=9, unique=True).map(ring)


@settings(max_examples=60, deadline=None)
@given(rings, st.data(), st.tuples(st.integers(-9, 9), st.integers(-9, 9)))
def test_what_shares_a_border_shares_it_after_any_drag(one, data, by):
    """The neighbour has every corner of the first, the other way round, and one of its own in some edge."""
    edge = data.draw(st.integers(0, len(one) - 1))
    middle = (one[edge] + one[(edge + 1) % len(one)]) / 2
    other = ring(np.insert(one, edge + 1, middle, axis=0)[::-1])
    scene = scene_of(instance(1, (Part(one),)), instance(2, (Part(other),)), selection=[1])
    taken = one[data.draw(st.integers(0, len(one) - 1))]
    events = drag(taken.tolist(), (taken + 30).tolist(), (taken + 30 + by).tolist())
    edit = outcome(EditCorners(), replace(scene, modes=SHARED), *events)
    points = [set(map(tuple, edit.after[id].parts[0].outer.tolist())) for id in (1, 2)]
    assert points[0] <= points[1]
    assert edit.inverse().applied_to(edit.applied_to(scene.instances)) == scene.instances
