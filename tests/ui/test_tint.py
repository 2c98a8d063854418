"""Masks filled many at a time look as if each had been filled alone, from the lowest to the highest."""

from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.annotations import Part
from annotator.core.geometry import rectangle
from annotator.core.opencv import cv2
from annotator.ui.canvas.look import Look
from annotator.ui.canvas.outlines import SHIFT, Kind, Outlines
from annotator.ui.canvas.plan import Plan
from annotator.ui.canvas.ranks import ranks_of
from annotator.ui.canvas.scratch import Scratch
from annotator.ui.canvas.tint import tint
from annotator.ui.canvas.viewport import Viewport
from tests.conftest import instance

VIEW = Viewport(301, 199)
EVERYWHERE = (-1e6, -1e6, 1e6, 1e6)
COLOURS = {number: (10 * number, 255 - 20 * number, 100 + number) for number in range(1, 6)}

numbers = st.integers(0, 180)
boxes = st.lists(st.tuples(numbers, numbers, st.integers(1, 60), st.integers(1, 60)), max_size=30)


def instances(places):
    return [instance(id, (Part(rectangle(x, y, x + w, y + h)),), category=1 + id % 5)
            for id, (x, y, w, h) in enumerate(places, 1)]  # fmt: skip


def tinted(outlines):
    part = np.full((VIEW.height, VIEW.width, 4), 90, np.uint8)
    tint_all(part, outlines, Look(fill=0.5, colours=COLOURS))
    return part[..., :3].astype(int)


def tint_all(part, outlines, look):
    plan = Plan(VIEW, outlines, look)
    for _ in chain(plan.make(), tint(part, plan, look, Scratch())):
        pass


def one_by_one(outlines):
    filled = np.full((VIEW.height, VIEW.width, 3), 90, np.uint8)
    rows = outlines.touching(EVERYWHERE)
    drawn = outlines.drawn(rows, VIEW)
    for place, category in enumerate(outlines.hues[rows].tolist()):
        cv2.fillPoly(filled, drawn.at(np.array([place]))[0], COLOURS[category], cv2.LINE_8, SHIFT)
    return np.rint(filled * 0.5 + 45)


def holds(outlines):
    """Whether what overlaps is ranked from the lowest to the highest."""
    rows = outlines.touching(EVERYWHERE)
    ranks, places = outlines.ranks(rows), outlines._boxes[rows]
    for lower in range(len(rows)):
        for upper in range(lower + 1, len(rows)):
            meet = (places[lower, :2] <= places[upper, 2:]) & (places[upper, :2] <= places[lower, 2:])
            assert not meet.all() or ranks[lower] < ranks[upper]


@pytest.mark.parametrize("pixels_of_one_thread", [10**6, 0])
@settings(max_examples=40, deadline=None)
@given(boxes)
def test_what_is_filled_together_looks_as_if_filled_one_by_one(pixels_of_one_thread, places):
    outlines = Outlines(instances(places))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("annotator.ui.canvas.plan.LARGE", pixels_of_one_thread)
        assert np.abs(tinted(outlines) - one_by_one(outlines)).max(initial=0) <= 1


@settings(max_examples=40, deadline=None)
@given(boxes, st.lists(st.tuples(st.integers(1, 40), numbers, numbers, st.integers(1, 90)), max_size=6))
def test_ranks_hold_after_edits(places, edits):
    outlines = Outlines(instances(places))
    outlines._ranks[outlines.touching(EVERYWHERE)] = ranks_of(outlines._boxes[outlines.touching(EVERYWHERE)])
    outlines._ranked = True
    for id, x, y, size in edits:
        outlines.sync({id: instance(id, (Part(rectangle(x, y, x + size, y + size)),), category=1)}, [id])
        holds(outlines)


@settings(max_examples=40, deadline=None)
@given(boxes, st.lists(st.tuples(st.integers(1, 40), numbers, numbers, st.integers(1, 90)), max_size=12))
def test_after_edits_the_corners_are_those_of_outlines_made_anew(places, edits):
    outlines = Outlines(instances(places))
    known = {one.id: one for one in instances(places)}
    for id, x, y, size in edits:
        outlines.drawn(outlines.touching(EVERYWHERE), VIEW)
        known[id] = instance(id, (Part(rectangle(x, y, x + size, y + size), (rectangle(x, y, x + 1, y + 1),)),))
        outlines.sync({id: known[id]}, [id])
    assert corners(outlines) == corners(Outlines(known.values()))


def corners(outlines):
    """The drawn rings of each instance."""
    rows = outlines.touching(EVERYWHERE)
    rings, ends = outlines.drawn(rows, VIEW).at(np.arange(len(rows)))
    return {id: [ring.tolist() for ring in rings[start:end]]
            for id, start, end in zip(outlines.ids(rows), ends, ends[1:], strict=False)}  # fmt: skip


def test_where_everything_overlaps_each_has_a_rank_of_its_own():
    heap = np.tile([0.0, 0.0, 10.0, 10.0], (6000, 1))
    assert len(np.unique(ranks_of(heap))) == 6000


@pytest.mark.parametrize("count", [3, 300])
def test_every_category_has_its_colour_however_many_there_are(count):
    places = [(10 * (n % 28), 10 * (n // 28)) for n in range(count)]
    each = [instance(n + 1, (Part(rectangle(x, y, x + 8, y + 8)),), category=n + 1) for n, (x, y) in enumerate(places)]
    outlines = Outlines(each)
    part = np.zeros((VIEW.height, VIEW.width, 4), np.uint8)
    colours = {n + 1: (n % 256, n // 256, 200) for n in range(count)}
    tint_all(part, outlines, Look(fill=1.0, colours=colours))
    assert all(tuple(part[y + 4, x + 4, :3].tolist()) == colours[n + 1] for n, (x, y) in enumerate(places))


def test_a_crowd_is_hatched_and_a_rejected_one_is_not_filled():
    outlines = Outlines([instance(1, (Part(rectangle(20, 20, 90, 90)),), category=1, crowd=True)])
    rows = outlines.touching(EVERYWHERE)
    assert outlines.kinds[rows].tolist() == [Kind.CROWD]
    found = np.unique(tinted(outlines).reshape(-1, 3), axis=0).tolist()
    assert sorted(found) == sorted([[90, 90, 90], list(COLOURS[1])])
