"""What a computed mask has too much or too little of: pin-holes, specks and whiskers."""

from __future__ import annotations

import numpy as np

from annotator.core.opencv import cv2
from annotator.core.raster import Mask

SHARE = 0.01
"""Of the area of a mask: what is larger is meant."""
MOST_PX = 64
"""And nothing larger than this is too small to be meant."""


def without_pinholes(mask: Mask) -> Mask:
    """With every hole covered that is too small to be meant. What reaches the edge of the array is no hole."""
    padded = np.pad(~mask, 1, constant_values=True).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(padded, connectivity=8)
    small = stats[:, cv2.CC_STAT_AREA] <= _least(mask)
    small[labels[0, 0]] = small[0] = False
    return np.asarray(mask | small[labels[1:-1, 1:-1]])


def without_specks(mask: Mask) -> Mask:
    """Without the pieces that are too small to be meant."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    kept = stats[:, cv2.CC_STAT_AREA] > _least(mask)
    kept[0] = False
    return np.asarray(kept[labels])


def without_whiskers(mask: Mask, x: int, y: int) -> Mask:
    """What hangs together with the pixel (x, y) over more than a line of single pixels.

    Where that pixel is on such a line itself, the mask as it is.
    """
    block = np.ones((2, 2), np.uint8)
    cores = cv2.erode(mask.astype(np.uint8), block, anchor=(0, 0))
    opened = cv2.dilate(cores, block, anchor=(1, 1), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    if not opened[y, x]:
        return mask
    _, labels = cv2.connectedComponents(opened, connectivity=4)
    return np.asarray(labels == labels[y, x])


def _least(mask: Mask) -> float:
    return min(MOST_PX, SHARE * int(np.count_nonzero(mask)))
