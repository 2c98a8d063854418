"""Frames of a video along a line: which pixel is which frame, and where the ruler has its ticks."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

WIDEST_PX = 64.0
"""Of a frame."""

_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True)
class Scale:
    """A stretch of `frames` frames seen through `width` pixels. Pixels are logical, x is 0 at the left end."""

    frames: int
    width: float
    px: float = 0.0
    """Of a frame; the least is what shows all of them."""
    first: float = 0.0
    """What lies at x 0: a frame's left edge is its number."""

    def __post_init__(self) -> None:
        least = min(WIDEST_PX, self.width / max(1, self.frames))
        px = min(WIDEST_PX, max(least, self.px))
        last = max(0.0, self.frames - self.width / px)
        object.__setattr__(self, "px", px)
        object.__setattr__(self, "first", min(max(0.0, self.first), last))

    def x(self, place: float) -> float:
        """The left edge of a frame, or with half a frame more its middle."""
        return (place - self.first) * self.px

    def frame_at(self, x: float) -> int:
        """The frame under a pixel, or the nearest."""
        return min(max(0, math.floor(self.first + x / self.px)), max(0, self.frames - 1))

    @property
    def shown(self) -> tuple[int, int]:
        """The first and the last frame of which something is to be seen."""
        return self.frame_at(0), self.frame_at(self.width - 1)

    @property
    def span(self) -> float:
        """How many frames go into the width."""
        return self.width / self.px

    @property
    def whole(self) -> bool:
        """Whether all is to be seen."""
        return self.span > self.frames - 0.001

    def zoomed(self, factor: float, x: float) -> Scale:
        """Nearer or farther, with the frame under x staying there."""
        zoomed = replace(self, px=self.px * factor)
        return replace(zoomed, first=self.first + x / self.px - x / zoomed.px)

    def scrolled(self, by: float) -> Scale:
        """This many frames on."""
        return replace(self, first=self.first + by)

    def fitted(self) -> Scale:
        """All frames."""
        return replace(self, px=0.0)

    def resized(self, width: float) -> Scale:
        """As wide as this; what showed all goes on showing all."""
        return replace(self, width=width, px=0.0 if self.whole else self.px)

    def showing(self, frame: int) -> Scale:
        """With a frame in sight: a page on where it has left at the right or the left."""
        low, high = self.first, self.first + self.span
        if low <= frame and frame + 1 <= high:
            return self
        return replace(self, first=frame - 0.1 * self.span if frame >= low else frame - 0.9 * self.span)

    def ticks(self, room_px: float) -> Iterator[tuple[int, bool]]:
        """Frames with a tick, and whether it has a label, of which each has this much room."""
        step = self.label_step(room_px)
        fine = max(1, step // 5 if step % 5 == 0 else step // 2)
        low, high = self.shown
        for frame in range(low - low % fine, high + 1, fine):
            yield frame, frame % step == 0

    def label_step(self, room_px: float) -> int:
        """The round number of frames from label to label."""
        least = room_px / self.px
        power = 10 ** max(0, math.floor(math.log10(max(1.0, least))))
        return next(step * power for step in (*_STEPS, 10) if step * power >= least)
