"""Which boxes meet."""

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.core.boxes import touching_pairs

corner = st.one_of(st.integers(0, 40), st.floats(0, 30_000, width=32))
extent = st.one_of(st.integers(0, 12), st.floats(0, 30_000, width=32))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(corner, corner, extent, extent), max_size=40))
@example([*[(0, 0, 0, 0)] * 8, (0, 0, 0, 1.0), (9.123854301218884e-42, 1.0, 0, 0)])
def test_boxes_that_share_a_point_are_found_each_pair_once(found):
    boxes = np.array([(x, y, x + w, y + h) for x, y, w, h in found], np.float32).reshape(-1, 4).astype(np.float64)
    expected = [
        (i, j) for i, one in enumerate(boxes) for j, other in enumerate(boxes)
        if i < j and (one[:2] <= other[2:]).all() and (other[:2] <= one[2:]).all()
    ]  # fmt: skip
    assert sorted(touching_pairs(boxes)) == expected
