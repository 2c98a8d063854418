"""No overlap: what a gesture draws or reshapes shares no pixel with its neighbours, already while it goes on.

Of two that overlap, the lower one yields: a locked instance lies on top of all, then the higher level, then the smaller
one, as it was before the gesture. Of equals the neighbour yields. Together they cover the same pixels as before.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace

from annotator.core.annotations import Edit, Instance, Part, Ring, State, ring
from annotator.core.geometry import area, box_xyxy
from annotator.core.gesture import Gesture, InVain, Outcome, Preview, Scene
from annotator.core.masks import sketch
from annotator.core.raster import LocalMask, local_mask, local_parts
from annotator.core.setops import NOTHING, box_of, difference, intersection, union, window
from annotator.tools.masking import cut

MOST_SHOWN = 200
"""With more neighbours than these a preview does not show what yields; the edit has it all the same."""
MOST_PIXELS = 250_000
"""Of a mask in a preview; what is larger is shown in larger grains."""

NOTHING_LEFT = "Nothing is left of it: what lies above or is locked covers it all, and nothing is to overlap."

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
        self._masks: dict[tuple[int, int], LocalMask] = {}
        self._heights: dict[int, tuple[bool, int, float]] = {}
        self._crowded = False

    def settled(self, outcome: Outcome) -> Outcome:
        """The edit with all that yields in it."""
        if not isinstance(outcome, Edit):
            return outcome
        moving = [
            one for id, one in outcome.after.items()
            if one.parts and (id not in outcome.before or one.parts != outcome.before[id].parts)
        ]  # fmt: skip
        before, after = dict(outcome.before), dict(outcome.after)
        for id, lost in self._losses(moving, gone=before.keys() - after.keys()).items():
            one = after.pop(id, None) or before.setdefault(id, self._scene.instances[id])
            parts = cut(one.parts, union(lost), self._scene)
            one = replace(one, parts=parts) if id in outcome.after else _cut_back(one, parts)
            if parts:
                after[id] = one
        return replace(outcome, before=before, after=after) if before or after else InVain(NOTHING_LEFT)

    def seen(self, preview: Preview) -> Preview:
        """The preview with what everything would look like."""
        if self._crowded:
            return preview
        if preview.painted:
            outlines = tuple(one for mask in preview.painted for one in sketch(mask))
            preview = replace(preview, rings=outlines, painted=(), dabbed=None)
        shapes = {id: parts for id, parts in self._shapes(preview).items() if parts}
        moving = [self._instance(id, parts) for id, parts in shapes.items()]
        grain = max((_grain(one) for one in moving), default=1)
        losses = self._losses(moving, grain=grain, at_most=MOST_SHOWN)
        if not losses:
            return preview
        whole = [part.rings for id, parts in shapes.items() if id not in losses for part in parts]
        rings = [points for part in whole for points in part]
        for id, lost in losses.items():
            rings += self._left(self._instance(id, shapes.get(id)), lost, grain)
        return replace(preview, rings=tuple(rings), hides=preview.hides | (losses.keys() - {_NEW}), shapes=None)

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

    def _instance(self, id: int, parts: tuple[Part, ...] | None) -> Instance:
        known = self._scene.instances.get(id)
        if known is None:
            return Instance(id=id, category=self._scene.category, parts=parts or ())
        return known if parts is None else replace(known, parts=parts)

    def _losses(self, moving: Sequence[Instance], gone: Iterable[int] = (), grain: int = 1,
                at_most: int | None = None) -> dict[int, list[LocalMask]]:  # fmt: skip
        """What each of all that yield loses; nothing at all where there are more neighbours than can be looked at.

        A pixel of the masks is `grain` pixels of the frame wide.
        """
        ids = {one.id for one in moving} | set(gone)
        around = {one.id: self._neighbours(one, ids) for one in moving}
        if at_most is not None and sum(map(len, around.values())) > at_most:
            self._crowded = True
            return {}
        if len(moving) == 1 and not around[moving[0].id]:
            return {}
        left, losses = list[LocalMask](), dict[int, list[LocalMask]]()
        for one in sorted(moving, key=self._height, reverse=True):
            mask = _mask(one, grain, self._scene)
            above = [self._mask(n, grain) for n in around[one.id] if self._height(n) > self._height(one)]
            if lost := _shared(mask, above + left):
                losses[one.id] = lost
                mask = difference(mask, lost)
            left.append(mask)
            for n in around[one.id]:
                if self._height(n) <= self._height(one) and (lost := _shared(mask, [self._mask(n, grain)])):
                    losses.setdefault(n.id, []).extend(lost)
        return losses

    def _neighbours(self, one: Instance, besides: set[int]) -> list[Instance]:
        near = self._scene.touching(box_xyxy(one.rings))
        return [n for n in near if n.id not in besides and n.state is not State.REJECTED]

    def _mask(self, one: Instance, grain: int) -> LocalMask:
        if (one.id, grain) not in self._masks:
            self._masks[one.id, grain] = _mask(one, grain, self._scene)
        return self._masks[one.id, grain]

    def _left(self, one: Instance, lost: list[LocalMask], grain: int) -> list[Ring]:
        """The outline less what it loses; of a large one the old line stays in sight, with the loss cut out of it."""
        if _grain(one) > grain:
            return [*one.rings, *(points for mask in lost for points in _outlines(mask, grain))]
        known = self._scene.instances.get(one.id) is one
        mask = self._mask(one, grain) if known else _mask(one, grain, self._scene)
        return _outlines(difference(mask, lost), grain)

    def _height(self, one: Instance) -> tuple[bool, int, float]:
        """More is above; of what is being changed, as it was before."""
        known = self._scene.instances.get(one.id)
        if known is None:
            return _height(one)
        if one.id not in self._heights:
            self._heights[one.id] = _height(known)
        return self._heights[one.id]


def _height(one: Instance) -> tuple[bool, int, float]:
    return one.locked, one.level, -area(one.parts)


def _shared(mask: LocalMask, others: Iterable[LocalMask]) -> list[LocalMask]:
    """What a mask shares with each of the others that it shares anything with."""
    return [shared for other in others if (shared := intersection(mask, other)).area]


def _grain(one: Instance) -> int:
    """So coarse that this is worked out within a frame of the screen."""
    left, top, right, bottom = box_xyxy(one.rings)
    return max(1, math.ceil(math.sqrt((right - left) * (bottom - top) / MOST_PIXELS)))


def _mask(one: Instance, grain: int, scene: Scene) -> LocalMask:
    if grain == 1:
        return local_mask(one.parts, scene.width, scene.height)
    parts = [Part(ring(part.outer / grain), tuple(ring(hole / grain) for hole in part.holes)) for part in one.parts]
    return local_mask(parts, -(-scene.width // grain), -(-scene.height // grain))


def _outlines(mask: LocalMask, grain: int) -> list[Ring]:
    return [ring(points * grain) for points in sketch(mask)]


def _cut_back(one: Instance, parts: tuple[Part, ...]) -> Instance:
    """A proposal that yields is one still: nobody has looked at it."""
    made = one.reshaped(parts)
    if one.untouched:
        return replace(made, state=one.state, presence=one.presence, strokes=one.strokes)
    return made
