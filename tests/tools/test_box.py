import pytest

from annotator.tools import TOOLS
from tests.tools.driving import BACKSPACE, ENTER, StillGoingOn, click, drag, outcome, press, run, scene_of

BOX = TOOLS["box"]
CORNERS = [[10, 20], [50, 20], [50, 60], [10, 60]]


def outer(edit):
    [instance] = edit.after.values()
    return instance.parts[0].outer.tolist()


def test_a_drag_makes_a_polygon_of_four_corners():
    assert outer(outcome(BOX, scene_of(), *drag((50, 60), (30, 30), (10, 20)))) == CORNERS


def test_two_clicks_make_the_same_box():
    assert outer(outcome(BOX, scene_of(), *click(10, 20), press(50, 60))) == CORNERS


def test_enter_ends_a_box_at_the_cursor():
    enter = ENTER.__class__(kind="confirm", at=press(50, 60).at)
    assert outer(outcome(BOX, scene_of(), *click(10, 20), enter)) == CORNERS


def test_backspace_leaves_the_box():
    assert outcome(BOX, scene_of(), *click(10, 20), BACKSPACE) is None


def test_a_box_without_width_is_no_box():
    with pytest.raises(StillGoingOn):
        outcome(BOX, scene_of(), *drag((10, 10), (10, 40)))


def test_the_hint_tells_the_size():
    previews, _, _ = run(BOX, scene_of(), *drag((0, 0), (30, 20))[:-1])
    assert previews[-1].hint == "30 x 20 px"


def test_a_box_that_is_dragged_out_of_the_picture_ends_at_its_edge():
    assert outer(outcome(BOX, scene_of(), *drag((10, 20), (60, 60), (300, -50)))) == [
        [10, 0], [100, 0], [100, 20], [10, 20]]  # fmt: skip
