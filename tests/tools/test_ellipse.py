from dataclasses import replace

import numpy as np
import pytest

from annotator.core.geometry import area, box_xyxy
from annotator.tools import TOOLS
from annotator.tools.drawing import NO_SIZE
from tests.tools.driving import BACKSPACE, click, drag, in_vain, outcome, press, release, run, scene_of

ELLIPSE = TOOLS["ellipse"]


def made(*events):
    [one] = outcome(ELLIPSE, scene_of(), *events).after.values()
    return one


def test_a_drag_makes_an_ellipse_that_fills_its_box():
    one = made(*drag((50, 60), (30, 30), (10, 20)))
    assert box_xyxy(one.rings) == pytest.approx((10, 20, 50, 60))
    assert area(one.parts) == pytest.approx(np.pi * 20 * 20, rel=0.02)


def test_shift_makes_a_circle_as_large_as_the_longer_side():
    one = made(press(10, 70), release(50, 60).__class__(kind="press", at=press(50, 60).at, shift=True))
    assert box_xyxy(one.rings) == pytest.approx((10, 30, 50, 70))


def test_two_clicks_make_the_same_ellipse():
    assert made(*click(10, 20), press(50, 60)).parts == made(*drag((10, 20), (50, 60))).parts


@pytest.mark.parametrize(("side", "fewest", "most"), [(4, 12, 12), (60, 20, 48), (4000, 100, 240)])
def test_larger_ellipses_have_more_corners_and_none_too_many(side, fewest, most):
    scene = replace(scene_of(), width=side, height=side)
    [one] = outcome(ELLIPSE, scene, *drag((0, 0), (side, side))).after.values()
    assert fewest <= len(one.parts[0].outer) <= most


def test_a_circle_is_no_larger_than_the_picture_has_room_for():
    one = made(press(10, 70), release(95, 20).__class__(kind="press", at=press(95, 20).at, shift=True))
    assert box_xyxy(one.rings) == (10, 0, 80, 70)


def test_an_ellipse_without_width_is_none():
    assert in_vain(ELLIPSE, scene_of(), *drag((10, 10), (10, 40))) == NO_SIZE


def test_backspace_leaves_the_ellipse():
    assert outcome(ELLIPSE, scene_of(), *click(10, 20), BACKSPACE) is None


def test_the_hint_tells_the_size():
    previews, _, _ = run(ELLIPSE, scene_of(), *drag((0, 0), (30, 20))[:-1])
    assert previews[-1].hint == "30 x 20 px"
