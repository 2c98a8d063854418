"""Where a ring crosses itself, decided exactly."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Ring
from annotator.core.boxes import touching_places

_DOUBT = 8 * np.finfo(np.float64).eps


def crosses_itself(one: Ring) -> bool:
    """Whether the ring passes to the other side of itself anywhere; touching itself is no crossing."""
    return len(self_crossings(one)) > 0


def self_crossings(one: Ring) -> NDArray[np.float64]:
    """The points, (N, 2), where the ring crosses itself: edge over edge, or through one of its own corners.

    Signs are exact: where float64 leaves doubt they are taken again in fractions. A ring that touches itself without
    passing to the other side, as traced outlines do where two pixels meet at a corner, does not cross; nor does it
    where it runs along itself for a stretch.
    """
    points = _distinct(one)
    if len(points) < 4 or _goes_round_its_middle(points):
        return np.zeros((0, 2))
    ends = np.roll(points, -1, axis=0)
    boxes = np.concatenate([np.minimum(points, ends), np.maximum(points, ends)], axis=1)
    found = [_crossings_among(points, i, j) for i, j in touching_places(boxes)]
    return np.concatenate([np.zeros((0, 2)), *found])


def _distinct(one: Ring) -> NDArray[np.float64]:
    points = one.astype(np.float64)
    kept: NDArray[np.float64] = points[(points != np.concatenate([points[-1:], points[:-1]])).any(axis=1)]
    return kept


def _goes_round_its_middle(points: NDArray[np.float64]) -> bool:
    """Whether the ring turns one way, once around its middle: it cannot cross then. True of most, and quickly seen."""
    x, y = (points - points.mean(axis=0)).T
    next_x, next_y = np.concatenate([x[1:], x[:1]]), np.concatenate([y[1:], y[:1]])
    turn = x * next_y - y * next_x
    margin = 1e-9 * float(np.max(x * x + y * y))  # far above what rounding can do
    if not ((turn > margin).all() or (turn < -margin).all()):
        return False
    return int(np.count_nonzero((y < 0) & (next_y >= 0))) == 1


def _crossings_among(
    points: NDArray[np.float64], i: NDArray[np.intp], j: NDArray[np.intp]
) -> NDArray[np.float64]:  # fmt: skip
    """Of the pairs of edges i < j."""
    count = len(points)
    apart = (j - i > 1) & (j - i < count - 1)
    i, j = i[apart], j[apart]
    a, b, c, d = points[i], points[(i + 1) % count], points[j], points[(j + 1) % count]
    signs = np.stack([_side(a, b, c), _side(a, b, d), _side(c, d, a), _side(c, d, b)])
    across = (signs[0] * signs[1] < 0) & (signs[2] * signs[3] < 0)
    proper = _meeting(a[across], b[across], c[across], d[across])
    through = [
        points[corner] for k in np.nonzero((signs == 0).any(axis=0) & ~across)[0].tolist()
        for corner, edge in ((int(i[k]), int(j[k])), (int(j[k]), int(i[k])))
        if _passes_through(points, corner, edge)
    ]  # fmt: skip
    return np.concatenate([proper, np.array(through).reshape(-1, 2)])


def _side(a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64]) -> NDArray[np.int8]:
    """+1, 0 or -1: on which side of the line from a to b the point c lies."""
    left = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1])
    right = (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    signs = np.sign(left - right).astype(np.int8)
    for k in np.nonzero(np.abs(left - right) <= _DOUBT * (np.abs(left) + np.abs(right)))[0].tolist():
        signs[k] = _exact_side(a[k].tolist(), b[k].tolist(), c[k].tolist())
    return signs


def _exact_side(a: list[float], b: list[float], c: list[float]) -> int:
    (ax, ay), (bx, by), (cx, cy) = (tuple(map(Fraction, point)) for point in (a, b, c))
    turn = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    return (turn > 0) - (turn < 0)


def _meeting(
    a: NDArray[np.float64], b: NDArray[np.float64], c: NDArray[np.float64], d: NDArray[np.float64]
) -> NDArray[np.float64]:  # fmt: skip
    along, other = b - a, d - c
    turn = along[:, 0] * other[:, 1] - along[:, 1] * other[:, 0]
    gap = c - a
    share = (gap[:, 0] * other[:, 1] - gap[:, 1] * other[:, 0]) / turn
    made: NDArray[np.float64] = a + np.clip(share, 0, 1)[:, None] * along
    return made


def _passes_through(points: NDArray[np.float64], corner: int, edge: int) -> bool:
    """Whether the ring at its corner passes to the other side of the edge, or of the edge's first corner."""
    count = len(points)
    at, start, end = points[corner], points[edge], points[(edge + 1) % count]
    if not _lies_on(at, start, end):
        return False
    on_start = bool((at == start).all())
    if on_start and corner > edge:
        return False  # found from the other corner already
    if (at == end).all():
        return False  # found with the following edge
    before, after = points[corner - 1], points[(corner + 1) % count]
    back = points[edge - 1] if on_start else start
    return _between(at, before, after, back) * _between(at, before, after, end) < 0


def _lies_on(at: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]) -> bool:
    within = (np.minimum(start, end) <= at).all() and (at <= np.maximum(start, end)).all()
    return bool(within) and _exact_side(start.tolist(), end.tolist(), at.tolist()) == 0


def _between(
    at: NDArray[np.float64], before: NDArray[np.float64], after: NDArray[np.float64], to: NDArray[np.float64]
) -> int:  # fmt: skip
    """+1 where `to` lies inside the turn from `before` to `after` as seen from `at`, -1 outside, 0 on its rim."""
    first, second = _half_turn(at, before, to), _half_turn(at, after, to)
    if first is None or second is None:
        return 0
    whole = _exact_side(at.tolist(), before.tolist(), after.tolist())
    if whole > 0 or (whole == 0 and not _same_way(at, before, after)):
        return 1 if first > 0 and second < 0 else -1
    return -1 if second > 0 and first < 0 else 1


def _half_turn(at: NDArray[np.float64], rim: NDArray[np.float64], to: NDArray[np.float64]) -> int | None:
    """The side of the rim on which a point lies; None where it lies in the rim's own direction."""
    side = _exact_side(at.tolist(), rim.tolist(), to.tolist())
    return None if side == 0 and _same_way(at, rim, to) else side


def _same_way(at: NDArray[np.float64], one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    return float(np.dot(one - at, other - at)) > 0
