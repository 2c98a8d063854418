"""Outlines along the edges of a picture, new ones and stretches of old ones."""

import numpy as np
import pytest

from annotator.core.annotations import Part
from annotator.core.crossings import crosses_itself
from annotator.core.geometry import rectangle
from annotator.core.raster import parts_mask
from annotator.tools.asking import NO_PICTURE
from annotator.tools.drawing import NO_OUTLINE
from annotator.tools.magnet import Magnet
from tests.conftest import instance
from tests.core.test_livewire import disc
from tests.tools.driving import BACKSPACE, ENTER, StillGoingOn, at, click, drag, move, outcome, press, run, scene_of

PICTURE = disc()
AROUND = [(162, 100), (100, 162), (38, 100), (100, 38)]
"""Beside the edge of the disc, within the snap of 4 pixels."""


def clicks(*points, **keys):
    return [event for point in points for event in click(*point, grab_px=8.0, **keys)]


def mask(parts):
    return parts_mask(parts, 200, 200)


def wanted():
    return (PICTURE > 100).all(axis=2)


def overlap(edit, number=None):
    one = edit.after[number] if number else next(iter(edit.after.values()))
    return (mask(one.parts) & wanted()).sum() / (mask(one.parts) | wanted()).sum()


def test_four_clicks_beside_the_edge_of_a_disc_outline_it():
    edit = outcome(Magnet(), scene_of(picture=PICTURE), *clicks(*AROUND), ENTER)
    assert overlap(edit) > 0.96


def test_a_click_on_the_first_anchor_closes():
    edit = outcome(Magnet(), scene_of(picture=PICTURE), *clicks(*AROUND), press(161, 101, grab_px=8.0))
    assert overlap(edit) > 0.96


def test_a_slope_is_not_made_of_steps():
    [one] = outcome(Magnet(), scene_of(picture=PICTURE), *clicks(*AROUND), ENTER).after.values()
    assert 12 < len(one.parts[0].outer) < 80


def test_with_ctrl_a_line_is_straight_and_ends_where_it_was_clicked():
    corners = [(20, 20), (180, 20), (180, 180)]
    [one] = outcome(Magnet(), scene_of(picture=PICTURE), *clicks(*corners, ctrl=True), ENTER).after.values()
    assert {tuple(point) for point in corners} <= {tuple(point) for point in one.parts[0].outer.tolist()}


def test_the_line_follows_the_cursor():
    previews, gesture, _ = run(
        Magnet(), scene_of(picture=PICTURE), *clicks((160, 100)), at("move", 100, 160, grab_px=8.0)
    )
    assert gesture is not None
    assert np.abs(np.hypot(*(previews[-1].path - 100).T) - 60).max() < 4


def test_backspace_takes_anchors_back_one_by_one_and_then_leaves():
    events = [*clicks(*AROUND[:3]), BACKSPACE]
    previews, _, _ = run(Magnet(), scene_of(picture=PICTURE), *events)
    assert [len(one.handles) for one in (previews[-2], previews[-1])] == [3, 2]
    assert outcome(Magnet(), scene_of(picture=PICTURE), *events, BACKSPACE, BACKSPACE) is None


def test_anchors_clicked_before_their_maps_are_there_are_reached_later():
    gesture = Magnet().gesture(scene_of(picture=PICTURE), press(*AROUND[0], grab_px=8.0))
    preview = next(gesture)
    asks = preview.asks
    for event in [*clicks(*AROUND)[1:], ENTER]:
        assert gesture.send(event).asks is None
    while asks is not None:
        try:
            asks = gesture.send(at("answer", answer=asks())).asks
        except StopIteration as over:
            asks, edit = None, over.value
    assert overlap(edit) > 0.96


def test_where_the_cursor_leaves_the_map_a_larger_one_is_asked_for():
    picture = disc(400, (500, 500), (1000, 1000))
    events = [*click(900, 500, grab_px=2.0), at("move", 500, 900, grab_px=2.0)]
    previews, _, _ = run(Magnet(), scene_of(picture=picture), *events)
    line = previews[-1].path
    assert line[-1].tolist() == pytest.approx([500, 900], abs=3)
    assert np.abs(np.hypot(*(line - 500).T) - 400).max() < 6


