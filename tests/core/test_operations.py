"""Commands on whole outlines: their masks are what the set operation says, and every edit can be taken back."""

from functools import reduce
from itertools import count

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from annotator.core import operations as ops
from annotator.core.annotations import Imported, Instance, Part, State, ring
from annotator.core.raster import mask_parts, parts_mask
from tests.conftest import frame, instance, proposal, square

WIDTH, HEIGHT = 12, 9
FRAME = frame(width=WIDTH, height=HEIGHT)
grids = arrays(bool, (HEIGHT, WIDTH), elements=st.booleans())
several = st.lists(grids.filter(np.any), min_size=2, max_size=4)
outline = st.lists(st.tuples(st.floats(-3, 15, width=32), st.floats(-3, 12, width=32)), min_size=3, max_size=7)
"""Also over the frame's borders and crossing itself."""
shapes = st.lists(outline.map(lambda points: Part(ring(points))), min_size=1, max_size=3).map(tuple)


def mask(parts: tuple[Part, ...]) -> np.ndarray:
    return parts_mask(parts, WIDTH, HEIGHT)


def numbered(made: list[tuple[Part, ...]]) -> list[Instance]:
    return [instance(id, parts) for id, parts in enumerate(made, 1)]


def covered(instances: list[Instance]) -> list[np.ndarray]:
    return [mask(one.parts) for one in instances]


def undone(edit, instances: list[Instance]) -> bool:
    before = {one.id: one for one in instances}
    return edit.inverse().applied_to(edit.applied_to(before)) == before


def any_shapes(test):
    """From masks with holes, and from outlines drawn by hand."""
    drawn = st.lists(shapes, min_size=2, max_size=4)
    made = st.one_of(several.map(lambda grids: [mask_parts(one) for one in grids]), drawn)
    return settings(max_examples=50)(given(made.map(numbered))(test))


@any_shapes
def test_a_joined_instance_covers_what_all_covered(instances):
    edit = ops.join(FRAME, instances)
    [one] = edit.after.values()
    assert one.id == 1
    assert np.array_equal(mask(one.parts), reduce(np.logical_or, covered(instances)))
    assert undone(edit, instances)


@any_shapes
def test_what_is_subtracted_is_covered_no_more(instances):
    first, *others = covered(instances)
    expected = first & ~reduce(np.logical_or, others)
    edit = ops.subtract(FRAME, instances)
    if edit is None:
        assert not expected.any() or np.array_equal(expected, first)
    else:
        assert np.array_equal(mask(edit.after[1].parts), expected)
        assert undone(edit, instances)


@any_shapes
def test_an_intersection_covers_what_all_covered(instances):
    expected = reduce(np.logical_and, covered(instances))
    edit = ops.intersect(FRAME, instances)
    if edit is None:
        assert not expected.any()
    else:
        [one] = edit.after.values()
        assert np.array_equal(mask(one.parts), expected)
        assert undone(edit, instances)


@any_shapes
def test_the_pieces_of_a_split_cover_together_what_the_whole_did_and_no_pixel_twice(instances):
    edit = ops.split(FRAME, instances, count(100).__next__)
    if edit is not None:
        together = covered(list(edit.after.values()))
        split_ones = covered(list(edit.before.values()))
        assert np.array_equal(sum(one.astype(int) for one in together), sum(one.astype(int) for one in split_ones))
        assert undone(edit, instances)


@any_shapes
def test_the_largest_part_of_a_mask_is_its_largest_piece(instances):
    edit = ops.keep_largest(FRAME, instances)
    for id, one in edit.after.items() if edit else ():
        [*_, largest] = sorted(pieces(edit.before[id].parts), key=lambda parts: mask(parts).sum())
        assert mask(one.parts).sum() == mask(largest).sum()
    assert edit is None or undone(edit, instances)


def pieces(parts: tuple[Part, ...]) -> list[tuple[Part, ...]]:
    """Parts that hang together, found the slow way."""
    left, found = list(parts), []
    while left:
        group = [left.pop()]
        while more := [one for one in left if together(one, tuple(group))]:
            group += more
            left = [one for one in left if one not in more]
        found.append(tuple(group))
    return found


def together(one: Part, others: tuple[Part, ...]) -> bool:
    padded = np.pad(mask(others), 1)
    grown = padded[1:-1, 1:-1] | padded[:-2, 1:-1] | padded[2:, 1:-1] | padded[1:-1, :-2] | padded[1:-1, 2:]
    return bool((grown & mask((one,))).any())


@any_shapes
def test_a_filled_instance_covers_all_that_the_outside_does_not_reach(instances):
    edit = ops.fill_holes(FRAME, instances)
    for one in instances:
        now = edit.after[one.id] if edit and one.id in edit.after else one
        assert np.array_equal(mask(now.parts), ~outside(mask(one.parts)))
        assert edit is None or one.id not in edit.after or not any(part.holes for part in now.parts)
    assert edit is None or undone(edit, instances)


