"""Cutting a mask in pieces along a line, so that every pixel is in exactly one of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Ring
from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask, Mask
from annotator.core.setops import trimmed

_SMALLEST_PX = 4
"""A line that follows an edge leaves crumbs; smaller ones stay with the piece beside them."""

_SUBPIXELS = 4  # bits


def pieces(local: LocalMask, line: Ring) -> list[LocalMask]:
    """The mask in pieces, the largest first; a single one where the line cuts nothing through,
    none where nothing is covered.

    Pixels hang together over their sides. What the line does not cut through stays with the largest piece, and the
    pixels under the line go to the pieces beside them.
    """
    if not local.area:
        return []
    labels = _labels(local.mask, _drawn(local, line))
    counts = np.bincount(labels.ravel())[1:]
    order = np.argsort(-counts, kind="stable") + 1
    return [trimmed(LocalMask(local.x, local.y, labels == label)) for label in order.tolist() if counts[label - 1]]


def _drawn(local: LocalMask, line: Ring) -> Mask:
    """The pixels under the line, joined over sides or corners: what they part does not hang together over sides."""
    canvas = np.zeros(local.mask.shape, np.uint8)
    middles = line.astype(np.float64) - (local.x, local.y) - 0.5
    points = np.round(middles * 2**_SUBPIXELS).astype(np.int32)
    cv2.polylines(canvas, [points[:, None, :]], isClosed=False, color=1, lineType=cv2.LINE_8, shift=_SUBPIXELS)
    return canvas.astype(bool)


def _labels(mask: Mask, line: Mask) -> NDArray[np.int32]:
    """1 and up for the pieces, 0 where nothing is covered."""
    _, whole = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)
    count, part = cv2.connectedComponents((mask & ~line).astype(np.uint8), connectivity=4)
    sizes = np.bincount(part.ravel(), minlength=count)
    home = np.zeros(count, np.intp)  # of each part, which component of the whole it came from
    home[part.ravel()] = whole.ravel()
    real = (sizes >= _SMALLEST_PX) & (np.arange(count) > 0)
    is_cut = np.bincount(home[real], minlength=int(whole.max()) + 1)[home] > 1
    cut = np.flatnonzero(real & is_cut)
    if len(cut) < 2:
        return mask.astype(np.int32)
    largest = cut[sizes[cut].argmax()]
    label = np.zeros(count, np.int32)
    label[cut] = np.arange(2, len(cut) + 2)
    label[largest] = 1
    return _grown(label[part], mask)


def _grown(labels: NDArray[np.int32], mask: Mask) -> NDArray[np.int32]:
    """Labels spread over the unlabelled pixels beside them; what they do not reach is the largest piece's."""
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    spread = labels.astype(np.float32)
    while True:
        open_pixels = mask & (spread == 0)
        reached = np.where(open_pixels, cv2.dilate(spread, cross), 0)
        if not reached.any():
            break
        spread = np.maximum(spread, reached)
    return np.where(mask & (spread == 0), 1, spread).astype(np.int32)
