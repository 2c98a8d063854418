"""Outlines carried over the frames of a video: by optical flow, as one thing that keeps its look, and by the model.

Three say where an object is on the next frame: each of its pixels by the flow; the object as a whole, as a person
outlined it, under the similarity that most of its pixels follow, as far as it still looks the same there (so that what
comes out from behind something is found again); and Mask R-CNN's box and mask heads, run on the carried box. The model
is heard as far as it drew the object like the person on the first frame, and agrees with the flow now: a kind of
object that it never learned is carried without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from annotator.core import motion, setops
from annotator.core.annotations import Part
from annotator.core.motion import Carried, Motion, Pixels
from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask, iou, local_mask
from annotator.inference.detections import Detection
from annotator.inference.maskrcnn import Features
from annotator.inference.masks import fit_outlines, padded_boxes
from annotator.inference.predictor import MaskRCNNPredictor

Parts = tuple[Part, ...]
Box = tuple[int, int, int, int]
Floats = NDArray[np.float32]

LOST = 0.35
"""Below this confidence an object counts as lost."""

_MODEL_SHARE = 0.55
"""How much the model says where it agrees with person and flow altogether."""
_AGREES = 0.6, 0.9
"""Below the first IoU another opinion is not heard, from the second on wholly."""
_WHOLE_SHARE = 0.75
"""Of what the model leaves, how much the object as a whole says where it holds; the rest is the flow's."""
_LOOKS_ALIKE = 36.0
"""Mean difference of colour (of 255) up to which a place looks as it did."""
_LEAST_PX = 8
"""A mask of fewer pixels is gone."""


class Step(NamedTuple):
    """An object on the next frame."""

    parts: Parts
    """Empty where it is lost."""
    confidence: float
    """0..1."""


class Propagator(Protocol):
    """A way to follow objects from frame to frame, in either direction."""

    def begin(self, pixels: Pixels, outlines: Sequence[Parts]) -> None:
        """The objects as a person confirmed them on a frame (uint8 RGB)."""
        ...

    def step(self, pixels: Pixels) -> list[Step]:
        """The objects on the next frame, of the same size, in the order of `begin`. What is lost stays lost."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is known of an object on the frame that was seen last."""

    mask: LocalMask
    """What can be seen of it; empty where it is lost."""
    whole: LocalMask
    """All of it, as it was outlined."""
    look: Pixels
    """The frame that it was outlined on."""
    way: NDArray[np.float64]
    """(3, 3): from that frame to the last one."""
    trust: float
    """0..1: how much the model's own outline was like the person's."""


class FlowPropagator:
    """Each pixel where the flow takes it: for comparison, and for what keeps no shape."""

    def begin(self, pixels: Pixels, outlines: Sequence[Parts]) -> None:
        """Remember the masks."""
        self._last = pixels
        self._masks = [_mask(parts, pixels) for parts in outlines]

    def step(self, pixels: Pixels) -> list[Step]:
        """Carry each."""
        way = motion.motion_between(self._last, pixels)
        carried = [motion.carried(mask, way) for mask in self._masks]
        self._last, self._masks = pixels, [one.mask for one in carried]
        return [_step(one.mask, one.sound) for one in carried]


class MaskRCNNPropagator:
    """By flow, shape and look, and the user's own model."""

    def __init__(self, predictor: MaskRCNNPredictor) -> None:
        self._predictor = predictor

    def begin(self, pixels: Pixels, outlines: Sequence[Parts]) -> None:
        """Compare the model's view of each object with the person's."""
        masks = [_mask(parts, pixels) for parts in outlines]
        views = self._views(pixels, [setops.box_of(one) for one in masks if one.area])
        self._last = pixels
        self._known = [
            _Known(mask, mask, pixels, np.eye(3), _heard(iou(mask, next(views).mask)) if mask.area else 0.0)
            for mask in masks
        ]

    def step(self, pixels: Pixels) -> list[Step]:
        """Each object where flow, shape and model agree that it is."""
        way = motion.motion_between(self._last, pixels)
        carried = [motion.carried(one.mask, way) for one in self._known]
        there = [one.mask.area >= _LEAST_PX for one in carried]
        views = self._views(pixels, [setops.box_of(one.mask) for one, on in zip(carried, there, strict=True) if on])
        steps = []
        for k, (known, moved) in enumerate(zip(self._known, carried, strict=True)):
            if there[k]:
                self._known[k], confidence = _agreed(known, moved, next(views), pixels, way)
            else:
                self._known[k], confidence = replace(known, mask=setops.NOTHING), 0.0
            steps.append(_step(self._known[k].mask, confidence))
            if not steps[-1].parts:
                self._known[k] = replace(self._known[k], mask=setops.NOTHING)
        self._last = pixels
        return steps

    def _views(self, pixels: Pixels, boxes: Sequence[Box]) -> Iterator[_Field]:
        """What the model sees in each box, after it has set the box itself where that stays near."""
        if not boxes:
            return
        seen: Features = self._predictor.features(pixels)
        given = np.array(boxes, np.float32)
        refined = self._predictor.refined_boxes(seen, given)
        near = np.array([_box_iou(one, other) >= _AGREES[0] for one, other in zip(given, refined, strict=True)])
        size = pixels.shape[1], pixels.shape[0]
        for view in self._predictor.masks_for_boxes(seen, np.where(near[:, None], refined, given)):
            yield _Field.of(view, size)


