"""A model's 28x28 masks to parts, without ever making a full frame.

The arithmetic is that of torchvision's `paste_masks_in_image`: the mask gets a border of one cell of zeros, its box
grows by as much, is cut to whole pixels, and the mask is resized into it bilinearly. Here that happens inside the box
alone, so a hundred masks on a picture of 12 megapixels need a few megabytes and not ten gigabytes.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.nn import functional

from annotator.core.annotations import Part, Ring
from annotator.core.geometry import area
from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask, local_parts, outline, parts_iou

MASK_THRESHOLD = 0.5
TOLERANCE_PX = 0.5
"""How far a vertex that the outline leaves out may lie from it."""
_DOUBT = 1e-6
"""A value this near to the threshold may lie on the other side of it where torch does the sum."""
LEAST_IOU = 0.985
"""An outline that fits the mask worse is drawn with less tolerance, or traced exactly: small objects need it."""
LEAST_SHARE = 0.01
"""Components smaller than this share of the largest are specks and are left out."""


def padded_boxes(boxes_xyxy: NDArray[np.float32], cells: int) -> NDArray[np.int64]:
    """(N, 4) boxes grown by one mask cell on each side and cut to whole pixels, as the masks of `padded` need them."""
    scale = np.float32((cells + 2) / cells)
    centre = (boxes_xyxy[:, 2:] + boxes_xyxy[:, :2]) * np.float32(0.5)
    half = (boxes_xyxy[:, 2:] - boxes_xyxy[:, :2]) * np.float32(0.5) * scale
    return np.concatenate([centre - half, centre + half], axis=1).astype(np.int64)


def mask_in_box(soft: NDArray[np.float32], box: Sequence[int], width: int, height: int) -> LocalMask:
    """The pixels of a picture that a soft mask covers: `soft` (M, M) in 0..1, `box` one row of `padded_boxes`."""
    x0, y0, x1, y1 = (int(value) for value in box)
    size = max(x1 - x0 + 1, 1), max(y1 - y0 + 1, 1)
    bordered = cv2.copyMakeBorder(soft, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    resized = cv2.resize(bordered, size)
    if np.count_nonzero(resized > MASK_THRESHOLD - _DOUBT) != np.count_nonzero(resized > MASK_THRESHOLD + _DOUBT):
        resized = _resized_by_torch(bordered, size)
    left, top = max(x0, 0), max(y0, 0)
    right, bottom = max(left, min(x1 + 1, width)), max(top, min(y1 + 1, height))
    return LocalMask(left, top, resized[top - y0 : bottom - y0, left - x0 : right - x0] > MASK_THRESHOLD)


def _resized_by_torch(mask: NDArray[Any], size: tuple[int, int]) -> NDArray[np.float32]:
    """As torchvision does it: four times slower than OpenCV, and apart from it in the last bit."""
    whole = torch.from_numpy(mask)[None, None]
    resized = functional.interpolate(whole, size=size[::-1], mode="bilinear", align_corners=False)
    made: NDArray[np.float32] = resized[0, 0].numpy()
    return made


def fit_outlines(local: LocalMask, tolerance_px: float = TOLERANCE_PX) -> tuple[Part, ...]:
    """The parts of a mask with few vertices, fit for editing by hand; exact where few would not fit the mask."""
    traced = without_specks(local_parts(local))
    if tolerance_px <= 0 or not traced:
        return traced
    for tolerance in (tolerance_px, 0.7 * tolerance_px):
        outlined = tuple(outline(part, tolerance) for part in traced)
        if _fits(outlined, traced, tolerance):
            return outlined
    return traced


def without_specks(parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts of at least a hundredth of the largest one's area."""
    if len(parts) < 2:
        return parts
    areas = [area([part]) for part in parts]
    return tuple(part for part, pixels in zip(parts, areas, strict=True) if pixels >= LEAST_SHARE * max(areas))


def _fits(outlined: tuple[Part, ...], traced: tuple[Part, ...], tolerance_px: float) -> bool:
    # No boundary moves by more than the tolerance and the half pixel that cutting the stairs takes, so a large object
    # needs no count of its pixels.
    moved = (tolerance_px + 0.5) * sum(_perimeter(one) for part in traced for one in part.rings)
    return moved <= (1 - LEAST_IOU) * area(traced) or _iou(outlined, traced) >= LEAST_IOU


def _iou(one: tuple[Part, ...], other: tuple[Part, ...]) -> float:
    rings = np.concatenate([part.outer for part in (*one, *other)])
    width, height = (int(side) + 2 for side in rings.max(axis=0))
    return parts_iou(one, other, width, height)


def _perimeter(traced: Ring) -> float:
    """Of a ring whose edges run along rows and columns."""
    return float(np.abs(np.diff(traced, axis=0, append=traced[:1])).sum())
