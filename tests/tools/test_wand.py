"""Covering by colour: what comes out is what was shown, exact to the pixel."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from annotator.core.annotations import Part
from annotator.core.geometry import rectangle
from annotator.core.raster import parts_mask
from annotator.tools.asking import NO_PICTURE
from annotator.tools.wand import Wand
from tests.conftest import instance, square
from tests.tools.driving import BACKSPACE, at, click, drag, move, outcome, press, release, run, scene_of

SAMPLES = Path(__file__).parent.parent.parent / "resources" / "samples"
DARK, LIGHT, MIDDLE = 40, 200, 60


def picture(*rects, size=(100, 80)):
    """A dark picture with rectangles (x0, y0, x1, y1, grey) on it."""
    made = np.full((size[1], size[0], 3), DARK, np.uint8)
    for x0, y0, x1, y1, grey in rects:
        made[y0:y1, x0:x1] = grey
    return made


def sample(name):
    return np.asarray(Image.open(SAMPLES / name).convert("RGB"))


def covered(edit, width=100, height=80):
    [one] = edit.after.values()
    return parts_mask(one.parts, width, height)


def of_colour(shown, grey):
    return (shown == grey).all(axis=2)


RING = picture((20, 10, 70, 60, LIGHT), (40, 30, 50, 40, DARK))


def test_a_click_covers_what_has_the_colour_with_its_hole():
    edit = outcome(Wand(), scene_of(picture=RING), *click(25.5, 15.5))
    assert np.array_equal(covered(edit), of_colour(RING, LIGHT))
    [one] = edit.after.values()
    assert [len(part.holes) for part in one.parts] == [1]


def test_what_does_not_hang_together_with_it_is_left_out():
    shown = picture((10, 10, 30, 30, LIGHT), (50, 10, 70, 30, LIGHT))
    edit = outcome(Wand(), scene_of(picture=shown), *click(20, 20))
    assert covered(edit).sum() == 20 * 20


def test_a_leak_over_a_line_of_single_pixels_is_shut():
    shown = picture((10, 10, 30, 30, LIGHT), (30, 20, 50, 21, LIGHT), (50, 10, 70, 30, LIGHT))
    edit = outcome(Wand(), scene_of(picture=shown), *click(20, 20))
    assert np.array_equal(covered(edit), of_colour(picture((10, 10, 30, 30, LIGHT)), LIGHT))


def test_a_press_on_a_line_of_single_pixels_takes_the_line():
    shown = picture((30, 20, 50, 21, LIGHT))
    assert covered(outcome(Wand(), scene_of(picture=shown), *click(40.5, 20.5))).sum() == 20


def test_pin_holes_are_covered():
    shown = picture((10, 10, 50, 50, LIGHT), (20, 20, 23, 23, DARK))
    assert covered(outcome(Wand(), scene_of(picture=shown), *click(12, 12))).sum() == 40 * 40


def test_dragging_right_takes_more_and_left_less():
    shown = picture((10, 10, 50, 50, MIDDLE))
    scene = scene_of(picture=shown, colour_tolerance=5.0)
    click_alone, right = (outcome(Wand(), scene, *drag((20, 20), (x, 20))) for x in (20, 80))
    assert (covered(click_alone).sum(), covered(right).all()) == (40 * 40, True)
    left = outcome(Wand(), scene_of(picture=shown, colour_tolerance=20.0), *drag((80, 20), (2, 20)))
    assert covered(left).sum() == 100 * 80 - 40 * 40


def test_the_tolerance_of_a_drag_or_a_turn_of_the_wheel_stays_for_the_next_press():
    [chosen] = chosen_by(*drag((25, 15), (65, 15)))
    assert chosen.colour_tolerance == 10
    turned = outcome(Wand(), scene_of(picture=RING), at("wheel", 1, 1, turns=-5.0))
    assert 4 < turned.colour_tolerance < 6


def test_an_abandoned_drag_leaves_the_tolerance():
    assert chosen_by(press(25, 15), move(45, 15), BACKSPACE) == []


def chosen_by(*events):
    """The modes that the previews of a gesture have chosen."""
    gesture, seen = Wand().gesture(scene_of(picture=RING, colour_tolerance=5.0), events[0]), []

    def see(preview):
        seen.append(preview)
        if preview.asks is not None:
            see(gesture.send(at("answer", answer=preview.asks())))

    with suppress(StopIteration):
        see(next(gesture))
        for event in events[1:]:
            see(gesture.send(event))
    return [one.modes for one in seen if one.modes is not None]


def test_shift_adds_to_the_selected_one_and_leaves_what_it_has():
    one = instance(1, (Part(rectangle(0, 0, 30, 30), (rectangle(5, 5, 10, 10),)),), crowd=True)
    edit = outcome(Wand(), scene_of(one, selection=[1], picture=RING), *click(60, 50, shift=True))
    assert edit.after.keys() == {1}
    assert np.array_equal(covered(edit), parts_mask(one.parts, 100, 80) | of_colour(RING, LIGHT))
    assert edit.after[1].crowd


@pytest.mark.parametrize("key", ["alt", "ctrl"])
def test_alt_takes_from_the_selected_ones(key):
    one = instance(1, square(10, 0, 60))
    edit = outcome(Wand(), scene_of(one, selection=[1], picture=RING), *click(60, 50, **{key: True}))
    assert np.array_equal(covered(edit), parts_mask(one.parts, 100, 80) & ~of_colour(RING, LIGHT))


def test_alt_without_a_selection_does_nothing():
    assert outcome(Wand(), scene_of(picture=RING), press(60, 50, alt=True)) is None


def test_the_release_waits_for_the_work_on_the_last_tolerance():
    gesture = Wand().gesture(scene_of(picture=picture((10, 10, 50, 50, MIDDLE)), colour_tolerance=5.0), press(20, 20))
    first = next(gesture).asks
    later = gesture.send(move(80, 20)).asks
    assert gesture.send(release(80, 20)).asks is None
    assert first is not later
    assert gesture.send(at("answer", answer=first())).asks is None
    parts = gesture.send(at("answer", answer=later())).asks
    with pytest.raises(StopIteration) as over:
        gesture.send(at("answer", answer=parts()))
    assert covered(over.value.value).all()


def test_without_a_picture_it_says_so():
    [shown], _, _ = run(Wand(), scene_of(), press(10, 10))
    assert shown.hint == NO_PICTURE
    assert Wand().hover(scene_of(), move(1, 1)).hint == NO_PICTURE


def test_it_looks_at_as_much_of_the_picture_as_the_colour_reaches():
    shown = picture((300, 0, 1500, 200, LIGHT), size=(1600, 200))
    edit = outcome(Wand(), scene_of(picture=shown), *click(1400, 100))
    assert covered(edit, 1600, 200).sum() == 1200 * 200


def test_nuclei_are_taken_with_a_click_each():
    shown = sample("nuclei.png")
    edit = outcome(Wand(), scene_of(picture=shown), *click(*darkest(shown)))
    assert 50 < covered(edit, *shown.shape[1::-1]).sum() < 0.9 * shown[..., 0].size


def darkest(shown):
    y, x = np.unravel_index(shown.sum(axis=2).argmin(), shown.shape[:2])
    return x + 0.5, y + 0.5
