"""Outlines and masks: the same pixels both ways, and the same as pycocotools sees."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from pycocotools import mask as coco_mask

from annotator.core import raster
from annotator.core.annotations import Part, ring
from annotator.core.raster import LocalMask
from tests.conftest import square

masks = st.tuples(st.integers(1, 20), st.integers(1, 20)).flatmap(lambda size: arrays(bool, size))
corners = st.lists(st.tuples(st.floats(-20, 60, width=32), st.floats(-20, 60, width=32)), min_size=3, max_size=12)


def blobs(seed: int, side: int = 120) -> np.ndarray:
    """A mask with holes, islands in holes and parts at the border."""
    noise = np.random.default_rng(seed).random((side, side))
    smooth = sum(np.roll(noise, (dy, dx), (0, 1)) for dy in range(-4, 5) for dx in range(-4, 5))
    return smooth > np.median(smooth)


@given(masks)
def test_the_parts_of_a_mask_have_that_mask(mask):
    height, width = mask.shape
    assert np.array_equal(raster.parts_mask(raster.mask_parts(mask), width, height), mask)


@pytest.mark.parametrize("seed", range(10))
def test_holes_and_islands_survive_the_way_there_and_back(seed):
    mask = blobs(seed)
    parts = raster.mask_parts(mask)
    assert any(part.holes for part in parts)
    assert np.array_equal(raster.parts_mask(parts, *mask.shape[::-1]), mask)


def test_pixels_that_touch_at_a_corner_are_two_parts():
    assert len(raster.mask_parts(np.eye(2, dtype=bool))) == 2


def test_an_island_in_a_hole_is_a_part_of_its_own():
    mask = np.ones((7, 7), bool)
    mask[1:6, 1:6] = False
    mask[3, 3] = True
    outer, island = sorted(raster.mask_parts(mask), key=lambda part: -len(part.holes))
    assert (len(outer.holes), len(island.holes)) == (1, 0)


@given(masks)
def test_run_lengths_are_those_of_pycocotools(mask):
    height, width = mask.shape
    expected = coco_mask.encode(np.asfortranarray(mask.astype(np.uint8)))
    assert raster.encode(LocalMask(0, 0, mask), width, height) == expected


@given(masks, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_run_lengths_come_back_as_the_mask_they_were_made_of(mask, x, y, margin):
    width, height = mask.shape[1] + x + margin, mask.shape[0] + y + margin
    local = LocalMask(x, y, mask)
    again = raster.decode_runs(raster.run_lengths(local, width, height), width, height)
    assert np.array_equal(raster.full_mask(again, width, height), raster.full_mask(local, width, height))


@given(corners)
def test_a_polygon_covers_the_pixels_that_pycocotools_says(points):
    outline = ring(points)
    [expected] = coco_mask.frPyObjects([outline.astype(float).ravel().tolist()], 40, 50)
    assert np.array_equal(raster.parts_mask((Part(outline),), 50, 40), coco_mask.decode(expected).astype(bool))


def test_a_hole_is_not_covered():
    part = Part(square(0, 0, 10)[0].outer, (square(2, 2, 4)[0].outer,))
    assert raster.local_mask((part,), 20, 20).area == 100 - 16


def test_overlapping_parts_cover_their_union():
    assert raster.local_mask(square(0, 0, 10) + square(5, 0, 10), 20, 20).area == 150


def test_what_lies_outside_the_frame_is_not_covered():
    assert raster.local_mask(square(-5, -5, 10), 20, 20).area == 25
    assert raster.local_mask(square(100, 100, 10), 20, 20).area == 0


@given(masks, masks)
def test_iou_is_that_of_the_whole_masks(one, other):
    a, b = LocalMask(3, 1, one), LocalMask(0, 2, other)
    whole_a, whole_b = raster.full_mask(a, 40, 40), raster.full_mask(b, 40, 40)
    union = (whole_a | whole_b).sum()
    assert raster.iou(a, b) == pytest.approx((whole_a & whole_b).sum() / union if union else 1.0)


@pytest.mark.parametrize("radius", [3, 5, 10, 20, 50, 90])
def test_an_outline_fit_for_editing_has_few_vertices_and_nearly_the_same_mask(radius):
    y, x = np.mgrid[:200, :200]
    mask = (x - 100) ** 2 + (y - 100) ** 2 < radius**2
    [traced] = raster.mask_parts(mask)
    reduced = raster.outline(traced, 0.5)
    assert len(reduced.outer) <= max(8, len(traced.outer) // 2)
    assert raster.iou(raster.local_mask((reduced,), 200, 200), LocalMask(0, 0, mask)) > 0.9
