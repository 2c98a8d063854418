"""Cutting out of a box: a box, strokes, Enter."""

import numpy as np
import pytest

from annotator.core.raster import parts_mask
from annotator.tools.asking import NO_PICTURE
from annotator.tools.cutout import CutOut
from tests.core.test_cutout import iou, noisy
from tests.core.test_livewire import disc
from tests.tools.driving import (
    BACKSPACE,
    ENTER,
    StillGoingOn,
    answer,
    click,
    drag,
    move,
    outcome,
    press,
    release,
    run,
    scene_of,
)  # fmt: skip

PICTURE = noisy(disc())
BOX = ((30, 30), (100, 100), (170, 170))
WANTED = (disc() > 100).all(axis=2)


def covered(edit):
    [one] = edit.after.values()
    return parts_mask(one.parts, 200, 200)


def scene():
    return scene_of(picture=PICTURE)


@pytest.mark.parametrize("box", [drag(*BOX), [*click(30, 30), press(170, 170)]], ids=["drag", "clicks"])
def test_a_box_and_enter_make_an_instance_of_what_stands_out(box):
    assert iou(covered(outcome(CutOut(), scene(), *box, ENTER)), WANTED) > 0.97


def test_without_enter_nothing_is_kept():
    with pytest.raises(StillGoingOn):
        outcome(CutOut(), scene(), *drag(*BOX))


def test_what_is_painted_belongs_to_it_and_with_ctrl_not():
    plus, minus = drag((10, 10), (20, 10)), drag((100, 90), (100, 110), ctrl=True)
    made = covered(outcome(CutOut(), scene(), *drag(*BOX), *plus, *minus, ENTER))
    assert made[9:11, 10:20].all()
    assert not made[90:110, 99:101].any()


def test_backspace_takes_a_stroke_back_and_then_leaves():
    events = [*drag(*BOX), *drag((10, 10), (20, 10)), BACKSPACE]
    assert not covered(outcome(CutOut(), scene(), *events, ENTER))[9:11, 10:20].any()
    assert outcome(CutOut(), scene(), *events, BACKSPACE) is None
    assert outcome(CutOut(), scene(), press(10, 10), BACKSPACE) is None


def test_enter_waits_for_the_solution_with_the_last_stroke():
    gesture = CutOut().gesture(scene(), press(*BOX[0]))
    next(gesture)
    for event in (move(*BOX[1]), release(*BOX[2])):
        first = gesture.send(event).asks
    for event in drag((10, 10), (20, 10)):
        later = gesture.send(event).asks
    assert gesture.send(ENTER).asks is None
    assert gesture.send(answer(first())).asks is None
    parts = gesture.send(answer(later())).asks
    with pytest.raises(StopIteration) as over:
        gesture.send(answer(parts()))
    assert covered(over.value.value)[9:11, 10:20].all()


def test_a_solution_of_strokes_that_were_taken_back_is_not_kept():
    gesture = CutOut().gesture(scene(), press(*BOX[0]))
    next(gesture)
    for event in (move(*BOX[1]), release(*BOX[2])):
        gesture.send(event)
    for event in drag((10, 10), (20, 10)):
        old = gesture.send(event).asks
    gesture.send(answer(old()))
    gesture.send(BACKSPACE)
    for event in drag((10, 190), (20, 190)):
        new = gesture.send(event).asks
    assert gesture.send(ENTER).asks is None
    parts = gesture.send(answer(new())).asks
    with pytest.raises(StopIteration) as over:
        gesture.send(answer(parts()))
    made = covered(over.value.value)
    assert not made[9:11, 10:20].any()
    assert made[189:191, 10:20].all()


def test_where_nothing_stands_out_it_says_so_and_enter_leaves_nothing():
    flat = scene_of(picture=np.full((200, 200, 3), 90, np.uint8))
    previews, _, _ = run(CutOut(), flat, *drag(*BOX))
    assert "Nothing stands out" in previews[-1].hint
    assert outcome(CutOut(), flat, *drag(*BOX), ENTER) is None


def test_without_a_picture_it_says_so():
    [shown], _, _ = run(CutOut(), scene_of(), press(10, 10))
    assert shown.hint == NO_PICTURE
