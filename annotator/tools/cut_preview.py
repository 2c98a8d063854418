"""What a line would cut, shown while it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance, Ring, ring
from annotator.core.cutting import pieces
from annotator.core.extents import Extents
from annotator.core.geometry import shared_corners
from annotator.core.gesture import Point, Preview, Scene
from annotator.core.masks import sketch
from annotator.core.raster import LocalMask, local_mask
from annotator.tools.masking import selected

_MOST_PIXELS = 120_000
"""Of a mask's box: a larger one is cut with so many fewer that the line is never waited for."""

_BESIDE = 2.0
"""Pixels of such a mask that a line may lie beside it and be drawn on it all the same, rounded as lines are."""


def lengthened(line: Sequence[Point] | Ring, by: float) -> Ring:
    """An end that stops a hair inside the outline is meant to reach it."""
    points = np.array(line, np.float64)
    first, last = points[0] - points[1], points[-1] - points[-2]
    ends = [one * by / max(float(np.hypot(*one)), 1e-6) for one in (first, last)]
    return ring(np.concatenate([[points[0] + ends[0]], points, [points[-1] + ends[1]]]))


class Targets:
    """What is selected, or else everything on the screen; what is locked stays whole."""

    def __init__(self, scene: Scene) -> None:
        self._extents = Extents(one for one in selected(scene) or scene.instances.values() if not one.locked)
        self._beside = _BESIDE * _every((self._extents.sizes + 2).prod(axis=1))

    def on(self, line: Ring) -> list[Instance]:
        """Those that an open line may run through, in the order of their numbers."""
        ends = np.stack([line[:-1], line[1:]], axis=1).astype(np.float64)
        places = {place for segment in ends for place in self._extents.touched(segment, self._beside).tolist()}
        return sorted((self._extents.instances[place] for place in places), key=lambda one: one.id)


class _Small(NamedTuple):
    """A mask with every so many-th pixel, its corner at the origin."""

    mask: LocalMask
    every: int
    corner: tuple[int, int]

    def pieces(self, line: Ring) -> list[tuple[Ring, ...]]:
        """The outlines of each piece, the largest first, in image pixels."""
        cut = pieces(self.mask, ring((line - self.corner) / self.every))
        return [tuple(ring(one * self.every + self.corner) for one in sketch(piece)) for piece in cut]


class CutPreview:
    """Of a line that grows, only what its end reaches is cut anew; each instance is rasterised once a gesture."""

    def __init__(self, scene: Scene, targets: Targets) -> None:
        self._scene, self._targets = scene, targets
        self._small: dict[int, _Small] = {}
        self._line = ring(np.zeros((0, 2)))
        self._cut: dict[int, list[tuple[Ring, ...]]] = {}
        """The pieces of what that line cuts, by id."""

    def along(self, preview: Preview, by: float) -> Preview:
        """The preview, and what its path would leave of the instances and make of them."""
        line = preview.path
        if line is None or len(np.unique(line, axis=0)) < 2:
            return preview
        self._follow(lengthened(line, by))
        if not self._cut:
            return preview
        cut = [self._cut[id] for id in sorted(self._cut)]
        rings = tuple(one for first, *_ in cut for one in first)
        fresh = tuple(one for _, *others in cut for piece in others for one in piece)
        hint = f"Into {sum(map(len, cut))} pieces"
        return replace(preview, rings=rings, fresh=fresh, handles=None, hides=frozenset(self._cut), hint=hint)

    def _follow(self, line: Ring) -> None:
        """Cut along this line from now on."""
        before, self._line = self._line, line
        same = max(0, shared_corners(before, line) - 1)
        for one in {*self._targets.on(before[same:]), *self._targets.on(line[same:])}:
            made = self._of(one).pieces(line)
            if len(made) > 1:
                self._cut[one.id] = made
            else:
                self._cut.pop(one.id, None)

    def _of(self, one: Instance) -> _Small:
        if one.id not in self._small:
            whole = local_mask(one.parts, self._scene.width, self._scene.height)
            every = int(_every(np.array(float(whole.mask.size))))
            mask = LocalMask(0, 0, np.ascontiguousarray(whole.mask[::every, ::every]))
            self._small[one.id] = _Small(mask, every, (whole.x, whole.y))
        return self._small[one.id]


def _every(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Which pixels of a mask's box of so many are looked at, across and down."""
    every: NDArray[np.float64] = np.ceil(np.sqrt(np.maximum(1.0, pixels / _MOST_PIXELS)))
    return every
