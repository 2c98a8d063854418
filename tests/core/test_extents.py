"""What a segment or a triangle may touch: nothing that it does is missed, and what is far from it is left out."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.extents import Extents
from tests.conftest import instance, square

places = st.tuples(st.floats(-50, 150, width=32), st.floats(-50, 150, width=32))
boxes = st.lists(st.tuples(st.integers(0, 90), st.integers(0, 70), st.integers(2, 30)), min_size=1, max_size=8)


def holds(box, points):
    x, y, side = box
    return ((points >= (x, y)) & (points <= (x + side, y + side))).all(axis=1).any()


@settings(max_examples=200, deadline=None)
@given(boxes, st.lists(places, min_size=2, max_size=3))
def test_all_that_a_shape_runs_over_is_found(boxes, shape):
    corners = np.array(shape, np.float64)
    shares = np.linspace(0, 1, 60)[:, None]
    runs = [one + shares * (other - one) for one in corners for other in corners]
    touched = set(Extents(instance(n, square(*box)) for n, box in enumerate(boxes)).touched(corners).tolist())
    assert touched >= {place for place, box in enumerate(boxes) if any(holds(box, run) for run in runs)}


@settings(max_examples=200, deadline=None)
@given(boxes, st.tuples(places, places))
def test_only_what_a_segment_runs_over_is_found(boxes, segment):
    start, end = np.array(segment, np.float64)
    run = start + np.linspace(0, 1, 2000)[:, None] * (end - start)
    touched = Extents(instance(n, square(*box)) for n, box in enumerate(boxes)).touched(np.stack([start, end]))
    for place in touched.tolist():
        x, y, side = boxes[place]
        assert holds((x - 1, y - 1, side + 2), run)


def test_there_may_be_nothing_to_touch():
    assert not len(Extents([]).touched(np.zeros((2, 2))))
    assert Extents([instance(1, ())]).around(0, 0) == []


def test_a_point_is_in_the_boxes_around_it():
    extents = Extents([instance(1, square(0, 0, 50)), instance(2, square(10, 10, 10)), instance(3, square(60, 0, 9))])
    assert extents.around(15, 15) == [0, 1]
