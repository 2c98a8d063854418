"""Outlines carried by flow, by shape and look, and by the user's own model.

Three say where an object is on the next frame: each of its pixels by the flow; the object as a whole, as a person
outlined it, laid onto the frame (see `core.alignment`), so that errors do not add up and what comes out from behind
something is found again; and Mask R-CNN's box and mask heads, run on the carried box. The model is heard as far as it
drew the object like the person on the first frame and agrees with the others now: a kind of object that it never
learned is carried without it, and what keeps its shape needs it less.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from annotator.core import motion, setops
from annotator.core.alignment import Aligned, Outlined, Way, aligned, moved_area
from annotator.core.motion import Carried, Motion, Pixels
from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask, iou
from annotator.inference.detections import Detection
from annotator.inference.flow_propagation import LEAST_PX, mask_of, step_of
from annotator.inference.masks import padded_boxes
from annotator.inference.propagation import Parts, Step

if TYPE_CHECKING:
    from annotator.inference.predictor import MaskRCNNPredictor

Box = tuple[int, int, int, int]
Floats = NDArray[np.float32]

_MODEL_SHARE = 0.55
"""How much the model says where it agrees with person and flow altogether and the shape does not hold."""
_NEEDED_LESS = 0.7
"""By how much less the model is heard where the shape holds."""
_AGREES = 0.5, 0.85
"""Below the first IoU another opinion is not heard, from the second on wholly."""
_LEAST_INSIDE = 0.12
"""Of an object of which less is inside the frame, it is said that it has left it."""
_LEAST_SEEN = 0.08
"""Of an object of which less can be seen, that something hides it."""
_COVERED = 0.8
"""Where less of it can be seen, the flow drags it along what is in front, and is not heard."""
_SOUND = 0.6
"""Of a mask of which more of the pixels find their way back, the flow knows where it went."""
_BLIND, _FADES = 0.65, 0.88
"""How much is believed of what goes on as it went without being seen to, and how fast that fades."""
_LEAST_SURE = 0.7
"""Of what fits the look of the object: of a sliver of it the flow says nothing."""
_CHANGED = 0.65, 0.85
"""Where less than the first share of an object looks as it did, and the flow took more than the second along, the
object looks different now and nothing is in front of it."""


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is known of an object on the frame that was seen last."""

    outlined: Outlined
    """By the person, or on the frame from which on it looked different."""
    mask: LocalMask
    """What could be seen of it; empty where it is lost."""
    way: Way
    """From the frame that it was outlined on to the last one."""
    trust: float
    """0..1: how much the model's own outline was like the person's."""
    pace: Way
    """How it moved from the last frame but one."""
    covered: bool = False
    """Whether something was in front of a good part of it."""
    blind: int = 0
    """For how many frames too little of it has been seen to say how it moves."""
    why: str = ""
    """Why it is lost."""


class MaskRCNNPropagator:
    """By flow, shape and look, and the user's own model."""

    def __init__(self, predictor: MaskRCNNPredictor) -> None:
        self._predictor = predictor

    def begin(self, pixels: Pixels, outlines: Sequence[Parts]) -> None:
        """Compare the model's view of each object with the person's."""
        masks = [mask_of(parts, pixels) for parts in outlines]
        views = self._views(pixels, [setops.box_of(one) for one in masks if one.area])
        self._last = pixels
        self._known = [
            _outlined(pixels, mask, _heard(iou(mask, next(views).mask)))
            if mask.area
            else _lost(_outlined(pixels, mask, 0.0), "it has no outline")
            for mask in masks
        ]

    def step(self, pixels: Pixels) -> list[Step]:
        """Each object where flow, shape and model agree that it is."""
        way = motion.motion_between(self._last, pixels)
        if motion.is_cut(self._last, pixels, way):
            self._known = [_lost(one, "the scene changes") for one in self._known]
        self._last = pixels
        carried = [motion.carried(one.mask, way) for one in self._known]
        asked = [one.mask.area >= LEAST_PX for one in carried]
        views = self._views(pixels, [setops.box_of(one.mask) for one, on in zip(carried, asked, strict=True) if on])
        found = [
            _followed(known, moved, next(views) if on else None, pixels, way)
            for known, moved, on in zip(self._known, carried, asked, strict=True)
        ]
        steps = [step_of(known.mask, confidence, known.why) for known, confidence in found]
        self._known = [one if step.parts else _lost(one, step.why) for (one, _), step in zip(found, steps, strict=True)]
        return steps

    def _views(self, pixels: Pixels, boxes: Sequence[Box]) -> Iterator[SoftView]:
        """What the model sees in each box, after it has set the box itself where that stays near."""
        if not boxes:
            return
        seen = self._predictor.features(pixels)
        given = np.array(boxes, np.float32)
        refined = self._predictor.refined_boxes(seen, given)
        near = np.array([_box_iou(one, other) >= _AGREES[0] for one, other in zip(given, refined, strict=True)])
        size = pixels.shape[1], pixels.shape[0]
        for view in self._predictor.masks_for_boxes(seen, np.where(near[:, None], refined, given)):
            yield SoftView.of(view, size)


