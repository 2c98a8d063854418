"""A line that a hand draws: simplified as it grows, and what lies behind its last corners only once."""

from __future__ import annotations

import numpy as np

from annotator.core.annotations import Ring, ring
from annotator.core.gesture import Point
from annotator.core.raster import simplified_line

_FRESH = 128
"""Places of the hand that may still be simplified otherwise; all of thousands would take longer with each move."""


class FreehandLine:
    """Every place of the hand lies within the tolerance of the line through `corners`, (N, 2) image pixels."""

    def __init__(self, start: Point) -> None:
        self._places = [start]
        self._tolerance_px = 0.0
        self._settled: list[Ring] = []
        """Corners that stay, all but the last of them."""
        self._since = 0
        """The place at which they end."""
        self.corners = ring([start])

    @property
    def moved(self) -> bool:
        """Whether the hand has left where it began."""
        return len(self._places) > 1

    def draw(self, place: Point) -> None:
        """On to here."""
        self._places.append(place)

    def simplify(self, tolerance_px: float) -> None:
        """See to the corners, which may lie this far from the line."""
        if tolerance_px != self._tolerance_px:
            self._tolerance_px, self._settled, self._since = tolerance_px, [], 0
        fresh = ring(self._places[self._since :])
        corners = simplified_line(fresh, tolerance_px)
        self.corners = np.concatenate([*self._settled, corners])
        if len(fresh) > _FRESH and len(corners) > 2:
            self._settled.append(corners[:-2])
            self._since += int(np.flatnonzero((fresh == corners[-2]).all(axis=1))[-1])
