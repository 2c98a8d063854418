import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.annotations import Part, State, ring
from annotator.core.geometry import covers, distances_to_edges, inside, rectangle
from annotator.core.gesture import Point
from annotator.core.lasso import Lasso
from annotator.tools import TOOLS
from annotator.tools.select import Select
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


def test_clicks_at_one_place_go_down_through_what_lies_there_and_round():
    select, middle, seen = Select(), instance(4, square(5, 5, 30)), [2]
    for _ in range(4):
        [id] = outcome(select, scene_of(LARGE, SMALL, middle, selection=seen[-1:]), *click(15, 15))
        seen.append(id)
    assert seen == [2, 4, 1, 2, 4]


def test_a_click_elsewhere_on_what_is_selected_takes_what_lies_above_it():
    assert outcome(Select(), scene_of(LARGE, SMALL, selection=[1]), *click(15, 15)) == {2}


def test_what_is_selected_is_dragged_though_something_lies_above_it():
    edit = outcome(SELECT, scene_of(LARGE, SMALL, selection=[1]), *drag((15, 15), (25, 25)))
    assert edit.after.keys() == {1}


def test_a_click_on_empty_ground_selects_nothing():
    assert outcome(SELECT, scene_of(LARGE, selection=[1]), *click(90, 10)) == frozenset()


def test_a_hole_is_empty_ground():
    ring_shaped = instance(1, (Part(rectangle(0, 0, 50, 50), (rectangle(10, 10, 40, 40),)),))
    assert outcome(SELECT, scene_of(ring_shaped, selection=[1]), *click(25, 25)) == frozenset()


def test_a_drag_moves_every_selected_instance_as_one_edit():
    edit = outcome(SELECT, scene_of(LARGE, FAR, selection=[1, 3]), *drag((65, 65), (70, 70), (75, 69)))
    assert edit.text == "Move 2 instances"
    for id, old in ((1, LARGE), (3, FAR)):
        assert np.array_equal(edit.after[id].parts[0].outer, old.parts[0].outer + np.float32([10, 4]))


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


LINES = st.lists(st.tuples(st.floats(-5, 105, width=32), st.floats(-5, 85, width=32)), min_size=3, max_size=12)


def lassoed(scene, *points, **keys):
    return outcome(SELECT, scene, *drag(*points, ctrl=True, **keys))


def test_a_lasso_may_begin_over_an_instance_and_takes_what_it_goes_around():
    assert lassoed(scene_of(LARGE, SMALL, FAR), (5, 5), (30, 5), (30, 30), (5, 30)) == {2}


def test_a_lasso_with_shift_keeps_what_was_selected():
    assert lassoed(scene_of(LARGE, SMALL, FAR, selection=[3]), (5, 5), (30, 5), (30, 30), (5, 30), shift=True) == {2, 3}


def test_what_the_line_reaches_into_is_not_inside():
    around_and_in = [(55, 55), (75, 55), (75, 75), (55, 75), (55, 66), (66, 66), (66, 65), (55, 65)]
    assert lassoed(scene_of(FAR), *around_and_in) == frozenset()


def test_a_click_with_ctrl_adds_or_takes_out():
    assert outcome(SELECT, scene_of(LARGE, FAR, selection=[1]), *click(65, 65, ctrl=True)) == {1, 3}
    assert outcome(SELECT, scene_of(LARGE, FAR, selection=[1, 3]), *click(65, 65, ctrl=True)) == {1}
    assert outcome(SELECT, scene_of(LARGE, selection=[1]), *click(90, 10, ctrl=True)) == {1}


def test_while_it_is_drawn_the_lasso_shows_itself_and_what_it_holds():
    previews, _, _ = run(SELECT, scene_of(SMALL), *drag((5, 5), (30, 5), (30, 30), (5, 30), ctrl=True)[:-1])
    assert previews[-1].selection == {2}
    assert len(previews[-1].lasso) == 4


@settings(max_examples=100, deadline=None)
@given(LINES, st.lists(st.tuples(st.integers(0, 90), st.integers(0, 70), st.integers(2, 9)), min_size=1, max_size=6))
def test_a_lasso_holds_with_each_step_what_a_slow_reckoning_finds_inside(line, boxes):
    ones = [instance(id, square(*box)) for id, box in enumerate(boxes, 1)]
    lasso = Lasso(ones, Point(*line[0]))
    for count, place in enumerate(line[1:], 2):
        lasso.draw(Point(*place))
        around = ring(line[:count])
        for one in ones:
            corners = one.parts[0].outer.tolist()
            clear = all(distances_to_edges(around, *corner).min() > 1e-3 for corner in corners)
            whole = all(inside(around, *corner) for corner in corners)
            bitten = any(covers(one.parts, *corner) for corner in line[:count])
            assert not clear or (one.id in lasso.held) == (whole and not bitten)


def test_what_is_moved_stops_at_the_edge_of_the_picture():
    edit = outcome(SELECT, scene_of(FAR), *drag((65, 65), (80, 70), (165, 70)))
    assert edit.after[3].parts[0].outer[0].tolist() == [90, 65]


def test_what_lies_outside_of_the_picture_may_only_come_nearer():
    beside = instance(1, square(-30, 10, 40))
    assert outcome(SELECT, scene_of(beside), *drag((5, 15), (-20, 15), (-40, 15))) is None
    nearer = outcome(SELECT, scene_of(beside), *drag((5, 15), (20, 15), (25, 15)))
    assert nearer.after[1].parts[0].outer[0].tolist() == [-10, 10]