def _outlined(pixels: Pixels, mask: LocalMask, trust: float) -> _Known:
    return _Known(Outlined(pixels, mask), mask, np.eye(3), trust, np.eye(3))


def _lost(known: _Known, why: str) -> _Known:
    return replace(known, mask=setops.NOTHING, why=known.why or why)


def _heard(agreement: float) -> float:
    return float(np.interp(agreement, _AGREES, (0.0, 1.0)))


def _followed(
    known: _Known, carried: Carried, view: SoftView | None, pixels: Pixels, way: Motion
) -> tuple[_Known, float]:
    """The object on this frame, and how sure that is."""
    if known.why:
        return known, 0.0
    there = _laid(known, carried, pixels)
    expected = there.way if there else known.pace @ known.way
    inside = motion.moved(known.outlined.mask, expected[:2], way.size).area
    if inside < _LEAST_INSIDE * moved_area(known.outlined, expected):
        return _lost(known, "it has left the picture"), 0.0
    if there is None or _is_other(there, carried, known):
        return _by_flow(known, carried, view, pixels)
    blind = 0 if there.fit else known.blind + 1
    there = replace(there, fit=there.fit or _BLIND * _FADES**blind)
    covered = there.seen.area < _COVERED * there.whole.area
    known = replace(known, way=there.way, pace=there.way @ np.linalg.inv(known.way), covered=covered, blind=blind)
    if there.again:
        known = replace(known, outlined=there.again, way=np.eye(3))
    if there.seen.area < max(LEAST_PX, _LEAST_SEEN * there.whole.area):
        return _lost(known, "something hides it"), 0.0
    return _by_shape(known, carried, there, view)


def _laid(known: _Known, carried: Carried, pixels: Pixels) -> Aligned | None:
    """Where it goes on as it went, or as its pixels do; of what is partly covered, where more of it is found."""
    paces = [known.pace] if carried.similarity is None else [np.vstack([carried.similarity, [0, 0, 1]])]
    if known.covered and carried.similarity is not None:
        paces.append(known.pace)
    laid = [one for pace in paces if (one := aligned(known.outlined, pace @ known.way, pixels))]
    return max(laid, key=lambda one: one.seen.area * max(one.fit, _BLIND), default=None)


def _is_other(there: Aligned, carried: Carried, known: _Known) -> bool:
    """Whether it has another look or shape now, though nothing is in front of it."""
    seen, taken = _CHANGED
    if not there.fit and not known.covered and carried.sound > _SOUND:
        return True
    return there.seen.area < seen * there.whole.area and carried.mask.area > taken * there.whole.area


