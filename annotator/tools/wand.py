"""Cover what has about the colour under the cursor and hangs together with it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Literal, NamedTuple

import numpy as np

from annotator.core.annotations import Edit, Instance, Part, Ring, added
from annotator.core.flood import Flood
from annotator.core.geometry import topmost_at
from annotator.core.gesture import Gesture, Input, Preview, Scene
from annotator.core.masks import sketch
from annotator.core.modes import Modes
from annotator.core.raster import LocalMask, local_parts
from annotator.tools.asking import NO_PICTURE, answer_to, without_picture
from annotator.tools.drawing import is_on
from annotator.tools.masking import cut, painted, reshaping, selected

LEAST, MOST = 0.5, 100.0
_PER_GRAB = 2**0.1
"""A drag ten times as long as the grabbing distance, 80 pixels of the screen, doubles the tolerance."""
_PER_TURN = 1.15


class Wand:
    """A press floods, dragging it right or left widens or narrows the tolerance, the release keeps what is shown."""

    name = "wand"
    label = "Magic wand"
    shortcut = "Y"
    icon = "mdi6.magic-staff"
    cursor: Literal["arrow", "cross"] = "cross"
    tip = "Press on a colour and drag right or left for more or less of it; Shift adds to the selected, Alt takes away"

    def gesture(self, scene: Scene, event: Input) -> Gesture:
        chosen = scene.modes.colour_tolerance
        if event.kind == "wheel":
            return _tolerating(scene.modes, chosen * _PER_TURN**event.turns)
        if event.kind != "press" or not (0 <= event.at.x < scene.width and 0 <= event.at.y < scene.height):
            return None
        if scene.pixels is None:
            return (yield from without_picture())
        targets, takes = _targets(scene, event), event.alt or event.ctrl
        if takes and not targets:
            return None
        flood, wheeled, dragged = Flood(scene.pixels, int(event.at.x), int(event.at.y)), 1.0, 1.0
        press, found, asked, ends = event, _NOTHING, -1.0, False
        while not (ends and found.tolerance == asked):
            tolerance = asked if ends else _held(chosen * wheeled * dragged)
            asks = None if tolerance == asked else partial(_found, flood, tolerance)
            asked = tolerance
            event = yield Preview(rings=found.rings, hint=_hint(asked, targets, takes), asks=asks)
            if event.kind == "back":
                return None
            if event.kind == "answer" and isinstance(event.answer, _Found):
                found = event.answer
            elif event.kind == "wheel":
                wheeled *= _PER_TURN**event.turns
            elif event.kind in ("move", "release") and not is_on(event, press.at):
                dragged = _PER_GRAB ** ((event.at.x - press.at.x) / event.grab_px)
            ends = ends or event.kind in ("release", "confirm")
        modes = _tolerating(scene.modes, asked)
        shown = Preview(rings=found.rings, modes=modes, hint=_hint(asked, targets, takes))
        shapes = yield from answer_to(partial(_shapes, scene, targets, takes, found.mask), shown)
        return _edit(scene, targets, takes, shapes) if shapes else None

    def hover(self, scene: Scene, event: Input) -> Preview:
        if scene.pixels is None:
            return Preview(hint=NO_PICTURE)
        return Preview(hint=f"{self.tip} (tolerance {scene.modes.colour_tolerance:.3g}, Shift + wheel)")


class _Found(NamedTuple):
    """What a tolerance covers, and outlines to look at."""

    tolerance: float
    mask: LocalMask
    rings: tuple[Ring, ...]


_NOTHING = _Found(-2.0, LocalMask(0, 0, np.zeros((0, 0), bool)), ())

_Shapes = dict[int, tuple[Part, ...]]
"""Of the targets by id; of a new instance under 0."""


def _found(flood: Flood, tolerance: float) -> _Found:
    mask = flood.within(tolerance)
    return _Found(tolerance, mask, sketch(mask))


def _shapes(scene: Scene, targets: list[Instance], takes: bool, mask: LocalMask) -> _Shapes:
    changed = cut if takes else painted
    return {one.id: changed(one.parts, mask, scene) for one in targets} or {0: local_parts(mask)}


def _edit(scene: Scene, targets: list[Instance], takes: bool, shapes: _Shapes) -> Edit | None:
    if targets:
        return reshaping("Take away by colour" if takes else "Add by colour", scene, shapes)
    if not shapes[0]:
        return None
    made = Instance(id=scene.new_id(), category=scene.category, parts=shapes[0])
    return added("Cover by colour", scene.frame, made)


def _targets(scene: Scene, press: Input) -> list[Instance]:
    """What is added to or taken from; nothing where the press makes a new instance."""
    chosen = selected(scene)
    if press.alt or press.ctrl:
        return chosen
    if not press.shift:
        return []
    hit = topmost_at(chosen, *press.at)
    return [hit] if hit else chosen[:1]


def _tolerating(modes: Modes, tolerance: float) -> Modes:
    return replace(modes, colour_tolerance=_held(tolerance))


def _held(tolerance: float) -> float:
    return round(min(max(tolerance, LEAST), MOST), 2)


def _hint(tolerance: float, targets: list[Instance], takes: bool) -> str:
    does = "taken away from" if takes else "added to" if targets else "becomes"
    what = "the selection" if targets else "a new instance"
    return f"Tolerance {tolerance:.3g}: {does} {what} on release; drag right for more, left for less"
