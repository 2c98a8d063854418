"""Cut a hole out of an instance."""

from __future__ import annotations

from typing import Literal

import numpy as np

from annotator.core.annotations import Edit, Instance, Part, Ring
from annotator.core.crossings import crosses_itself
from annotator.core.geometry import box_xyxy, topmost_at
from annotator.core.gesture import Gesture, Input, InVain, Preview, Scene
from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask, local_mask
from annotator.core.setops import box_of, window
from annotator.tools.masking import cut, reshaping, selected, split_by_box
from annotator.tools.polygon import outlined

_NO_TARGET = "There is nothing here to cut a hole out of: select an instance first, or begin inside one."
_OUTSIDE = "No hole was cut: the outline covers nothing of the instance."


class CutHole:
    """An outline like a polygon's, cut out of what is selected, or else of what it begins in."""

    name = "hole"
    label = "Cut a hole"
    shortcut = "H"
    icon = "mdi6.vector-difference-ba"
    cursor: Literal["arrow", "cross"] = "cross"
    tip = "Draw an outline inside the selected instance, by clicks or freehand, and it is cut out"

    def gesture(self, scene: Scene, event: Input) -> Gesture:
        if event.kind == "wheel":
            return scene.modes.coarser(event.turns)
        if event.kind != "press":
            return None
        targets = selected(scene) or _under(scene, event)
        if not targets:
            return InVain(_NO_TARGET)
        made = yield from outlined(scene, event)
        return None if made is None else _cut(scene, targets, made) or InVain(_OUTSIDE)

    def hover(self, scene: Scene, event: Input) -> Preview:
        return Preview()


def _under(scene: Scene, event: Input) -> list[Instance]:
    hit = topmost_at(scene.near(event.at, 0), *event.at)
    return [hit] if hit else []


def _cut(scene: Scene, targets: list[Instance], made: Ring) -> Edit | None:
    return reshaping("Cut a hole", scene, {one.id: _without(scene, one.parts, made) for one in targets})


def _without(scene: Scene, parts: tuple[Part, ...], made: Ring) -> tuple[Part, ...]:
    """A hole that lies well inside one part becomes a ring of it, so that every corner stays where it was drawn."""
    hole = local_mask((Part(made),), scene.width, scene.height)
    if not hole.area:
        return parts
    near, far = split_by_box(parts, box_xyxy([made]))
    if len(near) == 1 and _holds(scene, near[0], made, hole):
        return (*far, Part(near[0].outer, (*near[0].holes, made)))
    return cut(parts, hole, scene)


def _holds(scene: Scene, part: Part, made: Ring, hole: LocalMask) -> bool:
    """Whether the part covers every pixel of the hole and those around it."""
    left, top, right, bottom = box_xyxy([made])
    if left < 0 or top < 0 or right > scene.width or bottom > scene.height or crosses_itself(made):
        return False
    x0, y0, x1, y1 = np.add(box_of(hole), (-1, -1, 1, 1)).tolist()
    grown = cv2.dilate(window(hole, x0, y0, x1, y1).mask.astype(np.uint8), np.ones((3, 3), np.uint8))
    covered = window(local_mask((part,), scene.width, scene.height), x0, y0, x1, y1)
    return bool(covered.mask[grown > 0].all())