def _by_shape(known: _Known, carried: Carried, there: Aligned, view: SoftView | None) -> tuple[_Known, float]:
    """It keeps its shape: flow and model are heard as far as they have something to add."""
    seen = there.seen.area / max(there.whole.area, 1)
    hidden = setops.difference(there.whole, [there.seen])
    by_flow = setops.difference(carried.mask, [hidden])
    holds = there.fit * (1.0 if known.covered else _heard(iou(by_flow, there.seen)))
    alike = iou(there.seen, view.mask) if view else 0.0
    by_model = _MODEL_SHARE * known.trust * _heard(alike) * (1 - _NEEDED_LESS * holds)
    left = 1 - by_model
    mask = _vote([(there.seen, left * holds), (by_flow, left * (1 - holds))], view, by_model)
    sure = max(holds, known.trust * _heard(alike), _LEAST_SURE * there.fit)
    return replace(known, mask=mask), float((there.fit * sure) ** 0.5 * (0.7 + 0.3 * seen))


def _by_flow(known: _Known, carried: Carried, view: SoftView | None, pixels: Pixels) -> tuple[_Known, float]:
    """It looks different now: from this frame on it is what flow and model say that it is here."""
    if carried.mask.area < LEAST_PX:
        return _lost(known, "something hides it"), 0.0
    alike = iou(carried.mask, view.mask) if view else 0.0
    by_model = known.trust * _heard(alike)
    mask = _vote([(carried.mask, 1 - _MODEL_SHARE * by_model)], view, _MODEL_SHARE * by_model)
    kept = min(mask.area, known.mask.area) / max(mask.area, known.mask.area, 1)
    return _outlined(pixels, mask, known.trust), float(carried.sound * kept * (0.7 + 0.3 * by_model))


def _vote(masks: Sequence[tuple[LocalMask, float]], view: SoftView | None, by_model: float) -> LocalMask:
    """Where more than half of all the weight lies."""
    seen = [view.mask] if view else []
    box = setops.box_of(setops.union([*(mask for mask, _ in masks), *seen]))
    total = np.zeros((box[3] - box[1], box[2] - box[0]), np.float32)
    for mask, weight in masks:
        total += np.float32(weight) * setops.window(mask, *box).mask
    if view:
        total += np.float32(by_model) * view.over(box)
    return setops.trimmed(LocalMask(box[0], box[1], total > 0.5))


@dataclass(frozen=True, slots=True, eq=False)
class SoftView:
    """The model's soft mask on the frame."""

    box: Box
    values: Floats
    """0..1 over the box."""

    @classmethod
    def of(cls, view: Detection, size: tuple[int, int]) -> SoftView:
        """What the model said in a box, on a frame of this (width, height)."""
        assert view.soft is not None
        grid = view.soft.grid.astype(np.float32) / 255
        [[x0, y0, x1, y1]] = padded_boxes(np.array([view.soft.box_xyxy], np.float32), grid.shape[-1]).tolist()
        bordered = cv2.copyMakeBorder(grid, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
        values = cv2.resize(bordered, (max(x1 - x0 + 1, 1), max(y1 - y0 + 1, 1)))
        left, top, right, bottom = max(x0, 0), max(y0, 0), min(x1 + 1, size[0]), min(y1 + 1, size[1])
        cut = values[max(top - y0, 0) : max(bottom - y0, 0), max(left - x0, 0) : max(right - x0, 0)]
        return cls((left, top, left + cut.shape[1], top + cut.shape[0]), np.asarray(cut, np.float32))

    @property
    def mask(self) -> LocalMask:
        """Where it is more likely than not."""
        return setops.trimmed(LocalMask(self.box[0], self.box[1], self.values > 0.5))

    def over(self, box: Box) -> Floats:
        """In another box, 0 beside its own."""
        made = np.zeros((box[3] - box[1], box[2] - box[0]), np.float32)
        x0, y0 = max(box[0], self.box[0]), max(box[1], self.box[1])
        x1, y1 = min(box[2], self.box[2]), min(box[3], self.box[3])
        if x1 > x0 and y1 > y0:
            made[y0 - box[1] : y1 - box[1], x0 - box[0] : x1 - box[0]] = self.values[
                y0 - self.box[1] : y1 - self.box[1], x0 - self.box[0] : x1 - self.box[0]
            ]
        return made


def _box_iou(one: Floats, other: Floats) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    shared = max(width, 0) * max(height, 0)
    return float(shared / max(_area(one) + _area(other) - shared, 1e-9))


def _area(box: Floats) -> float:
    return float((box[2] - box[0]) * (box[3] - box[1]))
