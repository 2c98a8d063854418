"""Interpolation for the eye alone, while a video plays: on half of the frame's size, and traced through the middles of
pixels. It costs a fifth of the exact one and is off by a pixel or so."""

from __future__ import annotations

import numpy as np

from annotator.core.annotations import Part, ring
from annotator.core.interpolation import Between, Parts
from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask

_TIMES = 2
"""How much smaller than the frame."""


class Sketch:
    """In place of `Between`, and made like it."""

    def __init__(self, before: Parts, after: Parts, width: int, height: int) -> None:
        self._exact = Between(before, after, width, height)
        first, last = (tuple(_scaled(part, 1 / _TIMES) for part in parts) for parts in (before, after))
        self._small = Between(first, last, -(-width // _TIMES), -(-height // _TIMES))

    def at(self, share: float) -> Parts:
        """The outline at this share of the way, 0..1."""
        covered = self._small.covered(share) if 0 < share < 1 else None
        if covered is None or not covered.area:
            return self._exact.at(share)
        return tuple(_scaled(part, _TIMES) for part in _traced(covered))

    @property
    def bytes_held(self) -> int:
        """Memory that was needed so far, besides the outlines."""
        return self._small.bytes_held + self._exact.bytes_held


def _scaled(part: Part, by: float) -> Part:
    return Part(ring(part.outer * np.float32(by)), tuple(ring(hole * np.float32(by)) for hole in part.holes))


def _traced(covered: LocalMask) -> list[Part]:
    """Outer rings and their holes, through the middles of the pixels at the edge; what is thinner is left out."""
    found, tree = cv2.findContours(covered.mask.view(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE,
                                   offset=(covered.x, covered.y))  # fmt: skip
    rings = {place: ring(one[:, 0] + 0.5) for place, one in enumerate(found) if len(one) > 2}
    above = {} if tree is None else {place: int(tree[0, place][3]) for place in rings}
    return [Part(rings[place], tuple(rings[hole] for hole, outer in above.items() if outer == place))
            for place, outer in above.items() if outer < 0]  # fmt: skip
