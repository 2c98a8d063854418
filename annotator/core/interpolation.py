"""What an object looks like between two frames on which it is known: signed distances, blended along its motion.

Both masks are laid over each other by the linear map (turn, growth, stretch) under which they agree best, about their
centres. In between, the motion is a share of that map and the outline is where the blend of both masks' signed
distances is zero (after Raya and Udupa 1990). So holes, parts and any number of corners are fine, and no corner of the
one needs a partner in the other.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core import setops
from annotator.core.annotations import Part
from annotator.core.geometry import translated
from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask, local_mask, local_parts, outline

Parts = tuple[Part, ...]
Floats = NDArray[np.floating[Any]]
Pixels = NDArray[np.floating[Any] | np.integer[Any]]

SIMPLIFY_PX = 0.5
"""How far the corners that are left out may lie from what is left."""

_LOOK_PX = 48
"""Masks are compared at this size: half a thousand pixels tell two turns apart."""

_TURNS = np.radians(np.arange(-60, 61, 7.5))
_FINER = np.radians((4.0, 2.0, 1.0))
_PER_RADIAN = 0.01
"""How much better masks must agree for a turn to be believed: round things do not turn."""

_ELONGATED = 1.3
"""From this ratio of its axes on, an object shows where it points."""

_MOST_PX = 512
"""The distances of a larger object are sampled at every second pixel, or fewer."""

_MARGIN = 2
_FAR = 30_000.0


class _Shape(NamedTuple):
    """A mask with its centre and the square root of its second moments, in pixels of the frame."""

    mask: LocalMask
    centre: Floats
    spread: Floats
    """(2, 2), symmetric."""


def _shape(mask: LocalMask) -> _Shape:
    found = cv2.moments(mask.mask.view(np.uint8), binaryImage=True)
    area = found["m00"]
    centre = np.array([mask.x + found["m10"] / area + 0.5, mask.y + found["m01"] / area + 0.5])
    second = np.array([[found["mu20"], found["mu11"]], [found["mu11"], found["mu02"]]]) / area + np.eye(2) / 12
    values, axes = np.linalg.eigh(second)
    return _Shape(mask, centre, axes * np.sqrt(values) @ axes.T)


class Between:
    """The outlines between two keyframes. Made once for a pair; each frame is then a few warps of small boxes."""

    def __init__(self, before: Parts, after: Parts, width: int, height: int) -> None:
        self._ends = before, after
        self._size = width, height

    def at(self, share: float) -> Parts:
        """The outline at this share of the way, 0..1; at the ends those that it was made from."""
        before, after = self._ends
        if share <= 0 or share >= 1:
            return before if share <= 0 else after
        if self._blend is None:
            return before if share < 0.5 else after
        covered = self.covered(share)
        if not covered.area:  # things so thin that they miss each other
            dx, dy = self._blend.way * (share if share < 0.5 else share - 1)
            return translated(before if share < 0.5 else after, dx, dy)
        return tuple(outline(part, SIMPLIFY_PX) for part in local_parts(covered))

    def covered(self, share: float) -> LocalMask:
        """What is covered at this share, 0..1; nothing where the two miss each other or cover no pixel."""
        return self._blend.at(share, *self._size) if self._blend else setops.NOTHING

    @property
    def bytes_held(self) -> int:
        """Memory that was needed so far, besides the outlines."""
        return self._blend.bytes_held if self._blend else 0

    @cached_property
    def _blend(self) -> _Blend | None:
        """None where an outline covers no pixel, so that nothing can be said of how it moved."""
        masks = [setops.trimmed(local_mask(parts, *self._size)) for parts in self._ends]
        if not all(one.area for one in masks):
            return None
        step = -(-max(side for one in masks for side in one.mask.shape) // _MOST_PX)
        before, after = (_shape(_smaller(one, step)) for one in masks)
        return _Blend(before, after, step)


class _Blend:
    """Two masks' signed distances, one laid over the other where the larger of them is, and the map between them."""

    def __init__(self, before: _Shape, after: _Shape, step: int) -> None:
        """The shapes are smaller than on the frame by `step`."""
        self._step = step
        self._from, self._to, self._map = before, after, best_map(before, after)
        self._at_start = before.mask.area >= after.mask.area
        there, here = (before, after) if self._at_start else (after, before)
        over = np.linalg.inv(self._map) if self._at_start else self._map
        moved = (_corners(here.mask) - here.centre) @ over.T + there.centre
        self._box = _around(np.concatenate([_corners(there.mask), moved]))
        fixed = _signed(there.mask, self._box)
        near = _around(_corners(here.mask))
        laid = _laid_over(_signed(here.mask, near), near, here.centre, over, there.centre, self._box)
        self._fields = (fixed, laid) if self._at_start else (laid, fixed)

    @property
    def bytes_held(self) -> int:
        """Of both fields."""
        return sum(field.nbytes for field in self._fields)

    @property
    def way(self) -> Floats:
        """How far the centre moves, in pixels of the frame."""
        return (self._to.centre - self._from.centre) * self._step

    def at(self, share: float, width: int, height: int) -> LocalMask:
        """What is covered at this share of the way."""
        blend = cv2.addWeighted(self._fields[0], 1 - share, self._fields[1], share, _OUTLINE, dtype=cv2.CV_8U)
        linear = _share_of(self._map, share)
        if not self._at_start:
            linear = linear @ np.linalg.inv(self._map)
        home = self._from.centre if self._at_start else self._to.centre
        linear *= self._step
        centre = ((1 - share) * self._from.centre + share * self._to.centre) * self._step
        x0, y0, x1, y1 = _around((_corners_of(self._box) - home) @ linear.T + centre)
        box = max(x0, 0), max(y0, 0), min(x1, width), min(y1, height)
        if box[2] <= box[0] or box[3] <= box[1]:
            return setops.NOTHING
        return LocalMask(box[0], box[1], _moved(blend, self._box, home, linear, centre, box, 0) > _OUTLINE)


