from dataclasses import replace

import numpy as np
import pytest

from annotator.core.annotations import State
from annotator.core.geometry import area
from annotator.core.modes import Modes
from annotator.tools import TOOLS
from annotator.tools.drawing import NO_OUTLINE
from tests.conftest import instance, square
from tests.tools.driving import BACKSPACE, ENTER, StillGoingOn, at, click, drag, move, outcome, press, run, scene_of

POLYGON = TOOLS["polygon"]
THREE = [*click(0, 0), *click(30, 0), *click(30, 30)]


def outer(edit):
    [instance] = edit.after.values()
    return instance.parts[0].outer.tolist()


def test_clicking_the_first_corner_closes_the_polygon():
    edit = outcome(POLYGON, scene_of(), *THREE, *click(1, 1)[:1])
    assert outer(edit) == [[0, 0], [30, 0], [30, 30]]


def test_enter_closes_the_polygon():
    assert outer(outcome(POLYGON, scene_of(), *THREE, ENTER)) == [[0, 0], [30, 0], [30, 30]]


def test_a_double_click_closes_on_the_corner_that_its_first_click_set():
    assert len(outer(outcome(POLYGON, scene_of(), *THREE, at("double", 30, 30)))) == 3


def test_enter_before_the_third_corner_goes_on_and_says_what_is_missing():
    previews, gesture, _ = run(POLYGON, scene_of(), *THREE[:4], ENTER)
    assert gesture is not None
    assert previews[-1].hint == NO_OUTLINE


def test_what_crosses_itself_is_an_outline_though_its_two_halves_are_alike():
    bow = [(10, 10), (30, 30), (30, 10), (10, 30)]
    edit = outcome(POLYGON, scene_of(), *(event for corner in bow for event in click(*corner)), ENTER)
    assert outer(edit) == [list(corner) for corner in bow]


def test_backspace_takes_the_last_corner_back():
    edit = outcome(POLYGON, scene_of(), *THREE, *click(70, 70), BACKSPACE, ENTER)
    assert outer(edit) == [[0, 0], [30, 0], [30, 30]]


def test_backspace_over_the_first_corner_leaves_nothing():
    assert outcome(POLYGON, scene_of(), *click(0, 0), BACKSPACE) is None


def test_corners_on_one_line_make_no_instance():
    with pytest.raises(StillGoingOn):
        outcome(POLYGON, scene_of(), *click(0, 0), *click(10, 10), *click(20, 20), ENTER)


def test_a_drag_draws_freehand_and_closes_where_it_ends():
    circle = [(50 + 30 * np.cos(a), 40 + 30 * np.sin(a)) for a in np.linspace(0, 6, 200)]
    edit = outcome(POLYGON, scene_of(), *drag(*circle))
    [instance] = edit.after.values()
    assert len(instance.parts[0].outer) < 40
    assert area(instance.parts) == pytest.approx(np.pi * 30**2, rel=0.03)


def test_a_drag_between_clicks_adds_its_line_to_the_outline():
    edit = outcome(POLYGON, scene_of(), *click(0, 0), *drag((40, 0), (60, 20), (40, 40)), ENTER)
    assert outer(edit) == [[0, 0], [40, 0], [60, 20], [40, 40]]


def test_a_straight_drag_sets_its_two_ends_and_goes_on():
    edit = outcome(POLYGON, scene_of(), *drag((0, 0), (20, 0), (40, 0)), *click(40, 40), ENTER)
    assert outer(edit) == [[0, 0], [40, 0], [40, 40]]


def test_what_is_drawn_is_human_work_of_the_scenes_category():
    [instance] = outcome(POLYGON, scene_of(), *THREE, ENTER).after.values()
    assert (instance.state, instance.category, instance.origin) == (State.DRAWN, 7, None)


def test_the_preview_shows_the_line_to_the_cursor():
    previews, _, _ = run(POLYGON, scene_of(), *THREE, at("move", 5, 60))
    assert previews[-1].path[-1].tolist() == [5, 60]
    assert len(previews[-1].handles) == 3


def test_corners_beside_the_picture_are_set_at_its_edge():
    edit = outcome(POLYGON, scene_of(), *click(-20, -20), *click(300, 0), *click(0, 300), ENTER)
    assert outer(edit) == [[0, 0], [100, 0], [0, 80]]


def test_over_the_first_corner_the_preview_is_closed():
    previews, _, _ = run(POLYGON, scene_of(), *THREE, at("move", 1, 1))
    assert previews[-1].rings[0].tolist() == [[0, 0], [30, 0], [30, 30]]
    assert previews[-1].handles.tolist() == [[0, 0]]


SNAPPING = replace(scene_of(instance(1, square(50, 10, 30))), modes=Modes(snap=True))


def test_corners_snap_to_a_neighbours_corner_before_its_edge():
    edit = outcome(POLYGON, SNAPPING, *click(48, 12), *click(48, 25), *click(20, 30), ENTER)
    [one] = edit.after.values()
    assert one.parts[0].outer.tolist() == [[50, 10], [50, 25], [20, 30]]


def test_what_a_press_would_take_hold_of_is_marked_before_it():
    assert POLYGON.hover(SNAPPING, move(52, 27)).snap == (50, 27)
    assert POLYGON.hover(SNAPPING, move(65, 25)).snap is None
    assert POLYGON.hover(SNAPPING, at("move", 52, 27, ctrl=True)).snap is None
    assert POLYGON.hover(replace(SNAPPING, modes=Modes()), at("move", 52, 27, ctrl=True)).snap == (50, 27)


def test_the_wheel_chooses_how_closely_a_freehand_line_is_kept():
    trembling = [(10 + x, 40 + x % 2) for x in range(0, 30, 3)]
    steps = [press(10, 40), *(move(*one) for one in trembling)]
    previews, *_ = run(POLYGON, scene_of(), *steps, *[at("wheel", 37, 41, turns=1)] * 6)
    assert len(previews[len(steps) - 1].path) > 4
    assert len(previews[-1].path) == 2
    assert [one.modes.freehand for one in previews[-6:]] == [2.0, 3.0, 5.0, 8.0, 12.0, 20.0]
    assert outcome(POLYGON, scene_of(), at("wheel", turns=-1)) == Modes(freehand=0.8)
