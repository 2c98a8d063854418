"""What lies wholly inside a line drawn by hand."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance, Ring
from annotator.core.geometry import Box, box_xyxy, covers
from annotator.core.opencv import cv2

_MOST_CELLS = 2_000_000
_SUBCELLS = 4  # bits


class Lasso:
    """For one line that grows: all corners and boxes are laid out once, because every step of the hand asks anew."""

    def __init__(self, instances: Iterable[Instance]) -> None:
        self._instances = [one for one in instances if one.parts]
        rings = [list(one.rings) for one in self._instances]
        self._counts = np.array([sum(map(len, some)) for some in rings], np.intp)
        self._corners = np.concatenate([one for some in rings for one in some] or [np.zeros((0, 2), np.float32)])
        starts = np.cumsum(self._counts) - self._counts
        self._low, self._high = (
            (least.reduceat(self._corners, starts) if rings else self._corners) for least in (np.minimum, np.maximum)
        )
        self._bitten = np.zeros(len(rings), bool)
        self._points = 0

    def holds(self, line: Ring, step_px: float) -> list[int]:
        """The ids of those that the line, closed, goes around, exact to about `step_px`, a pixel of the screen.

        All their corners are inside, by the even-odd rule, and no point of the line lies in them.
        """
        self._bite(line[self._points :])
        self._points = len(line)
        x0, y0, x1, y1 = box = box_xyxy([line])
        near = (self._low >= (x0, y0)).all(axis=1) & (self._high <= (x1, y1)).all(axis=1) & ~self._bitten
        counts = self._counts[near]
        if not len(counts):
            return []
        corners = np.take(self._corners, np.flatnonzero(np.repeat(near, self._counts)), axis=0)
        are_inside = _inside(line, box, corners, step_px)
        whole = np.logical_and.reduceat(are_inside, np.cumsum(counts) - counts)
        return [self._instances[place].id for place in np.flatnonzero(near)[whole].tolist()]

    def _bite(self, points: Ring) -> None:
        for x, y in points.tolist():
            over = ((self._low < (x, y)) & (self._high > (x, y))).all(axis=1) & ~self._bitten
            for place in np.flatnonzero(over).tolist():
                self._bitten[place] = covers(self._instances[place].parts, x, y)


def _inside(line: Ring, box: Box, points: Ring, step_px: float) -> NDArray[np.bool_]:
    """Whether each point is inside the closed line: looked up in a picture of it, so that many cost little."""
    x0, y0, x1, y1 = box
    step = max(step_px, float(np.sqrt(max((x1 - x0) * (y1 - y0), 1e-9) / _MOST_CELLS)), 1e-6)
    cells = np.zeros((int((y1 - y0) / step) + 2, int((x1 - x0) / step) + 2), np.uint8)
    drawn = np.rint((line.astype(np.float64) - (x0, y0)) / step * (1 << _SUBCELLS)).astype(np.int32)
    cv2.fillPoly(cells, [drawn[:, None, :]], 1, cv2.LINE_8, _SUBCELLS)
    columns, rows = np.rint((points - np.array((x0, y0), np.float32)) / np.float32(step)).astype(np.intp).T
    found: NDArray[np.bool_] = cells[rows, columns].astype(bool)
    return found
