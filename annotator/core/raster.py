"""Parts to mask to RLE and back: the one place that says which pixels an outline covers.

The convention. A ring is given in image pixels with (0, 0) at the top-left corner of the top-left pixel. Which pixels
it covers is what pycocotools' `frPyObjects` says (COCO API, `rleFrPoly`), because that is what every trainer will
see; an instance covers the union of its parts, a part its outer ring less its holes. Outlines made from a mask run
along the edges between pixels, so they have whole-number corners and `parts_mask(mask_parts(mask))` is `mask`, holes
and islands included. Pixels are joined into a part over their sides, not over their corners.

RLE is COCO's: run lengths down the columns, beginning with zeros, over the whole frame; `counts` compressed to ASCII.
"""

from collections.abc import Sequence
from typing import NamedTuple, TypedDict

import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask

from annotator.core.annotations import Part, Ring, ring
from annotator.core.opencv import cv2
from annotator.core.runs import decompressed

Mask = NDArray[np.bool_]
"""(height, width) bool."""


class Rle(TypedDict):
    """COCO's compressed RLE: `size` is [height, width]."""

    size: list[int]
    counts: bytes


class LocalMask(NamedTuple):
    """A mask in its own box: pixel (0, 0) of `mask` is pixel (x, y) of the frame."""

    x: int
    y: int
    mask: Mask

    @property
    def area(self) -> int:
        """Covered pixels."""
        return int(np.count_nonzero(self.mask))


def local_mask(parts: Sequence[Part], width: int, height: int) -> LocalMask:
    """The pixels that the parts cover on a frame of this size, in the smallest box that holds them."""
    # the outline keeps its place on the frame: moved to a corner, pycocotools rounds some edges to the other side
    if not any(part.holes for part in parts):
        return _rings_mask([part.outer for part in parts], width, height)
    covered = [_part_mask(part, width, height) for part in parts]
    return _union([one for one in covered if one.mask.size])


def parts_rle(parts: Sequence[Part], width: int, height: int) -> Rle:
    """The compressed RLE of what the parts cover on a frame of this size."""
    if parts and not any(part.holes for part in parts):
        return _rings_rle([part.outer for part in parts], width, height)
    return encode(local_mask(parts, width, height), width, height)


def parts_iou(one: Sequence[Part], other: Sequence[Part], width: int, height: int) -> float:
    """Intersection over union in pixels of what two outlines cover, without making either mask."""
    overlap = coco_mask.iou([parts_rle(one, width, height)], [parts_rle(other, width, height)], [0])
    return float(overlap[0][0])


def _rings_rle(rings: Sequence[Ring], width: int, height: int) -> Rle:
    polygons = [one.ravel().astype(np.float64) for one in rings]
    rle: Rle = coco_mask.merge(coco_mask.frPyObjects(polygons, height, width))
    return rle


def _rings_mask(rings: Sequence[Ring], width: int, height: int) -> LocalMask:
    if not rings:
        return LocalMask(0, 0, np.zeros((0, 0), bool))
    return decode_runs(decompressed(_rings_rle(rings, width, height)["counts"]), width, height)


def _part_mask(part: Part, width: int, height: int) -> LocalMask:
    covered = _rings_mask([part.outer], width, height)
    holes = _rings_mask(part.holes, width, height)
    top, left = max(covered.y, holes.y), max(covered.x, holes.x)
    bottom, right = np.minimum(*(np.add((one.y, one.x), one.mask.shape) for one in (covered, holes))).tolist()
    if bottom > top and right > left:
        _window(covered, left, top, right, bottom)[:] &= ~_window(holes, left, top, right, bottom)
    return covered


def _union(masks: Sequence[LocalMask]) -> LocalMask:
    if len(masks) < 2:
        return masks[0] if masks else LocalMask(0, 0, np.zeros((0, 0), bool))
    left, top = min(one.x for one in masks), min(one.y for one in masks)
    bottom, right = np.max([np.add((one.y, one.x), one.mask.shape) for one in masks], axis=0).tolist()
    covered = LocalMask(left, top, np.zeros((bottom - top, right - left), bool))
    for one in masks:
        rows, columns = one.mask.shape
        _window(covered, one.x, one.y, one.x + columns, one.y + rows)[:] |= one.mask
    return covered


def parts_mask(parts: Sequence[Part], width: int, height: int) -> Mask:
    """The pixels that the parts cover, (height, width) bool."""
    return full_mask(local_mask(parts, width, height), width, height)


def full_mask(local: LocalMask, width: int, height: int) -> Mask:
    """A local mask laid onto its frame."""
    whole = np.zeros((height, width), bool)
    rows, columns = local.mask.shape
    whole[local.y : local.y + rows, local.x : local.x + columns] = local.mask
    return whole


