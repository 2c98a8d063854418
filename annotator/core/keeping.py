"""Outlines of a mask that keep the corners of the outlines it was made from, wherever these still hold.

A stroke changes some pixels of an instance. Traced anew, all of its outline would be a corner for every pixel, which
no person can correct by hand and which makes files large. So where nothing has changed the old corners are put in
place of the traced ones, and the result is rasterised: where a pixel comes out otherwise, the traced ones stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Part, Ring, ring
from annotator.core.crossings import crosses_itself, self_crossings
from annotator.core.geometry import boxes_touch
from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask, Mask, local_mask, local_parts
from annotator.core.setops import box_of, same, union, window

_TRIES = 5
_MOST = 40
"""Rings: what falls to more pieces is no outline that a hand would correct, and would take long."""

_REACH = 1
"""Pixels from a change within which an outline is traced."""

_APART = 1.5
"""Pixels that a traced corner may lie from the outline it stands for."""

_GRID = 5
"""Of a pixel, which pycocotools rounds corners to before it draws edges (COCO API, `rleFrPoly`)."""

_ALONG = 40
"""Pixels along an edge in which the best place to cut it is looked for."""

_NEARER = 1e-5
"""How little nearer the grid a place must lie to be better than one that is a step nearer to the change."""

_FEW = 4
"""Traced corners that are not worth it."""

Xy = NDArray[np.float64]
"""(2,) or (N, 2), image pixels."""


def keeping_corners(
    before: Sequence[Part], after: LocalMask, width: int, height: int, masks: Sequence[LocalMask] = ()
) -> tuple[Part, ...]:
    """The parts of a mask on a frame of this size, exact to the pixel, with the corners of `before` where they hold;
    `masks` are those of `before`, if they are known."""
    traced = local_parts(after)
    known = zip(before, masks or (local_mask([part], width, height) for part in before), strict=True)
    near = _each_once((part, mask) for part, mask in known if boxes_touch(box_of(mask), box_of(after)))
    rings = [one for part, _ in near for one in part.rings if len(one) >= 3]
    if not rings or len(rings) > _MOST or sum(len(part.rings) for part in traced) > _MOST:
        return traced
    changed = union([_of_no_single([mask for _, mask in near], after), *_crossed(rings)])
    for _ in range(_TRIES):
        away = partial(_kept, rings=rings, near=_Near(changed))
        made = tuple(Part(away(part.outer), tuple(map(away, part.holes))) for part in traced)
        wrong = _different(local_mask(made, width, height), after)
        if not wrong.mask.any():
            return made
        changed = union([changed, wrong])
    return traced


def _each_once(known: Iterable[tuple[Part, LocalMask]]) -> list[tuple[Part, LocalMask]]:
    """Without those that cover the pixels of one before."""
    kept: list[tuple[Part, LocalMask]] = []
    for part, mask in known:
        if not any(same(mask, other) for _, other in kept):
            kept.append((part, mask))
    return kept


def _of_no_single(masks: Sequence[LocalMask], after: LocalMask) -> LocalMask:
    """The pixels along the edge of `after` that lie along the edge of none of the masks, or of several: there its
    outline leaves one of theirs."""
    x0, y0, x1, y1 = box_of(after)
    box = x0 - 1, y0 - 1, x1 + 1, y1 + 1
    edges = np.zeros((y1 - y0 + 2, x1 - x0 + 2), np.uint8)
    for one in masks:
        edges += _edge_pixels(window(one, *box).mask)
    return LocalMask(x0 - 1, y0 - 1, (_edge_pixels(window(after, *box).mask) != 0) & (edges != 1))


def _edge_pixels(mask: Mask) -> NDArray[np.uint8]:
    """1 on either side of where a mask ends."""
    covered = mask.view(np.uint8)
    return np.asarray(cv2.morphologyEx(covered, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)), np.uint8)


def _crossed(rings: Sequence[Ring]) -> Iterator[LocalMask]:
    """Four pixels around each place where one of the rings crosses itself."""
    for x, y in (place for one in rings for place in np.rint(self_crossings(one)).astype(int).tolist()):
        yield LocalMask(x - 1, y - 1, np.ones((2, 2), bool))


def _different(one: LocalMask, other: LocalMask) -> LocalMask:
    """The pixels that one of two masks covers alone, in the box that holds both."""
    box = box_of(union([one, other]))
    return LocalMask(*box[:2], window(one, *box).mask ^ window(other, *box).mask)


class _Near:
    """Whether places lie near what has changed."""

    def __init__(self, changed: LocalMask) -> None:
        margin = _REACH + 1
        grown = np.pad(changed.mask.astype(np.uint8), margin)
        kernel = np.ones((2 * _REACH + 2, 2 * _REACH + 2), np.uint8)  # a corner lies between four pixels
        self._grown = cv2.dilate(grown, kernel, anchor=(_REACH + 1, _REACH + 1)).astype(bool)
        self._origin = np.array([changed.x - margin, changed.y - margin])

    def __call__(self, corners: Ring) -> NDArray[np.bool_]:
        at = corners.astype(np.intp) - self._origin
        rows, columns = self._grown.shape
        inside = (at >= 0).all(axis=1) & (at[:, 0] < columns) & (at[:, 1] < rows)
        found = np.zeros(len(corners), bool)
        found[inside] = self._grown[at[inside, 1], at[inside, 0]]
        return found


def _kept(traced: Ring, rings: Sequence[Ring], near: _Near) -> Ring:
    """A traced ring with the stretches that are far from every change taken from the rings it came from."""
    changed = near(traced)
    if changed.all():
        return traced
    if not changed.any():
        return _simple(_closest(traced[0].astype(np.float64), rings), traced)
    first = int(np.flatnonzero(changed)[0])
    corners, changed = np.roll(traced, -first, axis=0).astype(np.float64), np.roll(changed, -first)
    pieces: list[Xy] = []
    place = 0
    for start, end in _runs(~changed):
        pieces += [corners[place:start], _stretch(corners[start:end], rings)]
        place = end
    return _simple(ring(np.concatenate([*pieces, corners[place:]])), traced)


def _simple(made: Ring, traced: Ring) -> Ring:
    return traced if crosses_itself(made) else made


def _runs(flags: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Where each run of true ones begins, and where it has ended."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]]).astype(np.int8)))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _closest(at: Xy, rings: Sequence[Ring]) -> Ring:
    return min(rings, key=lambda one: _nearest(at, one)[1])


def _nearest(at: Xy, one: Ring) -> tuple[float, float]:
    """The place of a ring that is nearest to a point, in edges from its first corner; and how far it is, pixels."""
    begin = one.astype(np.float64)
    along = np.roll(begin, -1, axis=0) - begin
    share = (((at - begin) * along).sum(axis=1) / np.maximum((along**2).sum(axis=1), 1e-12)).clip(0, 1)
    away = np.hypot(*(begin + share[:, None] * along - at).T)
    edge = int(away.argmin())
    return edge + float(share[edge]), float(away[edge])


def _stretch(traced: Xy, rings: Sequence[Ring]) -> Xy:
    """A run of traced corners, or the corners that it stands for with a few traced ones on either side."""
    if len(traced) < _FEW:
        return traced
    one = _closest(traced[len(traced) // 2], rings)
    (start, _), (middle, _), (end, _) = found = [_nearest(traced[place], one) for place in (0, len(traced) // 2, -1)]
    if max(away for _, away in found) > _APART:
        return traced
    count = len(one)
    if (middle - start) % count > (end - start) % count:  # it runs the other way round
        one, start, end = one[::-1], (count - 1 - start) % count, (count - 1 - end) % count
    passed = np.arange(1, int(start % 1 + (end - start) % count) + 1) + int(start)
    corners = one[passed % count].astype(np.float64)
    first, last = _edge(one, start), _edge(one, end)
    head = _cut(first, first.at(start), corners[0] if len(corners) else last.at(end))
    tail = _cut(last, last.at(end), corners[-1] if len(corners) else head)
    before = _last_behind(traced, head, first.end - first.begin)
    after = len(traced) - 1 - _last_behind(traced[::-1], tail, last.begin - last.end)
    if before >= after:
        return traced
    made = np.concatenate([traced[: before + 1], [head], corners, [tail], traced[after:]])
    drawn = np.zeros(len(made), bool)
    drawn[before + 2 : before + 2 + len(corners)] = True
    return _without_needless(made, drawn)


def _without_needless(points: Xy, drawn: NDArray[np.bool_]) -> Xy:
    """Less those that nobody drew and that stand twice, or within an edge along the grid."""
    twice = np.zeros(len(points), bool)
    twice[1:] = (points[1:] == points[:-1]).all(axis=1)
    twice[:-1] |= twice[1:] & drawn[1:]  # of two, the one that was drawn stays
    points, drawn = points[~twice | drawn], drawn[~twice | drawn]
    to, on = points[1:-1] - points[:-2], points[2:] - points[1:-1]
    within = ((to == 0) & (on == 0)).any(axis=1) & ((to * on).sum(axis=1) > 0)
    kept = np.ones(len(points), bool)
    kept[1:-1] = ~within | drawn[1:-1]
    return points[kept]


def _last_behind(traced: Xy, at: Xy, way: Xy) -> int:
    """Of the corners that come to a place, the last that is behind it on its way: from there nothing is crossed."""
    nearest = int(np.hypot(*(traced - at).T).argmin())
    behind = np.flatnonzero((traced[: nearest + 1] - at) @ way < 0)
    return int(behind[-1]) if len(behind) else 0


class _Edge(NamedTuple):
    begin: Xy
    end: Xy

    def at(self, place: float) -> Xy:
        """Of its ring, on this edge."""
        return self.begin + place % 1 * (self.end - self.begin)


def _edge(one: Ring, place: float) -> _Edge:
    number = int(place) % len(one)
    return _Edge(one[number].astype(np.float64), one[(number + 1) % len(one)].astype(np.float64))


def _cut(edge: _Edge, near: Xy, towards: Xy) -> Xy:
    """Where to cut an edge, near one place on it and towards another, so that either piece covers what it covers.

    Corners are rounded to a grid before edges are drawn, so the best place is the one of the grid that lies on the
    edge as it is drawn.
    """
    begin, end = np.floor(_GRID * edge.begin + 0.5), np.floor(_GRID * edge.end + 0.5)
    along = end - begin
    axis = int(abs(along[1]) > abs(along[0]))
    if along[axis] == 0:
        return near
    way = np.sign(towards[axis] - near[axis]) or 1.0
    steps = int(_GRID * min(abs(towards[axis] - near[axis]), _ALONG)) - 1  # rounding never goes beyond
    if steps < 1:
        return towards
    places = np.rint(_GRID * near[axis]) + way * np.arange(steps)
    across = begin[1 - axis] + (places - begin[axis]) * along[1 - axis] / along[axis]
    best = int((abs(across - np.rint(across)) + _NEARER * np.arange(len(places))).argmin())
    found = np.empty(2)
    found[axis], found[1 - axis] = places[best], np.rint(across[best])
    return found / _GRID
