"""Which frame is due how long after the start: by the video's own times, in a range, over and over where it loops."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False, slots=True)
class Course:
    """The frames from `first` to `last`, both included, begun at `start`. A step is one frame on, from 0."""

    seconds: NDArray[np.float64]
    """(frames,) When each is shown, rising."""
    rate: float
    """Frames a second: how long the last one stays."""
    first: int
    last: int
    start: int
    loop: bool = False

    @property
    def _count(self) -> int:
        return self.last - self.first + 1

    @property
    def _lap(self) -> float:
        """Seconds."""
        return float(self.seconds[self.last] - self.seconds[self.first]) + 1 / self.rate

    @property
    def _begun(self) -> float:
        """How far into the lap it starts, seconds."""
        return float(self.seconds[self.start] - self.seconds[self.first])

    def frame(self, step: int) -> int | None:
        """The frame of a step; None after the end."""
        lap, place = divmod(self.start - self.first + step, self._count)
        return None if lap and not self.loop else self.first + place

    def time(self, step: int) -> float:
        """Seconds from the start until a step is due."""
        lap, place = divmod(self.start - self.first + step, self._count)
        return lap * self._lap + float(self.seconds[self.first + place] - self.seconds[self.first]) - self._begun

    def step_at(self, elapsed: float) -> int:
        """The step that is due, this many seconds after the start; the one after the last where it is over."""
        lap, rest = divmod(elapsed + self._begun + 1e-9, self._lap)
        if lap and not self.loop:
            return self.last - self.start + 1
        times = self.seconds[self.first : self.last + 1]
        place = int(np.searchsorted(times, rest + self.seconds[self.first] + 1e-9, "right")) - 1
        return math.floor(lap) * self._count + place - (self.start - self.first)
