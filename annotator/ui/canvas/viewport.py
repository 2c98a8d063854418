"""Where the picture lies on the screen. All screen numbers here are device pixels, so that panning is whole pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.geometry import Box
from annotator.core.gesture import Point

SMALLEST_SCALE, LARGEST_SCALE = 0.005, 64.0
MARGIN = 16
"""Device pixels left free around a picture that is fitted, and of a picture that is pushed out of the view."""

_TINY, _SEEN = 12, 64
"""Logical pixels: what is shorter is not seen by who does not know where it is, and how long it is made then."""

_NEAR_ENOUGH = 8.0
"""The scale beyond which nothing is brought nearer by itself."""


class Rect(NamedTuple):
    """Device pixels, right and bottom not included."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def empty(self) -> bool:
        return self.width <= 0 or self.height <= 0

    def clipped(self, other: Rect) -> Rect:
        """What lies in both."""
        return Rect(max(self.left, other.left), max(self.top, other.top),
                    min(self.right, other.right), min(self.bottom, other.bottom))  # fmt: skip

    def joined(self, other: Rect) -> Rect:
        """The smallest that holds both; an empty one adds nothing."""
        if self.empty or other.empty:
            return other if self.empty else self
        return Rect(min(self.left, other.left), min(self.top, other.top),
                    max(self.right, other.right), max(self.bottom, other.bottom))  # fmt: skip

    def moved(self, dx: int, dy: int) -> Rect:
        return Rect(self.left + dx, self.top + dy, self.right + dx, self.bottom + dy)

    def grown(self, by: int) -> Rect:
        return Rect(self.left - by, self.top - by, self.right + by, self.bottom + by)


NOWHERE = Rect(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Viewport:
    """A device pixel is an image point times `scale`, less (left, top)."""

    width: int
    height: int
    scale: float = 1.0
    left: int = 0
    top: int = 0

    @property
    def rect(self) -> Rect:
        """The whole view."""
        return Rect(0, 0, self.width, self.height)

    def to_image(self, x: float, y: float) -> Point:
        """The image point under a place in the view."""
        return Point((x + self.left) / self.scale, (y + self.top) / self.scale)

    def to_view(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """(N, 2) image points as places in the view."""
        return np.asarray(points, np.float64) * self.scale - (self.left, self.top)

    def box_in_view(self, box: Box) -> Rect:
        """The device pixels that a box of the image touches."""
        (x0, y0), (x1, y1) = self.to_view(np.reshape(box, (2, 2)).clip(-1e7, 1e7))
        return Rect(int(np.floor(x0)), int(np.floor(y0)), int(np.ceil(x1)) + 1, int(np.ceil(y1)) + 1)

    def box_of(self, rect: Rect) -> Box:
        """The image box under a rectangle of the view."""
        return (*self.to_image(rect.left, rect.top), *self.to_image(rect.right, rect.bottom))

    def cut(self, rect: Rect) -> Viewport:
        """The view through a rectangle of this one."""
        return Viewport(rect.width, rect.height, self.scale, self.left + rect.left, self.top + rect.top)

    def panned(self, dx: int, dy: int) -> Viewport:
        """The picture moved by this many device pixels."""
        return replace(self, left=self.left - dx, top=self.top - dy)

    def zoomed(self, scale: float, x: float, y: float) -> Viewport:
        """Another scale, with the image point under (x, y) staying there."""
        scale = min(max(scale, SMALLEST_SCALE), LARGEST_SCALE)
        ratio = scale / self.scale
        left, top = (x + self.left) * ratio - x, (y + self.top) * ratio - y
        return replace(self, scale=scale, left=round(left), top=round(top))

    def resized(self, width: int, height: int) -> Viewport:
        """A view of another size with the same image point in its middle."""
        dx, dy = (self.width - width) // 2, (self.height - height) // 2
        return replace(self, width=width, height=height, left=self.left + dx, top=self.top + dy)

    def fitted(self, width: float, height: float) -> Viewport:
        """A picture of this size whole and in the middle; a small one is not blown up beyond eight times."""
        room = max(1, self.width - 2 * MARGIN), max(1, self.height - 2 * MARGIN)
        scale = min(room[0] / max(width, 1), room[1] / max(height, 1), 8.0)
        return self.centred(max(scale, SMALLEST_SCALE), width / 2, height / 2)

    def centred(self, scale: float, x: float, y: float) -> Viewport:
        """The image point (x, y) in the middle of the view."""
        left, top = round(x * scale - self.width / 2), round(y * scale - self.height / 2)
        return replace(self, scale=scale, left=left, top=top)

    def revealing(self, box: Box, ratio: float = 1.0) -> Viewport:
        """This view where the box is well in sight; or else the box in the middle, at another scale only if needed."""
        x0, y0, x1, y1 = box
        across, down = max(x1 - x0, 1.0), max(y1 - y0, 1.0)
        scale, longest = self.scale, max(across, down)
        if longest * scale < _TINY * ratio:
            scale = max(scale, min(_SEEN * ratio / longest, _NEAR_ENOUGH))
        room = max(1, self.width - 2 * MARGIN), max(1, self.height - 2 * MARGIN)
        scale = max(min(scale, room[0] / across, room[1] / down), SMALLEST_SCALE)
        place = self.box_in_view(box)
        if scale == self.scale and place.clipped(self.rect.grown(-MARGIN // 2)) == place:
            return self
        return self.centred(scale, (x0 + x1) / 2, (y0 + y1) / 2)

    def filled_by(self, box: Box) -> Viewport:
        """The box in the middle, with half as much again around it; a very small one is not blown up without end."""
        x0, y0, x1, y1 = box
        scale = min(self.width / max(1.5 * (x1 - x0), 1.0), self.height / max(1.5 * (y1 - y0), 1.0), _NEAR_ENOUGH)
        return self.centred(max(scale, SMALLEST_SCALE), (x0 + x1) / 2, (y0 + y1) / 2)

    def held(self, width: float, height: float) -> Viewport:
        """Panned back so far that some of a picture of this size stays in view."""
        keep = 4 * MARGIN
        left = min(max(self.left, keep - self.width), max(round(width * self.scale) - keep, keep - self.width))
        top = min(max(self.top, keep - self.height), max(round(height * self.scale) - keep, keep - self.height))
        return replace(self, left=left, top=top)
