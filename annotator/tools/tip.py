"""The tip that brush and eraser share."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from annotator.core.annotations import Ring, ring
from annotator.core.geometry import rectangle
from annotator.core.gesture import Point
from annotator.core.masks import capsule, swept_square
from annotator.core.modes import Modes
from annotator.core.raster import LocalMask

SMALLEST, LARGEST = 1, 1000
_GROWTH = 1.2
"""A step of the wheel."""
_WHOLE_PIXEL = 0.7072
"""From the middle of a pixel this reaches no other, and a line drawn with it is joined over the sides of pixels."""


@dataclass(frozen=True, slots=True)
class Tip:
    """Round or square."""

    diameter: int
    """Image pixels; a square tip covers so many a side."""
    square: bool = False

    @classmethod
    def of(cls, modes: Modes) -> Tip:
        """As it has been chosen."""
        return cls(modes.tip_px, modes.square_tip)

    @property
    def reach(self) -> float:
        """From the middle to the nearest edge, in image pixels, at least what covers the pixel under the tip."""
        return self.diameter / 2 if self.square else max(self.diameter / 2, _WHOLE_PIXEL)

    def middle(self, at: Point) -> Point:
        """Where a tip that covers the same pixels wherever it is has its middle: in that of the pixel under the cursor,
        or on the corner nearest to it for a square of an even number of pixels."""
        if self.square and self.diameter % 2 == 0:
            return Point(float(np.rint(at.x)), float(np.rint(at.y)))
        return Point(float(np.floor(at.x)) + 0.5, float(np.floor(at.y)) + 0.5)

    def passed(self, start: Point, end: Point, width: int, height: int) -> LocalMask:
        """The pixels of a frame of this size that the tip passes over on a straight way between two middles."""
        sweep = swept_square if self.square else capsule
        return sweep(start, end, self.reach, width, height)

    def outline(self, at: Point) -> Ring:
        """The tip as a closed line."""
        x, y = self.middle(at)
        if self.square:
            corners = rectangle(x - self.reach, y - self.reach, x + self.reach, y + self.reach)
            return ring(np.concatenate([corners, corners[:1]]))
        turn = np.linspace(0, 2 * np.pi, 49)
        return ring(np.add((x, y), self.reach * np.stack([np.cos(turn), np.sin(turn)], axis=1)))

    def __str__(self) -> str:
        return f"{'Square' if self.square else 'Round'} tip of {self.diameter} px"


def turned(modes: Modes, steps: float) -> Modes:
    """With a tip that is larger or smaller by so many steps of the wheel, and by one pixel at least."""
    grown = round(modes.tip_px * _GROWTH**steps)
    if grown == modes.tip_px and steps:
        grown += 1 if steps > 0 else -1
    return replace(modes, tip_px=min(max(grown, SMALLEST), LARGEST))
