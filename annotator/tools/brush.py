"""Paint the selected instance, pixel by pixel; without a selection, a new one."""

from __future__ import annotations

from typing import Literal

import numpy as np

from annotator.core.annotations import Edit, Instance, added
from annotator.core.geometry import Box, topmost_at
from annotator.core.gesture import Gesture, Input, Point, Preview, Scene
from annotator.core.masks import Sheet
from annotator.core.modes import Modes
from annotator.core.raster import LocalMask, local_mask, local_parts
from annotator.core.setops import box_of, difference
from annotator.tools.masking import cut, painted, reshaping, selected
from annotator.tools.tip import Tip, turned


class Brush:
    """A press paints, with Ctrl or Alt it erases; other instances are left out, or painted over where that is chosen;
    Shift turns the choice round."""

    name = "brush"
    label = "Brush"
    shortcut = "N"
    icon = "mdi6.brush"
    cursor: Literal["arrow", "cross"] = "cross"
    tip = "Paint the selected instance or a new one; Ctrl erases, Shift paints over others, Shift + wheel sizes the tip"
    erases = False

    def gesture(self, scene: Scene, event: Input) -> Gesture:
        modes, chosen = scene.modes, None
        if event.kind == "wheel":
            return turned(modes, event.turns)
        if event.kind != "press":
            return None
        erases = self.erases != (event.ctrl or event.alt)
        targets = _targets(scene, event, erases)
        if erases and not targets:
            return None
        stroke = _Stroke(scene, targets, erases, spares=modes.spares_others != event.shift)
        tip = Tip.of(modes)
        stroke.reach(event.at, tip)
        while True:
            event = yield stroke.preview(event, tip, chosen)
            if event.kind == "back":
                return None
            chosen = turned(modes, event.turns) if event.kind == "wheel" else None
            if chosen:
                modes, tip = chosen, Tip.of(chosen)
            if event.kind in ("move", "release"):
                stroke.reach(event.at, tip)
            if event.kind in ("release", "confirm"):
                return stroke.edit()

    def hover(self, scene: Scene, event: Input) -> Preview:
        tip = Tip.of(scene.modes)
        hint = f"{tip}: {self._about(scene.modes)}, <tip_shape> changes round and square"
        return Preview(path=tip.outline(event.at), hint=hint)

    def _about(self, modes: Modes) -> str:
        """What a press would do, as things are chosen now."""
        if self.erases:
            return "erases, Ctrl paints"
        over = "Shift paints over others" if modes.spares_others else "paints over others, with Shift not"
        return f"paints, Ctrl erases, {over}"


def _targets(scene: Scene, press: Input, erases: bool) -> list[Instance]:
    """What is selected; one only is painted, the one under the cursor, and without a selection that one is erased."""
    chosen = selected(scene)
    if (erases and chosen) or len(chosen) == 1:
        return chosen
    if not erases and not chosen:
        return []
    hit = topmost_at(chosen or scene.near(press.at, 0), *press.at)
    return [hit] if hit else chosen[:1]


class _Stroke:
    """The pixels that the tip has passed over, and what they make of the targets."""

    def __init__(self, scene: Scene, targets: list[Instance], erases: bool, spares: bool) -> None:
        self._scene, self._erases = scene, erases
        self._targets = {one.id: one for one in targets}
        self._others: dict[int, LocalMask] | None = {} if spares and not erases else None
        self._passed = Sheet(scene.width, scene.height)
        bases = [local_mask(one.parts, scene.width, scene.height) for one in targets]
        self._shown = [Sheet(scene.width, scene.height, base) for base in bases] if targets else [self._passed]
        self._dabs: list[Box] = []
        """The boxes of what was passed over since the last preview."""
        self._at: Point | None = None

    def reach(self, at: Point, tip: Tip) -> None:
        """Pass from where the tip is to this place, in steps so short that their boxes hold little else."""
        end = tip.middle(self._near_frame(at, tip.reach))
        start = self._at or end
        steps = max(1, int(np.hypot(end.x - start.x, end.y - start.y) / (2 * tip.reach + 8)) + 1)
        for xy in np.linspace(start, end, steps + 1)[1:].tolist():
            self._dab(tip.passed(start, Point(*xy), self._scene.width, self._scene.height))
            start = Point(*xy)
        self._at = end

    def _near_frame(self, at: Point, reach: float) -> Point:
        """Far outside there is nothing to pass over."""
        x, y = np.clip(at, -reach - 2, np.add((self._scene.width, self._scene.height), reach + 2)).tolist()
        return Point(x, y)

    def _dab(self, dab: LocalMask) -> None:
        if self._others is not None:
            dab = self._spared(dab, self._others)
        self._dabs.append(box_of(dab))
        self._passed.paint(dab)
        for sheet in self._shown:
            if self._erases:
                sheet.erase(dab)
            else:
                sheet.paint(dab)

    def _spared(self, dab: LocalMask, others: dict[int, LocalMask]) -> LocalMask:
        """The dab without the pixels of other instances, each of which is rasterised once."""
        for one in self._scene.touching(box_of(dab)) if dab.mask.size else ():
            if one.id in self._targets:
                continue
            if one.id not in others:
                others[one.id] = local_mask(one.parts, self._scene.width, self._scene.height)
            dab = difference(dab, [others[one.id]])
        return dab

    def preview(self, event: Input, tip: Tip, chosen: Modes | None) -> Preview:
        boxes = np.array([box for box in self._dabs if box[0] < box[2]] or [(*event.at, *event.at)])
        (x0, y0), (x1, y1) = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:].max(axis=0).tolist()
        self._dabs.clear()
        hint = f"{tip}: {'erasing' if self._erases else 'painting'}"
        return Preview(painted=tuple(sheet.local for sheet in self._shown), dabbed=(x0, y0, x1, y1),
                       path=tip.outline(event.at), hides=frozenset(self._targets), modes=chosen, hint=hint)  # fmt: skip

    def edit(self) -> Edit | None:
        passed = self._passed.local
        if not self._targets:
            return _new(self._scene, passed)
        changed = cut if self._erases else painted
        shapes = {id: changed(one.parts, passed, self._scene) for id, one in self._targets.items()}
        return reshaping("Erase" if self._erases else "Brush", self._scene, shapes)


def _new(scene: Scene, passed: LocalMask) -> Edit | None:
    parts = local_parts(passed)
    if not parts:
        return None
    return added("Paint instance", scene.frame, Instance(id=scene.new_id(), category=scene.category, parts=parts))
