"""Which of many boxes meet, found without comparing each with each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

_AT_ONCE = 1_000_000
_MOST_STRIPS = 1000


def touching_pairs(boxes: NDArray[np.float64]) -> Iterator[tuple[int, int]]:
    """The pairs of rows, (N, 4) xyxy, whose boxes share a point, each once with the lower place first."""
    for firsts, seconds in touching_places(boxes):
        yield from zip(firsts.tolist(), seconds.tolist(), strict=True)


def touching_places(boxes: NDArray[np.float64]) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """The same in arrays, of a million candidates at a time."""
    if not len(boxes):
        return
    place, strip, first = _in_strips(boxes)
    width = np.ceil(boxes[:, 2].max() - boxes[:, 0].min()) + 1
    along = boxes[:, ::2] - boxes[:, 0].min()  # strip after strip, each from left to right
    order = np.argsort(strip * width + along[place, 0])
    place, strip = place[order], strip[order]
    begin, end = (strip[:, None] * width + along[place]).T
    (x0, y0, x1, y1), first = boxes[place].T, first[place]
    reach = np.searchsorted(begin, end, side="right")  # those from its own place on that begin before it ends
    counts = np.maximum(reach - np.arange(len(place)) - 1, 0)
    for start, stop in _batches(counts):
        some = counts[start:stop]
        one = np.repeat(np.arange(start, stop), some)
        other = one + 1 + np.arange(len(one)) - np.repeat(np.cumsum(some) - some, some)
        meet = (y0[one] <= y1[other]) & (y0[other] <= y1[one])
        meet &= (x0[one] <= x1[other]) & (x0[other] <= x1[one])  # far along, what is beside each other is rounded
        one, other = one[meet], other[meet]
        met_here = np.maximum(first[one], first[other]) == strip[one]  # of the strips that both reach, in the first
        i, j = place[one[met_here]], place[other[met_here]]
        yield np.minimum(i, j), np.maximum(i, j)


def _in_strips(boxes: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Strips across, twice as high as the boxes are: the places of the boxes once for each strip that they reach, the
    numbers of these strips, and the first strip of each box."""
    y0, y1 = boxes[:, 1] - boxes[:, 1].min(), boxes[:, 3] - boxes[:, 1].min()
    height = max(2 * float(np.mean(y1 - y0)), float(y1.max()) / _MOST_STRIPS, 1e-9)
    first, last = (y0 // height).astype(np.intp), (y1 // height).astype(np.intp)
    counts = last - first + 1
    place = np.repeat(np.arange(len(boxes)), counts)
    return place, np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts - first, counts), first


def _batches(counts: NDArray[np.intp]) -> Iterator[tuple[int, int]]:
    bounds = np.searchsorted(np.cumsum(counts), np.arange(_AT_ONCE, counts.sum() + _AT_ONCE, _AT_ONCE), side="right")
    start = 0
    for stop in [*bounds.tolist(), len(counts)]:
        stop = min(max(stop, start + 1), len(counts))
        if start < stop:
            yield start, stop
        start = stop
