"""Moving by the arrow keys: what is held down or pressed again and again is one edit."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from annotator.core.annotations import Instance
from annotator.core.corners import Corner
from annotator.core.geometry import Box, box_xyxy, translated
from annotator.core.gesture import Gesture, Input, Point, Preview, Scene
from annotator.tools.holding import Held, Shapes, edited, reshaped

_ENDS = ("confirm", "press", "double", "release")


def nudge_corners(scene: Scene, event: Input, corners: frozenset[Corner]) -> Gesture:
    """Move these corners, and what shares them."""
    held = Held(scene, corners)
    text = "Nudge corner" if len(corners) == 1 else f"Nudge {len(corners)} corners"

    def seen(dx: float, dy: float) -> Preview:
        return reshaped(held.moved(dx, dy), marked=held.points(dx, dy), hint=f"{dx:+g}, {dy:+g} px")

    return (yield from _nudged(text, scene, event, box_xyxy([held.points(0, 0)]), held.moved, seen))


def nudge_instances(scene: Scene, event: Input, instances: Iterable[Instance]) -> Gesture:
    """Move these whole instances."""
    moving = [one for one in instances if not one.locked and one.parts]
    room = box_xyxy(points for one in moving for points in one.rings)
    text = "Nudge instance" if len(moving) == 1 else f"Nudge {len(moving)} instances"

    def moved(dx: float, dy: float) -> Shapes:
        return {one.id: translated(one.parts, dx, dy) for one in moving}

    if not moving:
        return None
    return (yield from _nudged(text, scene, event, room, moved,
                               lambda dx, dy: reshaped(moved(dx, dy), hint=f"{dx:+g}, {dy:+g} px")))  # fmt: skip


def _nudged(text: str, scene: Scene, event: Input, room: Box, moved: Callable[[float, float], Shapes],
            seen: Callable[[float, float], Preview]) -> Gesture:  # fmt: skip
    dx, dy = scene.way(room, event.by)
    while True:
        event = yield seen(dx, dy)
        if event.kind == "nudge":
            dx, dy = scene.way(room, Point(dx + event.by.x, dy + event.by.y))
        if event.kind == "back":
            return None
        if event.kind in _ENDS:
            return edited(text, scene, moved(dx, dy))
