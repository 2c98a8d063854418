"""What lies wholly inside a line drawn by hand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance, Ring
from annotator.core.geometry import Box, box_xyxy, covers
from annotator.core.opencv import cv2

_MOST_CELLS = 2_000_000
_SUBCELLS = 4  # bits


class Lasso:
    """Remembers corners and boxes, because it is asked anew with every step of the hand."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Ring, Box]] = {}

    def holds(self, line: Ring, instances: Sequence[Instance], step_px: float) -> list[int]:
        """The ids of those that the closed line goes around, exact to about `step_px`, a pixel of the screen.

        All their corners are inside, by the even-odd rule, and the line does not reach into them.
        """
        box = box_xyxy([line])
        near = [(one, corners) for one in instances if (corners := self._corners(one, box)) is not None]
        if not near:
            return []
        counts = [len(corners) for _, corners in near]
        are_inside = _inside(line, box, np.concatenate([corners for _, corners in near]), step_px)
        whole = np.logical_and.reduceat(are_inside, np.cumsum([0, *counts[:-1]])).tolist()
        inside = [one for (one, _), is_whole in zip(near, whole, strict=True) if is_whole]
        return [one.id for one in inside if not self._bites(line, one)]

    def _corners(self, one: Instance, box: Box) -> Ring | None:
        """All corners, where the box holds the instance."""
        if one.id not in self._known:
            self._known[one.id] = np.concatenate(list(one.rings)), box_xyxy(one.rings)
        corners, (x0, y0, x1, y1) = self._known[one.id]
        return corners if box[0] <= x0 and box[1] <= y0 and x1 <= box[2] and y1 <= box[3] else None

    def _bites(self, line: Ring, one: Instance) -> bool:
        _, (x0, y0, x1, y1) = self._known[one.id]
        over = line[((line > (x0, y0)) & (line < (x1, y1))).all(axis=1)]
        return any(covers(one.parts, x, y) for x, y in over.tolist())


def _inside(line: Ring, box: Box, points: Ring, step_px: float) -> NDArray[np.bool_]:
    """Whether each point is inside the closed line: looked up in a picture of it, so that many cost little."""
    x0, y0, x1, y1 = box
    step = max(step_px, float(np.sqrt(max((x1 - x0) * (y1 - y0), 1e-9) / _MOST_CELLS)), 1e-6)
    cells = np.zeros((int((y1 - y0) / step) + 2, int((x1 - x0) / step) + 2), np.uint8)
    drawn = np.rint((line.astype(np.float64) - (x0, y0)) / step * (1 << _SUBCELLS)).astype(np.int32)
    cv2.fillPoly(cells, [drawn[:, None, :]], 1, cv2.LINE_8, _SUBCELLS)
    columns, rows = np.rint((points - (x0, y0)) / step).astype(np.intp).T
    found: NDArray[np.bool_] = cells[rows, columns].astype(bool)
    return found