def test_the_way_to_an_anchor_beside_the_edge_and_back_is_left_out():
    beside, haired = [AROUND[0], (100, 180), *AROUND[2:]], PICTURE.copy()
    haired[158:180, 99:101] = 120
    [one] = outcome(Magnet(), scene_of(picture=haired), *clicks(*beside), ENTER).after.values()
    assert np.abs(np.hypot(*(one.parts[0].outer - 100).T) - 60).max() < 3
    assert not crosses_itself(one.parts[0].outer)


def test_an_anchor_that_straight_lines_lead_to_stays():
    needle = [*clicks(AROUND[0]), *clicks((100, 178), (38, 100), ctrl=True), *clicks(AROUND[3])]
    [one] = outcome(Magnet(), scene_of(picture=PICTURE), *needle, ENTER).after.values()
    assert [100, 178] in one.parts[0].outer.tolist()


def test_enter_on_a_line_without_area_goes_on():
    with pytest.raises(StillGoingOn):
        outcome(Magnet(), scene_of(picture=PICTURE), *clicks((20, 20)), ENTER)


def test_enter_that_closes_nothing_says_what_is_missing():
    previews, _, _ = run(Magnet(), scene_of(picture=PICTURE), *clicks((20, 20)), ENTER)
    assert previews[-1].hint == NO_OUTLINE


def bitten(**fields):
    """The disc, outlined well but for a bite at the right."""
    turn = np.linspace(0.5, 2 * np.pi - 0.5, 60)
    outer = np.stack([100 + 60 * np.cos(turn), 100 + 60 * np.sin(turn)], axis=1)
    island, hole = rectangle(2, 2, 10, 10), rectangle(80, 80, 90, 90)
    return instance(1, (Part(np.float32([*outer, (110, 100)]), (hole,)), Part(island)), **fields)


ENDS = [(100 + 60 * np.cos(turn), 100 + 60 * np.sin(turn)) for turn in (0.6, -0.6)]


def test_a_stretch_of_the_selected_outline_is_drawn_anew_along_the_edge():
    one = bitten(crowd=True)
    edit = outcome(Magnet(), scene_of(one, selection=[1], picture=PICTURE), *clicks(ENDS[0]), press(*ENDS[1]))
    assert edit.after.keys() == {1}
    hole, island = parts_mask([Part(one.parts[0].holes[0])], 200, 200), parts_mask(one.parts[1:], 200, 200)
    after = mask(edit.after[1].parts)
    assert np.count_nonzero(after ^ (wanted() & ~hole | island)) < 0.04 * wanted().sum()
    assert (edit.after[1].parts[1], edit.after[1].parts[0].holes[0].tolist()) == (
        one.parts[1], one.parts[0].holes[0].tolist())  # fmt: skip
    assert edit.after[1].crowd


def test_a_drag_from_the_outline_back_to_it_is_enough():
    scene = scene_of(bitten(), selection=[1], picture=PICTURE)
    edit = outcome(Magnet(), scene, *drag(ENDS[0], (161, 100), ENDS[1]))
    assert overlap(edit, 1) > 0.93


def test_shift_keeps_the_other_side():
    scene = scene_of(bitten(), selection=[1], picture=PICTURE)
    edit = outcome(Magnet(), scene, *clicks(ENDS[0]), press(*ENDS[1], shift=True))
    assert mask(edit.after[1].parts[:1]).sum() < 0.3 * wanted().sum()


def test_back_on_the_outline_the_preview_shows_what_a_press_would_leave():
    scene = scene_of(bitten(), selection=[1], picture=PICTURE)
    previews, _, _ = run(Magnet(), scene, *clicks(ENDS[0]), move(161, 100), move(*ENDS[1]))
    assert (previews[-2].hides, previews[-1].hides) == (frozenset(), {1})


def test_beside_an_outline_that_is_not_selected_a_new_one_begins():
    edit = outcome(Magnet(), scene_of(bitten(), picture=PICTURE), *clicks(*AROUND), ENTER)
    assert 1 not in edit.after
    assert len(edit.after) == 1


def test_without_a_picture_it_says_so():
    [shown], _, _ = run(Magnet(), scene_of(), press(10, 10))
    assert shown.hint == NO_PICTURE
