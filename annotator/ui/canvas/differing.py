"""Which pixels look different, of what lies over the layer: few rectangles, and of a line only what runs otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance, Ring
from annotator.core.geometry import Box, shared_corners
from annotator.core.gesture import Preview
from annotator.core.setops import box_of
from annotator.ui.canvas.overlay import REACH, Shown, rings_of
from annotator.ui.canvas.viewport import NOWHERE, Rect, Viewport


def changed_rects(before: Shown, after: Shown, view: Viewport) -> list[Rect]:
    """The device pixels that look different now, without `REACH`: few rectangles, as things may lie far apart."""
    lines: list[list[NDArray[np.floating]]] = []
    rects: list[Rect] = []
    hides = before.preview.hides != after.preview.hides
    if hides or before.corners != after.corners or not _same(before.selected, after.selected):
        lines += [rings_of([one]) for one in (*before.selected, *after.selected)]
    if before.hovered is not after.hovered:
        lines += [rings_of([one]) for one in (before.hovered, after.hovered) if one]
    if before.colour != after.colour:
        lines += [[*one.preview.rings, *one.preview.fresh] for one in (before, after)]
    if before.preview is not after.preview or before.colour != after.colour:
        lines += [_marks(before.preview), _marks(after.preview)]
        lines += _grown(before, after)
        lines += _bent(before.preview.rings, after.preview.rings) + _bent(before.preview.fresh, after.preview.fresh)
        rects += [view.box_in_view(one).clipped(view.rect.grown(REACH)) for one in _dabbed(before, after)]
    rects += [_rect(one, view) for one in lines]
    return [one for one in rects if not one.empty]


def _dabbed(before: Shown, after: Shown) -> list[Box]:
    """Where masks that are being painted look different now."""
    some, others = before.preview.painted, after.preview.painted
    if len(some) == len(others) and after.preview.dabbed is not None and before.colour == after.colour:
        return [after.preview.dabbed]
    return [box_of(one) for one in (*some, *others)]


def _rect(lines: list[NDArray[np.floating]], view: Viewport) -> Rect:
    points = [one for one in lines if len(one)]
    if not points:
        return NOWHERE
    stacked = np.concatenate(points)
    (x0, y0), (x1, y1) = stacked.min(axis=0).tolist(), stacked.max(axis=0).tolist()
    return view.box_in_view((x0, y0, x1, y1)).clipped(view.rect.grown(REACH))


def _bent(some: Sequence[Ring], others: Sequence[Ring]) -> list[list[NDArray[np.floating]]]:
    """The stretches where rings run otherwise now, with a corner on either side that has stayed: what lies between
    the old and the new stretch is inside no more, or inside now, and nothing else."""
    if len(some) != len(others):
        return [[*some], [*others]]
    found: list[list[NDArray[np.floating]]] = []
    for one, other in zip(some, others, strict=True):
        if len(one) != len(other):
            found += [[one], [other]]
        elif (moved := (one != other).any(axis=1)).any():
            near = moved | np.roll(moved, 1) | np.roll(moved, -1)
            found.append([one[near], other[near]])
    return found


def _same(some: tuple[Instance, ...], others: tuple[Instance, ...]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))


def _marks(preview: Preview) -> list[NDArray[np.floating]]:
    """What is small in a preview, as points."""
    snap = [] if preview.snap is None else [np.array([preview.snap])]
    band = [] if preview.band is None else [np.reshape(preview.band, (2, 2))]
    return [*snap, *band]


def _grown(before: Shown, after: Shown) -> list[list[NDArray[np.floating]]]:
    """Where open lines, lassos and handles differ: they grow at their ends, and what lies behind stays."""
    some, others = before.preview, after.preview
    alike = (before.colour, before.held) == (after.colour, after.held)
    found = _tails(some.path, others.path, alike) + _tails(some.handles, others.handles, alike)
    found += _tails(some.marked, others.marked)
    for tail in _tails(some.lasso, others.lasso):
        found.append([*tail, *(one[:1] for one in (some.lasso, others.lasso) if one is not None)])
    return found


def _tails(one: Ring | None, other: Ring | None, alike: bool = True) -> list[list[NDArray[np.floating]]]:
    """From the last place that they share on; whole where they do not look alike."""
    if one is None or other is None or not alike:
        return [[line] for line in (one, other) if line is not None]
    first = shared_corners(one, other)
    return [[one[max(0, first - 1) :], other[max(0, first - 1) :]]] if first < max(len(one), len(other)) else []
