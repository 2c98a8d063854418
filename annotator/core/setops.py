"""Union, difference and intersection of outlines: exact on their pixels, and only where they meet.

What two outlines cover together is decided on their masks, in the box that holds them and never on the whole frame. A
part that meets nothing keeps the corners that a person drew; only what a set operation changes is traced anew.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from annotator.core.boxes import touching_pairs
from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask

NOTHING = LocalMask(0, 0, np.zeros((0, 0), bool))


def box_of(local: LocalMask) -> tuple[int, int, int, int]:
    """x0, y0, x1, y1 of the array that holds a mask; nothing where it is empty."""
    rows, columns = local.mask.shape
    return local.x, local.y, local.x + columns, local.y + rows


def window(local: LocalMask, x0: int, y0: int, x1: int, y1: int) -> LocalMask:
    """A copy of the mask in another box, not covered outside its own."""
    made = np.zeros((max(0, y1 - y0), max(0, x1 - x0)), bool)
    left, top, right, bottom = _shared_box((x0, y0, x1, y1), box_of(local))
    if left < right and top < bottom:
        made[top - y0 : bottom - y0, left - x0 : right - x0] = _cut(local, left, top, right, bottom)
    return LocalMask(x0, y0, made)


def union(masks: Sequence[LocalMask]) -> LocalMask:
    """What any of them covers, in the box around all."""
    masks = [one for one in masks if one.mask.size]
    if not masks:
        return NOTHING
    boxes = np.array([box_of(one) for one in masks])
    x0, y0 = boxes[:, :2].min(axis=0).tolist()
    x1, y1 = boxes[:, 2:].max(axis=0).tolist()
    whole = LocalMask(x0, y0, np.zeros((y1 - y0, x1 - x0), bool))
    for one in masks:
        _cut(whole, *box_of(one))[:] |= one.mask
    return whole


def intersection(one: LocalMask, other: LocalMask) -> LocalMask:
    """What both cover, in the box that they share."""
    x0, y0, x1, y1 = _shared_box(box_of(one), box_of(other))
    if x0 >= x1 or y0 >= y1:
        return NOTHING
    return LocalMask(x0, y0, _cut(one, x0, y0, x1, y1) & _cut(other, x0, y0, x1, y1))


def difference(one: LocalMask, others: Sequence[LocalMask]) -> LocalMask:
    """What the first covers and none of the others."""
    left = LocalMask(one.x, one.y, one.mask.copy())
    for other in others:
        x0, y0, x1, y1 = _shared_box(box_of(one), box_of(other))
        if x0 < x1 and y0 < y1:
            _cut(left, x0, y0, x1, y1)[:] &= ~_cut(other, x0, y0, x1, y1)
    return left


def filled(local: LocalMask) -> LocalMask:
    """The mask without holes; what hangs together with the outside only over a corner is outside, as when traced."""
    if not local.mask.size:
        return local
    padded = np.pad(~local.mask, 1, constant_values=True).astype(np.uint8)
    _, labels = cv2.connectedComponents(padded, connectivity=8)
    return LocalMask(local.x, local.y, labels[1:-1, 1:-1] != labels[0, 0])


def trimmed(local: LocalMask) -> LocalMask:
    """The same pixels in the smallest box that holds them."""
    rows, columns = (np.flatnonzero(local.mask.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return NOTHING
    top, left = int(rows[0]), int(columns[0])
    kept = local.mask[top : int(rows[-1]) + 1, left : int(columns[-1]) + 1]
    return LocalMask(local.x + left, local.y + top, np.ascontiguousarray(kept))


def same(one: LocalMask, other: LocalMask) -> bool:
    """Whether two masks cover the same pixels."""
    one, other = trimmed(one), trimmed(other)
    return (one.x, one.y) == (other.x, other.y) and np.array_equal(one.mask, other.mask)


def touch(one: LocalMask, other: LocalMask) -> bool:
    """Whether two masks share a pixel or lie side by side, so that together they are one piece."""
    shifts = ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1))
    return any(intersection(LocalMask(one.x + dx, one.y + dy, one.mask), other).area for dx, dy in shifts)


def groups(masks: Sequence[LocalMask]) -> list[list[int]]:
    """The places of the masks, those that touch directly or by way of others together, in order."""
    leader = list(range(len(masks)))

    def head(at: int) -> int:
        while leader[at] != at:
            leader[at] = leader[leader[at]]
            at = leader[at]
        return at

    boxes = np.array([box_of(one) for one in masks], np.float64).reshape(-1, 4)
    for i, j in touching_pairs(boxes):
        if head(i) != head(j) and touch(masks[i], masks[j]):
            first, second = sorted((head(i), head(j)))
            leader[second] = first
    found: dict[int, list[int]] = {}
    for at in range(len(masks)):
        found.setdefault(head(at), []).append(at)
    return list(found.values())


def _shared_box(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _cut(local: LocalMask, x0: int, y0: int, x1: int, y1: int) -> NDArray[np.bool_]:
    return local.mask[y0 - local.y : y1 - local.y, x0 - local.x : x1 - local.x]
