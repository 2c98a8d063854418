"""A line that follows the picture's edges from click to click while their maps are still being made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np

from annotator.core.annotations import Ring, ring
from annotator.core.geometry import Box
from annotator.core.gesture import Input, Point
from annotator.core.livewire import MOST_REACH, Livewire, distance
from annotator.core.patch import Patch
from annotator.core.raster import simplified_line
from annotator.tools.polygon import FREEHAND_TOLERANCE

_REACH = 25.0
"""Of a map, in grabbing distances: 200 pixels of the screen."""
_LEAST_REACH_PX = 48.0
_AHEAD = 1.5
"""How much farther than the cursor a larger map reaches, so that it serves for a while."""
_STAIRS = 0.75
"""Pixels of a map: a slope of single steps is one straight line."""

_SAME = 1.5
"""Pixels of a map: lines that are not farther apart are one."""
_LEAST_RETRACED = 5
"""Points: less than this may be a sharp corner."""


class _Wanted(NamedTuple):
    point: Point
    straight: bool
    exact: bool


class Leg(NamedTuple):
    """From one anchor to the next, as the map has it; in the line it is simplified to its tolerance."""

    line: Ring
    pixel_px: float = 0.0
    """Image pixels to a pixel of its map; 0 for a straight one."""


class Wire:
    """Anchors are wanted at once and reached one map after the other."""

    def __init__(self, pixels: Callable[[Box], Patch | None], press: Input, start: Point, snaps: bool) -> None:
        self._pixels = pixels
        self._reach = max(_LEAST_REACH_PX, _REACH * press.grab_px)
        self._snap = press.grab_px / 2
        self._tolerance = press.grab_px * FREEHAND_TOLERANCE
        self.start, self._snaps = start, snaps
        self.legs: list[Leg] = []
        self.wanted: list[_Wanted] = []
        self._map: Livewire | None = None
        self._asked = 0.0
        """The reach of the map that is there or being made."""

    @property
    def here(self) -> Point:
        """The last anchor that has been reached."""
        return Point(*self.legs[-1].line[-1].tolist()) if self.legs else self.start

    @property
    def last(self) -> Point:
        """The last anchor that is wanted."""
        return self.wanted[-1].point if self.wanted else self.here

    @property
    def anchors(self) -> Ring:
        """Where somebody clicked."""
        return ring([self.start, *(leg.line[-1] for leg in self.legs), *(one.point for one in self.wanted)])

    @property
    def points(self) -> Ring:
        """The line so far."""
        return self._joined(self.legs)

    def question(self, cursor: Point) -> Callable[[], Livewire] | None:
        """The work on the map that is missing to get to the next anchor or the cursor, unless it is asked for."""
        ahead = distance(self.here, self.wanted[0].point if self.wanted else cursor)
        if self._asked >= min(ahead, MOST_REACH) and self._asked:
            return None
        self._asked = min(max(self._reach, ahead * _AHEAD), MOST_REACH)
        snap = self._snap if self._snaps and not self.legs else 0.0
        return partial(Livewire, self._pixels, self.here, self._asked, snap)

    def answer(self, found: Livewire) -> None:
        """The map around the last anchor is here."""
        self._map = found
        if not self.legs:
            self.start, self._snaps = Point(*found.start), False
        self._go_on()

    def want(self, point: Point, straight: bool = False, exact: bool = False) -> None:
        """Go on to this point: along edges or straight, to the edge beside it or exactly there."""
        self.wanted.append(_Wanted(point, straight, exact or straight))
        self._go_on()

    def back(self) -> bool:
        """Without the last anchor; False if there is none but the start."""
        before = self.here
        if not self.wanted and not self.legs:
            return False
        (self.wanted or self.legs).pop()
        if self.here != before:
            self._forget()
        return True

    def line_to(self, cursor: Point, exact: bool = False) -> Ring:
        """What a click here would make of it, as far as it is known now."""
        ahead = [one.point for one in self.wanted]
        if ahead or self._map is None:
            return ring(np.concatenate([self.points, np.reshape([*ahead, cursor], (-1, 2))]))
        end = cursor if exact else self._map.snapped(cursor, self._snap)
        return self._joined([*self.legs, Leg(self._map.line_to(end), self._map.pixel_px)])

    def _go_on(self) -> None:
        while self.wanted and (leg := self._leg(self.wanted[0])) is not None:
            self.legs.append(leg)
            self.wanted.pop(0)
            self._forget()

    def _leg(self, to: _Wanted) -> Leg | None:
        """None where the map for it is still missing."""
        if to.straight:
            return Leg(ring([self.here, to.point]))
        if self._map is None or distance(self.here, to.point) > self._map.reach < MOST_REACH:
            return None
        point = to.point if to.exact else self._map.snapped(to.point, self._snap)
        return Leg(self._map.line_to(point), self._map.pixel_px)

    def _forget(self) -> None:
        """The map is one around another place."""
        self._map, self._asked = None, 0.0

    def _joined(self, legs: list[Leg]) -> Ring:
        """One line of all legs, without the ways to anchors beside the edge and back again."""
        lines = [leg.line for leg in legs]
        for at in range(1, len(lines)):
            if back := _retraced(lines[at - 1], lines[at], max(legs[at - 1].pixel_px, legs[at].pixel_px)):
                lines[at - 1], lines[at] = lines[at - 1][:-back], lines[at][back:]
        simple = [
            simplified_line(line, max(_STAIRS * leg.pixel_px, self._tolerance))
            for line, leg in zip(lines, legs, strict=True)
        ]
        made = np.concatenate([[self.start], *simple])
        return ring(made[np.append(True, (made[1:] != made[:-1]).any(axis=1))])


def _retraced(line: Ring, following: Ring, pixel_px: float) -> int:
    """How many of its first points the following line goes back on the first one's last points."""
    most = min(len(line), len(following)) - 1
    apart = np.hypot(*(line[::-1][:most] - following[:most]).T) > _SAME * pixel_px
    count = int(apart.argmax()) if apart.any() else most
    return count if count >= _LEAST_RETRACED else 0
