import pytest

from annotator.tools import TOOLS
from annotator.tools.drawing import NO_SIZE
from tests.tools.driving import BACKSPACE, ENTER, at, click, drag, in_vain, outcome, press, run, scene_of

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


@pytest.mark.parametrize("end", [(10, 40), (40, 10)])
def test_a_drag_without_width_or_height_ends_and_says_that_nothing_is_drawn(end):
    assert in_vain(BOX, scene_of(), *drag((10, 10), end)) == NO_SIZE


def test_a_second_click_or_enter_where_there_is_no_height_yet_says_so_and_goes_on():
    previews, gesture, _ = run(BOX, scene_of(), *click(10, 20), press(50, 20), at("confirm", 50, 20))
    assert [one.hint for one in previews[-2:]] == [NO_SIZE, NO_SIZE]
    assert gesture is not None


def test_the_hint_tells_the_size():
    previews, _, _ = run(BOX, scene_of(), *drag((0, 0), (30, 20))[:-1])
    assert previews[-1].hint == "30 x 20 px"


def test_a_box_that_is_dragged_out_of_the_picture_ends_at_its_edge():
    assert outer(outcome(BOX, scene_of(), *drag((10, 20), (60, 60), (300, -50)))) == [
        [10, 0], [100, 0], [100, 20], [10, 20]]  # fmt: skip
