"""Taking hold of the outlines of neighbours while drawing or dragging."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from annotator.core.corners import nearest
from annotator.core.gesture import Input, Point, Preview, Scene


def caught(scene: Scene, event: Input, besides: Collection[int] = ()) -> Point | None:
    """The corner or else the place on an edge that the event takes hold of; Ctrl turns snapping round.

    `besides` are the instances that are being changed, of which nothing is taken hold of.
    """
    if scene.modes.snap == event.ctrl:
        return None
    neighbours = [one for one in scene.near(event.at, event.grab_px) if one.id not in besides]
    catch = nearest(neighbours, *event.at, within=event.grab_px)
    return Point(*catch.point) if catch else None


def snapped(scene: Scene, event: Input, besides: Collection[int] = ()) -> Input:
    """The event where it is meant to be."""
    place = caught(scene, event, besides)
    return event if place is None else replace(event, at=place)


def shown(scene: Scene, event: Input, preview: Preview, besides: Collection[int] = ()) -> Preview:
    """The preview with a mark where the event takes hold."""
    return replace(preview, snap=caught(scene, event, besides))
