"""Outlines carried by optical flow alone: for comparison."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core import motion, setops
from annotator.core.motion import Pixels
from annotator.core.raster import LocalMask, local_mask
from annotator.inference.masks import fit_outlines
from annotator.inference.propagation import LOST, Parts, Step

LEAST_PX = 8
"""A mask of fewer pixels is gone."""


class FlowPropagator:
    """Each pixel where the flow takes it."""

    def begin(self, pixels: Pixels, outlines: Sequence[Parts]) -> None:
        """Remember the masks."""
        self._last = pixels
        self._masks = [mask_of(parts, pixels) for parts in outlines]

    def step(self, pixels: Pixels) -> list[Step]:
        """Carry each."""
        way = motion.motion_between(self._last, pixels)
        carried = [motion.carried(mask, way) for mask in self._masks]
        self._last, self._masks = pixels, [one.mask for one in carried]
        return [step_of(one.mask, one.sound) for one in carried]


def mask_of(parts: Parts, pixels: Pixels) -> LocalMask:
    """What they cover on a picture."""
    return setops.trimmed(local_mask(parts, pixels.shape[1], pixels.shape[0]))


def step_of(mask: LocalMask, confidence: float, why: str = "") -> Step:
    """As an outline, unless it is lost."""
    if mask.area < LEAST_PX or confidence < LOST or why:
        return Step((), confidence, why or "it cannot be made out any more")
    return Step(fit_outlines(mask), confidence)