def outside(covered: np.ndarray) -> np.ndarray:
    """Where one comes from beyond the border, over corners too."""
    free = np.pad(~covered, 1, constant_values=True)
    reached = np.zeros_like(free)
    reached[0, 0] = True
    while True:
        wide = np.pad(reached, 1)
        rows, columns = free.shape
        grown = free & reduce(
            np.logical_or, [wide[dy : dy + rows, dx : dx + columns] for dy in range(3) for dx in range(3)]
        )
        if np.array_equal(grown, reached):
            return reached[1:-1, 1:-1]
        reached = grown


@any_shapes
def test_mending_changes_no_pixel(instances):
    edit = ops.mend(FRAME, instances)
    for id, one in edit.after.items() if edit else ():
        assert np.array_equal(mask(one.parts), mask(edit.before[id].parts))
    assert edit is None or (undone(edit, instances) and ops.mend(FRAME, list(edit.after.values())) is None)


@any_shapes
def test_copies_cover_the_same_pixels_and_stay_on_the_frame(instances):
    for one in ops.copied(FRAME, instances, count(100).__next__):
        assert one.id >= 100
        for part in one.parts:
            assert (part.outer >= 0).all()
            assert (part.outer <= (WIDTH, HEIGHT)).all()
    made = {mask(one.parts).tobytes() for one in ops.copied(FRAME, instances, count(100).__next__)}
    assert made >= {one.tobytes() for one in covered(instances) if one.any()}


def slanted(x: float, y: float) -> Part:
    return Part(ring([[x, y], [x + 9.3, y + 1.7], [x + 4.1, y + 8.9]]))


def test_parts_that_touch_nothing_keep_their_corners_in_a_join():
    away, near = slanted(40.2, 30.7), slanted(10.4, 10.2)
    edit = ops.join(frame(), [instance(1, (near, away)), instance(2, square(12, 12, 6))])
    assert away in edit.after[1].parts
    assert near not in edit.after[1].parts


def test_a_piece_that_lies_within_the_first_leaves_its_corners_alone():
    edit = ops.join(frame(), [instance(1, (slanted(10.4, 10.2),)), instance(2, square(14, 13, 2))])
    assert edit.after == {1: instance(1, (slanted(10.4, 10.2),))}


def test_parts_that_nothing_is_taken_from_keep_their_corners():
    away, near = slanted(40.2, 30.7), slanted(10.4, 10.2)
    edit = ops.subtract(frame(), [instance(1, (near, away)), instance(2, square(12, 12, 6))])
    assert edit.after[1].parts[-1] == away


def test_instances_at_the_ends_of_an_enormous_frame_are_joined_without_making_it():
    huge = frame(width=200_000, height=200_000)
    edit = ops.join(huge, [instance(1, square(5, 5)), instance(2, square(199_980, 199_980))])
    assert edit.after[1].parts == square(5, 5) + square(199_980, 199_980)


def test_a_join_keeps_what_the_first_is_and_says_that_a_person_worked_on_it():
    imported = Imported(id=b"7", geometry=b"{}", extra=b'{"by": 1}')
    first = proposal(1, imported=imported, crowd=True)
    edit = ops.join(frame(), [first, instance(2, square(5, 5), category=2)])
    [one] = edit.after.values()
    assert (one.id, one.category, one.origin, one.crowd) == (1, 1, first.origin, True)
    assert one.imported == Imported(id=b"7", extra=b'{"by": 1}')
    assert (one.state, one.strokes) == (State.EDITED, 1)
    assert edit.text == "Join 2 instances"


def test_only_the_largest_piece_keeps_the_imported_id():
    whole = instance(1, square(0, 0, 4) + square(20, 20, 9), imported=Imported(id=b"7", extra=b"{}"), seconds=3.0)
    edit = ops.split(frame(), [whole], count(50).__next__)
    large, small = edit.after[1], edit.after[50]
    assert (large.parts, small.parts) == (square(20, 20, 9), square(0, 0, 4))
    assert (large.imported.id, small.imported.id) == (b"7", b"")
    assert (large.seconds, small.seconds) == (3.0, 0.0)
    assert edit.text == "Split 1 instance into 2"


def test_a_copy_is_a_persons_work_and_not_the_models():
    [one] = ops.copied(frame(), [proposal(1, crowd=True)], count(50).__next__)
    assert one == instance(50, square(), crowd=True)


@pytest.mark.parametrize("command", [ops.join, ops.subtract, ops.intersect, ops.keep_largest, ops.fill_holes, ops.mend])
def test_where_there_is_nothing_to_do_there_is_no_edit(command):
    assert command(frame(), [instance(1)]) is None


def test_nothing_is_subtracted_that_would_leave_nothing():
    assert ops.subtract(frame(), [instance(1), instance(2)]) is None


def test_a_join_keeps_all_that_was_said():
    said = [(("size", 3),), (("dead", True), ("size", 9))]
    ones = [instance(id, square(5 * id), attributes=values, note=f"note {id}")
            for id, values in enumerate(said, 1)]  # fmt: skip
    [made] = ops.join(frame(), ones).after.values()
    assert made.attributes == (("dead", True), ("size", 3))
    assert made.note == "note 1\nnote 2"


def test_copies_say_what_their_originals_do():
    one = instance(1, attributes=(("size", 3),), note="n", group=2)
    [made] = ops.copied(frame(), [one], count(50).__next__)
    assert (made.attributes, made.note, made.group) == (one.attributes, "n", 2)
