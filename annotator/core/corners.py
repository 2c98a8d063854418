"""Corners of outlines: many at once, of one instance or of several that share them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance, Part, Ring, ring
from annotator.core.geometry import Box, distances_to_edges, point_on_edge, with_ring

SAME_PX = 0.02
"""Nearer than this two points are one: COCO files have two digits after the point."""


class Corner(NamedTuple):
    """A corner of an instance: its part, the ring in that part (0 is the outer) and the vertex."""

    instance: int
    part: int
    ring: int
    vertex: int


def corners_of(one: Instance) -> Iterator[Corner]:
    """All of an instance's corners, ring by ring."""
    for part, index, points in _rings(one.parts):
        yield from (Corner(one.id, part, index, vertex) for vertex in range(len(points)))


def corners_in(one: Instance, box: Box) -> Iterator[Corner]:
    """Those inside a box."""
    for part, index, points in _rings(one.parts):
        held = ((points >= box[:2]) & (points <= box[2:])).all(axis=1)
        yield from (Corner(one.id, part, index, vertex) for vertex in np.flatnonzero(held).tolist())


def corners_along(one: Instance, start: Sequence[float], end: Sequence[float], within: float) -> Iterator[Corner]:
    """Those no farther than this from the straight way between two points."""
    along = np.subtract(end, start)
    for part, index, points in _rings(one.parts):
        offset = points.astype(np.float64) - start
        t = np.clip(offset @ along / max(float(along @ along), 1e-12), 0, 1)
        near = np.hypot(*(offset - t[:, None] * along).T) <= within
        yield from (Corner(one.id, part, index, vertex) for vertex in np.flatnonzero(near).tolist())


def point_of(parts: Sequence[Part], corner: Corner) -> tuple[float, float]:
    """Where a corner is."""
    x, y = parts[corner.part].rings[corner.ring][corner.vertex].tolist()
    return x, y


def exists(parts: Sequence[Part], corner: Corner) -> bool:
    """Whether the parts have such a corner."""
    if not (corner.part < len(parts) and corner.ring < len(parts[corner.part].rings)):
        return False
    return corner.vertex < len(parts[corner.part].rings[corner.ring])


def moved(parts: tuple[Part, ...], corners: Iterable[Corner], dx: float, dy: float) -> tuple[Part, ...]:
    """The parts with some corners moved."""
    for part, index, vertices in _by_ring(corners):
        points = parts[part].rings[index].copy()
        points[vertices] += (dx, dy)
        parts = with_ring(parts, part, index, ring(points))
    return parts


def without(parts: tuple[Part, ...], corners: Iterable[Corner]) -> tuple[Part, ...]:
    """The parts less some corners. A hole that falls under three goes, and a part whose outer ring does."""
    left: dict[tuple[int, int], Ring] = {
        (part, index): ring(np.delete(parts[part].rings[index], vertices, axis=0))
        for part, index, vertices in _by_ring(corners)
    }
    made = []
    for k, part in enumerate(parts):
        outer, *holes = (left.get((k, index), points) for index, points in enumerate(part.rings))
        if len(outer) >= 3:
            made.append(Part(outer, tuple(hole for hole in holes if len(hole) >= 3)))
    return tuple(made)


def inserted(parts: tuple[Part, ...], edge: Corner, x: float, y: float) -> tuple[Part, ...]:
    """The parts with one more corner, on the edge that begins at `edge`."""
    points = np.insert(parts[edge.part].rings[edge.ring], edge.vertex + 1, (x, y), axis=0)
    return with_ring(parts, edge.part, edge.ring, ring(points))


def corners_at(one: Instance, x: float, y: float) -> list[Corner]:
    """The corners that lie at this point."""
    return [
        Corner(one.id, part, index, vertex)
        for part, index, points in _rings(one.parts)
        for vertex in np.flatnonzero(np.hypot(points[:, 0] - x, points[:, 1] - y) <= SAME_PX).tolist()
    ]


def edge_through(one: Instance, x: float, y: float) -> Corner | None:
    """The edge that passes through this point, as the corner that it begins at."""
    for part, index, points in _rings(one.parts):
        distances = distances_to_edges(points, x, y)
        vertex = int(distances.argmin())
        if distances[vertex] <= SAME_PX:
            return Corner(one.id, part, index, vertex)
    return None


class Catch(NamedTuple):
    """The place of an outline that is nearest to a point."""

    point: tuple[float, float]
    distance: float
    is_corner: bool


def nearest(instances: Iterable[Instance], x: float, y: float, within: float) -> Catch | None:
    """The corner nearest to a point; where none is near enough, the place on an edge that is."""
    corner, edge = None, None
    for one in instances:
        for _, _, points in _rings(one.parts):
            corner = _nearer(corner, _corner_near(points, x, y))
            edge = _nearer(edge, _edge_near(points, x, y))
    for catch in (corner, edge):
        if catch is not None and catch.distance <= within:
            return catch
    return None


def _nearer(one: Catch | None, other: Catch) -> Catch:
    return other if one is None or other.distance < one.distance else one


def _corner_near(points: Ring, x: float, y: float) -> Catch:
    distances = np.hypot(points[:, 0] - x, points[:, 1] - y)
    vertex = int(distances.argmin())
    px, py = points[vertex].tolist()
    return Catch((px, py), float(distances[vertex]), is_corner=True)


def _edge_near(points: Ring, x: float, y: float) -> Catch:
    distances = distances_to_edges(points, x, y)
    edge = int(distances.argmin())
    return Catch(point_on_edge(points, edge, x, y), float(distances[edge]), is_corner=False)


def _rings(parts: Sequence[Part]) -> Iterator[tuple[int, int, Ring]]:
    return ((k, index, points) for k, part in enumerate(parts) for index, points in enumerate(part.rings))


def _by_ring(corners: Iterable[Corner]) -> Iterator[tuple[int, int, NDArray[np.intp]]]:
    found: dict[tuple[int, int], list[int]] = {}
    for one in corners:
        found.setdefault((one.part, one.ring), []).append(one.vertex)
    return ((part, index, np.array(sorted(set(vertices)), np.intp)) for (part, index), vertices in found.items())
