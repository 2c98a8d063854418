"""Slicing: every pixel of what was cut is in exactly one piece."""

from dataclasses import replace

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.core.annotations import Edit, Imported, Part, State, ring
from annotator.core.geometry import box_xyxy, rectangle
from annotator.core.gesture import Preview
from annotator.core.raster import mask_parts, parts_mask
from annotator.tools import TOOLS
from annotator.tools.cut_preview import CutPreview, Targets
from tests.conftest import instance, proposal, square
from tests.core.test_raster import blobs
from tests.tools.driving import BACKSPACE, click, drag, in_vain, move, outcome, press, run, scene_of

SLICE = TOOLS["slice"]
HOLED = instance(1, (Part(rectangle(0, 0, 60, 60), (rectangle(10, 10, 30, 30),)), *square(62, 0, 20)), crowd=True)
points = st.lists(st.tuples(st.floats(-20, 120, width=32), st.floats(-20, 100, width=32)), min_size=2, max_size=9)


def mask(parts):
    return parts_mask(parts, 100, 80)


def counted(instances):
    """By how many instances each pixel is covered."""
    return sum((mask(one.parts).astype(int) for one in instances), np.zeros((80, 100), int))


@settings(max_examples=80, deadline=None)
@given(points, st.sampled_from([HOLED, instance(1, mask_parts(blobs(3)[:80, :100]))]))
def test_every_pixel_is_in_exactly_one_piece(line, one):
    edit = cut(one, line)
    if edit:
        assert len(edit.after) > 1
        assert np.array_equal(counted(edit.after.values()), mask(one.parts).astype(int))


def cut(one, line):
    """What a drag along the line makes of the instance; a drag that is a click cuts nothing."""
    moved = any(np.hypot(*np.subtract(at, line[0])) > 4 for at in line[1:])
    made = outcome(SLICE, scene_of(one, selection=[1]), *drag(*line, grab_px=0.5)) if moved else None
    return made if isinstance(made, Edit) else None


@settings(max_examples=60, deadline=None)
@given(points)
@example([(2.0, 0.0), (0.0, 61.0), (0.0, 61.0), (-0.03125, 0.0)])  # beside it, and drawn on its edge all the same
def test_a_line_that_grows_shows_the_cut_that_it_would_at_once(line):
    scene = scene_of(HOLED, instance(2, square(30, 30, 40)), instance(3, square(70, 5, 20)))
    growing = CutPreview(scene, Targets(scene))
    for count in range(2, len(line) + 1):
        preview = Preview(path=ring(line[: count - 2 + count % 2] + line[count - 1 : count]))  # its end wavers
        shown, expected = growing.along(preview, 0.5), CutPreview(scene, Targets(scene)).along(preview, 0.5)
        assert shown.hides == expected.hides
        assert shown.hint == expected.hint
        for some, others in ((shown.rings, expected.rings), (shown.fresh, expected.fresh)):
            assert all(np.array_equal(one, other) for one, other in zip(some, others, strict=True))


def test_a_line_through_a_square_makes_two_of_it():
    edit = outcome(SLICE, scene_of(instance(1, square(10, 10, 40)), selection=[1]), *drag((25, 0), (25, 30), (25, 70)))
    assert edit.before.keys() == {1}
    assert abs(int(mask(edit.after[1].parts).sum()) - 1000) <= 40


def test_two_clicks_cut_straight():
    edit = outcome(SLICE, scene_of(HOLED, selection=[1]), *click(45, -5), press(45, 70))
    assert len(edit.after) == 2


def test_the_largest_piece_keeps_the_id_and_all_know_where_they_came_from():
    one = proposal(1, parts=square(0, 0, 60), crowd=True, imported=Imported(id=b"7", extra=b'{"a": 1}'), seconds=9.0)
    edit = outcome(SLICE, scene_of(one), *drag((20, -5), (20, 70)))
    small = edit.after[100]
    assert mask(edit.after[1].parts).sum() > mask(small.parts).sum()
    assert (small.origin, small.crowd, small.category, small.state) == (one.origin, True, 1, State.EDITED)
    assert (small.imported, small.seconds) == (Imported(extra=b'{"a": 1}'), 0.0)
    assert edit.after[1].imported == Imported(id=b"7", extra=b'{"a": 1}')


def test_a_hole_is_in_neither_piece_and_a_part_away_from_the_line_keeps_its_corners():
    far = square(80.25, 60.5, 10)[0]
    one = instance(1, (HOLED.parts[0], far))
    edit = outcome(SLICE, scene_of(one, selection=[1]), *drag((20, -5), (20, 65)))
    assert far in edit.after[1].parts
    assert not counted(edit.after.values())[10:30, 10:30].any()


def test_an_end_just_inside_the_outline_still_cuts():
    assert outcome(SLICE, scene_of(HOLED, selection=[1]), *drag((45, 2), (45, 58)))


def test_a_line_that_stops_inside_cuts_nothing():
    assert "right through" in in_vain(SLICE, scene_of(HOLED, selection=[1]), *drag((45, -10), (45, 40)))


def test_without_a_selection_everything_that_the_line_crosses_is_cut():
    scene = scene_of(instance(1, square(0, 0, 30)), instance(2, square(40, 0, 30)), instance(3, square(0, 40, 30)))
    edit = outcome(SLICE, scene, *drag((-5, 15), (95, 15)))
    assert (edit.text, edit.before.keys(), len(edit.after)) == ("Slice 2 instances", {1, 2}, 4)


def test_only_what_is_selected_is_cut():
    scene = scene_of(instance(1, square(0, 0, 30)), instance(2, square(40, 0, 30)), selection=[2])
    assert outcome(SLICE, scene, *drag((-5, 15), (95, 15))).before.keys() == {2}


def test_backspace_leaves_everything():
    assert outcome(SLICE, scene_of(HOLED, selection=[1]), *click(45, -5), BACKSPACE) is None


def test_while_the_line_is_drawn_the_pieces_are_shown():
    previews, _, _ = run(SLICE, scene_of(HOLED, selection=[1]), *drag((45, -5), (45, 30), (45, 70))[:-1])
    assert (previews[-2].fresh, previews[-2].hides) == ((), frozenset())
    shown = previews[-1]
    assert (shown.hides, shown.hint) == ({1}, "Into 2 pieces")
    assert box_xyxy(shown.fresh)[0] in range(44, 47)


def test_of_a_straight_cut_the_pieces_are_shown_before_the_second_click():
    previews, _, _ = run(SLICE, scene_of(HOLED, selection=[1]), *click(45, -5), move(45, 70))
    assert previews[-1].fresh


@settings(max_examples=40, deadline=None)
@given(points)
def test_a_straight_line_shows_what_it_cuts(line):
    ends = (line[0], line[-1])
    if np.hypot(*np.subtract(*ends)) > 4:
        previews, _, _ = run(SLICE, scene_of(HOLED, selection=[1]), *drag(*ends, grab_px=0.5)[:-1])
        edit = cut(HOLED, ends)
        assert previews[-1].hint == (f"Into {len(edit.after)} pieces" if edit else previews[0].hint)


def test_a_large_mask_is_cut_with_fewer_pixels_while_it_is_shown():
    one = instance(1, square(0, 0, 2000))
    scene = replace(scene_of(one, selection=[1]), width=2000, height=2000)
    previews, _, _ = run(SLICE, scene, *drag((1200, -5), (1200, 2005), (1200, 2010))[:-1])
    assert abs(box_xyxy(previews[-1].fresh)[0] - 1200) <= 8
