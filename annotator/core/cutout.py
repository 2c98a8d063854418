"""What stands out from its surroundings inside a box (Rother, Kolmogorov and Blake 2004, GrabCut).

The cut is solved on few pixels, as it costs more than their number, and brought to the picture's own pixels by a guided
filter (He, Sun and Tang 2010) along the colour that tells inside from outside best.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.opencv import cv2
from annotator.core.patch import Patch
from annotator.core.raster import LocalMask, Mask
from annotator.core.setops import trimmed, window
from annotator.core.specks import without_pinholes, without_specks

MOST_PX = 1_000_000
"""Of the patch that the mask is refined on; of a larger one every pixel of the mask stands for more than one."""
_SOLVED_PX = 25_000
_ROUNDS = 3
_FLATTEST = 1e-4
"""Variance of the guide (0..1) under which it says nothing."""

Grid = NDArray[np.uint8]


class Stroke(NamedTuple):
    """Pixels of the frame of which a person says that they belong to the object, or do not."""

    mask: LocalMask
    belongs: bool


def cutout(patch: Patch, box: tuple[float, float, float, float], strokes: Sequence[Stroke] = ()) -> LocalMask:
    """The object in the box (xyxy, frame pixels), outside of which nothing belongs to it but strokes.

    `patch` should reach beyond the box on every side, so that there are surroundings to compare with. Where all looks
    alike nothing is covered.
    """
    shrink = max(1.0, (patch.rgb[..., 0].size / MOST_PX) ** 0.5)
    rgb = _resized(patch.rgb, shrink)
    known = _known(patch, box, strokes)
    small = _solved(rgb, _labels_resized(known, rgb.shape))
    fine = _refined(rgb, small) if small.any() else np.zeros(rgb.shape[:2], bool)
    mask = _pixels(fine, known.shape)
    mask[known == cv2.GC_BGD] = False
    mask = without_pinholes(without_specks(mask))
    for stroke in strokes:  # whatever the colours say
        mask[_within(patch, stroke.mask)] = stroke.belongs
    return trimmed(LocalMask(patch.x, patch.y, mask))


def _within(patch: Patch, local: LocalMask) -> Mask:
    return window(local, *patch.box).mask


def _known(patch: Patch, box: tuple[float, float, float, float], strokes: Sequence[Stroke]) -> Grid:
    """OpenCV's labels: perhaps the object in the box, surely not outside, and what the strokes say."""
    known = np.full(patch.rgb.shape[:2], cv2.GC_BGD, np.uint8)
    left, top, right, bottom = np.rint(np.subtract(box, (patch.x, patch.y) * 2)).astype(int).clip(0).tolist()
    known[top:bottom, left:right] = cv2.GC_PR_FGD
    for stroke in strokes:
        known[_within(patch, stroke.mask)] = cv2.GC_FGD if stroke.belongs else cv2.GC_BGD
    return known


def _resized(rgb: NDArray[np.uint8], shrink: float) -> NDArray[np.uint8]:
    if shrink <= 1:
        return np.ascontiguousarray(rgb)
    rows, columns = rgb.shape[:2]
    size = max(1, round(columns / shrink)), max(1, round(rows / shrink))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)


def _labels_resized(known: Grid, shape: tuple[int, ...]) -> Grid:
    return np.asarray(cv2.resize(known, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST), np.uint8)


def _pixels(mask: Mask, shape: tuple[int, ...]) -> Mask:
    if mask.shape == shape:
        return mask
    soft = cv2.resize(mask.astype(np.float32), (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(soft > 0.5)


def _solved(rgb: NDArray[np.uint8], known: Grid) -> Mask:
    """The cut on few pixels."""
    small = _resized(rgb, (rgb[..., 0].size / _SOLVED_PX) ** 0.5)
    labels = _labels_resized(known, small.shape)
    inside = (labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)
    if not inside.any() or inside.all():
        return np.asarray(inside)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(1)  # the same box gives the same mask
    cv2.grabCut(small, labels, (0, 0, 1, 1), *models, _ROUNDS, cv2.GC_INIT_WITH_MASK)
    return np.asarray((labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD))


def _refined(rgb: NDArray[np.uint8], small: Mask) -> Mask:
    """The mask of few pixels on many: where the guide has an edge near by, the mask has its edge there."""
    rows, columns = rgb.shape[:2]
    coarse = np.asarray(
        cv2.resize(small.astype(np.float32), (columns, rows), interpolation=cv2.INTER_LINEAR), np.float32
    )
    grown = columns / small.shape[1]
    if grown <= 1:
        return np.asarray(coarse > 0.5)
    radius = int(np.ceil(2 * grown))
    guide = _guide(rgb, coarse, radius)
    size = (2 * radius + 1,) * 2
    mean_guide, mean_mask = cv2.blur(guide, size), cv2.blur(coarse, size)
    variance = cv2.blur(guide * guide, size) - mean_guide**2
    slope = (cv2.blur(guide * coarse, size) - mean_guide * mean_mask) / (variance + _FLATTEST)
    shift = mean_mask - slope * mean_guide
    return np.asarray(cv2.blur(slope, size) * guide + cv2.blur(shift, size) > 0.5)


def _guide(rgb: NDArray[np.uint8], coarse: NDArray[np.float32], radius: int) -> NDArray[np.float32]:
    """The picture in one channel, 0..1, along the colour in which both sides of the edge differ most (Fisher 1936)."""
    size = (2 * radius + 1,) * 2
    near = cv2.blur((coarse > 0.5).astype(np.float32), size)
    band = (near > 0.02) & (near < 0.98)
    inner, outer = (rgb[band & side].astype(np.float64) for side in (coarse > 0.5, coarse <= 0.5))
    if len(inner) < 2 or len(outer) < 2:
        return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255)
    spread = np.cov(inner.T) + np.cov(outer.T) + 4 * np.eye(3)
    way = np.linalg.solve(spread, inner.mean(axis=0) - outer.mean(axis=0))
    way /= max(float(np.abs(way).sum()), 1e-9) * 255
    return np.asarray(rgb.astype(np.float32) @ way.astype(np.float32))
