"""Lines that follow the edges of a picture (Mortensen and Barrett 1995, intelligent scissors, as OpenCV has them)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Ring, ring
from annotator.core.geometry import Box
from annotator.core.opencv import cv2
from annotator.core.patch import LARGEST_SIDE, Patch

_MOST_SIDE = 400
"""Pixels of a map to a side; larger ones take longer than a hand waits."""
_SMALLEST_SIDE = 8
"""Below this there is nothing to follow."""
_CANNY = 24, 80
_STEEPEST = 200
"""Grey levels per pixel; what is steeper is no better."""
_FLATTEST = 40
"""Sobel's figure for a step of ten grey levels: what is flatter is no edge to snap to."""


MOST_REACH = LARGEST_SIDE / 2


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """As reach is measured: across or down, whichever is more."""
    return max(abs(one[0] - other[0]), abs(one[1] - other[1]))


class Livewire:
    """The best lines from one place to every other within reach; made in a tenth of a second, asked in no time."""

    def __init__(
        self, pixels: Callable[[Box], Patch | None], start: tuple[float, float], reach: float, snap_px: float = 0.0
    ) -> None:
        """`reach` and `snap_px` are image pixels; the start moves to the steepest place within `snap_px`."""
        (x, y), self._patch = start, None
        self.start, self.reach = start, reach
        patch = pixels((x - reach, y - reach, x + reach, y + reach))
        if patch is None or min(patch.rgb.shape[:2]) < _SMALLEST_SIDE:
            return
        self._patch, self._scale, small = patch, *_shrunk(patch.rgb)
        self._steepness = _steepness(small)
        self._size = small.shape[1], small.shape[0]
        if snap_px:
            self.start = self.snapped(start, snap_px)
        self._scissors = cv2.segmentation.IntelligentScissorsMB()
        self._scissors.setEdgeFeatureCannyParameters(*_CANNY)
        self._scissors.setGradientMagnitudeMaxLimit(_STEEPEST)
        self._scissors.applyImage(small)
        self._scissors.buildMap(self._pixel(self.start))

    @property
    def pixel_px(self) -> float:
        """Image pixels to a pixel of the map."""
        return float(max(self._scale)) if self._patch else 1.0

    def reaches(self, point: tuple[float, float]) -> bool:
        """Whether a line to this point can follow edges all the way."""
        return distance(self.start, point) <= self.reach

    def line_to(self, point: tuple[float, float]) -> Ring:
        """From the start to the point; straight from where the map ends."""
        if self._patch is None:
            return ring([self.start, point])
        contour = self._scissors.getContour(self._pixel(self._within(point))).reshape(-1, 2)
        inner = (contour[1:-1] + 0.5) * self._scale + (self._patch.x, self._patch.y)
        return ring(np.concatenate([[self.start], inner, [point]]))

    def snapped(self, point: tuple[float, float], within: float) -> tuple[float, float]:
        """The middle of the steepest pixel around; the point itself where nothing is steep."""
        if self._patch is None or not self.reaches(point):
            return point
        x, y = self._pixel(point)
        radius = max(1, round(within / self.pixel_px))
        left, top = max(0, x - radius), max(0, y - radius)
        around = self._steepness[top : y + radius + 1, left : x + radius + 1]
        if around.max() <= max(_FLATTEST, 2 * np.median(around)):
            return point
        row, column = np.unravel_index(int(around.argmax()), around.shape)
        place = (np.array([column + left, row + top]) + 0.5) * self._scale + (self._patch.x, self._patch.y)
        return float(place[0]), float(place[1])

    def _within(self, point: tuple[float, float]) -> tuple[float, float]:
        """The point, or where the straight way to it leaves the map."""
        way = np.subtract(point, self.start)
        share = min(1.0, self.reach / max(float(np.abs(way).max()), 1e-9))
        x, y = (self.start + way * share).tolist()
        return x, y

    def _pixel(self, point: tuple[float, float]) -> tuple[int, int]:
        assert self._patch is not None
        place = np.subtract(point, (self._patch.x, self._patch.y)) / self._scale
        x, y = np.clip(np.floor(place), 0, np.subtract(self._size, 1)).astype(int).tolist()
        return x, y


def _shrunk(rgb: NDArray[np.uint8]) -> tuple[NDArray[np.float64], NDArray[np.uint8]]:
    """Image pixels per pixel across and down, and the picture at the size that a map may have."""
    rows, columns = rgb.shape[:2]
    most = max(rows, columns)
    if most <= _MOST_SIDE:
        return np.ones(2), np.ascontiguousarray(rgb)
    size = max(1, round(columns * _MOST_SIDE / most)), max(1, round(rows * _MOST_SIDE / most))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    return np.array([columns / size[0], rows / size[1]]), np.asarray(small, np.uint8)


def _steepness(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    across, down = (cv2.Sobel(grey, cv2.CV_32F, *way) for way in ((1, 0), (0, 1)))
    return np.asarray(cv2.magnitude(across, down))
