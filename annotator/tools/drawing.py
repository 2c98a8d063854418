"""What every tool that draws a new outline ends with."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import TypeVar

import numpy as np

from annotator.core.annotations import Edit, Instance, Part, Ring, added, ring
from annotator.core.crossings import crosses_itself
from annotator.core.geometry import box_xyxy, signed_area
from annotator.core.gesture import Gesture, Input, InVain, Point, Preview, Scene
from annotator.tools.snapping import caught

Made = TypeVar("Made")

NO_OUTLINE = "An outline needs three corners that do not lie on one line; go on, or press <leave>"
NO_SIZE = "Nothing is drawn: it has no width or no height"

SMALLEST_AREA_PX = 1e-3
"""Under this an outline is a line or a point, covers no pixel and is not worth an instance."""


def is_outline(corners: object) -> bool:
    """Whether these corners enclose anything, be it one area this way round and as much the other way round."""
    made = ring(corners)
    if len(made) < 3 or not np.isfinite(made).all():
        return False
    return abs(signed_area(made)) >= SMALLEST_AREA_PX or crosses_itself(made)


def drawn(text: str, scene: Scene, outer: Ring) -> Edit:
    """The edit that adds one new instance of the scene's category."""
    return added(text, scene.frame, Instance(id=scene.new_id(), category=scene.category, parts=(Part(outer),)))


def is_on(event: Input, point: Point) -> bool:
    """Whether the event is within grabbing distance of the point."""
    return float(np.hypot(event.at.x - point.x, event.at.y - point.y)) <= event.grab_px


def spanned(text: str, scene: Scene, event: Input, shape: Callable[[Point, Input], Ring]) -> Gesture:
    """A new instance of the shape between two points: a drag ends on release, after a click a click or Enter ends."""
    if event.kind != "press":
        return None
    snap = caught(scene, event)
    start, dragged = snap or event.at, False
    made, ends = shape(start, event), False
    while True:
        event = yield Preview(rings=(made,), snap=snap, hint=NO_SIZE if ends else _size(made))
        snap = caught(scene, event)
        dragged = dragged or (event.kind == "move" and not is_on(event, start))
        ends = event.kind in ("press", "confirm") or (event.kind == "release" and dragged)
        if event.kind == "back":
            return None
        made = shape(start, event if snap is None else replace(event, at=snap))
        if ends and is_outline(made):
            return drawn(text, scene, made)
        if ends and event.kind == "release":
            return InVain(NO_SIZE)


def also_shown(
    gesture: Generator[Preview, Input, Made], more: Callable[[Preview], Preview]
) -> Generator[Preview, Input, Made]:
    """A gesture, or a stretch of one, with more in each of its previews."""
    try:
        preview = next(gesture)
        while True:
            preview = gesture.send((yield more(preview)))
    except StopIteration as over:
        made: Made = over.value
        return made


def _size(one: Ring) -> str:
    left, top, right, bottom = box_xyxy([one])
    return f"{right - left:.0f} x {bottom - top:.0f} px"
