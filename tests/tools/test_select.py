import numpy as np

from annotator.core.annotations import Part, State
from annotator.core.geometry import rectangle
from annotator.tools import TOOLS
from tests.conftest import instance, proposal, square
from tests.tools.driving import click, drag, outcome, press, run, scene_of

SELECT = TOOLS["select"]
LARGE, SMALL, FAR = instance(1, square(0, 0, 50)), instance(2, square(10, 10, 10)), instance(3, square(60, 60, 10))


def test_a_click_selects_the_smallest_under_the_cursor():
    assert outcome(SELECT, scene_of(LARGE, SMALL, FAR), *click(15, 15)) == {2}


def test_the_selection_holds_at_the_press():
    previews, _, _ = run(SELECT, scene_of(LARGE, SMALL), press(40, 40))
    assert previews[0].selection == {1}


def test_shift_adds_to_the_selection():
    assert outcome(SELECT, scene_of(LARGE, FAR, selection=[1]), *click(65, 65, shift=True)) == {1, 3}


def test_shift_on_a_selected_instance_takes_it_out():
    assert outcome(SELECT, scene_of(LARGE, FAR, selection=[1, 3]), *click(65, 65, shift=True)) == {1}


def test_a_click_on_one_of_many_selected_leaves_that_one():
    assert outcome(SELECT, scene_of(LARGE, FAR, selection=[1, 3]), *click(65, 65)) == {3}


def test_a_click_on_empty_ground_selects_nothing():
    assert outcome(SELECT, scene_of(LARGE, selection=[1]), *click(90, 10)) == frozenset()


def test_a_hole_is_empty_ground():
    ring_shaped = instance(1, (Part(rectangle(0, 0, 50, 50), (rectangle(10, 10, 40, 40),)),))
    assert outcome(SELECT, scene_of(ring_shaped, selection=[1]), *click(25, 25)) == frozenset()


def test_a_drag_moves_every_selected_instance_as_one_edit():
    edit = outcome(SELECT, scene_of(LARGE, FAR, selection=[1, 3]), *drag((65, 65), (70, 70), (75, 61)))
    assert edit.text == "Move 2 instances"
    for id, old in ((1, LARGE), (3, FAR)):
        assert np.array_equal(edit.after[id].parts[0].outer, old.parts[0].outer + np.float32([10, -4]))


def test_a_drag_of_an_unselected_instance_moves_that_one_only():
    assert outcome(SELECT, scene_of(LARGE, FAR, selection=[1]), *drag((65, 65), (75, 75))).after.keys() == {3}


def test_a_moved_proposal_is_edited_and_keeps_where_it_came_from():
    one = proposal(5)
    moved = outcome(SELECT, scene_of(one), *drag((5, 5), (15, 5))).after[5]
    assert (moved.state, moved.origin) == (State.EDITED, one.origin)


def test_a_drag_that_comes_back_changes_nothing():
    assert outcome(SELECT, scene_of(FAR), *drag((65, 65), (75, 75), (65, 65))) is None


def test_while_it_moves_the_instance_is_not_drawn_where_it_was():
    previews, _, _ = run(SELECT, scene_of(FAR), *drag((65, 65), (75, 75))[:-1])
    assert previews[-1].hides == {3}


def test_a_band_selects_what_lies_wholly_inside_it():
    assert outcome(SELECT, scene_of(LARGE, SMALL, FAR), *drag((99, 55), (80, 75), (55, 79))) == {3}


def test_a_band_with_shift_keeps_what_was_selected():
    events = drag((99, 55), (80, 75), (55, 79), shift=True)
    assert outcome(SELECT, scene_of(LARGE, SMALL, FAR, selection=[2]), *events) == {2, 3}


def test_a_band_never_selects_what_has_no_outline():
    assert outcome(SELECT, scene_of(instance(1, ())), *drag((-50, -50), (99, 79))) == frozenset()