_Box = tuple[int, int, int, int]

_PER_PX = 8
"""Distances are kept as whole numbers of eighths of a pixel: blended and moved ten times quicker than as floats."""

_OUTLINE = 128
"""What stands for a distance of 0 in a blend, which ends 16 pixels from the outline."""


def _corners(mask: LocalMask) -> Floats:
    return _corners_of(setops.box_of(mask))


def _corners_of(box: _Box) -> Floats:
    x0, y0, x1, y1 = box
    return np.array([[x0, y0], [x1, y0], [x0, y1], [x1, y1]], np.float64)


def _around(points: Floats) -> _Box:
    """The box around points, with a margin."""
    x0, y0 = (np.floor(points.min(axis=0)).astype(int) - _MARGIN).tolist()
    x1, y1 = (np.ceil(points.max(axis=0)).astype(int) + _MARGIN).tolist()
    return x0, y0, x1, y1


def _signed(mask: LocalMask, box: _Box) -> NDArray[np.int16]:
    """Distances to the outline at the middles of pixels, positive inside."""
    covered = setops.window(mask, *box).mask.view(np.uint8)
    inside = cv2.distanceTransform(covered, cv2.DIST_L2, cv2.DIST_MASK_5)
    outside = cv2.distanceTransform(1 - covered, cv2.DIST_L2, cv2.DIST_MASK_5)
    field = inside - outside + (0.5 - covered.astype(np.float32))
    eighths: NDArray[np.int16] = np.rint(np.clip(field * _PER_PX, -_FAR, _FAR)).astype(np.int16)
    return eighths


def _laid_over(field: NDArray[np.int16], box: _Box, centre: Floats, linear: Floats, to: Floats,
               into: _Box) -> NDArray[np.int16]:  # fmt: skip
    """The field where a map brings it; its distances grow with it."""
    growth = np.float32(np.sqrt(np.linalg.det(linear)))
    moved = _moved(field, box, centre, linear, to, into, -_FAR) * growth
    return np.rint(np.clip(moved, -_FAR, _FAR)).astype(np.int16)


def _moved(field: NDArray[Any], box: _Box, centre: Floats, linear: Floats, to: Floats, into: _Box,
           beside: float) -> NDArray[Any]:  # fmt: skip
    """An array over a box, moved by a map about a centre that goes elsewhere, in another box."""
    back = np.linalg.inv(linear)
    offset = centre + back @ (np.array(into[:2]) + 0.5 - to) - 0.5 - box[:2]
    size = into[2] - into[0], into[3] - into[1]
    moved: NDArray[Any] = cv2.warpAffine(field, np.column_stack([back, offset]), size, borderValue=beside,
                                         flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)  # fmt: skip
    return moved