def _mask(parts: Parts, pixels: Pixels) -> LocalMask:
    return setops.trimmed(local_mask(parts, pixels.shape[1], pixels.shape[0]))


def _heard(agreement: float) -> float:
    return float(np.interp(agreement, _AGREES, (0.0, 1.0)))


def _step(mask: LocalMask, confidence: float) -> Step:
    if mask.area < _LEAST_PX or confidence < LOST:
        return Step((), confidence)
    return Step(fit_outlines(mask), confidence)


def _agreed(known: _Known, carried: Carried, model: _Field, pixels: Pixels, way: Motion) -> tuple[_Known, float]:
    """One mask from three opinions, and how much they are one."""
    flow = carried.mask
    to_here = known.way if carried.similarity is None else np.vstack([carried.similarity, [0, 0, 1]]) @ known.way
    whole = motion.moved(known.whole, to_here[:2], way.size)
    alike = _where_alike(known.look, pixels, to_here[:2], whole)
    holds = _heard(_iou_where_seen(flow, alike, whole)) if carried.similarity is not None else 0.0
    by_whole = _WHOLE_SHARE * holds
    by_model = _MODEL_SHARE * known.trust * _heard(iou(alike if holds > 0.5 else flow, model.mask))
    box = setops.box_of(setops.union([flow, alike, model.mask]))
    by_shape = (1 - by_whole) * setops.window(flow, *box).mask + by_whole * setops.window(alike, *box).mask
    vote = (1 - by_model) * by_shape + by_model * model.over(box)
    mask = setops.trimmed(LocalMask(box[0], box[1], vote > 0.5))
    kept = min(mask.area, known.mask.area) / max(mask.area, known.mask.area, 1)
    seen = alike.area / max(whole.area, 1) if holds else carried.sound
    confidence = float((carried.sound * kept * max(holds, iou(mask, flow)) * max(seen, 0.2)) ** 0.25)
    if holds:
        return replace(known, mask=mask, way=to_here), confidence
    # it has changed its shape: from now on it is what it is here
    return _Known(mask, mask, pixels, np.eye(3), known.trust), confidence


def _where_alike(look: Pixels, pixels: Pixels, to_here: NDArray[np.float64], whole: LocalMask) -> LocalMask:
    """The part of a mask on this frame that looks as it did on the frame it comes from."""
    if not whole.area:
        return whole
    x0, y0, x1, y1 = setops.box_of(whole)
    matrix = to_here.copy()
    matrix[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5 - (x0, y0)
    then = cv2.warpAffine(look, matrix, (x1 - x0, y1 - y0), borderMode=cv2.BORDER_REPLICATE)
    far = cv2.absdiff(then, np.ascontiguousarray(pixels[y0:y1, x0:x1])).mean(axis=2).astype(np.float32)
    smooth = max(3, round(0.05 * max(far.shape))) | 1
    return LocalMask(x0, y0, whole.mask & (cv2.blur(far, (smooth, smooth)) <= _LOOKS_ALIKE))


def _iou_where_seen(flow: LocalMask, alike: LocalMask, whole: LocalMask) -> float:
    """How well flow and shape agree, apart from the places that something else is in front of."""
    hidden = setops.difference(whole, [alike])
    return iou(setops.difference(flow, [hidden]), alike)


@dataclass(frozen=True, slots=True)
class _Field:
    """The model's soft mask on the frame."""

    box: tuple[int, int, int, int]
    values: Floats
    """0..1 over the box."""

    @classmethod
    def of(cls, view: Detection, size: tuple[int, int]) -> _Field:
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
        return setops.trimmed(LocalMask(self.box[0], self.box[1], self.values > 0.5))

    def over(self, box: tuple[int, int, int, int]) -> Floats:
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
