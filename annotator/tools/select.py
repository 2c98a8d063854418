"""Select and move: click, drag, draw a band over empty ground or a lasso around anything."""

from __future__ import annotations

from typing import Literal

import numpy as np

from annotator.core.annotations import Edit, Instance, Ring, changed
from annotator.core.geometry import Box, box_xyxy, stack_at, translated
from annotator.core.gesture import Gesture, Input, Point, Preview, Scene
from annotator.core.lasso import Lasso
from annotator.tools.drawing import is_on
from annotator.tools.freehand import FreehandLine
from annotator.tools.holding import reshaped
from annotator.tools.masking import selected
from annotator.tools.nudging import nudge_instances
from annotator.tools.snapping import pulled

_AROUND = "Draw around what is to be selected; with Shift it is added"


class Select:
    """A click takes the topmost instance under the cursor, another one what lies below it; shift adds, a drag moves
    what is selected."""

    name = "select"
    label = "Select and move"
    shortcut = "V"
    icon = "mdi6.cursor-default-outline"
    cursor: Literal["arrow", "cross"] = "arrow"
    tip = (
        "Click to select, again for what lies below, Shift adds, drag to move; "
        "drag over empty ground for a band, with Ctrl anywhere for a lasso"
    )

    def __init__(self) -> None:
        self._clicked: Point | None = None
        """Where the last click was."""

    def gesture(self, scene: Scene, event: Input) -> Gesture:
        if event.kind == "nudge":
            return (yield from nudge_instances(scene, event, selected(scene)))
        if event.kind != "press":
            return None
        stack = stack_at(scene.near(event.at, 0), *event.at)
        if event.ctrl:
            return (yield from _lasso(scene, event, stack[0] if stack else None))
        if not stack:
            return (yield from _band(scene, event))
        return (yield from self._take(scene, event, stack))

    def hover(self, scene: Scene, event: Input) -> Preview:
        return Preview()

    def _take(self, scene: Scene, start: Input, stack: list[Instance]) -> Gesture:
        """Select on press, so that the same press can drag, if nothing that is selected lies there already; what a
        click means beyond that is settled on release."""
        before, ids = scene.selection, [one.id for one in stack]
        kept = before if before & set(ids) else frozenset({ids[0]})
        held = before | {ids[0]} if start.shift else kept
        event = yield Preview(selection=held)
        while event.kind != "release":
            if event.kind == "move" and not is_on(event, start.at):
                return (yield from _move(scene, start, event, held))
            event = yield Preview(selection=held)
        return before ^ {ids[0]} if start.shift else frozenset({self._meant(start, before, ids)})

    def _meant(self, click: Input, before: frozenset[int], ids: list[int]) -> int:
        """The topmost; where that is selected alone, the next one below it, and with each click there one further."""
        again = self._clicked is not None and is_on(click, self._clicked)
        self._clicked = click.at
        goes_on = before <= {ids[0]} or (again and len(before) == 1)
        place = next((at for at, id in enumerate(ids) if goes_on and id in before), -1)
        return ids[(place + 1) % len(ids)]


def _move(scene: Scene, start: Input, event: Input, held: frozenset[int]) -> Gesture:
    moving = [one for id in sorted(held) if (one := scene.instances.get(id)) and not one.locked and one.parts]
    room = box_xyxy(points for one in moving for points in one.rings)
    while True:
        way = scene.way(room, Point(event.at.x - start.at.x, event.at.y - start.at.y))
        (dx, dy), snap = pulled(scene, event, moving, way)
        if event.kind == "release":
            return _moved(scene, moving, dx, dy)
        shapes = {one.id: translated(one.parts, dx, dy) for one in moving}
        event = yield reshaped(shapes, snap=snap, selection=held, hint=f"{dx:+.1f}, {dy:+.1f} px")


def _moved(scene: Scene, moving: list[Instance], dx: float, dy: float) -> Edit | None:
    pairs = [(one, one.reshaped(translated(one.parts, dx, dy))) for one in moving]
    real = [(old, new) for old, new in pairs if old.parts != new.parts]
    text = "Move instance" if len(real) == 1 else f"Move {len(real)} instances"
    return changed(text, scene.frame, *real) if real else None


def _band(scene: Scene, start: Input) -> Gesture:
    """Everything that lies wholly inside the band; what is behind it, larger than it, stays out."""
    before = scene.selection if start.shift else frozenset()
    chosen, event, boxes = before, start, dict[int, Box]()
    while event.kind != "release":
        if is_on(event, start.at):
            event = yield Preview(selection=before)
            continue
        band = _box(start.at, event.at)
        touched = scene.touching(band)
        boxes |= {one.id: box_xyxy(one.rings) for one in touched if one.id not in boxes}
        chosen = before | {one.id for one in touched if _holds(band, boxes[one.id])}
        event = yield Preview(band=band, selection=chosen, hint=f"{len(chosen)} selected")
    return chosen


def _lasso(scene: Scene, start: Input, hit: Instance | None) -> Gesture:
    """Everything that lies wholly inside the line; begun anywhere. A click adds the one under it or takes it out."""
    before = scene.selection if start.shift else frozenset()
    event, chosen = start, scene.selection
    line, lasso, last = FreehandLine(start.at), Lasso(scene.instances.values(), start.at), start.at
    while event.kind != "release":
        if event.kind == "back":
            return scene.selection
        if event.kind == "move" and np.hypot(*np.subtract(event.at, last)) >= event.screen_px:
            last = event.at
            line.draw(last)
            lasso.draw(last)
        line.simplify(event.screen_px)
        if len(line.corners) < 3 or _lie_on(event, line.corners):
            event = yield Preview(selection=scene.selection, hint=_AROUND)
            continue
        chosen = before | set(lasso.held)
        event = yield Preview(lasso=line.corners, selection=chosen, hint=f"{len(chosen)} selected. {_AROUND}")
    return scene.selection ^ {hit.id} if hit is not None and _lie_on(start, line.corners) else chosen


def _lie_on(event: Input, line: Ring) -> bool:
    """Whether all of a line is where the event is, as the hand counts it."""
    return bool((np.hypot(*(line - event.at).T) <= event.grab_px).all())


def _box(one: Point, other: Point) -> Box:
    return min(one.x, other.x), min(one.y, other.y), max(one.x, other.x), max(one.y, other.y)


def _holds(band: Box, box: Box) -> bool:
    return band[0] <= box[0] and band[1] <= box[1] and box[2] <= band[2] and box[3] <= band[3]
