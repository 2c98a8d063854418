"""A mask that is painted on: the same as on whole frames."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from annotator.core import masks
from annotator.core.annotations import Part
from annotator.core.geometry import area
from annotator.core.raster import LocalMask, full_mask
from tests.core.test_raster import blobs

SIDE = 24
small = st.tuples(st.integers(0, 8), st.integers(0, 8)).flatmap(lambda size: arrays(bool, size))
local_masks = st.builds(LocalMask, st.integers(0, 12), st.integers(0, 12), small)


def whole(local):
    return full_mask(local, SIDE, SIDE)


@pytest.mark.parametrize("most", [masks._WHOLE, 0], ids=["of a usual frame", "of a vast frame"])
@settings(max_examples=80, deadline=None)
@given(local_masks, st.lists(st.tuples(st.booleans(), local_masks), max_size=6))
def test_a_sheet_is_what_was_painted_and_erased_in_turn(most, base, dabs):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masks, "_WHOLE", most)
        sheet, expected = masks.Sheet(SIDE, SIDE, base), whole(base)
    for paints, dab in dabs:
        (sheet.paint if paints else sheet.erase)(dab)
        expected = expected | whole(dab) if paints else expected & ~whole(dab)
    assert np.array_equal(whole(sheet.local), expected)


def test_painting_on_a_sheet_leaves_the_mask_it_began_with():
    base = LocalMask(2, 2, np.zeros((4, 4), bool))
    masks.Sheet(SIDE, SIDE, base).paint(LocalMask(3, 3, np.ones((2, 2), bool)))
    assert base.area == 0


def test_a_sketch_of_a_rectangle_runs_along_its_pixel_edges():
    [one] = masks.sketch(LocalMask(5, 7, np.ones((3, 4), bool)))
    assert sorted(map(tuple, one.tolist())) == [(5, 7), (5, 10), (9, 7), (9, 10)]


@pytest.mark.parametrize("seed", range(3))
def test_a_sketch_covers_nearly_the_mask_with_its_holes(seed):
    mask = blobs(seed)
    rings = masks.sketch(LocalMask(0, 0, mask))
    inner = sum(area([Part(one)]) for one in rings)
    assert inner >= mask.sum()  # holes count too: no ring was lost
