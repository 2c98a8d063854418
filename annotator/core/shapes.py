"""Fewer or rounder corners of a finished outline, and how much of it is still the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Part, Ring, ring
from annotator.core.crossings import crosses_itself
from annotator.core.raster import parts_iou, simplified

STEP_PX = 0.75
"""How much farther a ring made from a mask may stray: the corners of its one-pixel steps are cut first."""

_AT_ONCE = 100_000
"""Distances that are measured in one piece."""

_ROUNDS = 2
"""Each halves the angle at every corner and doubles their number."""


class Fit(NamedTuple):
    """How an outline compares with the one it came from."""

    vertices_before: int
    vertices_after: int
    iou: float
    """Of the pixels covered: 0..1."""


def fit(before: Sequence[Part], after: Sequence[Part], width: int, height: int) -> Fit:
    """The figure that a person weighs a tolerance by."""
    return Fit(vertices(before), vertices(after), parts_iou(before, after, width, height))


def vertices(parts: Sequence[Part]) -> int:
    """Corners of all rings."""
    return sum(len(one) for part in parts for one in part.rings)


def simplified_parts(parts: Sequence[Part], tolerance_px: float) -> tuple[Part, ...]:
    """Every ring with fewer corners; the dropped ones lie within the tolerance of what is left.

    A ring that was made from a mask first has the corners of its one-pixel steps cut, by half a pixel.
    """
    return _each(parts, lambda one: _sound(one, tolerance_px, _simpler))


def smoothed_parts(parts: Sequence[Part], tolerance_px: float) -> tuple[Part, ...]:
    """Every ring with its corners cut (Chaikin 1974), after small steps are taken out.

    Half of the tolerance goes to `simplified_parts` and half to the cuts: a cut takes a quarter of an edge, but never
    more of it than that half, so that no corner lies farther than the tolerance from the new ring.
    """
    return _each(parts, lambda one: _sound(one, tolerance_px, _rounder))


def _each(parts: Sequence[Part], shape: Callable[[Ring], Ring]) -> tuple[Part, ...]:
    return tuple(Part(shape(part.outer), tuple(map(shape, part.holes))) for part in parts)


def _sound(one: Ring, tolerance_px: float, shape: Callable[[Ring, float], Ring]) -> Ring:
    """The ring in its new shape; with less tolerance, at last as it was, where it would stray or cross itself."""
    if tolerance_px <= 0:
        return one
    allowed = tolerance_px + (0 if steps_cut(one) is one else STEP_PX)
    for tolerance in (tolerance_px, tolerance_px / 2, tolerance_px / 4):
        made = shape(one, tolerance)
        if strays(one, made) <= allowed and not crosses_itself(made):
            return one if np.array_equal(made, one) else made
    return one


def strays(one: Ring, made: Ring) -> float:
    """How far the farthest corner of the one ring lies from the other, in pixels."""
    start = made.astype(np.float64)
    along = np.roll(start, -1, axis=0) - start
    length2 = np.maximum((along**2).sum(axis=1), 1e-12)
    farthest = 0.0
    for corners in np.array_split(one.astype(np.float64), len(one) * len(made) // _AT_ONCE + 1):
        offset = corners[:, None, :] - start
        reached = offset - np.clip((offset * along).sum(axis=2) / length2, 0, 1)[..., None] * along
        farthest = max(farthest, float((reached**2).sum(axis=2).min(axis=1).max(initial=0)))
    return float(np.sqrt(farthest))


def _simpler(one: Ring, tolerance_px: float) -> Ring:
    reduced = simplified(steps_cut(one), tolerance_px)
    return reduced if len(reduced) < len(one) else one


def _rounder(one: Ring, tolerance_px: float) -> Ring:
    points = _simpler(one, tolerance_px / 2).astype(np.float64)
    for _ in range(_ROUNDS):
        points = _cut(points, tolerance_px / 2)
    return ring(points)


def _cut(points: NDArray[np.float64], most_px: float) -> NDArray[np.float64]:
    along = np.roll(points, -1, axis=0) - points
    length = np.maximum(np.hypot(*along.T), 1e-12)[:, None]
    step = along / length * np.minimum(length / 4, most_px)
    return np.stack([points + step, points + along - step], axis=1).reshape(-1, 2)


def steps_cut(one: Ring) -> Ring:
    """A ring that follows pixels, with the corners of steps of one pixel cut by half; any other as it is."""
    along = np.roll(one, -1, axis=0) - one
    lengths = np.abs(along).sum(axis=1)
    if not (np.array_equal(one, np.rint(one)) and (along == 0).any(axis=1).all()):
        return one
    small = lengths == 1
    at_step = small | np.roll(small, 1)
    if not at_step.any():
        return one
    half = np.sign(along) / 2
    pairs = np.stack([one - np.roll(half, 1, axis=0), one + half], axis=1)
    keep = np.stack([np.ones(len(one), bool), at_step], axis=1)
    pairs[~at_step, 0] = one[~at_step]
    cut = pairs[keep]
    return ring(cut[(cut != np.roll(cut, 1, axis=0)).any(axis=1)])
