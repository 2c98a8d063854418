"""Move, insert and delete the corners of outlines."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np

from annotator.core.annotations import Edit, Instance, Part, Ring, changed, removed, ring
from annotator.core.geometry import (
    RingPlace,
    nearest_edge,
    nearest_vertex,
    point_on_edge,
    topmost_at,
    with_ring,
    without_ring,
)
from annotator.core.gesture import Gesture, Input, Point, Preview, Scene
from annotator.tools.drawing import is_on

_HINT = "Drag a corner, press an edge to insert one, Alt-click or Backspace to delete one"


class EditCorners:
    """Corners of the selected instances come first; a press on another instance selects it."""

    name = "corners"
    label = "Corners"
    shortcut = "C"
    icon = "mdi6.vector-polyline-edit"
    cursor: Literal["arrow", "cross"] = "arrow"
    tip = "Drag corners, press an edge to insert one, Alt-click or Backspace over a corner deletes it"

    def gesture(self, scene: Scene, event: Input) -> Gesture:
        grip = _grip(scene, event)
        if event.kind == "back" or (event.kind == "press" and event.alt):
            return _deleted(scene, grip) if grip and not grip.inserts else None
        if event.kind != "press":
            return None
        if grip:
            return (yield from _drag(scene, grip, event))
        hit = topmost_at(scene.near(event.at, 0), *event.at)
        return frozenset({hit.id}) if hit else frozenset()

    def hover(self, scene: Scene, event: Input) -> Preview:
        grip = _grip(scene, event)
        return Preview(handles=ring([grip.point]), hint=_HINT) if grip else Preview()


class _Grip(NamedTuple):
    """What a press takes hold of: a corner of a ring, or the place on an edge where one would be."""

    instance: Instance
    place: RingPlace
    point: tuple[float, float]
    inserts: bool

    @property
    def ring(self) -> Ring:
        """The ring as it is before anything moves, the new corner in it where one is inserted."""
        one = self.instance.parts[self.place.part].rings[self.place.ring]
        return ring(np.insert(one, self.place.vertex + 1, self.point, axis=0)) if self.inserts else one

    @property
    def vertex(self) -> int:
        """The held corner's index in `ring`."""
        return self.place.vertex + self.inserts

    def moved(self, by: Point) -> tuple[Part, ...]:
        """The instance's parts with the held corner moved."""
        made = self.ring.copy()
        made[self.vertex] += by
        return with_ring(self.instance.parts, self.place.part, self.place.ring, ring(made))

    def taken_out(self) -> tuple[Part, ...]:
        """The parts without the held corner; a ring that falls under three corners goes with it."""
        left = np.delete(self.ring, self.vertex, axis=0)
        if len(left) < 3:
            return without_ring(self.instance.parts, self.place.part, self.place.ring)
        return with_ring(self.instance.parts, self.place.part, self.place.ring, ring(left))


def _grip(scene: Scene, event: Input) -> _Grip | None:
    """A corner before an edge, the selected before the rest, the nearest before the farther."""
    near = scene.near(event.at, event.grab_px)
    selected = [one for one in near if one.id in scene.selection]
    others = [one for one in near if one.id not in scene.selection]
    return (
        _nearest(selected, event, inserts=False)
        or _nearest(selected, event, inserts=True)
        or _nearest(others, event, inserts=False)
    )


def _nearest(instances: list[Instance], event: Input, inserts: bool) -> _Grip | None:
    find = nearest_edge if inserts else nearest_vertex
    found = [(place, one) for one in instances if (place := find(one.parts, *event.at))]
    place, one = min(found, key=lambda pair: pair[0].distance, default=(None, None))
    if place is None or one is None or place.distance > event.grab_px:
        return None
    return _Grip(one, place, _on_edge(one, place, event.at) if inserts else _corner(one, place), inserts)


def _corner(one: Instance, place: RingPlace) -> tuple[float, float]:
    x, y = one.parts[place.part].rings[place.ring][place.vertex].tolist()
    return x, y


def _on_edge(one: Instance, place: RingPlace, at: Point) -> tuple[float, float]:
    """The point of the edge nearest to the cursor, so that inserting alone leaves the outline as it was."""
    return point_on_edge(one.parts[place.part].rings[place.ring], place.vertex, *at)


def _drag(scene: Scene, grip: _Grip, press: Input) -> Gesture:
    """The corner keeps its distance to the cursor, and a press that does not move moves nothing."""
    held, event, by = frozenset({grip.instance.id}), press, Point(0, 0)
    while event.kind != "release":
        parts = grip.moved(by)
        rings = tuple(one for part in parts for one in part.rings)
        point = ring([np.add(grip.point, by)])
        event = yield Preview(rings=rings, handles=point, hides=held, selection=held, hint=_HINT)
        if by != (0, 0) or not is_on(_sharper(event), press.at):
            by = Point(event.at.x - press.at.x, event.at.y - press.at.y)
    if not grip.inserts and by == (0, 0):
        return held
    text = "Insert corner" if grip.inserts else "Move corner"
    return changed(text, scene.frame, (grip.instance, grip.instance.reshaped(grip.moved(by))))


def _sharper(event: Input) -> Input:
    """With a quarter of the grabbing distance: small corrections count, a hand that only clicks does not."""
    return Input(kind=event.kind, at=event.at, grab_px=event.grab_px / 4)


def _deleted(scene: Scene, grip: _Grip) -> Edit:
    left = grip.taken_out()
    if not left:
        return removed("Delete instance", scene.frame, grip.instance)
    return changed("Delete corner", scene.frame, (grip.instance, grip.instance.reshaped(left)))
