"""How a scene moves from one frame to another: dense optical flow, and masks that are carried along it.

The flow is Dense Inverse Search (Kroeger et al., ECCV 2016) between grey pictures, both ways; where the two ways do not
lead back to the start, something was covered or uncovered (Sundaram et al., ECCV 2010).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core import setops
from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask

Pixels = NDArray[np.uint8]
"""(height, width, 3) RGB."""

LONGEST_PX = 640
"""Pictures are compared at this size at most: a quarter of a pixel there is less than one at 1080p."""

_MARGIN = 6
_LEADS_BACK = 0.01, 0.5
"""Where both ways miss by less than this share of their squared lengths and so many squared pixels, they agree."""

_POINTS = 600
_INLIER_PX = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """The displacement of every pixel, at `scale` pixels per pixel of the frames."""

    scale: float
    size: tuple[int, int]
    """(width, height) of the frames."""
    forth: NDArray[np.float32]
    """(h, w, 2): from the earlier frame to the later one, on the earlier one's pixels."""
    back: NDArray[np.float32]
    """(h, w, 2): from the later frame to the earlier one, on the later one's pixels."""
    sound: NDArray[np.bool_]
    """(h, w), on the later one's pixels: going back and forth again ends where it began."""


def motion_between(before: Pixels, after: Pixels) -> Motion:
    """The motion from one frame to another of the same size."""
    height, width = before.shape[:2]
    scale = min(1.0, LONGEST_PX / max(width, height))
    greys = [_grey(one, scale) for one in (before, after)]
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    forth, back = dense_flow(search, *greys), dense_flow(search, *reversed(greys))
    return Motion(scale, (width, height), forth, back, _leads_back(back, forth))


_CUT_SOUND = 0.25
_CUT_HISTOGRAM = 0.3


def is_cut(before: Pixels, after: Pixels, motion: Motion) -> bool:
    """Whether another scene begins: hardly a pixel finds its way back, and the brightness is spread differently."""
    if motion.sound.mean() >= _CUT_SOUND:
        return False
    one, other = (_brightness(picture) for picture in (before, after))
    return 0.5 * float(np.abs(one - other).sum()) > _CUT_HISTOGRAM


def _brightness(picture: Pixels) -> NDArray[np.float64]:
    """The share of the pixels in each of 16 steps of green."""
    return np.histogram(picture[::4, ::4, 1], 16, (0, 256))[0] / picture[::4, ::4, 1].size


def dense_flow(search: Any, one: Pixels, other: Pixels) -> NDArray[np.float32]:
    """(h, w, 2), from one grey picture to another, as one of OpenCV's algorithms finds it."""
    return np.asarray(search.calc(one, other, None), np.float32)


def _grey(picture: Pixels, scale: float) -> Pixels:
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    size = max(16, round(grey.shape[1] * scale)), max(16, round(grey.shape[0] * scale))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _leads_back(there: NDArray[np.float32], back: NDArray[np.float32]) -> NDArray[np.bool_]:
    height, width = there.shape[:2]
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    returned = cv2.remap(back, x + there[..., 0], y + there[..., 1], cv2.INTER_LINEAR, borderValue=(1e4, 1e4))
    missed = ((there + returned) ** 2).sum(axis=2)
    share, least = _LEADS_BACK
    sound: NDArray[np.bool_] = missed <= share * ((there**2).sum(axis=2) + (returned**2).sum(axis=2)) + least
    return sound


@dataclass(frozen=True, slots=True, eq=False)
class Carried:
    """A mask on the later frame, and how far it can be believed."""

    mask: LocalMask
    sound: float
    """0..1: the share of its pixels whose way leads back to where it came from."""
    similarity: NDArray[np.float64] | None
    """(2, 3), from the earlier frame's pixels to the later one's: how the object as a whole was shifted, turned and
    scaled (by RANSAC); None where its pixels do not move together."""
    way: NDArray[np.float64]
    """(2,): how far its pixels went, at the median."""


def carried(mask: LocalMask, motion: Motion) -> Carried:
    """Where the pixels of a mask are on the later frame."""
    mask = setops.trimmed(mask)
    if not mask.area:
        return Carried(setops.NOTHING, 0.0, None, np.zeros(2))
    starts, ends = _ways(mask, motion)
    x0, y0, x1, y1 = _where(ends, mask, motion.size)
    gone = np.median(ends - starts, axis=0)
    if x1 <= x0 or y1 <= y0:
        return Carried(setops.NOTHING, 0.0, None, gone)
    map_x, map_y = _sources((x0, y0, x1, y1), motion)
    around = setops.window(mask, mask.x - 1, mask.y - 1, mask.x + mask.mask.shape[1] + 1,
                           mask.y + mask.mask.shape[0] + 1)  # fmt: skip
    soft = cv2.remap(around.mask.astype(np.float32), map_x - around.x, map_y - around.y, cv2.INTER_LINEAR)
    there = LocalMask(x0, y0, soft > 0.5)
    return Carried(setops.trimmed(there), _share_sound(there, motion), _similarity(starts, ends), gone)