def _smaller(mask: LocalMask, step: int) -> LocalMask:
    """The mask of squares of `step` pixels that are mostly covered."""
    if step == 1:
        return mask
    x0, y0, x1, y1 = (value // step * step for value in setops.box_of(mask))
    squares = setops.window(mask, x0, y0, x1 + step, y1 + step).mask
    rows, columns = squares.shape
    share = cv2.resize(squares.astype(np.float32), (columns // step, rows // step), interpolation=cv2.INTER_AREA)
    mostly = share >= min(0.5, float(share.max()))
    return LocalMask(x0 // step, y0 // step, mostly)


def _share_of(linear: Floats, share: float) -> Floats:
    """A map that goes this share of the way: turned by as much of the angle, grown by as much of the growth."""
    u, values, vt = np.linalg.svd(linear)
    turn, stretch = u @ vt, vt.T * values @ vt
    angle = np.arctan2(turn[1, 0], turn[0, 0]) * share
    part: Floats = _turn(angle) @ ((1 - share) * np.eye(2) + share * stretch)
    return part


def _turn(angle: float) -> Floats:
    cos, sin = np.cos(angle), np.sin(angle)
    return np.array([[cos, -sin], [sin, cos]])


def best_map(before: _Shape, after: _Shape) -> Floats:
    """The linear map about the centres under which two masks agree best, with a preference for the simpler ones."""
    growth = float(np.sqrt(np.linalg.det(after.spread) / np.linalg.det(before.spread)))
    look = _Look(before, after)
    best = max((_turn(angle) * growth for angle in (*_TURNS, *_pointing(before, after))), key=look.agreement)
    for step in _FINER:
        best = max((_turn(angle) @ best for angle in (0.0, -step, step)), key=look.agreement)
    stretched = after.spread @ _polar(best) @ np.linalg.inv(before.spread)
    return max((best, stretched, np.eye(2)), key=look.agreement)


def _pointing(before: _Shape, after: _Shape) -> Iterator[float]:
    """The two turns that bring the long axis of one onto that of the other."""
    angles = []
    for one in (before, after):
        values, axes = np.linalg.eigh(one.spread)
        if values[1] < _ELONGATED * values[0]:
            return
        angles.append(np.arctan2(axes[1, 1], axes[0, 1]))
    turn = (angles[1] - angles[0] + np.pi / 2) % np.pi - np.pi / 2
    yield from (turn, turn - np.pi * np.sign(turn or 1))


def _polar(linear: Floats) -> Floats:
    """The turn in a map."""
    u, _, vt = np.linalg.svd(linear)
    turn: Floats = u @ vt
    return turn


class _Look:
    """Both masks, small and about their centres, to see how well a map lays one over the other."""

    def __init__(self, before: _Shape, after: _Shape) -> None:
        reach = max(float(np.abs(_corners(one.mask) - one.centre).max()) for one in (before, after))
        self._scale = min(1.0, _LOOK_PX / 2 / reach)
        self._side = 2 * int(np.ceil(reach * self._scale)) + 2
        self._before, self._after = (self._small(one) for one in (before, after))

    def _small(self, one: _Shape) -> Pixels:
        rows, columns = one.mask.mask.shape
        size = max(1, round(columns * self._scale)), max(1, round(rows * self._scale))
        pixels = cv2.resize(one.mask.mask.astype(np.float32), size, interpolation=cv2.INTER_AREA)
        back = np.diag([size[0] / columns, size[1] / rows])
        return self._seen(pixels, back / self._scale, back @ (one.centre - (one.mask.x, one.mask.y)))

    def _seen(self, pixels: Pixels, back: Floats, centre: Floats) -> Pixels:
        middle = np.array([self._side, self._side]) / 2
        matrix = np.column_stack([back, centre + back @ (0.5 - middle) - 0.5])
        seen: Pixels = cv2.warpAffine(pixels, matrix, (self._side, self._side),
                                      flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)  # fmt: skip
        return seen

    def agreement(self, linear: Floats) -> float:
        """Intersection over union under a map, less a little for its turn."""
        if not 1e-3 < np.linalg.det(linear) < 1e3:
            return -1.0
        middle = np.array([self._side, self._side]) / 2
        moved = self._seen(self._before, np.linalg.inv(linear), middle)
        shared = float(np.minimum(moved, self._after).sum())
        union = float(np.maximum(moved, self._after).sum())
        turn = _polar(linear)
        return shared / max(union, 1e-6) - _PER_RADIAN * abs(float(np.arctan2(turn[1, 0], turn[0, 0])))