# A corner is a grid point whose four pixels are not alike in rows or columns. Its code is the sum of 1, 2, 4, 8 for
# the covered ones of top left, top right, bottom left, bottom right.
_SADDLE_RISING, _SADDLE_FALLING = 6, 9
_CORNERS = np.isin(np.arange(256), [1, 2, 4, 8, 7, 11, 13, 14, _SADDLE_RISING, _SADDLE_FALLING]).astype(np.uint8)
_HOLE_START = 7


def _corner_codes(mask: Mask) -> NDArray[np.uint8]:
    padded = np.pad(mask.astype(np.uint8), 1)
    codes: NDArray[np.uint8] = padded[:-1, :-1] + 2 * padded[:-1, 1:] + 4 * padded[1:, :-1] + 8 * padded[1:, 1:]
    return codes


def _pairs(order: NDArray[np.intp]) -> list[int]:
    """The partner of each corner when neighbours in `order` are joined two by two."""
    partner = np.empty(len(order), np.intp)
    partner[order] = order.reshape(-1, 2)[:, ::-1].ravel()
    return partner.tolist()


def trace(mask: Mask) -> list[tuple[Ring, bool]]:
    """Every boundary of a mask along its pixel edges, each with whether it is a hole.

    In a picture of right angles, the corners of one row joined two by two are all the horizontal edges, and those of
    one column all the vertical ones. A grid point where two covered pixels meet at their corners counts twice, paired
    so that the two stay apart.
    """
    codes = _corner_codes(mask)
    found = cv2.findNonZero(cv2.LUT(codes, _CORNERS))  # ten times quicker than NumPy on a mask of megapixels
    if found is None:
        return []
    x, y = found.reshape(-1, 2).T.astype(np.intp)
    saddle = (codes[y, x] == _SADDLE_RISING) | (codes[y, x] == _SADDLE_FALLING)
    x1, y1, x2, y2 = x[~saddle], y[~saddle], x[saddle], y[saddle]
    rising = (codes[y2, x2] == _SADDLE_RISING).astype(np.intp)
    x, y = np.concatenate([x1, x2, x2]), np.concatenate([y1, y2, y2])
    single = np.zeros(len(x1), np.intp)
    across = _pairs(np.lexsort((np.concatenate([single, 0 * rising, 0 * rising + 1]), x, y)))
    down = _pairs(np.lexsort((np.concatenate([single, rising, 1 - rising]), y, x)))
    corners = np.stack([x, y], axis=1).astype(np.float32)
    return [(ring(corners[loop]), bool(codes[y[loop[0]], x[loop[0]]] == _HOLE_START)) for loop in
            _loops(np.lexsort((x, y)).tolist(), across, down)]  # fmt: skip


def _loops(starts: list[int], across: list[int], down: list[int]) -> list[list[int]]:
    seen = bytearray(len(starts))
    loops = []
    for start in starts:
        loop: list[int] = []
        at = start
        while not seen[at]:
            turn = across[at]
            seen[at] = seen[turn] = 1
            loop += (at, turn)
            at = down[turn]
        if loop:
            loops.append(loop)
    return loops


def mask_parts(mask: Mask, x: int = 0, y: int = 0) -> tuple[Part, ...]:
    """The parts of a mask, with (x, y) added to every point; exact: their mask is this mask."""
    traced = trace(mask)
    offset = np.array([x, y], np.float32)
    outers = [one for one, is_hole in traced if not is_hole]
    holes = [one for one, is_hole in traced if is_hole]
    if not holes:
        return tuple(Part(ring(one + offset)) for one in outers)
    _, component = cv2.connectedComponents(mask.astype(np.uint8), connectivity=4)
    inside_of: dict[int, list[Ring]] = {}
    for one in holes:
        column, row = (int(v) for v in one[0])  # a hole starts at its top left, so the pixel up and left is covered
        inside_of.setdefault(int(component[row - 1, column - 1]), []).append(ring(one + offset))
    parts = []
    for one in outers:
        column, row = (int(v) for v in one[0])
        parts.append(Part(ring(one + offset), tuple(inside_of.get(int(component[row, column]), ()))))
    return tuple(parts)


def local_parts(local: LocalMask) -> tuple[Part, ...]:
    """The parts of a local mask, in frame pixels."""
    return mask_parts(local.mask, local.x, local.y)


def run_lengths(local: LocalMask, width: int, height: int) -> list[int]:
    """COCO's uncompressed run lengths of a local mask on its frame, without making the frame."""
    rows, columns = local.mask.shape
    padded = np.zeros((columns, rows + 2), np.int8)
    padded[:, 1:-1] = local.mask.T
    column, edge = np.nonzero(np.diff(padded, axis=1))
    places = (column + local.x).astype(np.int64) * height + edge + local.y
    # a run that ends at the foot of a column and goes on at the head of the next is one run
    starts, ends = places[0::2], places[1::2]
    joins = np.nonzero(starts[1:] == ends[:-1])[0]
    cuts = np.stack([np.delete(starts, joins + 1), np.delete(ends, joins)], axis=1).ravel()
    if len(cuts) == 0 or cuts[-1] != width * height:
        cuts = np.append(cuts, width * height)
    counts: list[int] = np.diff(cuts, prepend=0).tolist()
    return counts


