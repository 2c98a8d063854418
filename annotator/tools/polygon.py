"""Draw an outline corner by corner, or freehand with the button held."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Literal

import numpy as np

from annotator.core.annotations import Ring, ring
from annotator.core.gesture import Gesture, Input, Point, Preview, Scene
from annotator.core.raster import simplified_line
from annotator.tools.drawing import drawn, is_on, is_outline

FREEHAND_TOLERANCE = 0.15
"""Of the grabbing distance: about one pixel of the screen, under which a hand's tremble is no corner."""

_HINT = "Click for corners or drag freehand; Enter or the first corner closes, Backspace steps back, Escape leaves"


class DrawPolygon:
    """Clicks set corners, the first corner or Enter closes; a drag draws freehand and closes where it ends."""

    name = "polygon"
    label = "Polygon"
    shortcut = "P"
    icon = "mdi6.vector-polygon"
    cursor: Literal["arrow", "cross"] = "cross"
    tip = "Click the corners and close on the first one or with Enter, or drag to draw freehand"

    def gesture(self, scene: Scene, event: Input) -> Gesture:
        made = yield from outlined(event)
        return None if made is None else drawn("Draw polygon", scene, made)

    def hover(self, scene: Scene, event: Input) -> Preview:
        return Preview()


def outlined(event: Input) -> Generator[Preview, Input, Ring | None]:
    """An outline by clicks or freehand, from the press that begins it; None where nothing is drawn."""
    if event.kind != "press":
        return None
    strokes: list[list[Point]] = []
    while True:
        if event.kind == "press" and _closes(event, strokes):
            return ring(_corners(strokes))
        if event.kind == "press":
            stroke = yield from freehand(strokes, event)
            strokes.append(stroke)
            if len(strokes) == 1 and is_outline(stroke):
                return ring(_corners(strokes))
        elif event.kind in ("confirm", "double") and is_outline(_corners(strokes)):
            return ring(_corners(strokes))
        elif event.kind == "back":
            strokes.pop()
            if not strokes:
                return None
        event = yield _closed(strokes) if _closes(event, strokes) else _preview(strokes, event.at)


def freehand(strokes: list[list[Point]], press: Input, hint: str = _HINT) -> Generator[Preview, Input, list[Point]]:
    """From press to release: one corner where the mouse stood still, a simplified line where it was dragged."""
    points, event = [press.at], press
    while True:
        event = yield replace(_preview(strokes, *points), hint=hint)
        if event.kind == "release":
            break
        if event.kind == "move" and (len(points) > 1 or not is_on(event, press.at)):
            points.append(event.at)
    return _simplified(points, press.grab_px * FREEHAND_TOLERANCE)


def _simplified(points: list[Point], tolerance_px: float) -> list[Point]:
    return [Point(x, y) for x, y in simplified_line(ring(points), tolerance_px).tolist()]


def _corners(strokes: list[list[Point]]) -> list[Point]:
    return [point for stroke in strokes for point in stroke]


def _closes(event: Input, strokes: list[list[Point]]) -> bool:
    return bool(strokes) and is_on(event, strokes[0][0]) and is_outline(_corners(strokes))


def _closed(strokes: list[list[Point]]) -> Preview:
    """What a press here would leave."""
    return Preview(rings=(ring(_corners(strokes)),), handles=ring([strokes[0][0]]), hint="Click to close")


def _preview(strokes: list[list[Point]], *at: Point) -> Preview:
    corners = _corners(strokes)
    path = ring([*corners, *at])
    return Preview(path=path, handles=ring(np.reshape(corners, (-1, 2))), hint=_HINT)
