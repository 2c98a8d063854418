"""The tint of all masks of a view: which colour each pixel gets is drawn first, then all pixels are blended once.

A mask over a mask keeps its own colour. Masks of one rank do not overlap, so many of them are filled in one call, into
pixels of one byte: that takes less than half as long as filling each with its colour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.opencv import cv2
from annotator.ui.canvas.beside import shared
from annotator.ui.canvas.dashes import hatched
from annotator.ui.canvas.look import GREY, Bgr, Look
from annotator.ui.canvas.outlines import SHIFT, DrawnRing, DrawnRings, Kind, Outlines, Rows
from annotator.ui.canvas.picture import Pixels
from annotator.ui.canvas.scratch import Scratch
from annotator.ui.canvas.viewport import Viewport

Labels = NDArray[np.uint8] | NDArray[np.uint16]

_CHUNK = 250
"""Masks that one call fills, and crowds between two stops."""

_LARGE = 200_000
"""Pixels that two threads fill and blend sooner than one."""

_BANDS = 2
"""Of more of them, more masks would lie on the edges and be filled twice."""


class Band(NamedTuple):
    """Rows of a view's pixels that one thread draws, the bottom not included."""

    top: int
    bottom: int

    def across(self, view: Viewport) -> tuple[float, float]:
        """From where to where it reaches down the picture."""
        return (view.top + self.top) / view.scale, (view.top + self.bottom) / view.scale


def bands_of(part: Pixels) -> list[Band]:
    """What two threads can share."""
    count = _BANDS if part.size > 4 * _LARGE else 1
    edges = [len(part) * number // count for number in range(count + 1)]
    return [Band(*each) for each in pairwise(edges)]


def tint(part: Pixels, view: Viewport, drawn: DrawnRings, rows: Rows, outlines: Outlines, look: Look, scratch: Scratch,
         picture: Callable[[], object] = lambda: None,
         then: Callable[[int], Iterable[None]] = lambda band: ()) -> Iterator[None]:  # fmt: skip
    """Tint the (height, width, 4) pixels of a view with each row's colour, by its hue; crowds are hatched.

    `picture` is called before the pixels are touched: what they show until then may be drawn meanwhile. `then` draws
    over each of the `bands_of` it, by the thread that has tinted it.
    """
    rings_of = drawn.picker()
    kinds = outlines.kinds[rows]
    hues, number = np.unique(outlines.hues[rows], return_inverse=True)
    palette = [look.colours.get(hue, GREY) for hue in hues.tolist()]
    for count, place in enumerate(np.flatnonzero(kinds == Kind.CROWD).tolist()):
        picture()
        hatched(part, rings_of([place]), palette[number[place]], view)
        if count % _CHUNK == _CHUNK - 1:
            yield
    filled = np.flatnonzero(kinds <= Kind.PROPOSAL)
    masks = _Masks(filled, number[filled] + 1, outlines.ranks(rows[filled]))
    wide = len(palette) > 255
    with scratch.borrowed((*part.shape[:2], 1 + wide)) as memory, scratch.borrowed(part.shape) as spare:
        labels: Labels = memory.view(np.uint16)[..., 0] if wide else memory[..., 0]

        def tinted(number: int, band: Band) -> Iterator[None]:
            lines = slice(*band)
            labels[lines] = 0
            inside = outlines.between(rows[filled], *band.across(view), 2 / view.scale)
            yield from _fill(labels[lines], rings_of, masks.some(inside), -band.top)
            picture()
            _blend(part[lines], labels[lines], palette, look.fill, spare[lines])
            yield from then(number)

        yield from shared(partial(tinted, *each) for each in enumerate(bands_of(part)))
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
        for first in range(start, end, _CHUNK):
            some = places[order[first : min(end, first + _CHUNK)]].tolist()
            cv2.fillPoly(labels, rings_of(some), int(numbers[order[first]]), cv2.LINE_8, SHIFT, (0, down << SHIFT))
            since += len(some)
            if since >= _CHUNK:
                since = 0
                yield


def _blend(part: Pixels, labels: Labels, colours: list[Bgr], share: float, spare: Pixels) -> None:
    palette = np.array([(0, 0, 0, 0), *((*colour, 255) for colour in colours)], np.uint8).view(np.uint32)[:, 0]
    _look_up(palette, labels.reshape(-1), spare.view(np.uint32).reshape(-1))
    cv2.addWeighted(spare, share, part, 1 - share, 0, dst=spare)
    cv2.copyTo(spare, (labels != 0).view(np.uint8), part)


def _look_up(palette: NDArray[np.uint32], numbers: Labels, into: NDArray[np.uint32]) -> None:
    """Give each pixel its colour; two of them at a time where they are bytes, as a pair is found as fast as one is."""
    if numbers.dtype != np.uint8:
        np.take(palette, numbers, out=into, mode="clip")
        return
    pairs = np.zeros((len(palette), 256), np.uint64)  # the second pixel's number is the upper byte
    pairs[:, : len(palette)] = palette | palette[:, None].astype(np.uint64) << np.uint64(32)
    even = numbers.size // 2 * 2
    np.take(pairs, numbers[:even].view(np.uint16), out=into[:even].view(np.uint64), mode="clip")
    into[even:] = palette[numbers[even:]]
