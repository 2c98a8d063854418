"""A picture at every size: each level has half the pixels of the one before, so that drawing costs what the view costs.

Pixels are blended below 400 % and shown as the squares that they are from there on, unless that is not wanted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.adjustment import Window
from annotator.core.geometry import Box
from annotator.core.opencv import cv2
from annotator.core.patch import Patch, patch_of
from annotator.ui.canvas.manner import EIGHT_BITS, GRID_FROM, USUAL, Manner, adjust, gridded
from annotator.ui.canvas.viewport import Rect, Viewport

Pixels = NDArray[np.uint8]
"""(height, width, 3) red first, or (height, width, 4) blue first, as Qt's RGB32 lies in memory."""

_SMALLEST_LEVEL = 256
_BLEND = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


class Source(NamedTuple):
    """A piece of a level: its pixels, its corner on the level, and level pixels per image pixel."""

    pixels: NDArray[Any]
    left: int
    top: int
    across: float
    down: float


class Pyramid:
    """Level 0 is the picture itself, shared; the others are this object's own."""

    window: Window = EIGHT_BITS
    """What is shown as black and what as white while nothing is adjusted, in the picture's own numbers."""
    settled = True
    """Whether a view will look tomorrow as it does today."""

    def __init__(self, pixels: Pixels) -> None:
        self.height, self.width = pixels.shape[:2]
        self.levels: list[Pixels] = [pixels]
        while max(self.levels[-1].shape[:2]) > _SMALLEST_LEVEL:
            self.levels.append(_halved(self.levels[-1]))

    @property
    def nbytes(self) -> int:
        """What all levels take."""
        return sum(one.nbytes for one in self.levels)

    def value(self, x: int, y: int) -> tuple[float, ...] | None:
        """Red, green and blue of a pixel, as they stand in the file; None outside."""
        inside = 0 <= x < self.width and 0 <= y < self.height
        return tuple(self.levels[0][y, x].tolist()) if inside else None

    def some(self, most: int) -> NDArray[Any]:
        """(rows, columns, channels): pixels from all over the picture, about this many at most."""
        some = strided(self.levels[0], most)
        if self.window == EIGHT_BITS:
            return some
        low, high = self.window
        return low + some.astype(np.float32) * ((high - low) / 255)

    def patch(self, box: Box) -> Patch | None:
        """The picture's own pixels in a box; see `core.patch.patch_of`."""
        return patch_of(self.levels[0], box)

    def shrunk(self, box: Box, longest: int) -> tuple[Pixels, Box]:
        """About this many pixels to a side of what the picture shows in a box, red first, and the box they cover."""
        return shrunk(self.levels[0], 1, box, longest)

    def draw(self, into: Pixels, view: Viewport, manner: Manner = USUAL) -> None:
        """Paint what the view shows into its (height, width, 4) pixels; those beside the picture stay as they are."""
        place = self.place_in(view)
        if place.empty:
            return
        part, view = into[place.top : place.bottom, place.left : place.right], view.cut(place)
        self._paint(part, view, manner)
        if manner.grid and view.scale >= GRID_FROM:
            gridded(part, view)

    def place_in(self, view: Viewport) -> Rect:
        """Where in the view the picture is seen."""
        corners = view.to_view(np.array([[0, 0], [self.width, self.height]]))
        return Rect(*np.rint(corners).astype(int).ravel().tolist()).clipped(view.rect)

    def _paint(self, part: Pixels, view: Viewport, manner: Manner) -> None:
        """Fill a view that lies within the picture."""
        resample(self._source(view), view, manner, part)
        adjust(part, manner.adjustment, self.window)

    def _source(self, view: Viewport) -> Source:
        cut = self._cut(self.levels, view)
        return cut._replace(pixels=blue_first(cut.pixels))

    def _cut(self, levels: Sequence[NDArray[Any]], view: Viewport) -> Source:
        """What a view needs, of the level that suits it."""
        number = int(np.clip(np.floor(-np.log2(view.scale)), 0, len(levels) - 1))
        level = levels[number]
        rows, columns = level.shape[:2]
        # a level has whole pixels, so it is not always exactly half as wide: its own ratio keeps the edges in place
        across, down = columns / self.width, rows / self.height
        x0, y0, x1, y1 = view.box_of(view.rect)
        left, top = max(0, int(x0 * across) - 2), max(0, int(y0 * down) - 2)
        right, bottom = int(x1 * across) + 3, int(y1 * down) + 3
        return Source(level[top:bottom, left:right], left, top, across, down)


