"""What moves together: corners, and with shared borders every outline that passes through them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np

from annotator.core.annotations import Edit, Instance, Part, Ring, ring
from annotator.core.corners import (
    Corner,
    corners_at,
    edge_through,
    exists,
    inserted,
    moved,
    point_of,
    without,
)
from annotator.core.gesture import Preview, Scene

Shapes = Mapping[int, tuple[Part, ...]]
"""Outlines by the ids of their instances."""


def alive(scene: Scene, corners: Iterable[Corner]) -> frozenset[Corner]:
    """Those of these corners that are there, on instances that are selected and may be changed."""
    return frozenset(
        one for one in corners
        if one.instance in scene.selection and (home := scene.instances.get(one.instance))
        and not home.locked and exists(home.parts, one)
    )  # fmt: skip


class Held:
    """Corners in the hand, and the outlines that change with them."""

    def __init__(self, scene: Scene, corners: Collection[Corner], shapes: Shapes | None = None) -> None:
        """`shapes` are outlines that differ from the scene's already, and that `corners` are of."""
        self._shapes = {one.instance: scene.instances[one.instance].parts for one in corners} | dict(shapes or {})
        self._corners = frozenset(corners)
        if scene.modes.shared_borders:
            self._share(scene)

    @property
    def ids(self) -> frozenset[int]:
        """The instances that change."""
        return frozenset(self._shapes)

    def moved(self, dx: float, dy: float) -> Shapes:
        """The outlines with all held corners moved."""
        return {id: moved(parts, self._of(id), dx, dy) for id, parts in self._shapes.items()}

    def points(self, dx: float, dy: float) -> Ring:
        """Where the held corners are then."""
        return ring([np.add(point_of(self._shapes[one.instance], one), (dx, dy)) for one in self._corners])

    def without(self) -> Shapes:
        """The outlines without the held corners."""
        return {id: without(parts, self._of(id)) for id, parts in self._shapes.items()}

    def _of(self, id: int) -> list[Corner]:
        return [one for one in self._corners if one.instance == id]

    def _share(self, scene: Scene) -> None:
        """Hold the corners of all others that lie where a held one is; an edge there gets one."""
        points = {point_of(self._shapes[one.instance], one) for one in self._corners}
        held = set[Corner]()
        for x, y in points:
            for one in scene.touching((x - 1, y - 1, x + 1, y + 1)):
                if not one.locked:
                    self._join(one, x, y)
        for id, parts in self._shapes.items():
            shape = _shape(scene.instances[id], parts)
            held.update(corner for x, y in points for corner in corners_at(shape, x, y))
        self._corners = frozenset(held)

    def _join(self, one: Instance, x: float, y: float) -> None:
        shape = _shape(one, self._shapes.get(one.id, one.parts))
        if corners_at(shape, x, y):
            self._shapes[one.id] = shape.parts
        elif edge := edge_through(shape, x, y):
            self._shapes[one.id] = inserted(shape.parts, edge, x, y)


def _shape(one: Instance, parts: tuple[Part, ...]) -> Instance:
    return one if parts is one.parts else one.reshaped(parts)


def edited(text: str, scene: Scene, shapes: Shapes) -> Edit | None:
    """The edit that gives instances these outlines: one without parts goes, one with the parts it has is left out."""
    before = {id: scene.instances[id] for id, parts in shapes.items() if parts != scene.instances[id].parts}
    after = {id: one.reshaped(shapes[id]) for id, one in before.items() if shapes[id]}
    return Edit(text, scene.frame, before, after) if before else None


def reshaped(shapes: Shapes, **more: object) -> Preview:
    """The preview of outlines as they would be."""
    rings = tuple(one for parts in shapes.values() for part in parts for one in part.rings)
    return Preview(rings=rings, hides=frozenset(shapes), shapes=shapes, **more)  # type: ignore[arg-type]


def points_of(scene: Scene, corners: Collection[Corner]) -> Ring | None:
    """Where corners are, for a preview; None where there are none."""
    return ring([point_of(scene.instances[one.instance].parts, one) for one in corners]) if corners else None
