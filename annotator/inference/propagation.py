"""Outlines carried over the frames of a video: the protocol, and the plainest way to do it.

`model_propagation` has the one that people use; a video model comes behind the same protocol.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from annotator.core import motion, setops
from annotator.core.annotations import Part
from annotator.core.motion import Pixels
from annotator.core.raster import LocalMask, local_mask
from annotator.inference.masks import fit_outlines

Parts = tuple[Part, ...]

LOST = 0.35
"""Below this confidence an object counts as lost."""
LEAST_PX = 8
"""A mask of fewer pixels is gone."""


class Step(NamedTuple):
    """An object on the next frame."""

    parts: Parts
    """Empty where it is lost."""
    confidence: float
    """0..1."""
    why: str = ""
    """Why it is lost: the end of a sentence, as in "it has left the picture"."""


class Propagator(Protocol):
    """A way to follow objects from frame to frame, in either direction."""

    def begin(self, pixels: Pixels, outlines: Sequence[Parts]) -> None:
        """The objects as a person confirmed them on a frame (uint8 RGB)."""
        ...

    def step(self, pixels: Pixels) -> list[Step]:
        """The objects on the next frame, of the same size, in the order of `begin`. What is lost stays lost."""
        ...


class FlowPropagator:
    """Each pixel where the flow takes it: for comparison."""

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