def _halved(pixels: Pixels) -> Pixels:
    rows, columns = pixels.shape[:2]
    half = cv2.resize(pixels, ((columns + 1) // 2, (rows + 1) // 2), interpolation=cv2.INTER_LINEAR)
    return blue_first(np.asarray(half, np.uint8))


def shrunk(pixels: Pixels, scale: int, box: Box, longest: int) -> tuple[Pixels, Box]:
    """Every so manyeth pixel in a box of the picture, of which a pixel here covers `scale` x `scale`."""
    rows, columns = pixels.shape[:2]
    left, top = max(0, int(box[0] // scale)), max(0, int(box[1] // scale))
    right, bottom = min(columns, int(box[2] // scale) + 1), min(rows, int(box[3] // scale) + 1)
    step = max(1, int(max(right - left, bottom - top) // longest))
    cut = pixels[top:bottom:step, left:right:step]
    x, y, side = left * scale, top * scale, step * scale
    return cut, (x, y, x + cut.shape[1] * side, y + cut.shape[0] * side)


def strided(samples: NDArray[Any], most: int) -> NDArray[Any]:
    """Every so manyeth row and column of them, at most this many pixels."""
    rows, columns = samples.shape[:2]
    step = max(1, int(np.ceil(np.sqrt(rows * columns / most))))
    return samples[::step, ::step]


def blue_first(pixels: Pixels) -> Pixels:
    """As Qt's RGB32 has them."""
    if pixels.shape[2] == 4:
        return pixels
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2BGRA), np.uint8)


def resampled(source: Source, view: Viewport, manner: Manner) -> NDArray[Any]:
    """What a view shows of a piece of a level, of its type and with its channels."""
    into = np.empty((view.height, view.width, *source.pixels.shape[2:]), source.pixels.dtype)
    resample(source, view, manner, into)
    return into


def resample(source: Source, view: Viewport, manner: Manner, into: NDArray[Any]) -> None:
    """Fill the view's (height, width[, channels]) pixels."""
    (_squares if manner.squares(view.scale) else _blended)(source, view, into)


def _blended(source: Source, view: Viewport, into: NDArray[Any]) -> None:
    kx, ky = source.across / view.scale, source.down / view.scale
    if kx == ky == 1:  # pixel for pixel
        left, top = view.left - source.left, view.top - source.top
        into[:] = source.pixels[top : top + view.height, left : left + view.width]
        return
    # pixel centres lie at halves: the view's i + 0.5 falls on the level's j + 0.5
    x0, y0 = (view.left + 0.5) * kx - 0.5 - source.left, (view.top + 0.5) * ky - 0.5 - source.top
    matrix = np.array([[kx, 0, x0], [0, ky, y0]])
    cv2.warpAffine(source.pixels, matrix, (view.width, view.height), dst=into, flags=_BLEND,
                   borderMode=cv2.BORDER_REPLICATE)  # fmt: skip


def _squares(source: Source, view: Viewport, into: NDArray[Any]) -> None:
    rows, columns = source.pixels.shape[:2]
    x = np.floor((np.arange(view.width) + view.left + 0.5) / view.scale).astype(np.intp) - source.left
    y = np.floor((np.arange(view.height) + view.top + 0.5) / view.scale).astype(np.intp) - source.top
    # columns first: the few rows that the view covers are then only repeated
    wide = source.pixels.take(x.clip(0, columns - 1), axis=1)
    into[:] = wide.take(y.clip(0, rows - 1), axis=0)
