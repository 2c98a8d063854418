"""Dashed outlines for what nobody has confirmed, hatched regions for crowds."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotator.core.opencv import cv2
from annotator.ui.canvas.picture import Pixels
from annotator.ui.canvas.viewport import Viewport

_PERIOD, _ON = 7.0, 4.0
"""Device pixels from dash to dash, and of the dash itself, for a line of one pixel."""

_HATCH, _HATCH_ON = 12, 1
"""Device pixels from hatch line to hatch line, and of the line."""

_LEAST = np.float32(1e-3)
"""What a side without length counts as, so that a point has its place on the line too."""

_SIXTEENTHS = 16.0


def dashed(rings: list[NDArray[np.int32]], width: int, height: int, line_px: int = 1) -> list[NDArray[np.int32]]:
    """The dashes of closed rings that lie in a view of this size, each two points; sixteenths in, sixteenths out."""
    start = np.concatenate(rings).astype(np.float32) / _SIXTEENTHS
    ends = np.cumsum([len(one) for one in rings])
    following = np.arange(1, len(start) + 1)
    following[ends - 1] = np.concatenate([[0], ends[:-1]])
    along = start[following] - start
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), _LEAST)
    dash = _places(length.astype(np.float64), ends, line_px)
    points = _points(dash, np.concatenate([[0.0], np.cumsum(length, dtype=np.float64)]), start, along, length)
    seen = ((points > -_PERIOD) & (points < (width + _PERIOD, height + _PERIOD))).all(axis=(1, 2))
    return list(np.rint(points[seen] * _SIXTEENTHS).astype(np.int32))


def dotted(rings: list[NDArray[np.int32]], width: int, height: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows and columns of the pixels in such dashes, one pixel wide, that lie in a view of this size: a third of
    the time that drawing each dash takes."""
    lengths = np.fromiter(map(len, rings), np.intp, len(rings))
    firsts = np.cumsum(lengths) - lengths
    x, y = (np.concatenate(rings).T / np.float32(_SIXTEENTHS)).astype(np.float32)
    dx, dy = _onwards(x, firsts), _onwards(y, firsts)
    length = np.hypot(dx, dy)
    before = np.cumsum(length, dtype=np.float64) - length
    around = np.add.reduceat(length, firsts)
    rate = np.repeat(np.maximum(1, np.rint(around / _PERIOD)) / np.maximum(around, 1e-6), lengths)  # dashes a pixel
    steps = np.ceil(np.maximum(np.abs(dx), np.abs(dy))).astype(np.int32)
    steps[firsts] = np.maximum(steps[firsts], 1)  # what is a point at this zoom is still seen
    steps[_beside(x, dx, width) | _beside(y, dy, height)] = 0
    begins = np.cumsum(steps) - steps
    share = (1 / np.maximum(steps, 1)).astype(np.float32)  # of a side, that each step goes
    turns = length * rate * share
    dash = np.arange(steps.sum(), dtype=np.float32)
    dash *= np.repeat(turns.astype(np.float32), steps)
    dash += np.repeat(((before - np.repeat(before[firsts], lengths)) * rate - begins * turns).astype(np.float32), steps)
    dash -= np.floor(dash)
    on = np.flatnonzero(dash < _ON / _PERIOD).astype(np.int32)
    side = np.repeat(np.arange(len(steps), dtype=np.int32), steps)[on]
    along = (on - begins[side]) * share[side]
    columns, rows = np.rint(x[side] + dx[side] * along), np.rint(y[side] + dy[side] * along)
    seen = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    return rows[seen].astype(np.intp), columns[seen].astype(np.intp)


def _beside(at: NDArray[np.float32], way: NDArray[np.float32], end: int) -> NDArray[np.bool_]:
    """Which sides lie before the view or behind it, which ends here."""
    beside: NDArray[np.bool_] = (np.maximum(at, at + way) < -1) | (np.minimum(at, at + way) > end)
    return beside


def _onwards(at: NDArray[np.float32], firsts: NDArray[np.intp]) -> NDArray[np.float32]:
    """From each corner to the next one of its ring."""
    lasts = np.append(firsts[1:], len(at)) - 1
    ways = np.diff(at, append=at[:1])
    ways[lasts] = at[firsts] - at[lasts]
    return ways


def _places(length: NDArray[np.float64], ends: NDArray[np.intp], line_px: int) -> NDArray[np.float64]:
    """(dashes, 2): where each dash begins and ends along all rings laid end to end, whole dashes to each ring."""
    edge = np.concatenate([[0.0], np.cumsum(length)])
    first = edge[np.concatenate([[0], ends[:-1]])]
    around = edge[ends] - first
    count = np.maximum(1, np.rint(around / (_PERIOD * line_px))).astype(np.intp)
    period = np.repeat(around / count, count)
    number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    begin = np.repeat(first, count) + number * period
    return np.stack([begin, begin + period * (_ON / _PERIOD)], axis=1)


def _points(dash: NDArray[np.float64], edge: NDArray[np.float64], start: NDArray[np.float32],
            along: NDArray[np.float32], length: NDArray[np.float32]) -> NDArray[np.float32]:  # fmt: skip
    """(dashes, 2, 2): the two points of each dash; one that turns a corner cuts it, by less than a dash."""
    on = np.clip(np.searchsorted(edge, dash, side="right") - 1, 0, len(length) - 1)
    share = ((dash - edge[on]) / np.maximum(length[on], 1e-6)).clip(0, 1).astype(np.float32)
    points: NDArray[np.float32] = start[on] + along[on] * share[..., None]
    return points


def hatched(into: Pixels, polygon: list[NDArray[np.int32]], colour: tuple[int, ...], view: Viewport) -> None:
    """Fill a polygon with slanted lines that stay on the picture when it is panned."""
    inside = np.zeros(into.shape[:2], np.uint8)
    cv2.fillPoly(inside, polygon, 255, cv2.LINE_8, 4)
    rows, columns = np.arange(view.height)[:, None] + view.top, np.arange(view.width) + view.left
    inside[(rows + columns) % _HATCH >= _HATCH_ON] = 0
    into[inside > 0] = (*colour[:3], 255)
