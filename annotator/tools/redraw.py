"""Redraw a stretch of an outline: from the outline, freehand, back to the outline."""

from __future__ import annotations

from typing import Literal

from annotator.core.annotations import ring
from annotator.core.gesture import Gesture, Input, Preview, Scene
from annotator.tools.drawing import is_on
from annotator.tools.inside import within_picture
from annotator.tools.stretch import stretch_at

_HINT = "Draw from the outline back to the outline; the shorter side is replaced, Shift takes the other"


class RedrawStretch:
    """A drag draws, clicks set corners; where the line is back on the outline it takes the place of a stretch."""

    name = "redraw"
    label = "Redraw a stretch"
    shortcut = "L"
    icon = "mdi6.vector-curve"
    cursor: Literal["arrow", "cross"] = "cross"
    tip = "Press on an outline, draw, and end on it again: the shorter side is replaced, with Shift the other"

    @within_picture
    def gesture(self, scene: Scene, event: Input) -> Gesture:
        start = stretch_at(scene, event)
        if event.kind != "press" or start is None:
            return None
        path, held, left, parts = [start.point], True, False, None
        while True:
            if parts is None:
                event = yield Preview(path=ring([*path, event.at]), handles=ring([start.point]), hint=_HINT)
            else:
                event = yield start.preview(parts, _HINT)
            held = event.kind == "press" or (held and event.kind != "release")
            left = left or not is_on(event, start.point)
            if event.kind == "back":
                return None
            parts = start.redrawn(path, event) if left else None
            if event.kind in ("press", "release", "confirm") and parts is not None:
                return start.edit(scene, parts)
            if event.kind == "press" or (event.kind == "move" and held and left):
                path.append(event.at)

    def hover(self, scene: Scene, event: Input) -> Preview:
        start = stretch_at(scene, event)
        return Preview(handles=ring([start.point]), hint=_HINT) if start else Preview()
