"""Which of many instances a line may run through: their boxes laid out once, for a gesture that asks at every step."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance

Points = NDArray[np.float64]


class Extents:
    """The outer corners of instances that have an outline, and the boxes around them."""

    def __init__(self, instances: Iterable[Instance]) -> None:
        self.instances = [one for one in instances if one.parts]
        outer = [part.outer for one in self.instances for part in one.parts]
        parts = np.cumsum([0, *(len(one.parts) for one in self.instances)])
        ends = np.cumsum([0, *map(len, outer)])
        self.starts, self.counts = ends[parts[:-1]], np.diff(ends[parts])
        """Where in `corners` each instance's begin, and how many it has."""
        self.corners: Points = np.concatenate([np.zeros((0, 2)), *outer], dtype=np.float64)
        """(N, 2) image pixels."""
        self._low, self._high = (
            (least.reduceat(self.corners, self.starts) if outer else self.corners) for least in (np.minimum, np.maximum)
        )

    def around(self, x: float, y: float) -> list[int]:
        """The places, in `instances`, of those whose boxes hold a point."""
        over = ((self._low < (x, y)) & (self._high > (x, y))).all(axis=1)
        return np.flatnonzero(over).tolist()

    @property
    def sizes(self) -> Points:
        """(N, 2): how wide and how high each instance is."""
        return self._high - self._low

    def touched(self, shape: Points, beyond: NDArray[np.float64] | float = 0.0) -> NDArray[np.intp]:
        """The places, in `instances`, of those whose boxes a segment or a triangle touches, (2 or 3, 2) image pixels:
        no side of either lies between the two. Boxes reach so far beyond their instances on each side."""
        low, high = shape.min(axis=0), shape.max(axis=0)
        margin = np.broadcast_to(beyond, len(self._low))[:, None]
        near = np.flatnonzero(((self._low - margin <= high) & (self._high + margin >= low)).all(axis=1))
        middle, half = (self._low[near] + self._high[near]) / 2, self.sizes[near] / 2 + margin[near]
        touches = np.ones(len(near), bool)
        for one, other in combinations(shape, 2):
            across = np.array([one[1] - other[1], other[0] - one[0]])
            reach, places, edge = half @ np.abs(across), middle @ across, shape @ across
            slack = 1e-6 * (np.abs(edge).max() + 1)  # rather one too many than one too few
            touches &= (places - reach <= edge.max() + slack) & (places + reach >= edge.min() - slack)
        found: NDArray[np.intp] = near[touches]
        return found
