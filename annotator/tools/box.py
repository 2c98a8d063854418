"""A rectangle as a polygon: drag it, or click two opposite corners."""

from __future__ import annotations

from typing import Literal

from annotator.core.annotations import Ring
from annotator.core.geometry import rectangle
from annotator.core.gesture import Gesture, Input, Point, Preview, Scene
from annotator.tools.drawing import drawn, is_on, is_outline


class DrawBox:
    """A drag ends it on release; a click starts it and a second click or Enter ends it."""

    name = "box"
    label = "Box to polygon"
    shortcut = "B"
    icon = "mdi6.vector-square"
    cursor: Literal["arrow", "cross"] = "cross"
    tip = "Drag a rectangle, or click two opposite corners; its corners can then be moved one by one"

    def gesture(self, scene: Scene, event: Input) -> Gesture:
        if event.kind != "press":
            return None
        start, dragged = event.at, False
        while True:
            event = yield _preview(start, event.at)
            dragged = dragged or (event.kind == "move" and not is_on(event, start))
            ends = event.kind in ("press", "confirm") or (event.kind == "release" and dragged)
            if event.kind == "back":
                return None
            if ends and is_outline(_box(start, event.at)):
                return drawn("Draw box", scene, _box(start, event.at))

    def hover(self, scene: Scene, event: Input) -> Preview:
        return Preview()


def _box(start: Point, end: Point) -> Ring:
    return rectangle(*start, *end)


def _preview(start: Point, end: Point) -> Preview:
    width, height = abs(end.x - start.x), abs(end.y - start.y)
    return Preview(rings=(_box(start, end),), hint=f"{width:.0f} x {height:.0f} px")
