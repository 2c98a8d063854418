"""What lies wholly inside a line drawn by hand."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance
from annotator.core.geometry import covers
from annotator.core.gesture import Point

Points = NDArray[np.float64]


class Lasso:
    """A closed line that grows, and which instances it goes around.

    By the even-odd rule a new corner turns a triangle inside out, that of the line's first corner, its last one and the
    new one: only what the triangle touches is looked at, so a step costs as much after thousands as after three.
    """

    def __init__(self, instances: Iterable[Instance], start: Point) -> None:
        self._instances = [one for one in instances if one.parts]
        rings = [list(one.rings) for one in self._instances]
        self._counts = np.array([sum(map(len, some)) for some in rings], np.intp)
        corners = np.concatenate([one for some in rings for one in some] or [np.zeros((0, 2), np.float32)])
        self._corners = corners.astype(np.float64)
        self._starts = np.cumsum(self._counts) - self._counts
        self._low, self._high = (
            (least.reduceat(self._corners, self._starts) if rings else self._corners)
            for least in (np.minimum, np.maximum)
        )
        self._are_inside = np.zeros(len(corners), bool)
        self._whole = np.zeros(len(rings), bool)
        self._bitten = np.zeros(len(rings), bool)
        self._start = self._last = start
        self._bite(start)

    @property
    def held(self) -> list[int]:
        """The ids of those that the line, closed, goes around.

        All their corners are inside, by the even-odd rule, and no corner of the line lies in them.
        """
        return [self._instances[place].id for place in np.flatnonzero(self._whole & ~self._bitten).tolist()]

    def draw(self, place: Point) -> None:
        """On to here."""
        self._turn(np.array([self._start, self._last, place], np.float64))
        self._last = place
        self._bite(place)

    def _bite(self, place: Point) -> None:
        over = ((self._low < place) & (self._high > place)).all(axis=1) & ~self._bitten
        for number in np.flatnonzero(over).tolist():
            self._bitten[number] = covers(self._instances[number].parts, *place)

    def _turn(self, triangle: Points) -> None:
        """What was inside of the triangle is outside of the line now, and the other way round."""
        near = self._near(triangle)
        counts = self._counts[near]
        if not len(counts):
            return
        ends = np.cumsum(counts)
        corners = np.repeat(self._starts[near] - (ends - counts), counts) + np.arange(ends[-1])
        self._are_inside[corners] ^= _crossings(triangle, self._corners[corners])
        self._whole[near] = np.logical_and.reduceat(self._are_inside[corners], ends - counts)

    def _near(self, triangle: Points) -> NDArray[np.intp]:
        """The instances whose boxes the triangle touches: no side of either lies between the two."""
        low, high = triangle.min(axis=0), triangle.max(axis=0)
        near = np.flatnonzero(((self._low <= high) & (self._high >= low)).all(axis=1))
        middle, half = (self._low[near] + self._high[near]) / 2, (self._high[near] - self._low[near]) / 2
        touched = np.ones(len(near), bool)
        for one, other in combinations(triangle, 2):
            across = np.array([one[1] - other[1], other[0] - one[0]])
            reach, places = half @ np.abs(across), middle @ across
            edge = triangle @ across
            slack = 1e-6 * (np.abs(edge).max() + 1)  # rather one too many than one too few
            touched &= (places - reach <= edge.max() + slack) & (places + reach >= edge.min() - slack)
        found: NDArray[np.intp] = near[touched]
        return found


def _crossings(triangle: Points, points: Points) -> NDArray[np.bool_]:
    """Whether a ray from each point to the right crosses an odd number of the triangle's sides.

    A side is reckoned from its upper end, so that two triangles that share it agree to the last bit.
    """
    x, y = points.T
    odd = np.zeros(len(points), bool)
    for side in combinations(triangle.tolist(), 2):
        (x0, y0), (x1, y1) = sorted(side, key=lambda end: (end[1], end[0]))
        if y0 < y1:
            odd ^= (y0 <= y) & (y < y1) & (x < x0 + (y - y0) * ((x1 - x0) / (y1 - y0)))
    return odd
