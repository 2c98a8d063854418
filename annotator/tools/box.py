"""A rectangle as a polygon: drag it, or click two opposite corners."""

from __future__ import annotations

from typing import Literal

from annotator.core.geometry import rectangle
from annotator.core.gesture import Gesture, Input, Preview, Scene
from annotator.tools.drawing import spanned
from annotator.tools.inside import within_picture
from annotator.tools.snapping import caught


class DrawBox:
    """A drag ends it on release; a click starts it and a second click or Enter ends it."""

    name = "box"
    label = "Box to polygon"
    shortcut = "B"
    icon = "mdi6.vector-square"
    cursor: Literal["arrow", "cross"] = "cross"
    tip = "Drag a rectangle, or click two opposite corners; its corners can then be moved one by one"

    @within_picture
    def gesture(self, scene: Scene, event: Input) -> Gesture:
        return (yield from spanned("Draw box", scene, event, lambda start, end: rectangle(*start, *end.at)))

    def hover(self, scene: Scene, event: Input) -> Preview:
        return Preview(snap=caught(scene, event))
