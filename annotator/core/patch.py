"""A piece of a picture: what a tool reads colours and edges from."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.geometry import Box

LARGEST_SIDE = 4096
"""Pixels: no tool looks at more at once."""


class Patch(NamedTuple):
    """Pixel (0, 0) of `rgb` is pixel (x, y) of the frame."""

    x: int
    y: int
    rgb: NDArray[np.uint8]
    """(height, width, 3), red first; never written to."""

    @property
    def box(self) -> tuple[int, int, int, int]:
        """x0, y0, x1, y1 in whole pixels of the frame."""
        rows, columns = self.rgb.shape[:2]
        return self.x, self.y, self.x + columns, self.y + rows


def patch_of(picture: NDArray[np.uint8], box: Box) -> Patch | None:
    """The pixels of a (height, width, 3) picture that the box touches, at most `LARGEST_SIDE` around its middle to a
    side; None where it touches none. Nothing is copied."""
    height, width = picture.shape[:2]
    left, right = _within(box[0], box[2], width)
    top, bottom = _within(box[1], box[3], height)
    return Patch(left, top, picture[top:bottom, left:right]) if left < right and top < bottom else None


def _within(low: float, high: float, size: int) -> tuple[int, int]:
    if high - low > LARGEST_SIDE:
        low, high = (low + high - LARGEST_SIDE) / 2, (low + high + LARGEST_SIDE) / 2
    start, end = np.clip([np.floor(low), np.ceil(high)], 0, size).astype(int).tolist()
    return start, end
