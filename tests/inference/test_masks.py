"""Masks in their boxes against torchvision's own full-frame path."""

import numpy as np
import pytest
import torch
from torchvision.models.detection.roi_heads import paste_masks_in_image

from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask, full_mask, iou, local_mask, parts_mask
from annotator.inference.masks import fit_outlines, mask_in_box, padded_boxes

SIZES = [(640, 480), (97, 61), (1280, 720)]


def soft_masks(count: int, seed: int = 0) -> np.ndarray:
    """Blobs as a network gives them, some with holes and islands: (N, 28, 28) of 0..1."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[:28, :28] - 13.5
    noise = [cv2.GaussianBlur(random.normal(size=(28, 28)), (0, 0), 2.5) for _ in range(count)]
    return np.stack([1 / (1 + np.exp(-6 * (1 - (x**2 + y**2) / 150) - 20 * one)) for one in noise]).astype(np.float32)


def random_boxes(count: int, width: int, height: int, seed: int = 1) -> np.ndarray:
    """Boxes of every size down to a pixel, many touching the border: (N, 4) float32."""
    random = np.random.default_rng(seed)
    sides = np.exp(random.uniform(np.log(1), np.log([width, height]), (count, 2)))
    start = random.uniform(-0.2, 1, (count, 2)) * ([width, height] - sides)
    corners = np.concatenate([start, start + sides], axis=1)
    return np.clip(corners, 0, [width, height, width, height]).astype(np.float32)


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_masks_in_boxes_are_torchvision_s_full_frame_masks(width, height):
    masks, boxes = soft_masks(120), random_boxes(120, width, height)
    pasted = paste_masks_in_image(torch.from_numpy(masks)[:, None], torch.from_numpy(boxes), (height, width))
    theirs = [LocalMask(0, 0, (one[0] > 0.5).numpy()) for one in pasted]
    ours = [mask_in_box(mask, box, width, height) for mask, box in zip(masks, padded_boxes(boxes, 28), strict=True)]
    same = np.array([iou(one, other) for one, other in zip(ours, theirs, strict=True)])
    assert (same == 1).mean() >= 0.99
    assert same.min() >= 0.999


def test_exact_parts_of_a_mask_in_its_box_cover_exactly_its_pixels():
    boxes = padded_boxes(random_boxes(60, 200, 150), 28)
    for soft, box in zip(soft_masks(60), boxes, strict=True):
        local = mask_in_box(soft, box, 200, 150)
        parts = fit_outlines(local, tolerance_px=0)
        lost = full_mask(local, 200, 150) != parts_mask(parts, 200, 150)
        assert np.count_nonzero(lost) <= 0.05 * local.area  # specks under a hundredth of the largest component only


def test_outlines_have_few_vertices_and_fit_their_masks():
    boxes = padded_boxes(random_boxes(200, 640, 480), 28)
    kept, vertices = [], []
    for soft, box in zip(soft_masks(200), boxes, strict=True):
        local = mask_in_box(soft, box, 640, 480)
        exact, fit = fit_outlines(local, 0), fit_outlines(local)
        kept.append(iou(local_mask(exact, 640, 480), local_mask(fit, 640, 480)))
        vertices.append([sum(map(len, (one for part in parts for one in part.rings))) for parts in (exact, fit)])
    assert min(kept) >= 0.985
    assert np.sum(vertices, axis=0)[1] < 0.6 * np.sum(vertices, axis=0)[0]  # the set has many slivers


def test_specks_are_left_out_and_real_islands_stay():
    mask = np.zeros((40, 80), bool)
    mask[5:35, 5:35] = True
    mask[10:20, 50:60] = True
    mask[30, 70] = True
    assert len(fit_outlines(LocalMask(0, 0, mask), 0)) == 2


def test_a_mask_that_covers_no_pixel_has_no_parts():
    assert fit_outlines(mask_in_box(np.zeros((28, 28), np.float32), [0, 0, 9, 9], 20, 20)) == ()
