"""What hangs together with a pixel and has about its colour."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from annotator.core.geometry import Box
from annotator.core.opencv import cv2
from annotator.core.patch import LARGEST_SIDE, Patch
from annotator.core.raster import LocalMask, Mask
from annotator.core.setops import NOTHING, trimmed
from annotator.core.specks import without_pinholes, without_whiskers

_FIRST_SIDE = 512
_ROWS_AT_ONCE = 512
_LIGHTNESS = 100 / 255
"""OpenCV spreads the lightness of 8-bit Lab over 0..255."""


class Flood:
    """From one pixel of the picture; looks at as much of it as the colour reaches, in one thread at a time."""

    def __init__(self, pixels: Callable[[Box], Patch | None], x: int, y: int) -> None:
        self._pixels, self._x, self._y = pixels, x, y
        self._side = 0
        self._patch: Patch | None = None
        self._distances = np.zeros((0, 0), np.float32)

    def within(self, tolerance: float) -> LocalMask:
        """The pixels whose colours are at most so far (CIE 1976) from the first one's, with pin-holes covered and
        without whiskers; cut off at `LARGEST_SIDE` pixels around it."""
        if self._patch is None:
            self._look_at(_FIRST_SIDE)
        while self._patch is not None:
            covered = self._covered(self._patch, tolerance)
            if self._side >= LARGEST_SIDE or not self._leaves(self._patch, covered):
                return self._tidied(self._patch, covered)
            self._look_at(2 * self._side)
        return NOTHING

    def _look_at(self, side: int) -> None:
        x, y, half = self._x, self._y, side // 2
        before, self._side = self._patch, side
        patch = self._pixels((x - half, y - half, x + half, y + half))
        if patch is not None and (before is None or patch.box != before.box):
            self._distances = colour_distances(patch.rgb, x - patch.x, y - patch.y)
        self._patch = patch

    def _covered(self, patch: Patch, tolerance: float) -> Mask:
        rows, columns = self._distances.shape
        flooded = np.zeros((rows + 2, columns + 2), np.uint8)
        cv2.floodFill(self._distances, flooded, (self._x - patch.x, self._y - patch.y), 0.0, 0.0, tolerance,
                      4 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY)  # fmt: skip
        return flooded[1:-1, 1:-1] > 0

    def _leaves(self, patch: Patch, covered: Mask) -> bool:
        """Whether it goes on where more could be looked at."""
        x0, y0, x1, y1 = patch.box
        half = self._side // 2
        edges = ((covered[:, 0], x0 == self._x - half), (covered[:, -1], x1 == self._x + half),
                 (covered[0], y0 == self._y - half), (covered[-1], y1 == self._y + half))  # fmt: skip
        return any(is_cut and edge.any() for edge, is_cut in edges)

    def _tidied(self, patch: Patch, covered: Mask) -> LocalMask:
        """In its own box, which is mostly far smaller than what had to be looked at."""
        small = trimmed(LocalMask(patch.x, patch.y, covered))
        whole = without_whiskers(small.mask, self._x - small.x, self._y - small.y)
        return trimmed(LocalMask(small.x, small.y, without_pinholes(whole)))


def colour_distances(rgb: NDArray[np.uint8], x: int, y: int) -> NDArray[np.float32]:
    """The CIE 1976 distance of every pixel's colour from that of the pixel (x, y); 100 lies between black and white."""
    made = np.empty(rgb.shape[:2], np.float32)
    middle = _lab(rgb[y : y + 1, x : x + 1])
    for top in range(0, len(rgb), _ROWS_AT_ONCE):
        apart = _lab(rgb[top : top + _ROWS_AT_ONCE]) - middle
        made[top : top + _ROWS_AT_ONCE] = np.sqrt(np.einsum("ijk,ijk->ij", apart, apart))
    return made


def _lab(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    lab = cv2.cvtColor(np.ascontiguousarray(rgb), cv2.COLOR_RGB2LAB).astype(np.float32)
    lab[..., 0] *= _LIGHTNESS
    return lab
