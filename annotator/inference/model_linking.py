"""Frames in order, and what was found on each: flow and the model's own view of each object go to the linker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from annotator.core import motion, setops
from annotator.core.linking import Linker, Sight
from annotator.core.motion import Pixels
from annotator.core.raster import LocalMask, local_mask

if TYPE_CHECKING:
    from annotator.inference.linking import Given
    from annotator.inference.predictor import Predictor

_NO_LOOK = np.zeros(0, np.float32)


class VideoLinker:
    """Keeps the last frame."""

    def __init__(self, predictor: Predictor) -> None:
        self._predictor = predictor
        self._linker = Linker()
        self._last: Pixels | None = None

    def step(self, pixels: Pixels, given: Sequence[Given]) -> list[int]:
        """The object that each of the given is of, from 1; 0 for none."""
        way = motion.motion_between(self._last, pixels) if self._last is not None else None
        if way is not None and self._last is not None and motion.is_cut(self._last, pixels, way):
            way = None
        self._last = pixels
        masks = [setops.trimmed(local_mask(one.parts, pixels.shape[1], pixels.shape[0])) for one in given]
        looks = self._looks(pixels, masks)
        sights = [Sight(mask, one.score, one.category, look, one.track)
                  for mask, one, look in zip(masks, given, looks, strict=True)]  # fmt: skip
        return self._linker.step(way, sights)

    def _looks(self, pixels: Pixels, masks: Sequence[LocalMask]) -> list[motion.Floats]:
        there = [k for k, one in enumerate(masks) if one.area]
        looks: list[motion.Floats] = [_NO_LOOK] * len(masks)
        if there:
            boxes = np.array([setops.box_of(masks[k]) for k in there], np.float32)
            for k, look in zip(there, self._predictor.looks(pixels, boxes), strict=True):
                looks[k] = look
        return looks
