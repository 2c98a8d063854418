"""Draw an outline corner by corner, or freehand with the button held."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from typing import Literal

import numpy as np

from annotator.core.annotations import Ring, ring
from annotator.core.gesture import Gesture, Input, Point, Preview, Scene
from annotator.core.modes import Modes
from annotator.tools.drawing import NO_OUTLINE, drawn, is_on, is_outline
from annotator.tools.freehand import FreehandLine
from annotator.tools.inside import within_picture
from annotator.tools.snapping import caught

FREEHAND_TOLERANCE = 0.15
"""Of the grabbing distance: about one pixel of the screen, under which a hand's tremble is no corner."""

_HINT = "Click for corners or drag freehand; <finish> or the first corner closes, <back> steps back, <leave> leaves"
_TOLERANCE = "Freehand lines keep to {:g} px of the screen (Shift + wheel)"


class DrawPolygon:
    """Clicks set corners, the first corner or Enter closes; a drag draws freehand and closes where it ends."""

    name = "polygon"
    label = "Polygon"
    shortcut = "P"
    icon = "mdi6.vector-polygon"
    cursor: Literal["arrow", "cross"] = "cross"
    tip = (
        "Click the corners and close on the first one or with <finish>, or drag to draw freehand; "
        "Shift + wheel sets how closely freehand lines are kept"
    )

    @within_picture
    def gesture(self, scene: Scene, event: Input) -> Gesture:
        if event.kind == "wheel":
            return scene.modes.coarser(event.turns)
        made = yield from outlined(scene, event)
        return None if made is None else drawn("Draw polygon", scene, made)

    def hover(self, scene: Scene, event: Input) -> Preview:
        return Preview(snap=caught(scene, event), hint=f"{_HINT}. {_TOLERANCE.format(scene.modes.freehand)}")


class Hand:
    """How a hand draws: where it takes hold of neighbours, and how closely its freehand lines are kept."""

    def __init__(self, scene: Scene | None = None) -> None:
        """Without a scene nothing is taken hold of."""
        self._scene = scene
        self.modes = scene.modes if scene else Modes()

    def caught(self, event: Input) -> Point | None:
        """What the event takes hold of."""
        return caught(self._scene, event) if self._scene else None

    def turned(self, event: Input) -> Modes | None:
        """The way of working that the wheel has chosen; None where it was something else."""
        if event.kind != "wheel":
            return None
        self.modes = self.modes.coarser(event.turns)
        return self.modes


def outlined(scene: Scene, event: Input) -> Generator[Preview, Input, Ring | None]:
    """An outline by clicks or freehand, from the press that begins it; None where nothing is drawn."""
    if event.kind != "press":
        return None
    strokes, hand = list[list[Point]](), Hand(scene)
    while True:
        if event.kind == "press" and _closes(event, strokes):
            return ring(_corners(strokes))
        if event.kind == "press":
            stroke = yield from freehand(strokes, event, hand=hand)
            strokes.append(stroke)
            if len(strokes) == 1 and is_outline(stroke):
                return ring(_corners(strokes))
        elif event.kind in ("confirm", "double") and is_outline(_corners(strokes)):
            return ring(_corners(strokes))
        elif event.kind == "back":
            strokes.pop()
            if not strokes:
                return None
        preview = _closed(strokes) if _closes(event, strokes) else _aimed(strokes, event, hand)
        event = yield replace(preview, hint=NO_OUTLINE) if event.kind in ("confirm", "double") else preview


def freehand(
    strokes: list[list[Point]], press: Input, hint: str = _HINT, hand: Hand | None = None
) -> Generator[Preview, Input, list[Point]]:
    """From press to release: one corner where the mouse stood still, a simplified line where it was dragged."""
    hand = hand or Hand()
    snap, chosen = hand.caught(press), None
    before, line = ring(_corners(strokes)), FreehandLine(snap or press.at)
    while True:
        path = ring(np.concatenate([before, line.corners]))
        event = yield Preview(path=path, handles=path, snap=snap, modes=chosen, hint=hint)
        if event.kind == "release":
            return [Point(x, y) for x, y in line.corners.tolist()]
        snap, chosen = hand.caught(event), hand.turned(event)
        hint = _TOLERANCE.format(chosen.freehand) if chosen else hint
        if event.kind == "move" and (line.moved or not is_on(event, press.at)):
            line.draw(snap or event.at)
        line.simplify(press.screen_px * hand.modes.freehand)


def _corners(strokes: list[list[Point]]) -> list[Point]:
    return [point for stroke in strokes for point in stroke]


def _closes(event: Input, strokes: list[list[Point]]) -> bool:
    return bool(strokes) and is_on(event, strokes[0][0]) and is_outline(_corners(strokes))


def _closed(strokes: list[list[Point]]) -> Preview:
    """What a press here would leave."""
    return Preview(rings=(ring(_corners(strokes)),), handles=ring([strokes[0][0]]), hint="Click to close")


def _aimed(strokes: list[list[Point]], event: Input, hand: Hand) -> Preview:
    """The corners so far, and a line to where a press would set the next."""
    corners, snap = _corners(strokes), hand.caught(event)
    path, chosen = ring([*corners, snap or event.at]), hand.turned(event)
    hint = _TOLERANCE.format(chosen.freehand) if chosen else _HINT
    return Preview(path=path, handles=ring(np.reshape(corners, (-1, 2))), snap=snap, modes=chosen, hint=hint)
