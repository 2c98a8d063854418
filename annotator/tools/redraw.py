"""Redraw a stretch of an outline: from the outline, freehand, back to the outline."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from annotator.core.annotations import Instance, Part, Ring, changed, ring
from annotator.core.geometry import RingPlace, distances_to_edges, nearest_edge, point_on_edge, with_ring
from annotator.core.gesture import Gesture, Input, Point, Preview, Scene
from annotator.core.raster import simplified_line
from annotator.tools.drawing import is_on, is_outline
from annotator.tools.polygon import FREEHAND_TOLERANCE

_HINT = "Draw from the outline back to the outline; the shorter side is replaced, Shift takes the other"


class RedrawStretch:
    """A drag draws, clicks set corners; where the line is back on the outline it takes the place of a stretch."""

    name = "redraw"
    label = "Redraw a stretch"
    shortcut = "L"
    icon = "mdi6.vector-curve"
    cursor: Literal["arrow", "cross"] = "cross"
    tip = "Press on an outline, draw, and end on it again: the shorter side is replaced, with Shift the other"

    def gesture(self, scene: Scene, event: Input) -> Gesture:
        start = _start(scene, event)
        if event.kind != "press" or start is None:
            return None
        path, held, left, parts = [start.point], True, False, None
        while True:
            event = yield start.preview(path, event, parts)
            held = event.kind == "press" or (held and event.kind != "release")
            left = left or not is_on(event, start.point)
            if event.kind == "back":
                return None
            parts = start.redrawn(path, event) if left else None
            if event.kind in ("press", "release", "confirm") and parts is not None:
                return changed("Redraw outline", scene.frame, (start.instance, start.instance.reshaped(parts)))
            if event.kind == "press" or (event.kind == "move" and held and left):
                path.append(event.at)

    def hover(self, scene: Scene, event: Input) -> Preview:
        start = _start(scene, event)
        return Preview(handles=ring([start.point]), hint=_HINT) if start else Preview()


class _Start(NamedTuple):
    """Where on an outline the line begins."""

    instance: Instance
    place: RingPlace
    point: Point

    @property
    def ring(self) -> Ring:
        return self.instance.parts[self.place.part].rings[self.place.ring]

    def redrawn(self, path: list[Point], event: Input) -> tuple[Part, ...] | None:
        """The instance's parts where the line ends at this event; None where that is not on the outline."""
        distances = distances_to_edges(self.ring, *event.at)
        edge = int(distances.argmin())
        if distances[edge] > event.grab_px:
            return None
        end = Point(*point_on_edge(self.ring, edge, *event.at))
        line = simplified_line(ring([*path, end]), event.grab_px * FREEHAND_TOLERANCE)
        made = _replaced(self.ring, self.place.vertex, edge, line, takes_longer=event.shift)
        if not is_outline(made) or np.array_equal(made, self.ring):
            return None
        return with_ring(self.instance.parts, self.place.part, self.place.ring, made)

    def preview(self, path: list[Point], event: Input, parts: tuple[Part, ...] | None) -> Preview:
        if parts is None:
            return Preview(path=ring([*path, event.at]), handles=ring([self.point]), hint=_HINT)
        rings = tuple(one for part in parts for one in part.rings)
        return Preview(rings=rings, handles=ring([self.point]), hides=frozenset({self.instance.id}), hint=_HINT)


def _start(scene: Scene, event: Input) -> _Start | None:
    """The nearest place of an outline: of a selected one, or else of any."""
    near = scene.near(event.at, event.grab_px)
    return _nearest([one for one in near if one.id in scene.selection], event) or _nearest(near, event)


def _nearest(instances: list[Instance], event: Input) -> _Start | None:
    found = [(place, one) for one in instances if (place := nearest_edge(one.parts, *event.at))]
    place, one = min(found, key=lambda pair: pair[0].distance, default=(None, None))
    if place is None or one is None or place.distance > event.grab_px:
        return None
    edges = one.parts[place.part].rings[place.ring]
    return _Start(one, place, Point(*point_on_edge(edges, place.vertex, *event.at)))


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
