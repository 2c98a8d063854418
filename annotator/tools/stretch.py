"""A stretch of an outline, and a line that takes its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from annotator.core.annotations import Edit, Instance, Part, Ring, changed, ring
from annotator.core.geometry import RingPlace, distances_to_edges, nearest_edge, point_on_edge, with_ring
from annotator.core.gesture import Input, Point, Preview, Scene
from annotator.core.raster import simplified_line
from annotator.tools.drawing import is_outline
from annotator.tools.polygon import FREEHAND_TOLERANCE


class Stretch(NamedTuple):
    """Where on an outline a line begins that is to take the place of a stretch of it."""

    instance: Instance
    place: RingPlace
    point: Point

    @property
    def ring(self) -> Ring:
        return self.instance.parts[self.place.part].rings[self.place.ring]

    def end(self, event: Input) -> Point | None:
        """The place of the outline that the event is on; None where it is not on it."""
        edge = self._edge(event)
        return None if edge is None else Point(*point_on_edge(self.ring, edge, *event.at))

    def redrawn(self, path: Sequence[Point] | Ring, event: Input) -> tuple[Part, ...] | None:
        """The instance's parts where the line ends at this event, with Shift those of the other side; None where it is
        not on the outline."""
        edge = self._edge(event)
        if edge is None:
            return None
        end = Point(*point_on_edge(self.ring, edge, *event.at))
        line = simplified_line(ring([*path, end]), event.grab_px * FREEHAND_TOLERANCE)
        made = _replaced(self.ring, self.place.vertex, edge, line, takes_longer=event.shift)
        if not is_outline(made) or np.array_equal(made, self.ring):
            return None
        return with_ring(self.instance.parts, self.place.part, self.place.ring, made)

    def _edge(self, event: Input) -> int | None:
        distances = distances_to_edges(self.ring, *event.at)
        edge = int(distances.argmin())
        return edge if distances[edge] <= event.grab_px else None

    def preview(self, parts: tuple[Part, ...], hint: str) -> Preview:
        """What the instance would look like."""
        rings = tuple(one for part in parts for one in part.rings)
        return Preview(rings=rings, handles=ring([self.point]), hides=frozenset({self.instance.id}), hint=hint)

    def edit(self, scene: Scene, parts: tuple[Part, ...]) -> Edit:
        """The instance with these parts."""
        return changed("Redraw outline", scene.frame, (self.instance, self.instance.reshaped(parts)))


def stretch_at(scene: Scene, event: Input) -> Stretch | None:
    """The nearest place of an outline: of a selected one, or else of any."""
    near = scene.near(event.at, event.grab_px)
    return _nearest([one for one in near if one.id in scene.selection], event) or _nearest(near, event)


def _nearest(instances: list[Instance], event: Input) -> Stretch | None:
    found = [(place, one) for one in instances if (place := nearest_edge(one.parts, *event.at))]
    place, one = min(found, key=lambda pair: pair[0].distance, default=(None, None))
    if place is None or one is None or place.distance > event.grab_px:
        return None
    edges = one.parts[place.part].rings[place.ring]
    return Stretch(one, place, Point(*point_on_edge(edges, place.vertex, *event.at)))


def _replaced(one: Ring, start_edge: int, end_edge: int, line: Ring, takes_longer: bool) -> Ring:
    """The ring with the line instead of the shorter or the longer way from its first point to its last.

    It runs the same way round as before.
    """
    count = len(one)
    between = (end_edge - start_edge) % count
    if between == 0 and _ahead(one, start_edge, line[0]) > _ahead(one, start_edge, line[-1]):
        between = count
    onward = one[(start_edge + 1 + np.arange(between)) % count]
    back = one[(end_edge + 1 + np.arange(count - between)) % count]
    onward_is_shorter = _length(line[0], onward, line[-1]) <= _length(line[-1], back, line[0])
    made = np.concatenate([line, back] if onward_is_shorter != takes_longer else [line[::-1], onward])
    return ring(made[(made != np.roll(made, 1, axis=0)).any(axis=1)])


def _ahead(one: Ring, edge: int, point: Ring) -> float:
    return float(np.hypot(*(point - one[edge])))


def _length(start: Ring, between: Ring, end: Ring) -> float:
    """Of the open line, in pixels."""
    points = np.concatenate([start[None], between, end[None]]).astype(np.float64)
    return float(np.hypot(*np.diff(points, axis=0).T).sum())
