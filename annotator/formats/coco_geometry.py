"""COCO's `segmentation` to parts: everything is checked here before anything hands it to C.

pycocotools ends the process on a coordinate that is not finite or very large, and on an outline whose length it cannot
allocate. It rounds coordinates to fifths of a pixel; parts are float32, so each coordinate becomes the nearest float32
that falls into the same fifth: the canvas shows the very mask that trainers see.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Literal, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

from annotator.core.annotations import Part, Ring, ring
from annotator.core.errors import BadInput
from annotator.core.geometry import box_xyxy, inside
from annotator.core.raster import decode_runs, local_parts
from annotator.formats.coco_rle import BadRle, read_rle

InnerRings = Literal["part", "hole"]
"""What a ring inside another ring is: a part of its own, as COCO means it, or a hole."""

Coordinates = NDArray[np.float64]  # (2N,) x then y, as in the file

_FIFTHS = 5.0
_LONGEST_OUTLINE = 2_000_000  # px; pycocotools allocates 40 bytes for each


class BadSegmentation(BadInput):
    """An outline that cannot be imported; the text says why."""


class Outline(NamedTuple):
    """What a segmentation says."""

    parts: tuple[Part, ...]
    repairs: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    """What is odd and was kept as it is."""
    inner_rings: bool = False
    """Whether a ring lies inside another one."""


def read_outline(segmentation: msgspec.Raw, width: int, height: int, inner_rings: InnerRings) -> Outline:
    """The parts of a segmentation on a frame of this size, none where it is empty; raises BadSegmentation."""
    start = bytes(memoryview(segmentation)[:1])
    if start == b"n":
        return Outline(())
    if start == b"[":
        return _polygons(segmentation, width, height, inner_rings)
    if start != b"{":
        raise BadSegmentation("its segmentation is neither polygons nor run lengths")
    try:
        counts, repair = read_rle(segmentation, width, height)
    except BadRle as error:
        raise BadSegmentation(f"its mask {error}") from None
    parts = local_parts(decode_runs(counts, width, height))
    return Outline(parts, (repair,) if repair else (), () if parts else ("its mask covers no pixel",))


def is_safe(segmentation: msgspec.Raw, width: int, height: int) -> bool:
    """Whether pycocotools can be given this segmentation for a frame of this size."""
    try:
        if bytes(memoryview(segmentation)[:1]) == b"{":
            return not read_rle(segmentation, width, height)[1]
        rings, repairs = _checked_rings(segmentation, width, height)
    except (BadRle, BadSegmentation, msgspec.DecodeError, RecursionError):
        return False
    return bool(rings) and not repairs


def _polygons(segmentation: msgspec.Raw, width: int, height: int, inner_rings: InnerRings) -> Outline:
    flat, repairs = _checked_rings(segmentation, width, height)
    rings = [in_same_fifths(one) for one in flat]
    depth = nesting(rings)
    nested = any(depth)
    parts = with_holes(rings, depth) if nested and inner_rings == "hole" else tuple(map(Part, rings))
    return Outline(parts, tuple(repairs), tuple(_flags(flat, rings, width, height)), nested)


def _checked_rings(segmentation: msgspec.Raw, width: int, height: int) -> tuple[list[Coordinates], list[str]]:
    lists, repairs = _number_lists(segmentation)
    bound = 10.0 * max(width, height) + 1000
    rings: list[Coordinates] = []
    for numbers in lists:
        points = len(numbers) // 2
        if points < 3:
            repairs.append(f"a ring of {points} points was left out")
            continue
        if len(numbers) % 2:
            repairs.append("the last of an odd count of numbers was left out")
        one = np.array(numbers[: 2 * points], np.float64)
        _check_extent(one, bound)
        rings.append(one)
    return rings, repairs


def _number_lists(segmentation: msgspec.Raw) -> tuple[Sequence[Sequence[float]], list[str]]:
    with suppress(msgspec.ValidationError):
        return msgspec.json.decode(segmentation, type=list[list[float]]), []
    with suppress(msgspec.ValidationError, UnicodeDecodeError):
        lists = msgspec.json.decode(segmentation, type=list[list[float]], strict=False)
        return lists, ["numbers were written as strings"]
    with suppress(msgspec.ValidationError, UnicodeDecodeError):
        flat = msgspec.json.decode(segmentation, type=list[float], strict=False)
        return [flat], ["the one polygon was not in a list of polygons"]
    raise BadSegmentation("its polygons hold something that is not a finite number")


def _check_extent(one: Coordinates, bound: float) -> None:
    extent = float(np.abs(one).max())
    if not np.isfinite(extent):
        raise BadSegmentation("its polygons hold something that is not a finite number")
    if extent > bound:
        raise BadSegmentation(f"its polygon goes as far as {extent:g}, far outside the picture")
    if len(one) * extent > _LONGEST_OUTLINE and _steps(one).max(axis=0).sum() > _LONGEST_OUTLINE:
        raise BadSegmentation(f"its polygon is more than {_LONGEST_OUTLINE:,} pixels long")


def _steps(one: Coordinates) -> Coordinates:
    """How far each edge goes along x and y, (2, N)."""
    points = one.reshape(-1, 2)
    steps: Coordinates = np.abs(np.concatenate([points[1:], points[:1]]) - points).T
    return steps


def fifths(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The fifth of a pixel that pycocotools rounds each coordinate to."""
    return np.trunc(_FIFTHS * values + 0.5)


