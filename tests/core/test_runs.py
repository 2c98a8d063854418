"""Compressed run lengths, and outlines far from the frame's corner."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as coco_mask

from annotator.core import raster
from annotator.core.annotations import Part, ring
from annotator.core.runs import decompressed
from tests.core.test_raster import masks

far = st.lists(st.tuples(st.floats(700, 900, width=32), st.floats(400, 590, width=32)), min_size=3, max_size=9)


@given(masks)
def test_compressed_run_lengths_are_read_as_pycocotools_wrote_them(mask):
    height, width = mask.shape
    rle = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))
    local = raster.decode_runs(decompressed(rle["counts"]), width, height)
    assert np.array_equal(raster.full_mask(local, width, height), mask)


@pytest.mark.parametrize("letters", [b"", b"/", b"p", b"P", b"0P", b"PPPPPPPPPPP0", b"\x00", b"\xff"])
def test_letters_that_are_no_run_lengths_are_refused(letters):
    with pytest.raises(ValueError, match="run length"):
        decompressed(letters)


@given(st.lists(far, min_size=1, max_size=3))
def test_outlines_cover_what_pycocotools_says_wherever_they_lie(polygons):
    rings = [ring(one) for one in polygons]
    flat = [one.ravel().astype(np.float64).tolist() for one in rings]
    expected = coco_mask.decode(coco_mask.merge(coco_mask.frPyObjects(flat, 600, 900))).astype(bool)
    assert np.array_equal(raster.parts_mask([Part(one) for one in rings], 900, 600), expected)


@given(far, far, far)
def test_run_lengths_of_parts_are_those_of_their_mask(outer, hole, other):
    parts = (Part(ring(outer), (ring(hole),)), Part(ring(other)))
    local = raster.local_mask(parts, 900, 600)
    assert raster.parts_rle(parts, 900, 600) == raster.encode(local, 900, 600)
    assert raster.parts_rle(parts[1:], 900, 600) == raster.encode(raster.local_mask(parts[1:], 900, 600), 900, 600)
