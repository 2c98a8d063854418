import pytest

from annotator.core.annotations import Part
from annotator.core.geometry import area, rectangle
from annotator.core.gesture import Input, Point
from annotator.tools import TOOLS
from tests.conftest import instance, square
from tests.tools.driving import at, click, drag, move, outcome, press, run, scene_of

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
    edit = outcome(CORNERS, scene_of(ONE, selection=[1]), *drag((0, 20), (-10, 20), (-15, 25)))
    assert edit.after[1].parts[0].outer.tolist()[-1] == [-15, 25]


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


def test_the_last_part_takes_the_instance_with_it():
    triangle = instance(1, (Part(square()[0].outer[:3]),))
    edit = outcome(CORNERS, scene_of(triangle, selection=[1]), at("back", 0, 0))
    assert (edit.before, edit.after) == ({1: triangle}, {})


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
