"""A range of a video's frames as a person writes it: `100:200` in frames, `3.5s:10s` in seconds."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from annotator.core.errors import BadInput

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_END = re.compile(r"([0-9]+)|([0-9]+(?:\.[0-9]*)?|\.[0-9]+)s")

HOW = "frames counted from 0 as in 100:200, or seconds as in 3.5s:10s; both ends are included, either may be left out"
"""For the help of whatever takes a range."""


class Moment(NamedTuple):
    """A frame's number, or the seconds at which it is on the screen."""

    at: float
    in_seconds: bool

    def frame(self, seconds: Sequence[float] | NDArray[np.float64]) -> int:
        """Its number in a video whose frames are shown at these seconds."""
        if not self.in_seconds:
            return int(self.at)
        return max(bisect_right(seconds, self.at) - 1, 0) if self._within(seconds) else len(seconds)

    def _within(self, seconds: Sequence[float] | NDArray[np.float64]) -> bool:
        """The last frame stays as long as the one before it did."""
        if len(seconds) < 2:
            return len(seconds) > 0
        return self.at < 2 * float(seconds[-1]) - float(seconds[-2])


class Range(NamedTuple):
    """From one moment to another, both included; None is the beginning or the end."""

    first: Moment | None = None
    last: Moment | None = None

    @classmethod
    def parse(cls, text: str) -> Range:
        """What a person wrote; a single frame or time is a range, too. BadInput."""
        first, colon, last = text.replace(" ", "").partition(":")
        ends = _moment(first, text), _moment(last if colon else first, text)
        if ends == (None, None):
            raise _wrong(text)
        a, b = ends
        if a and b and a.in_seconds == b.in_seconds and a.at > b.at:
            raise BadInput(f"The range {text} ends before it begins: write {last}:{first}.")
        return cls(*ends)

    def bounds(self, seconds: Sequence[float] | NDArray[np.float64]) -> tuple[int, int]:
        """The first and the last frame of a video whose frames are shown at these seconds; first > last for none."""
        first = self.first.frame(seconds) if self.first else 0
        last = self.last.frame(seconds) if self.last else len(seconds) - 1
        return first, min(last, len(seconds) - 1)


EVERYTHING = Range()


def _moment(text: str, whole: str) -> Moment | None:
    if not text:
        return None
    found = _END.fullmatch(text)
    if found is None:
        raise _wrong(whole)
    return Moment(float(found[1] or found[2]), found[1] is None)


def _wrong(text: str) -> BadInput:
    return BadInput(f"{text or 'Nothing'} is no range: write {HOW}.")
