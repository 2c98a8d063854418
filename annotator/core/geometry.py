"""Plane geometry of rings, in image pixels."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance, Part, Ring, ring

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1."""


def box_xyxy(rings: Iterable[Ring]) -> Box:
    """The smallest box around all rings; (0, 0, 0, 0) around none."""
    points = list(rings)
    if not points:
        return 0.0, 0.0, 0.0, 0.0
    stacked = np.concatenate(points)
    (x0, y0), (x1, y1) = stacked.min(axis=0).tolist(), stacked.max(axis=0).tolist()
    return x0, y0, x1, y1


def boxes_touch(one: Box, other: Box) -> bool:
    """Whether two boxes share a point."""
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def signed_area(one: Ring) -> float:
    """Pixels; positive where the ring runs clockwise on the screen (y down)."""
    x, y = one.astype(np.float64).T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(np.roll(x, -1), y)) / 2


def area(parts: Iterable[Part]) -> float:
    """Pixels inside the outer rings less those inside the holes, by the shoelace formula."""
    return sum(abs(signed_area(part.outer)) - sum(abs(signed_area(hole)) for hole in part.holes) for part in parts)


def inside(one: Ring, x: float, y: float) -> bool:
    """Whether the point is inside the ring, by the even-odd rule."""
    ax, ay = one.T
    bx, by = np.roll(ax, -1), np.roll(ay, -1)
    straddles = (ay > y) != (by > y)
    ax, ay, bx, by = ax[straddles], ay[straddles], bx[straddles], by[straddles]
    crossings = ax + (y - ay) / (by - ay) * (bx - ax)
    return bool(np.count_nonzero(crossings > x) % 2)


def shared_corners(one: Ring, other: Ring) -> int:
    """How many corners two lines have in common before they part."""
    least = min(len(one), len(other))
    differ = (one[:least] != other[:least]).any(axis=1)
    return int(differ.argmax()) if differ.any() else least


def covers(parts: Sequence[Part], x: float, y: float) -> bool:
    """Whether any part covers the point, holes excepted."""
    return any(inside(part.outer, x, y) and not any(inside(hole, x, y) for hole in part.holes) for part in parts)


class RingPlace(NamedTuple):
    """A place on an instance's outline: part, ring in that part (0 is the outer), vertex, and how far it is."""

    part: int
    ring: int
    vertex: int
    distance: float


def _places(parts: Sequence[Part]) -> Iterable[tuple[int, int, Ring]]:
    return ((i, j, one) for i, part in enumerate(parts) for j, one in enumerate(part.rings))


def nearest_vertex(parts: Sequence[Part], x: float, y: float) -> RingPlace | None:
    """The vertex nearest to the point; None where there is no part."""
    best: RingPlace | None = None
    for i, j, one in _places(parts):
        distances = np.hypot(one[:, 0] - x, one[:, 1] - y)
        k = int(distances.argmin())
        if best is None or distances[k] < best.distance:
            best = RingPlace(i, j, k, float(distances[k]))
    return best


def nearest_edge(parts: Sequence[Part], x: float, y: float) -> RingPlace | None:
    """The edge nearest to the point; `vertex` is the edge's first vertex."""
    best: RingPlace | None = None
    for i, j, one in _places(parts):
        distances = distances_to_edges(one, x, y)
        k = int(distances.argmin())
        if best is None or distances[k] < best.distance:
            best = RingPlace(i, j, k, float(distances[k]))
    return best


def distances_to_edges(one: Ring, x: float, y: float) -> NDArray[np.float64]:
    """The distance from the point to each edge, edge k running from vertex k to vertex k + 1."""
    start = one.astype(np.float64)
    along = np.roll(start, -1, axis=0) - start
    length2 = np.maximum((along**2).sum(axis=1), 1e-12)
    offset = np.array([x, y]) - start
    t = np.clip((offset * along).sum(axis=1) / length2, 0, 1)
    distances: NDArray[np.float64] = np.hypot(*(offset - t[:, None] * along).T)
    return distances


def point_on_edge(one: Ring, edge: int, x: float, y: float) -> tuple[float, float]:
    """The point of the edge that is nearest to (x, y)."""
    start, end = one[edge].astype(np.float64), one[(edge + 1) % len(one)].astype(np.float64)
    along = end - start
    t = np.clip(np.dot(np.array([x, y]) - start, along) / max(float(np.dot(along, along)), 1e-12), 0, 1)
    x, y = (start + t * along).tolist()
    return x, y


def with_ring(parts: Sequence[Part], part: int, index: int, one: Ring) -> tuple[Part, ...]:
    """The parts with one ring replaced; index 0 is the part's outer ring."""
    rings = list(parts[part].rings)
    rings[index] = ring(one)
    return (*parts[:part], Part(rings[0], tuple(rings[1:])), *parts[part + 1 :])


def translated(parts: Sequence[Part], dx: float, dy: float) -> tuple[Part, ...]:
    """The parts moved by (dx, dy)."""
    offset = np.array([dx, dy], np.float32)
    return tuple(Part(ring(part.outer + offset), tuple(ring(hole + offset) for hole in part.holes)) for part in parts)


def rectangle(x0: float, y0: float, x1: float, y1: float) -> Ring:
    """The box as a ring, clockwise on the screen from the top left."""
    x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    return ring([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])


def stack_at(instances: Iterable[Instance], x: float, y: float) -> list[Instance]:
    """The instances that cover the point from the topmost down: by level, and there the smaller ones first, so that
    they can be reached."""
    hits = [one for one in instances if covers(one.parts, x, y)]
    return sorted(hits, key=lambda one: (-one.level, area(one.parts)))


def topmost_at(instances: Iterable[Instance], x: float, y: float) -> Instance | None:
    """The instance that covers the point and lies above all that do."""
    return next(iter(stack_at(instances, x, y)), None)
