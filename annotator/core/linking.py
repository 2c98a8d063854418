"""Detections on the frames of a video into tracks: which of them are the same object.

An object is expected where the optical flow takes its pixels, or, while nothing is found of it, where it was heading.
Expected and found are paired by the overlap of their masks and by their looks, so that the sum over all pairs is best
(Hungarian assignment). What was found surely is paired first, and what is left is paired with what was found less
surely, so that a low score does not break a track but begins none either (ByteTrack, Zhang et al., ECCV 2022).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from annotator.core import motion, setops
from annotator.core.motion import Motion
from annotator.core.raster import LocalMask, iou

Floats = NDArray[np.float32]

SURE = 0.5
"""From this score on a detection is paired first, and begins an object where none is expected."""
_WAITS = 30
"""Frames for which an object may be hidden."""
_OVERLAP_SAYS = 0.7
"""How much the overlap says; the rest is the look's."""
_LEAST_OVERLAP = 0.1
_LEAST_OVERLAP_UNSURE = 0.3
_LEAST_LIKENESS = 0.6
"""Of the looks of what comes out again, if they are known."""
_REACH = 1.0, 0.15
"""How far from where it was heading a hidden object may come out, in shares of its size: at once, and for each frame
that it was hidden."""
_STEADY = 0.7
"""How much of its pace an object keeps from frame to frame."""
_TAKEN = 0.7
"""What shares so much of itself with something paired is that thing once more, and begins no object."""


class Sight(NamedTuple):
    """Something that was found on a frame."""

    mask: LocalMask
    score: float
    """0..1; 1 for what a person said."""
    category: int
    look: Floats
    """(D,), of length 1: near for what looks alike; empty where nothing is known."""
    track: int = 0
    """Where it is known already which object it is."""


@dataclass(slots=True, eq=False)
class _Object:
    number: int
    mask: LocalMask
    category: int
    look: Floats
    track: int
    pace: NDArray[np.float64]
    """(2,) pixels a frame."""
    hidden: int = 0
    """Frames since it was found last."""


class Linker:
    """Takes the frames of a video in their order."""

    def __init__(self) -> None:
        self._objects: list[_Object] = []
        self._count = 0

    def step(self, way: Motion | None, sights: Sequence[Sight]) -> list[int]:
        """The object that each sight is of, numbered from 1; 0 for what is too unsure to be one.

        `way` is the motion from the frame before; None on the first frame or after a scene change, where all objects
        begin anew.
        """
        if way is None:
            self._objects = []
        else:
            self._expect(way)
        numbers = [0] * len(sights)
        self._pair(sights, [k for k, one in enumerate(sights) if one.score >= SURE], numbers, self._fit)
        self._pair(sights, [k for k, one in enumerate(sights) if one.score < SURE], numbers, self._fit_unsure)
        for k, one in enumerate(sights):
            if not numbers[k] and one.score >= SURE and not _is_taken(one, sights, numbers):
                numbers[k] = self._begin(one)
        return numbers

    def _expect(self, way: Motion) -> None:
        self._objects = [one for one in self._objects if one.hidden < _WAITS]
        for one in self._objects:
            if one.hidden:
                x, y = np.rint(one.pace).astype(int).tolist()
                one.mask = LocalMask(one.mask.x + x, one.mask.y + y, one.mask.mask)
            else:
                carried = motion.carried(one.mask, way)
                one.pace = _STEADY * one.pace + (1 - _STEADY) * carried.way if one.pace.any() else carried.way
                one.mask = carried.mask if carried.mask.area else one.mask
            one.hidden += 1

    def _pair(self, sights: Sequence[Sight], places: list[int], numbers: list[int], fit: _Fit) -> None:
        from scipy.optimize import linear_sum_assignment  # a third of a second, for those who link

        free = [one for one in self._objects if one.number not in numbers]
        fits = np.array([[fit(one, sights[k]) for k in places] for one in free]).reshape(len(free), len(places))
        for row, column in zip(*linear_sum_assignment(fits, maximize=True), strict=True):
            if fits[row, column] > 0:
                numbers[places[column]] = free[row].number
                _found(free[row], sights[places[column]])

    def _fit(self, one: _Object, sight: Sight) -> float:
        """0..1 and more for what is known to be the same; 0 for what cannot be."""
        if one.track and sight.track:
            return 2.0 if one.track == sight.track else 0.0
        if one.category != sight.category:
            return 0.0
        overlap, likeness = iou(one.mask, sight.mask), _likeness(one.look, sight.look)
        if overlap >= _LEAST_OVERLAP:
            return _OVERLAP_SAYS * overlap + (1 - _OVERLAP_SAYS) * likeness
        near = _nearness(one, sight) if one.hidden > 1 and likeness >= _LEAST_LIKENESS else 0.0
        return near * (_OVERLAP_SAYS * _LEAST_OVERLAP + (1 - _OVERLAP_SAYS) * likeness)

    def _fit_unsure(self, one: _Object, sight: Sight) -> float:
        overlap = iou(one.mask, sight.mask)
        return overlap if one.category == sight.category and overlap >= _LEAST_OVERLAP_UNSURE else 0.0

    def _begin(self, sight: Sight) -> int:
        self._count += 1
        mask = setops.trimmed(sight.mask)
        self._objects.append(_Object(self._count, mask, sight.category, sight.look, sight.track, np.zeros(2)))
        return self._count


class _Fit(Protocol):
    def __call__(self, one: _Object, sight: Sight) -> float: ...


def _found(one: _Object, sight: Sight) -> None:
    one.mask, one.hidden = setops.trimmed(sight.mask), 0
    one.track = one.track or sight.track
    if sight.look.size and sight.score >= SURE:
        blend = _STEADY * one.look + (1 - _STEADY) * sight.look if one.look.size else sight.look
        one.look = np.asarray(blend / max(float(np.linalg.norm(blend)), 1e-9), np.float32)


def _likeness(one: Floats, other: Floats) -> float:
    """0..1; 1 where nothing is known."""
    return max(0.0, float(one @ other)) if one.size and other.size else 1.0


def _nearness(one: _Object, sight: Sight) -> float:
    """1 where it was heading, 0 from as far on as it may be."""
    (x, y), (u, v) = _centre(one.mask), _centre(sight.mask)
    at_once, each = _REACH
    reach = (at_once + each * one.hidden) * max(one.mask.mask.shape)
    return float(max(0.0, 1 - np.hypot(x - u, y - v) / reach))


def _centre(mask: LocalMask) -> tuple[float, float]:
    x0, y0, x1, y1 = setops.box_of(mask)
    return (x0 + x1) / 2, (y0 + y1) / 2


def _is_taken(one: Sight, sights: Sequence[Sight], numbers: Sequence[int]) -> bool:
    """Whether it is mostly something that is paired or has begun already."""
    taken = (sight for sight, number in zip(sights, numbers, strict=True) if number and sight.category == one.category)
    return any(setops.intersection(one.mask, other.mask).area > _TAKEN * one.mask.area for other in taken)
