"""What lies wholly inside a line drawn by hand."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance
from annotator.core.extents import Extents, Points
from annotator.core.geometry import covers
from annotator.core.gesture import Point


class Lasso:
    """A closed line that grows, and which instances it goes around.

    By the even-odd rule a new corner turns a triangle inside out, that of the line's first corner, its last one and the
    new one: only what the triangle touches is looked at, so a step costs as much after thousands as after three.
    """

    def __init__(self, instances: Iterable[Instance], start: Point) -> None:
        self._extents = Extents(instances)
        self._are_inside = np.zeros(len(self._extents.corners), bool)
        self._whole = np.zeros(len(self._extents.instances), bool)
        self._bitten = np.zeros(len(self._extents.instances), bool)
        self._start = self._last = start
        self._bite(start)

    @property
    def held(self) -> list[int]:
        """The ids of those that the line, closed, goes around.

        All their corners are inside, by the even-odd rule, and no corner of the line lies in them.
        """
        return [self._extents.instances[place].id for place in np.flatnonzero(self._whole & ~self._bitten).tolist()]

    def draw(self, place: Point) -> None:
        """On to here."""
        self._turn(np.array([self._start, self._last, place], np.float64))
        self._last = place
        self._bite(place)

    def _bite(self, place: Point) -> None:
        for number in self._extents.around(*place):
            self._bitten[number] = self._bitten[number] or covers(self._extents.instances[number].parts, *place)

    def _turn(self, triangle: Points) -> None:
        """What was inside of the triangle is outside of the line now, and the other way round."""
        near = self._extents.touched(triangle)
        counts = self._extents.counts[near]
        if not len(counts):
            return
        ends = np.cumsum(counts)
        corners = np.repeat(self._extents.starts[near] - (ends - counts), counts) + np.arange(ends[-1])
        self._are_inside[corners] ^= _crossings(triangle, self._extents.corners[corners])
        self._whole[near] = np.logical_and.reduceat(self._are_inside[corners], ends - counts)


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
