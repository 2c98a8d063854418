"""Cut instances in pieces along a drawn line."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from annotator.core.annotations import Edit, Imported, Instance, Part, Ring, ring
from annotator.core.cutting import pieces
from annotator.core.geometry import Box, box_xyxy
from annotator.core.gesture import Gesture, Input, InVain, Preview, Scene
from annotator.core.keeping import keeping_corners
from annotator.core.raster import local_mask
from annotator.core.setops import NOTHING
from annotator.tools.cut_preview import CutPreview, Targets, lengthened
from annotator.tools.drawing import also_shown
from annotator.tools.masking import split_by_box
from annotator.tools.polygon import freehand

_HINT = "Drag the line of the cut, or click its two ends; it has to pass right through"
_NOT_THROUGH = "Nothing was cut: the line has to pass right through an instance that is not locked."


class Slice:
    """A drag cuts where it is released, two clicks cut straight; the largest piece keeps the instance's id."""

    name = "slice"
    label = "Slice"
    shortcut = "K"
    icon = "mdi6.knife"
    cursor: Literal["arrow", "cross"] = "cross"
    tip = "Draw a line through the selected instances, or any, to cut them in pieces; drag it or click its ends"

    def gesture(self, scene: Scene, event: Input) -> Gesture:
        if event.kind != "press":
            return None
        targets = Targets(scene)
        pieces = CutPreview(scene, targets)
        line = yield from also_shown(freehand([], event, _HINT), lambda one: pieces.along(one, event.grab_px))
        while len(line) == 1:
            preview = Preview(path=ring([*line, event.at]), handles=ring(line), hint=_HINT)
            event = yield pieces.along(preview, event.grab_px)
            if event.kind == "back":
                return None
            if event.kind in ("press", "confirm"):
                line.append(event.at)
        return _sliced(scene, targets, lengthened(line, event.grab_px))

    def hover(self, scene: Scene, event: Input) -> Preview:
        return Preview()


def _sliced(scene: Scene, targets: Targets, line: Ring) -> Edit | InVain:
    before, after = dict[int, Instance](), dict[int, Instance]()
    for one in targets.on(line):
        cut = _pieces(scene, one, line)
        if len(cut) > 1:
            before[one.id] = one
            after |= {piece.id: piece for piece in cut}
    text = f"Slice into {len(after)}" if len(before) == 1 else f"Slice {len(before)} instances"
    return Edit(text, scene.frame, before, after) if before else InVain(_NOT_THROUGH)


def _pieces(scene: Scene, one: Instance, line: Ring) -> list[Instance]:
    """The instance, then the new ones; parts away from the line stay with it as they were drawn."""
    near, far = _reached(one.parts, box_xyxy([line]))
    first, *others = pieces(local_mask(near, scene.width, scene.height), line) or [NOTHING]
    if not others:
        return [one]
    of_first, *of_others = (keeping_corners(near, piece, scene.width, scene.height) for piece in (first, *others))
    return [one.reshaped((*far, *of_first)), *(_new(scene, one, parts) for parts in of_others)]


def _reached(parts: tuple[Part, ...], box: Box) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The parts that the line may cut and all that may share pixels with those, and the others."""
    near, far = split_by_box(parts, box)
    while near and far:
        more, far = split_by_box(far, box_xyxy(one for part in near for one in part.rings))
        if not more:
            break
        near += more
    return near, far


def _new(scene: Scene, one: Instance, parts: tuple[Part, ...]) -> Instance:
    """A piece knows where it came from, but an imported record's id is the first piece's alone."""
    imported = Imported(extra=one.imported.extra) if one.imported else None
    return replace(one.reshaped(parts), id=scene.new_id(), imported=imported, seconds=0.0)