def encode(local: LocalMask, width: int, height: int) -> Rle:
    """COCO's compressed RLE of a local mask on its frame."""
    counts = run_lengths(local, width, height)
    rle: Rle = coco_mask.frPyObjects({"size": [height, width], "counts": counts}, height, width)
    return rle


def decode_runs(counts: Sequence[int] | NDArray[np.int64], width: int, height: int) -> LocalMask:
    """The mask of run lengths that add up to width * height, in the columns and rows that it touches."""
    edges = np.cumsum(np.asarray(counts, np.int64))
    edges = edges[: len(edges) // 2 * 2]  # where runs of covered pixels start and end, by turns
    covered = np.nonzero(np.diff(edges)[::2])[0]
    if len(covered) == 0:
        return LocalMask(0, 0, np.zeros((0, 0), bool))
    left, right = int(edges[2 * covered[0]] // height), int((edges[2 * covered[-1] + 1] - 1) // height) + 1
    cuts = np.concatenate([[left * height], np.clip(edges, left * height, right * height), [right * height]])
    columns = np.repeat(np.arange(len(cuts) - 1) % 2 == 1, np.diff(cuts)).reshape(right - left, height)
    touched = np.nonzero(columns.any(axis=0))[0]
    top, bottom = int(touched[0]), int(touched[-1]) + 1
    return LocalMask(left, top, np.ascontiguousarray(columns[:, top:bottom].T))


def decode(rle: Rle) -> Mask:
    """The full mask of a compressed RLE that this program made; foreign ones go through `formats` first."""
    mask: Mask = coco_mask.decode(rle).astype(bool)
    return mask


def iou(one: LocalMask, other: LocalMask) -> float:
    """Intersection over union in pixels; 1.0 for two empty masks."""
    left, top = max(one.x, other.x), max(one.y, other.y)
    right = min(one.x + one.mask.shape[1], other.x + other.mask.shape[1])
    bottom = min(one.y + one.mask.shape[0], other.y + other.mask.shape[0])
    shared = 0
    if right > left and bottom > top:
        both = _window(one, left, top, right, bottom) & _window(other, left, top, right, bottom)
        shared = int(np.count_nonzero(both))
    union = one.area + other.area - shared
    return shared / union if union else 1.0


def _window(local: LocalMask, left: int, top: int, right: int, bottom: int) -> Mask:
    return local.mask[top - local.y : bottom - local.y, left - local.x : right - local.x]


def simplified(one: Ring, tolerance_px: float) -> Ring:
    """The ring with fewer vertices (Douglas and Peucker 1973).

    OpenCV tidies its result once more, so a dropped vertex may lie up to twice the tolerance from what is left.
    """
    if tolerance_px <= 0 or len(one) <= 4:
        return one
    reduced = cv2.approxPolyDP(np.asarray(one)[:, None, :], tolerance_px, closed=True)[:, 0, :]
    return ring(reduced) if len(reduced) >= 3 else one


def simplified_line(points: Ring, tolerance_px: float) -> Ring:
    """The same for an open line: its two ends stay."""
    if tolerance_px <= 0 or len(points) <= 2:
        return points
    if np.array_equal(points[0], points[-1]):  # OpenCV takes it for a ring then, and begins anywhere
        away = np.hypot(*(points - points[0]).T)
        if (farthest := int(away.argmax())) == 0:
            return points[[0, -1]]
        out, back = (simplified_line(one, tolerance_px) for one in (points[: farthest + 1], points[farthest:]))
        return ring(np.concatenate([out, back[1:]]))
    return ring(cv2.approxPolyDP(np.asarray(points, np.float32)[:, None, :], tolerance_px, closed=False)[:, 0, :])


def stairs_cut(one: Ring) -> Ring:
    """A traced ring with each corner cut half a pixel before and after it.

    A slope of one-pixel stairs becomes one straight line that lies on neither side of it, which `simplified` can then
    take as a single edge; pixel centres stay on the side they were on.
    """
    following = np.roll(one, -1, axis=0)
    half = np.sign(following - one) / 2
    return ring(np.stack([one + half, following - half], axis=1))


def outline(part: Part, tolerance_px: float) -> Part:
    """A traced part with few vertices, fit for editing by hand; with tolerance 0 exactly as it was traced."""
    if tolerance_px <= 0:
        return part
    outer, *holes = (simplified(stairs_cut(one), tolerance_px) for one in part.rings)
    return Part(outer, tuple(holes))
