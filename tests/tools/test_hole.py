"""Cutting holes: what is left is what was covered less what the outline covers."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.annotations import Edit, Part, ring
from annotator.core.geometry import rectangle
from annotator.core.raster import parts_mask
from annotator.tools import TOOLS
from tests.conftest import instance, proposal, square
from tests.tools.driving import BACKSPACE, ENTER, click, drag, in_vain, outcome, press, run, scene_of

HOLE = TOOLS["hole"]
HOLED = instance(1, (Part(rectangle(0.3, 0, 60, 60), (rectangle(10, 10, 30, 30),)), *square(62, 0, 20)), crowd=True)
quarters = st.integers(-40, 440).map(lambda one: one / 4)
corners = st.lists(st.tuples(quarters, quarters), min_size=3, max_size=7, unique=True)


def mask(parts):
    return parts_mask(parts, 100, 80)


def drawn(*corners):
    return [event for corner in corners for event in click(*corner, grab_px=1e-3)] + [ENTER]


def ended(gesture, event):
    """What the gesture comes to, None where it still goes on."""
    try:
        gesture.send(event)
    except StopIteration as over:
        return over.value
    return None


@settings(max_examples=100, deadline=None)
@given(corners)
def test_what_the_outline_covers_is_cut_out_and_nothing_else(points):
    scene = scene_of(HOLED, selection=[1])
    _, gesture, _ = run(HOLE, scene, *drawn(*points)[:-1])
    made = ended(gesture, ENTER) if gesture else None
    edit = made if isinstance(made, Edit) else None
    expected = mask(HOLED.parts) & ~mask((Part(ring(points)),)) if edit else mask(HOLED.parts)
    left = edit.applied_to(scene.instances).get(1) if edit else HOLED
    assert np.array_equal(mask(left.parts if left else ()), expected)


def test_a_hole_well_inside_a_part_is_a_ring_of_it_with_the_corners_that_were_drawn():
    edit = outcome(HOLE, scene_of(HOLED, selection=[1]), *drawn((35.5, 35), (50, 35), (40, 50.25)))
    part = next(one for one in edit.after[1].parts if one.holes)
    assert part.holes[1].tolist() == [[35.5, 35], [50, 35], [40, 50.25]]
    assert part.outer.tolist() == HOLED.parts[0].outer.tolist()


def test_a_hole_over_the_outline_is_cut_on_the_pixels_and_other_parts_keep_their_corners():
    edit = outcome(HOLE, scene_of(HOLED, selection=[1]), *drawn((-5, 40), (20, 40), (20, 50), (-5, 50)))
    assert HOLED.parts[1] in edit.after[1].parts
    assert not mask(edit.after[1].parts)[40:50, :20].any()


def test_without_a_selection_it_is_cut_out_of_what_it_begins_in():
    over = proposal(2, parts=square(5, 35, 24))
    edit = outcome(HOLE, scene_of(HOLED, over), *drawn((10, 40), (20, 40), (20, 50)))
    assert edit.after.keys() == {2}
    assert edit.after[2].origin == over.origin


def test_a_hole_as_large_as_the_instance_takes_it_away():
    edit = outcome(HOLE, scene_of(HOLED, selection=[1]), *drawn((-9, -9), (109, -9), (109, 89), (-9, 89)))
    assert (edit.before, edit.after) == ({1: HOLED}, {})


def test_an_outline_beside_the_instance_changes_nothing():
    assert "covers nothing" in in_vain(HOLE, scene_of(HOLED, selection=[1]), *drawn((70, 40), (90, 40), (90, 60)))


def test_an_outline_in_a_hole_changes_nothing():
    assert "covers nothing" in in_vain(HOLE, scene_of(HOLED, selection=[1]), *drawn((12, 12), (20, 12), (20, 20)))


def test_a_hole_in_nothing_says_what_to_do():
    assert "select an instance" in in_vain(HOLE, scene_of(HOLED), press(70, 40))


def test_a_freehand_hole_is_cut_where_it_is_released():
    circle = [(45 + 10 * np.cos(a), 45 + 10 * np.sin(a)) for a in np.linspace(0, 6, 60)]
    edit = outcome(HOLE, scene_of(HOLED, selection=[1]), *drag(*circle))
    assert len(next(one for one in edit.after[1].parts if one.holes).holes) == 2


def test_backspace_over_the_first_corner_leaves_everything():
    assert outcome(HOLE, scene_of(HOLED, selection=[1]), *click(40, 40), BACKSPACE) is None