Floats = NDArray[np.floating[Any]]


def _ways(mask: LocalMask, motion: Motion) -> tuple[Floats, Floats]:
    """Some of the mask's pixel middles on the earlier frame, and where each of them goes: (N, 2) each."""
    rows, columns = np.nonzero(mask.mask)
    chosen = np.linspace(0, len(rows) - 1, min(len(rows), _POINTS)).astype(int)
    starts = np.column_stack([columns[chosen] + mask.x, rows[chosen] + mask.y]) + 0.5
    height, width = motion.forth.shape[:2]
    place = np.minimum((starts * motion.scale).astype(int), (width - 1, height - 1))
    return starts, starts + motion.forth[place[:, 1], place[:, 0]] / motion.scale


def _where(ends: Floats, mask: LocalMask, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """A box on the later frame that holds all of the mask but stray pixels."""
    low, high = np.percentile(ends, [1, 99], axis=0)
    margin = _MARGIN + 0.1 * max(mask.mask.shape)
    x0, y0 = np.maximum(np.floor(low - margin), 0).astype(int).tolist()
    x1, y1 = np.minimum(np.ceil(high + margin), size).astype(int).tolist()
    return x0, y0, x1, y1


def _sources(box: tuple[int, int, int, int], motion: Motion) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For each pixel of a box on the later frame, where it was on the earlier one: x and y of pixel indices."""
    x0, y0, x1, y1 = box
    x, y = np.meshgrid(np.arange(x0, x1, dtype=np.float32), np.arange(y0, y1, dtype=np.float32))
    scale = np.float32(motion.scale)
    small_x, small_y = (x + 0.5) * scale - 0.5, (y + 0.5) * scale - 0.5
    back = cv2.remap(motion.back, small_x, small_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) / scale
    return x + back[..., 0], y + back[..., 1]


def _share_sound(mask: LocalMask, motion: Motion) -> float:
    rows, columns = np.nonzero(mask.mask)
    if not len(rows):
        return 0.0
    height, width = motion.sound.shape
    y = np.minimum(((rows + mask.y + 0.5) * motion.scale).astype(int), height - 1)
    x = np.minimum(((columns + mask.x + 0.5) * motion.scale).astype(int), width - 1)
    return float(motion.sound[y, x].mean())


def _similarity(starts: Floats, ends: Floats) -> NDArray[np.float64] | None:
    if len(starts) < 3:
        return None
    cv2.setRNGSeed(1)  # the same frames always give the same answer
    found, inliers = cv2.estimateAffinePartial2D(starts, ends, ransacReprojThreshold=_INLIER_PX)
    if found is None or inliers.mean() < 0.5:
        return None
    return np.asarray(found, np.float64)


def in_indices(way: NDArray[np.float64]) -> NDArray[np.float64]:
    """(2, 3), a map of points as OpenCV wants it: a pixel's index is half a pixel less than its middle."""
    matrix = way[:2].copy()
    matrix[:, 2] += matrix[:, :2] @ (0.5, 0.5) - 0.5
    return matrix


def moved(mask: LocalMask, similarity: NDArray[np.float64], size: tuple[int, int]) -> LocalMask:
    """A mask under a map of frame pixels to frame pixels, cut to a frame of this (width, height)."""
    x0, y0, x1, y1 = setops.box_of(mask)
    corners = np.array([[x0, y0, 1], [x1, y0, 1], [x0, y1, 1], [x1, y1, 1]]) @ similarity.T
    left, top = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0).tolist()
    right, bottom = np.minimum(np.ceil(corners.max(axis=0)).astype(int), size).tolist()
    if right <= left or bottom <= top:
        return setops.NOTHING
    linear, shift = similarity[:, :2], similarity[:, 2]
    offset = linear @ (np.array([mask.x, mask.y]) + 0.5) + shift - 0.5 - (left, top)
    matrix = np.column_stack([linear, offset])
    soft = cv2.warpAffine(mask.mask.view(np.uint8) * 255, matrix, (right - left, bottom - top))
    return setops.trimmed(LocalMask(left, top, soft > 127))
