"""The tip that brush and eraser share."""

from __future__ import annotations

import numpy as np

from annotator.core.annotations import Ring, ring
from annotator.core.gesture import Point

SMALLEST, LARGEST = 1, 1000
_GROWTH = 1.2
"""A step of the wheel."""
_WHOLE_PIXEL = 0.7072
"""From the middle of a pixel this reaches no other, and a line drawn with it is joined over the sides of pixels."""


class Tip:
    """A round tip; its size stays from one stroke to the next."""

    def __init__(self, diameter: int = 15) -> None:
        self.diameter = diameter
        """Image pixels."""

    @property
    def radius(self) -> float:
        """In image pixels, at least what covers the pixel under the tip."""
        return max(self.diameter / 2, _WHOLE_PIXEL)

    def turn(self, steps: float) -> None:
        """Larger or smaller by so many steps of the wheel, and by one pixel at least."""
        grown = round(self.diameter * _GROWTH**steps)
        if grown == self.diameter and steps:
            grown += 1 if steps > 0 else -1
        self.diameter = min(max(grown, SMALLEST), LARGEST)

    def middle(self, at: Point) -> Point:
        """The middle of the pixel under the cursor: there the tip covers the same pixels wherever it is."""
        return Point(float(np.floor(at.x)) + 0.5, float(np.floor(at.y)) + 0.5)

    def outline(self, at: Point) -> Ring:
        """The tip as a closed line."""
        turn = np.linspace(0, 2 * np.pi, 49)
        return ring(np.add(self.middle(at), self.radius * np.stack([np.cos(turn), np.sin(turn)], axis=1)))
