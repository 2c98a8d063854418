"""The tint of all masks of a view: which colour each pixel gets is drawn first, then all pixels are blended once.

A mask over a mask keeps its own colour. Masks of one rank do not overlap, so many of them are filled in one call, into
pixels of one byte: that takes less than half as long as filling each with its colour.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.opencv import cv2
from annotator.ui.canvas.beside import Beside
from annotator.ui.canvas.dashes import hatched
from annotator.ui.canvas.outlines import SHIFT, DrawnRing, DrawnRings, Kind, Outlines, Rows
from annotator.ui.canvas.picture import Pixels
from annotator.ui.canvas.scratch import Scratch
from annotator.ui.canvas.viewport import Viewport

Bgr = tuple[int, int, int]
Labels = NDArray[np.uint8] | NDArray[np.uint16]

_AT_ONCE = 50
"""Masks that one call fills: with more of them OpenCV sorts longer than it saves."""

_CHUNK = 250
_LARGE = 200_000
"""Pixels that two threads fill and blend sooner than one, half of the view each."""


def tint(part: Pixels, view: Viewport, drawn: DrawnRings, rows: Rows, outlines: Outlines, share: float,
         colours: Mapping[int, Bgr], otherwise: Bgr, scratch: Scratch,
         picture: Callable[[], object] = lambda: None) -> Iterator[None]:  # fmt: skip
    """Tint the (height, width, 4) pixels of a view with each row's colour, by its hue; crowds are hatched.

    `picture` is called before the pixels are touched: what they show until then may be drawn meanwhile.
    """
    rings_of = drawn.picker()
    kinds = outlines.kinds[rows]
    hues, number = np.unique(outlines.hues[rows], return_inverse=True)
    palette = [colours.get(hue, otherwise) for hue in hues.tolist()]
    filled = np.flatnonzero(kinds <= Kind.PROPOSAL)
    wide = len(palette) > 255
    with scratch.borrowed((*part.shape[:2], 1 + wide)) as memory, scratch.borrowed(part.shape) as spare:
        labels: Labels = memory.view(np.uint16)[..., 0] if wide else memory[..., 0]
        labels[:] = 0
        half = len(part) // 2 if labels.size > _LARGE else 0
        above, below = outlines.sides(rows[filled], (view.top + half) / view.scale, 2 / view.scale)
        masks = _Masks(filled, number[filled] + 1, outlines.ranks(rows[filled]))
        upper = Beside(lambda: deque(_fill(labels[:half], rings_of, masks.some(above)), 0)) if half else None
        try:
            yield from _fill(labels[half:], rings_of, masks.some(below), -half)
            if upper:
                upper.finish()
        finally:
            if upper:
                upper.leave()
        picture()
        for count, place in enumerate(np.flatnonzero(kinds == Kind.CROWD).tolist(), 1):
            hatched(part, rings_of([place]), palette[number[place]], view)
            if count % _CHUNK == 0:
                yield
        upper = Beside(partial(_blend, part[:half], labels[:half], palette, share, spare[:half])) if half else None
        _blend(part[half:], labels[half:], palette, share, spare[half:])
        if upper:
            upper.finish()
    yield


class _Masks(NamedTuple):
    """What is filled, from the lowest up."""

    places: Rows
    """Of the rows among those that are drawn."""
    numbers: NDArray[np.intp]
    ranks: NDArray[np.float64]

    def some(self, which: NDArray[np.bool_]) -> _Masks:
        return _Masks(self.places[which], self.numbers[which], self.ranks[which])


def _fill(labels: Labels, rings_of: Callable[[list[int]], list[DrawnRing]], masks: _Masks,
          down: int = 0) -> Iterator[None]:  # fmt: skip
    """Give each pixel the number of the highest mask that covers it; rings are moved down so far."""
    places, numbers, ranks = masks
    order = np.lexsort((numbers, ranks))
    other = (np.diff(ranks[order], prepend=-np.inf) != 0) | (np.diff(numbers[order], prepend=0) != 0)
    starts = np.flatnonzero(other).tolist()
    since = 0
    for start, end in zip(starts, [*starts[1:], len(order)], strict=False):
        for first in range(start, end, _AT_ONCE):
            some = places[order[first : min(end, first + _AT_ONCE)]].tolist()
            cv2.fillPoly(labels, rings_of(some), int(numbers[order[first]]), cv2.LINE_8, SHIFT, (0, down << SHIFT))
            since += len(some)
            if since >= _CHUNK:
                since = 0
                yield


def _blend(part: Pixels, labels: Labels, colours: list[Bgr], share: float, spare: Pixels) -> None:
    palette = np.array([(0, 0, 0, 0), *((*colour, 255) for colour in colours)], np.uint8).view(np.uint32)[:, 0]
    np.take(palette, labels, out=spare.view(np.uint32)[..., 0], mode="clip")
    cv2.addWeighted(spare, share, part, 1 - share, 0, dst=spare)
    cv2.copyTo(spare, (labels != 0).view(np.uint8), part)
