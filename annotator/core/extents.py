"""Which of many instances a line may run through: their boxes laid out once, for a gesture that asks at every step."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, combinations

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance

Points = NDArray[np.float64]


class Extents:
    """The corners of instances that have an outline, and the boxes around them."""

    def __init__(self, instances: Iterable[Instance]) -> None:
        self.instances = [one for one in instances if one.parts]
        rings = [list(one.rings) for one in self.instances]
        self.counts = np.array([sum(map(len, some)) for some in rings], np.intp)
        """How many corners each instance has."""
        self.starts = np.cumsum(self.counts) - self.counts
        self.corners: Points = np.zeros((0, 2)) if not rings else np.concatenate([*chain(*rings)]).astype(np.float64)
        """(N, 2) image pixels, those of each instance one after the other."""
        low, high = np.minimum, np.maximum
        self._low, self._high = (
            (least.reduceat(self.corners, self.starts) if rings else self.corners) for least in (low, high)
        )

    def around(self, x: float, y: float) -> list[int]:
        """The places, in `instances`, of those whose boxes hold a point."""
        over = ((self._low < (x, y)) & (self._high > (x, y))).all(axis=1)
        return np.flatnonzero(over).tolist()

    def touched(self, shape: Points) -> NDArray[np.intp]:
        """The places, in `instances`, of those whose boxes a segment or a triangle touches, (2 or 3, 2) image pixels:
        no side of either lies between the two."""
        low, high = shape.min(axis=0), shape.max(axis=0)
        near = np.flatnonzero(((self._low <= high) & (self._high >= low)).all(axis=1))
        middle, half = (self._low[near] + self._high[near]) / 2, (self._high[near] - self._low[near]) / 2
        touches = np.ones(len(near), bool)
        for one, other in combinations(shape, 2):
            across = np.array([one[1] - other[1], other[0] - one[0]])
            reach, places, edge = half @ np.abs(across), middle @ across, shape @ across
            slack = 1e-6 * (np.abs(edge).max() + 1)  # rather one too many than one too few
            touches &= (places - reach <= edge.max() + slack) & (places + reach >= edge.min() - slack)
        found: NDArray[np.intp] = near[touches]
        return found
