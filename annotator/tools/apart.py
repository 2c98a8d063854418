"""No overlap: what a gesture draws or reshapes shares no pixel with its neighbours, already while it goes on.

Of two that overlap, the lower one yields: a locked instance lies on top of all, then the higher level, then the smaller
one, as it was before the gesture. Of equals the neighbour yields. Together they cover the same pixels as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace

from annotator.core.annotations import Edit, Instance, Part, Ring, State
from annotator.core.geometry import area, box_xyxy
from annotator.core.gesture import Gesture, Outcome, Preview, Scene
from annotator.core.raster import LocalMask, local_mask, local_parts
from annotator.core.setops import NOTHING, box_of, difference, intersection, union, window
from annotator.tools.masking import cut

_NEW = -1
"""Stands for what a preview shows and no instance is yet."""

Shapes = dict[int, tuple[Part, ...]]


def kept_apart(scene: Scene, gesture: Gesture) -> Gesture:
    """The gesture with its previews and its edit so that nothing overlaps."""
    ground = _Ground(scene)
    with closing(gesture):
        event = None
        while True:
            try:
                preview = gesture.send(event)  # type: ignore[arg-type]
            except StopIteration as over:
                return ground.settled(over.value)
            event = yield ground.seen(preview)


class _Ground:
    """The frame under one gesture; what a neighbour covers is worked out once."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._masks: dict[int, LocalMask] = {}

    def settled(self, outcome: Outcome) -> Outcome:
        """The edit with all that yields in it; None where nothing is left of what was drawn."""
        if not isinstance(outcome, Edit):
            return outcome
        moving = [
            one for id, one in outcome.after.items()
            if one.parts and (id not in outcome.before or one.parts != outcome.before[id].parts)
        ]  # fmt: skip
        yielded = self._yielded(moving, gone=outcome.before.keys() - outcome.after.keys())
        if not yielded:
            return outcome
        before, after = dict(outcome.before), dict(outcome.after)
        for id, parts in yielded.items():
            if id in after:
                one = replace(after.pop(id), parts=parts)
            else:
                before[id] = self._scene.instances[id]
                one = _cut_back(before[id], parts)
            if parts:
                after[id] = one
        return replace(outcome, before=before, after=after) if before or after else None

    def seen(self, preview: Preview) -> Preview:
        """The preview with what everything would look like."""
        shapes = self._shapes(preview)
        yielded = self._yielded([self._instance(id, parts) for id, parts in shapes.items() if parts])
        if not yielded:
            return preview
        rings = () if yielded.keys() >= shapes.keys() else preview.rings
        if rings and len(shapes) > 1:
            rings = tuple(one for id in shapes.keys() - yielded.keys() for part in shapes[id] for one in part.rings)
        rings += tuple(one for parts in yielded.values() for part in parts for one in part.rings)
        return replace(preview, rings=rings, hides=preview.hides | (yielded.keys() - {_NEW}), shapes=None)

    def _shapes(self, preview: Preview) -> Shapes:
        if preview.shapes is not None:
            return dict(preview.shapes)
        if not preview.rings or len(preview.hides) > 1:
            return {}
        return {next(iter(preview.hides), _NEW): self._parts(preview.rings)}

    def _parts(self, rings: Sequence[Ring]) -> tuple[Part, ...]:
        """What the rings enclose together, each turning round what is inside and outside."""
        if len(rings) == 1:
            return (Part(rings[0]),)
        covered = NOTHING
        for one in rings:
            mask = local_mask((Part(one),), self._scene.width, self._scene.height)
            both = union([covered, mask])
            box = box_of(both)
            both.mask[:] = window(covered, *box).mask ^ window(mask, *box).mask
            covered = both
        return local_parts(covered)

    def _instance(self, id: int, parts: tuple[Part, ...]) -> Instance:
        known = self._scene.instances.get(id)
        return replace(known, parts=parts) if known else Instance(id=id, category=self._scene.category, parts=parts)

    def _yielded(self, moving: Sequence[Instance], gone: Iterable[int] = ()) -> Shapes:
        """The parts of all that lose pixels, and only of those."""
        ids, left = {one.id for one in moving} | set(gone), Shapes()
        masks = dict[int, LocalMask]()
        for one in sorted(moving, key=self._height, reverse=True):
            neighbours = [n for n in self._scene.touching(box_xyxy(one.rings)) if n.id not in ids and _counts(n)]
            if not neighbours and len(moving) == 1:
                return {}
            mask = local_mask(one.parts, self._scene.width, self._scene.height)
            above = [self._mask(n) for n in neighbours if self._height(n) > self._height(one)]
            above += masks.values()
            above = [shared for other in above if (shared := intersection(mask, other)).area]
            if above:
                left[one.id] = cut(one.parts, union(above), self._scene)
                mask = difference(mask, above)
            masks[one.id] = mask
            for n in neighbours:
                if self._height(n) <= self._height(one) and intersection(self._mask(n), mask).area:
                    left[n.id] = cut(left.get(n.id, n.parts), mask, self._scene)
        return left

    def _mask(self, one: Instance) -> LocalMask:
        if one.id not in self._masks:
            self._masks[one.id] = local_mask(one.parts, self._scene.width, self._scene.height)
        return self._masks[one.id]

    def _height(self, one: Instance) -> tuple[bool, int, float]:
        """More is above; of what is being changed, as it was before."""
        known = self._scene.instances.get(one.id, one)
        return known.locked, known.level, -area(known.parts)


def _counts(one: Instance) -> bool:
    return one.state is not State.REJECTED


def _cut_back(one: Instance, parts: tuple[Part, ...]) -> Instance:
    """A proposal that yields is one still: nobody has looked at it."""
    made = one.reshaped(parts)
    if one.untouched:
        return replace(made, state=one.state, presence=one.presence, strokes=one.strokes)
    return made
