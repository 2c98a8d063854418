"""Brush and eraser: what a stroke makes of the pixels."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.annotations import Part, State
from annotator.core.geometry import rectangle
from annotator.core.modes import Modes
from annotator.core.raster import parts_mask
from annotator.tools.brush import Brush
from annotator.tools.eraser import Eraser
from annotator.tools.tip import LARGEST, turned
from tests.conftest import instance, proposal, square
from tests.tools import driving
from tests.tools.driving import BACKSPACE, at, click, drag, move, outcome, press, run

BRUSH, ERASER = Brush(), Eraser()
scene_of = partial(driving.scene_of, tip_px=9)
RING = instance(1, (Part(rectangle(0, 0, 60, 60), (rectangle(10, 10, 50, 50),)), *square(70, 0, 20)), crowd=True)
points = st.lists(st.tuples(st.floats(-30, 130, width=32), st.floats(-30, 110, width=32)), min_size=1, max_size=8)


def mask(parts):
    return parts_mask(parts, 100, 80)


def passed_over(line, diameter):
    """Every pixel whose middle is within half the diameter of the line between the middles of the line's pixels."""
    y, x = np.mgrid[:80, :100] + 0.5
    middles = np.floor(np.clip(line, -diameter / 2 - 2, np.add((100, 80), diameter / 2 + 2))) + 0.5
    covered = np.zeros((80, 100), bool)
    for (x0, y0), (x1, y1) in zip(middles, [*middles[1:], middles[-1]], strict=True):
        t = np.clip(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / max((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-12), 0, 1)
        covered |= np.hypot(x - x0 - t * (x1 - x0), y - y0 - t * (y1 - y0)) <= diameter / 2 + 1e-9
    return covered


@settings(max_examples=60, deadline=None)
@given(points)
def test_a_stroke_covers_what_was_covered_and_what_the_tip_passed_over(line):
    edit = outcome(BRUSH, scene_of(RING, selection=[1]), *drag(*line))
    expected = mask(RING.parts) | passed_over(line, 9)
    assert np.array_equal(mask(edit.after[1].parts if edit else RING.parts), expected)


@settings(max_examples=60, deadline=None)
@given(points)
def test_erasing_leaves_what_was_covered_and_not_passed_over(line):
    edit = outcome(ERASER, scene_of(RING, selection=[1]), *drag(*line))
    expected = mask(RING.parts) & ~passed_over(line, 9)
    assert np.array_equal(mask(edit.after[1].parts if edit else RING.parts), expected)


@settings(max_examples=60, deadline=None)
@given(points)
def test_other_instances_are_left_out_of_a_stroke(line):
    other = proposal(2, parts=(Part(rectangle(20, 5, 80, 70), (rectangle(40, 20, 60, 50),)),))
    edit = outcome(BRUSH, scene_of(RING, other, selection=[1]), *drag(*line))
    expected = mask(RING.parts) | (passed_over(line, 9) & ~mask(other.parts))
    assert np.array_equal(mask(edit.after[1].parts if edit else RING.parts), expected)


def test_shift_paints_over_other_instances():
    other = instance(2, square(20, 20, 20))
    edit = outcome(BRUSH, scene_of(other), *click(30, 30, shift=True))
    [new] = edit.after.values()
    assert np.array_equal(mask(new.parts), passed_over([(30, 30)], 9))


def test_without_a_selection_a_new_instance_is_painted():
    edit = outcome(BRUSH, scene_of(RING), *drag((30, 70), (60, 70)))
    [new] = edit.after.values()
    assert (edit.before, new.id, new.category, new.state) == ({}, 100, 7, State.DRAWN)


@pytest.mark.parametrize("key", ["ctrl", "alt"])
def test_ctrl_and_alt_turn_the_brush_into_the_eraser_and_back(key):
    scene = scene_of(RING, selection=[1])
    erased = outcome(BRUSH, scene, *click(5, 5, **{key: True})).after[1]
    painted = outcome(ERASER, scene, *click(12, 12, **{key: True})).after[1]
    assert mask(erased.parts).sum() < mask(RING.parts).sum() < mask(painted.parts).sum()


def test_a_part_that_the_stroke_does_not_meet_keeps_its_corners():
    odd = Part(np.float32([[70.3, 0.2], [90.7, 3.1], [80.1, 20.4]]))
    one = instance(1, (RING.parts[0], odd))
    assert odd in outcome(BRUSH, scene_of(one, selection=[1]), *click(12, 12)).after[1].parts


def test_painting_what_is_covered_already_changes_nothing():
    assert outcome(BRUSH, scene_of(RING, selection=[1]), *click(80, 10)) is None


def test_erasing_everything_removes_the_instance():
    small = instance(1, square(30, 30, 4))
    edit = outcome(ERASER, scene_of(small, selection=[1]), *click(32, 32))
    assert (edit.before, edit.after) == ({1: small}, {})


def test_every_selected_instance_is_erased():
    scene = scene_of(instance(1, square(0, 0, 30)), instance(2, square(30, 0, 30)), selection=[1, 2])
    assert outcome(ERASER, scene, *click(30, 15)).after.keys() == {1, 2}


def test_without_a_selection_the_eraser_takes_the_instance_under_it():
    assert outcome(ERASER, scene_of(RING, instance(2, square(20, 20, 20))), *click(30, 30)).after.keys() == {2}


def test_of_many_selected_the_one_under_the_brush_is_painted():
    scene = scene_of(instance(1, square(0, 0, 30)), instance(2, square(50, 0, 20)), selection=[1, 2])
    assert outcome(BRUSH, scene, *drag((60, 10), (60, 40))).after.keys() == {2}


def test_backspace_leaves_the_stroke():
    assert outcome(BRUSH, scene_of(), press(5, 5), move(9, 9), BACKSPACE) is None


def test_while_it_is_painted_the_instance_is_not_drawn_as_it_was():
    previews, _, _ = run(BRUSH, scene_of(RING, selection=[1]), press(12, 12), move(30, 30))
    assert previews[-1].hides == {1}
    assert mask(RING.parts).sum() < sum(one.area for one in previews[-1].painted)


def test_the_wheel_sizes_the_tip_of_both_also_within_a_stroke():
    assert outcome(BRUSH, scene_of(tip_px=10), at("wheel", turns=1.0)) == Modes(tip_px=12)
    previews, _, edit = run(ERASER, scene_of(RING, tip_px=12), press(5, 5), at("wheel", 5, 5, turns=-2.0),
                            move(5, 5), *click(5, 5)[1:])  # fmt: skip
    assert [one.modes for one in previews] == [None, Modes(tip_px=8), None]
    assert "Round tip of 8 px" in previews[-1].hint
    assert edit.before.keys() == {1}


def test_a_stroke_that_the_wheel_makes_larger_covers_more():
    steps = press(30, 30), at("wheel", 30, 30, turns=5.0), *click(30, 30)[1:]
    [new] = outcome(BRUSH, scene_of(), *steps).after.values()
    assert np.array_equal(mask(new.parts), passed_over([(30, 30)], turned(Modes(tip_px=9), 5.0).tip_px))


def test_the_tip_stays_between_one_pixel_and_a_thousand():
    modes, sizes = Modes(tip_px=3), []
    for _ in range(4):
        modes = turned(modes, -1)
        sizes.append(modes.tip_px)
    assert (sizes, turned(modes, 100).tip_px) == ([2, 1, 1, 1], LARGEST)


def test_a_tip_of_one_pixel_covers_one_pixel_and_its_lines_hang_together():
    dot = next(iter(outcome(BRUSH, scene_of(tip_px=1), *click(5.9, 7.1)).after.values()))
    line = next(iter(outcome(BRUSH, scene_of(tip_px=1), *drag((5, 5), (40, 33))).after.values()))
    assert np.argwhere(mask(dot.parts)).tolist() == [[7, 5]]
    assert len(line.parts) == 1


def test_hovering_shows_the_tip():
    shown = BRUSH.hover(scene_of(), move(20, 20))
    assert np.allclose(np.hypot(*(shown.path - 20.5).T), 4.5, atol=1e-3)


def square_passed_over(line, side):
    """Every pixel whose middle is under a square of this side on its way along the line."""
    y, x = np.mgrid[:80, :100] + 0.5
    covered = np.zeros((80, 100), bool)
    for (x0, y0), (x1, y1) in zip(line, [*line[1:], line[-1]], strict=True):
        for t in np.linspace(0, 1, 2 * int(abs(x1 - x0) + abs(y1 - y0)) + 1):
            covered |= np.maximum(abs(x - x0 - t * (x1 - x0)), abs(y - y0 - t * (y1 - y0))) <= side / 2
    return covered


@pytest.mark.parametrize("side", [1, 2, 5, 8])
@settings(max_examples=15, deadline=None)
@given(st.integers(10, 80), st.integers(10, 60))
def test_a_square_tip_covers_a_square_of_so_many_pixels(side, x, y):
    edit = outcome(BRUSH, scene_of(tip_px=side, square_tip=True), *click(x + 0.3, y + 0.2))
    [new] = edit.after.values()
    rows, columns = mask(new.parts).any(axis=1), mask(new.parts).any(axis=0)
    assert (mask(new.parts).sum(), rows.sum(), columns.sum()) == (side * side, side, side)


@pytest.mark.parametrize("tool", [Brush, Eraser])
@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 79)), min_size=1, max_size=5))
def test_a_square_tip_passes_over_what_lies_under_it_on_its_way(tool, line):
    edit = outcome(tool(), scene_of(RING, selection=[1], square_tip=True), *drag(*line))
    # what is only grazed may be covered or not: the reference goes in steps of half a pixel
    surely, at_most = (square_passed_over(np.add(line, 0.5), side) for side in (9 - 1e-6, 10))
    made = mask(edit.after[1].parts if edit else RING.parts)
    before = mask(RING.parts)
    assert ((before & ~at_most if tool is Eraser else before | surely) <= made).all()
    assert (made <= (before & ~surely if tool is Eraser else before | at_most)).all()


def test_where_it_is_chosen_the_brush_paints_over_others_and_shift_leaves_them_out():
    scene = scene_of(instance(2, square(20, 20, 20)), spares_others=False)
    [other] = scene.instances.values()
    over = outcome(BRUSH, scene, *click(20, 30))
    beside = outcome(BRUSH, scene, *click(20, 30, shift=True))
    painted, left = (mask(next(iter(one.after.values())).parts) for one in (over, beside))
    assert np.array_equal(painted, passed_over([(20, 30)], 9))
    assert np.array_equal(left, painted & ~mask(other.parts))


def test_the_hint_says_how_the_tip_is():
    assert BRUSH.hover(scene_of(), move(20, 20)).hint.startswith("Round tip of 9 px: paints")
    shown = BRUSH.hover(scene_of(square_tip=True, spares_others=False), move(20, 20))
    assert shown.hint.startswith("Square tip of 9 px: paints, Ctrl erases, paints over others")
    assert np.ptp(shown.path, axis=0).tolist() == [9, 9]
