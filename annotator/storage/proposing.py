"""What a model run or a propagation may change on a frame: proposals that nobody has touched, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from annotator.core.annotations import Edit, Instance, Made, State
from annotator.core.frames import Frame
from annotator.core.geometry import Box, box_xyxy
from annotator.core.raster import LocalMask, iou, local_mask

SAME_OBJECT_IOU = 0.5
"""A proposal that shares at least this much with what a person has judged is about the same object."""


def proposal_edit(
    frame: Frame, instances: Mapping[int, Instance], proposals: Sequence[Instance], text: str, new_id: Callable[[], int]
) -> Edit | None:
    """The edit that replaces untouched proposals by new ones; None where there is nothing to replace or to add.

    A new proposal on an object that a person accepted, edited, drew, rejected, locked, noted or grouped, or that was
    propagated from what a person did, is dropped. Those with an id of 0 get a new one.
    """
    before = {one.id: one for one in instances.values() if _replaceable(one) and not _is_propagated(one)}
    judged = [one for one in instances.values() if one.id not in before and not one.crowd]
    kept = _apart_from(judged, proposals, frame)
    after = {one.id: one for one in (one if one.id else replace(one, id=new_id()) for one in kept)}
    return Edit(text, frame.key, before, after) if before or after else None


def _replaceable(one: Instance) -> bool:
    """A proposal of which no person has said anything."""
    return one.untouched and not (one.locked or one.note or one.group)


def carried_edit(
    frame: Frame, instances: Mapping[int, Instance], carried: Sequence[Instance], text: str, new_id: Callable[[], int]
) -> Edit | None:
    """The edit that puts what was propagated to a frame there; None where nothing can be put there.

    It takes the place of what its track had here and of a proposal of the same object, where nobody has touched them;
    where a person has said what is here, on the track or not, nothing is put.
    """
    before: dict[int, Instance] = {}
    after: dict[int, Instance] = {}
    for one in carried:
        own = local_mask(one.parts, *frame.size)
        left = (other for id, other in instances.items() if id not in before)
        there = [other for other in left if _same_object(one, own, other, frame)]
        if all(_replaceable(other) for other in there):
            before |= {other.id: other for other in there}
            made = one if one.id else replace(one, id=new_id())
            after[made.id] = made
    return Edit(text, frame.key, before, after) if after else None


def _same_object(one: Instance, own: LocalMask, other: Instance, frame: Frame) -> bool:
    """Of the same track; or of none, not said to be wrong, and in the same place."""
    if other.track or other.state is State.REJECTED or other.crowd:
        return other.track == one.track
    if not _touch(box_xyxy(one.rings), box_xyxy(other.rings)):
        return False
    return iou(own, local_mask(other.parts, *frame.size)) >= SAME_OBJECT_IOU


def _is_propagated(one: Instance) -> bool:
    return one.presence is not None and one.presence.made is Made.PROPAGATED


def _apart_from(judged: Sequence[Instance], proposals: Sequence[Instance], frame: Frame) -> list[Instance]:
    boxes = [box_xyxy(one.rings) for one in judged]
    masks: dict[int, LocalMask] = {}

    def taken(proposal: Instance) -> bool:
        box = box_xyxy(proposal.rings)
        near = [one for one, other in zip(judged, boxes, strict=True) if _touch(box, other)]
        if not near:
            return False
        own = local_mask(proposal.parts, *frame.size)
        for one in near:
            if one.id not in masks:
                masks[one.id] = local_mask(one.parts, *frame.size)
        return any(iou(own, masks[one.id]) >= SAME_OBJECT_IOU for one in near)

    return [one for one in proposals if not taken(one)]


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
