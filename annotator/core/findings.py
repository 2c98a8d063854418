"""What may be wrong with the outlines of a frame: self-crossings, slivers, duplicates, what is outside of the picture.

Nothing here changes one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core import setops
from annotator.core.annotations import Instance, Part
from annotator.core.boxes import touching_places
from annotator.core.crossings import self_crossings
from annotator.core.frames import Frame
from annotator.core.geometry import area, box_xyxy
from annotator.core.raster import iou, local_mask

SLIVER_PX = 10
DUPLICATE_IOU = 0.9
BEYOND_PX = 0.5
"""How far an outline may reach out of the picture: files are rounded, and nobody sees it."""


class Crossing(NamedTuple):
    """A point, image pixels, where an instance's outline crosses itself."""

    id: int
    part: int
    ring: int
    """0 is the part's outer ring."""
    x: float
    y: float


class Outside(NamedTuple):
    """An instance that reaches out of the picture."""

    id: int
    wholly: bool


class Sliver(NamedTuple):
    """A part in the picture that covers hardly anything."""

    id: int
    part: int
    pixels: int


class Duplicate(NamedTuple):
    """Two instances that cover nearly the same pixels; the lower id first."""

    id: int
    other: int
    iou: float


def crossings(instances: Iterable[Instance]) -> list[Crossing]:
    """Every self-crossing; `operations.mend` takes them away."""
    return [Crossing(one.id, i, j, x, y)
            for one in instances
            for i, part in enumerate(one.parts)
            for j, ring in enumerate(part.rings)
            for x, y in self_crossings(ring).tolist()]  # fmt: skip


def outside(frame: Frame, instances: Iterable[Instance]) -> list[Outside]:
    """Every instance with an outline that is not all in the picture."""
    return [Outside(one.id, all(_is_beside(part, frame) for part in one.parts))
            for one in instances
            if any((ring < -BEYOND_PX).any() or (ring > np.add(frame.size, BEYOND_PX)).any() for ring in one.rings)
            ]  # fmt: skip


def _is_beside(part: Part, frame: Frame) -> bool:
    x0, y0, x1, y1 = box_xyxy([part.outer])
    width, height = frame.size
    return x1 <= 0 or y1 <= 0 or x0 >= width or y0 >= height


def slivers(frame: Frame, instances: Iterable[Instance], under_px: int = SLIVER_PX) -> list[Sliver]:
    """Every part that covers fewer pixels than this."""
    found = []
    for one in instances:
        for i, part in enumerate(one.parts):
            if not _is_beside(part, frame) and _may_cover_less(part, under_px, frame):
                pixels = local_mask((part,), *frame.size).area
                if pixels < under_px:
                    found.append(Sliver(one.id, i, pixels))
    return found


def _may_cover_less(part: Part, pixels: int, frame: Frame) -> bool:
    """False only where the part's area leaves no doubt: it is off by at most about a pixel per pixel of outline."""
    inside = (part.outer >= 0).all() and (part.outer <= frame.size).all()
    around = sum(float(np.hypot(*(np.roll(one, -1, axis=0) - one).T).sum()) for one in part.rings)
    return not inside or area((part,)) - 2 * around - 4 < pixels


def duplicates(frame: Frame, instances: Iterable[Instance], least_iou: float = DUPLICATE_IOU) -> list[Duplicate]:
    """The pairs with at least this IoU in pixels. Only those whose boxes could allow it are compared."""
    masks_by_id = {one.id: setops.trimmed(local_mask(one.parts, *frame.size)) for one in instances}
    ids, masks = list(masks_by_id), list(masks_by_id.values())
    boxes = np.array([setops.box_of(one) for one in masks], np.float64).reshape(-1, 4)
    pixels = np.array([one.area for one in masks])
    found = []
    for i, j in touching_places(boxes):
        for k, m in zip(*_could_reach(least_iou, boxes, pixels, i, j), strict=True):
            overlap = iou(masks[k], masks[m])
            if overlap >= least_iou:
                first, second = sorted((ids[k], ids[m]))
                found.append(Duplicate(first, second, overlap))
    return sorted(found)


def _could_reach(
    least_iou: float, boxes: NDArray[np.float64], pixels: NDArray[np.intp], i: NDArray[np.intp], j: NDArray[np.intp]
) -> tuple[list[int], list[int]]:
    """The pairs that share a box large enough for what they would have to share. None of them covers nothing."""
    shared = np.minimum(boxes[i, 2:], boxes[j, 2:]) - np.maximum(boxes[i, :2], boxes[j, :2])
    larger, smaller = np.maximum(pixels[i], pixels[j]), np.minimum(pixels[i], pixels[j])
    could = (smaller > 0) & (np.minimum(smaller, shared.prod(axis=1)) >= least_iou * larger)
    return i[could].tolist(), j[could].tolist()
