"""A mask that grows while it is painted on, what a tip paints, and outlines to look at meanwhile."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Ring, ring
from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask, Mask
from annotator.core.setops import NOTHING, box_of, window

_Box = tuple[int, int, int, int]

_WHOLE = 1 << 26
"""Pixels."""


def capsule(start: tuple[float, float], end: tuple[float, float], radius: float, width: int, height: int) -> LocalMask:
    """The pixels of the frame whose middles are within `radius` of the line from start to end."""
    (x0, y0), (x1, y1) = start, end
    left, right = max(0, int(min(x0, x1) - radius)), min(width, int(max(x0, x1) + radius) + 1)
    top, bottom = max(0, int(min(y0, y1) - radius)), min(height, int(max(y0, y1) + radius) + 1)
    if right <= left or bottom <= top:
        return NOTHING
    dx, dy = np.arange(left, right) + 0.5 - x0, (np.arange(top, bottom) + 0.5 - y0)[:, None]
    along = np.clip((dx * (x1 - x0) + dy * (y1 - y0)) / max((x1 - x0) ** 2 + (y1 - y0) ** 2, 1e-12), 0, 1)
    within = (dx - along * (x1 - x0)) ** 2 + (dy - along * (y1 - y0)) ** 2 <= radius**2
    return LocalMask(left, top, within)


def swept_square(
    start: tuple[float, float], end: tuple[float, float], half: float, width: int, height: int
) -> LocalMask:  # fmt: skip
    """The pixels of the frame whose middles a square of side `2 * half` passes over on its way from start to end."""
    (x0, y0), (x1, y1) = start, end
    left, right = max(0, int(min(x0, x1) - half)), min(width, int(max(x0, x1) + half) + 1)
    top, bottom = max(0, int(min(y0, y1) - half)), min(height, int(max(y0, y1) + half) + 1)
    if right <= left or bottom <= top:
        return NOTHING
    enters_x, leaves_x = _over(np.arange(left, right) + 0.5, x0, x1, half)
    enters_y, leaves_y = _over(np.arange(top, bottom) + 0.5, y0, y1, half)
    enters, leaves = np.maximum(enters_x, enters_y[:, None]), np.minimum(leaves_x, leaves_y[:, None])
    return LocalMask(left, top, enters <= leaves)


def _over(middles: NDArray[np.floating], start: float, end: float, half: float) -> tuple[NDArray[np.floating], ...]:
    """On one axis, from when to when (0 at the start, 1 at the end) each place is under the square; never, if later
    than it ends."""
    way = end - start
    if way == 0:
        return np.where(np.abs(middles - start) <= half, 0.0, np.inf), np.ones_like(middles)
    edges = np.sort([(middles - start - half) / way, (middles - start + half) / way], axis=0)
    return np.maximum(edges[0], 0.0), np.minimum(edges[1], 1.0)


class Sheet:
    """A mask of a frame, painted on in place.

    It has memory for the whole frame, so that it need not grow in the middle of a stroke: what nobody has touched is
    only promised by the system. Of a vast frame it has some around what was painted.
    """

    def __init__(self, width: int, height: int, base: LocalMask = NOTHING) -> None:
        self._size = width, height
        self._box = box_of(base)
        self._held = window(base, *((0, 0, width, height) if width * height <= _WHOLE else self._box))

    @property
    def local(self) -> LocalMask:
        """The mask, in a box that holds it; a view of what is painted on."""
        return LocalMask(*self._box[:2], _view(self._held, self._box))

    def paint(self, dab: LocalMask) -> None:
        """Cover these pixels too; they lie on the frame."""
        if not dab.mask.size:
            return
        self._hold(box_of(dab))
        _view(self._held, box_of(dab))[:] |= dab.mask

    def erase(self, dab: LocalMask) -> None:
        """Cover these pixels no more."""
        x0, y0, x1, y1 = both = _shared(box_of(dab), self._box)
        if x1 > x0 and y1 > y0:
            _view(self._held, both)[:] &= ~_view(dab, both)

    def _hold(self, box: _Box) -> None:
        """Grow, where that must be, by half as much again, so that a long stroke seldom copies."""
        self._box = box if self._box[0] == self._box[2] else _around(self._box, box)
        left, top, right, bottom = self._box
        if _shared(self._box, box_of(self._held)) != self._box:
            x, y = (right - left) // 2 + 8, (bottom - top) // 2 + 8
            grown = _shared((left - x, top - y, right + x, bottom + y), (0, 0, *self._size))
            self._held = window(self._held, *grown)


def _shared(one: _Box, other: _Box) -> _Box:
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _around(one: _Box, other: _Box) -> _Box:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _view(local: LocalMask, box: _Box) -> Mask:
    left, top, right, bottom = box
    return local.mask[top - local.y : bottom - local.y, left - local.x : right - local.x]


def sketch(local: LocalMask) -> tuple[Ring, ...]:
    """Outlines to look at while a mask changes, ten times quicker than `raster.trace`.

    They run through the corners of pixels like the traced ones, with the inner corners of stairs cut off and holes of
    one pixel left out.
    """
    if not local.mask.size:
        return ()
    padded = cv2.copyMakeBorder(local.mask.view(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT)
    # a corner is covered where any of its four pixels is
    corners = cv2.dilate(padded, np.ones((2, 2), np.uint8), anchor=(1, 1))[1:, 1:]
    found, _ = cv2.findContours(np.ascontiguousarray(corners), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)
    offset = np.array([local.x, local.y], np.float32)
    return tuple(ring(one.reshape(-1, 2) + offset) for one in found if len(one) >= 3)
