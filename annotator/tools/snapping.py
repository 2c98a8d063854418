"""Taking hold of the outlines of neighbours while drawing or dragging."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from annotator.core.annotations import Instance, ring
from annotator.core.corners import nearest
from annotator.core.geometry import box_xyxy
from annotator.core.gesture import Input, Point, Scene

_MOST_PAIRS = 100_000
"""Corners of what moves times corners of its neighbours that are compared in one step; those nearest to the cursor."""


def caught(scene: Scene, event: Input, besides: Collection[int] = ()) -> Point | None:
    """The corner or else the place on an edge that the event takes hold of; Ctrl turns snapping round.

    `besides` are the instances that are being changed, of which nothing is taken hold of; nor is it of what lies
    outside the picture.
    """
    if scene.modes.snap == event.ctrl:
        return None
    neighbours = [one for one in scene.near(event.at, event.grab_px) if one.id not in besides]
    catch = nearest(neighbours, *event.at, within=event.grab_px)
    place = Point(*catch.point) if catch else None
    return place if place and place == scene.inside(place) else None


def pulled(scene: Scene, event: Input, moving: Sequence[Instance], way: Point) -> tuple[Point, Point | None]:
    """The way that these instances go, so that a corner of theirs comes upon a neighbour's, and where; as it is
    where none is near, or out of the picture. Ctrl turns snapping round."""
    rings = [points for one in moving for points in one.rings]
    if scene.modes.snap == event.ctrl or not rings:
        return way, None
    mine = np.concatenate(rings).astype(np.float64) + way
    left, top, right, bottom = box_xyxy([ring(mine)])
    reach, held = event.grab_px, {one.id for one in moving}
    room = (left - reach, top - reach, right + reach, bottom + reach)
    others = [points for one in scene.touching(room) if one.id not in held for points in one.rings]
    if not others:
        return way, None
    theirs = np.concatenate(others).astype(np.float64)
    theirs = theirs[((theirs >= room[:2]) & (theirs <= room[2:])).all(axis=1)]
    if not len(theirs):
        return way, None
    if len(mine) * len(theirs) > _MOST_PAIRS:
        mine = mine[np.argsort(np.hypot(*(mine - event.at).T))[: _MOST_PAIRS // len(theirs)]]
    if not len(mine):
        return way, None
    distances = np.hypot(*(mine[:, None] - theirs[None]).transpose(2, 0, 1))
    one, other = np.unravel_index(int(distances.argmin()), distances.shape)
    if distances[one, other] > reach:
        return way, None
    dx, dy = (theirs[other] - mine[one]).tolist()
    if scene.way((left, top, right, bottom), Point(dx, dy)) != (dx, dy):
        return way, None
    return Point(way.x + dx, way.y + dy), Point(*theirs[other].tolist())