def in_same_fifths(one: Coordinates) -> Ring:
    """The polygon as a ring: the nearest float32 that pycocotools would round as it rounds the number in the file."""
    near = one.astype(np.float32)
    wanted = fifths(one)
    moved = np.nonzero(fifths(near.astype(np.float64)) != wanted)[0]
    if len(moved):
        toward = np.where(one[moved] > near[moved], np.inf, -np.inf).astype(np.float32)
        near[moved] = np.nextafter(near[moved], toward)
    return ring(near)


def nesting(rings: Sequence[Ring]) -> list[int]:
    """How many of the other rings each ring lies in."""
    if len(rings) < 2:
        return [0] * len(rings)
    boxes = np.array([box_xyxy([one]) for one in rings])
    return [sum(1 for _ in _around(i, rings, boxes)) for i in range(len(rings))]


def _around(i: int, rings: Sequence[Ring], boxes: NDArray[np.float64]) -> Iterator[int]:
    """The rings that ring i lies in: all its vertices are inside, and it is the smaller one."""
    x0, y0, x1, y1 = boxes.T
    near = (x0 <= x0[i]) & (y0 <= y0[i]) & (x1 >= x1[i]) & (y1 >= y1[i]) & (boxes != boxes[i]).any(axis=1)
    for j in np.nonzero(near)[0].tolist():
        if all(inside(rings[j], x, y) for x, y in rings[i].tolist()):
            yield j


def with_holes(rings: Sequence[Ring], depth: Sequence[int]) -> tuple[Part, ...]:
    """The rings as parts, each ring of odd depth being a hole in the ring around it."""
    boxes = np.array([box_xyxy([one]) for one in rings])
    holes: dict[int, list[Ring]] = {i: [] for i in range(len(rings)) if depth[i] % 2 == 0}
    for i in range(len(rings)):
        if depth[i] % 2:
            parent = max((j for j in _around(i, rings, boxes) if j in holes), key=lambda j: depth[j])
            holes[parent].append(rings[i])
    return tuple(Part(rings[i], tuple(inner)) for i, inner in holes.items())


def _flags(flat: Sequence[Coordinates], rings: Sequence[Ring], width: int, height: int) -> Iterator[str]:
    if not rings:
        return
    x0, y0, x1, y1 = box_xyxy(rings)
    if x1 <= 0 or y1 <= 0 or x0 >= width or y0 >= height:
        yield "it lies outside the picture"
        return
    covered = coco_mask.frPyObjects(list(flat), height, width)
    areas = coco_mask.area(covered)
    if not areas.any():
        yield "its outline covers no pixel"
    elif min(x0, y0) >= 0 and x1 <= width and y1 <= height and any(map(_crosses, flat, areas.tolist())):
        yield "its outline crosses itself or is drawn twice"


def _crosses(one: Coordinates, pixels: int) -> bool:
    """Whether the covered pixels cannot be the enclosed area: a row of pixels along the outline is the most."""
    x, y = one[0::2], one[1::2]
    enclosed = abs(x[:-1] @ y[1:] - x[1:] @ y[:-1] + x[-1] * y[0] - x[0] * y[-1]) / 2
    return bool(abs(enclosed - pixels) > _steps(one).sum())
