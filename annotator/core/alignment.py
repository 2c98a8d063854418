"""An object as a person outlined it, laid onto another frame: where all of it is there, and what of it can be seen.

The outlined picture is laid over the frame as the object was expected to lie; the optical flow that is left between the
two, inside the object and where both look alike, gives the similarity that brings them together (by RANSAC) and how
the object bends beside it. As each frame is compared with the outlined one and not with the frame before, no error
adds up. Where the two look different after that, something else is in front.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core import setops
from annotator.core.motion import Pixels, dense_flow, in_indices
from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask

Floats = NDArray[np.float32]
Way = NDArray[np.float64]
"""(3, 3): from pixels of the frame that something was outlined on to those of another frame of the same video."""

_SIDE_PX = 160
"""Objects are compared at this size: half a pixel there is a third of a hundredth of the object."""
_GROWN = 2.0
"""Small objects are looked at as much larger at most."""
_LEAST_SIDE = 16
_MARGIN = 0.15
_EDGE = 0.04
"""So much of the object, from its outline in, is not asked where it goes: the flow there is half the background's."""
_LEADS_BACK_PX2 = 0.5
_LEAST_POINTS, _MOST_POINTS = 30, 800
_INLIER_PX = 1.0
_BENT_PX = 5.0
"""For what bends: the similarity need not be exact, since the flow says how it lies beside it."""
_LEAST_INLIERS = 0.4
_LOOKS = 3
_SETTLED_PX = 0.7
"""What a similarity still moves at most when it need not be looked for again: the rest is the object's bend."""
_SMOOTH = 0.035
"""Over so much of the window a bend is averaged."""
_BENDS_PX = 1.0
_HOLDS = 0.8
"""What fits less, or of which less can be seen, is not taken as bent."""
_ALIKE = 12.0, 36.0
"""The mean difference of colours (of 255) up to which two places are the same thing, at its strictest and its most
lenient: what is well lit and well aligned is told from what is in front of it more strictly."""


@dataclass(frozen=True, slots=True, eq=False)
class Outlined:
    """An object and the frame that it was outlined on."""

    look: Pixels
    mask: LocalMask


@dataclass(frozen=True, slots=True, eq=False)
class Aligned:
    """The object on another frame."""

    way: Way
    whole: LocalMask
    """All of it that is inside the frame, also what is hidden."""
    seen: LocalMask
    """What looks as it did."""
    fit: float
    """0..1: the share of its points that move with those around them; 0 where too little can be seen to say, so that
    it lies where it was expected."""
    again: Outlined | None = None
    """Of what has bent: the object with the look that it was outlined with, bent as it is on this frame, so that the
    next one need not find all of the bend once more."""


def aligned(outlined: Outlined, expected: Way, pixels: Pixels) -> Aligned | None:
    """Where an object is on a frame, near the way that it was expected to go; None where that is outside."""
    return _aligned(outlined, expected, pixels, _LOOKS)


def _aligned(outlined: Outlined, way: Way, pixels: Pixels, looks: int) -> Aligned | None:
    sight = _sight(outlined, way, pixels)
    if sight is None:
        return None
    local = _similarity(sight)
    if local is None or looks == 1 or _moves(local, sight) < _SETTLED_PX:
        return _laid(outlined, way, sight, 0.0 if local is None else _fit(sight), pixels)
    return _aligned(outlined, np.linalg.inv(sight.to_sight) @ local @ sight.to_sight @ way, pixels, looks - 1)


def moved_area(outlined: Outlined, way: Way) -> float:
    """How many pixels the object would cover if the frame had no end."""
    return abs(float(np.linalg.det(way[:2, :2]))) * outlined.mask.area


class _Sight(NamedTuple):
    """The outlined picture and the frame, both as they lie in a small window on the frame."""

    to_sight: Way
    """From the frame's pixels to the window's."""
    box: tuple[float, float, float, float]
    then: Pixels
    now: Pixels
    there: NDArray[np.bool_]
    """The object as it was laid over the frame."""
    inner: NDArray[np.bool_]
    """The same without its edge."""
    flow: Floats
    use: NDArray[np.bool_]
    """Inside the object, with a flow that leads back and to what looks alike."""
    noise: float
    """The median difference of colours there, 0..255."""


def _sight(outlined: Outlined, way: Way, pixels: Pixels) -> _Sight | None:
    height, width = pixels.shape[:2]
    corners = _corners(outlined.mask) @ way[:2].T
    low, high = corners.min(axis=0), corners.max(axis=0)
    margin = 8 + _MARGIN * float((high - low).max())
    low, high = np.maximum(low - margin, 0), np.minimum(high + margin, (width, height))
    if (high - low).min() < 4:
        return None
    scale = min(_GROWN, _SIDE_PX / float((high - low).max()))
    to_sight = np.array([[scale, 0, -scale * low[0]], [0, scale, -scale * low[1]], [0, 0, 1.0]])
    size = tuple(max(_LEAST_SIDE, side) for side in np.ceil((high - low) * scale).astype(int).tolist())
    then, now = _seen(outlined.look, to_sight @ way, size), _seen(pixels, to_sight, size)
    shift = np.array([[1, 0, outlined.mask.x], [0, 1, outlined.mask.y], [0, 0, 1.0]])
    there = cv2.warpAffine(outlined.mask.mask.view(np.uint8) * 255, in_indices(to_sight @ way @ shift), size) > 127
    box = (low[0], low[1], low[0] + size[0] / scale, low[1] + size[1] / scale)
    return _compared(to_sight, box, then, now, there)


def _corners(mask: LocalMask) -> NDArray[np.float64]:
    x0, y0, x1, y1 = setops.box_of(mask)
    return np.array([[x0, y0, 1], [x1, y0, 1], [x0, y1, 1], [x1, y1, 1]], np.float64)


def _seen(pixels: Pixels, to_sight: Way, size: tuple[int, int]) -> Pixels:
    """A picture in the window; first made smaller by averaging, so that fine texture does not flicker."""
    step = max(1, int(1 / np.sqrt(abs(np.linalg.det(to_sight[:2, :2])))))
    if step > 1:
        corners = np.linalg.inv(to_sight) @ np.array([[0, size[0], 0, size[0]], [0, 0, size[1], size[1]], [1, 1, 1, 1]])
        x0, y0 = np.maximum(np.floor(corners[:2].min(axis=1)).astype(int) - step, 0).tolist()
        x1, y1 = (np.ceil(corners[:2].max(axis=1)).astype(int) + step).tolist()
        cut = pixels[y0:y1, x0:x1]
        columns, rows = cut.shape[1] // step, cut.shape[0] // step
        if columns and rows:
            cut = cut[: rows * step, : columns * step]
            pixels = np.asarray(cv2.resize(cut, (columns, rows), interpolation=cv2.INTER_AREA), np.uint8)
            to_sight = to_sight @ np.array([[step, 0, x0], [0, step, y0], [0, 0, 1.0]])
    return np.asarray(cv2.warpAffine(pixels, in_indices(to_sight), size, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def _without_edge(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    edge = 2 * max(1, int(_EDGE * max(mask.shape))) + 1
    inner = cv2.erode(mask.view(np.uint8), np.ones((edge, edge), np.uint8)) > 0
    return inner if np.count_nonzero(inner) >= _LEAST_POINTS else mask


def _compared(
    to_sight: Way, box: tuple[float, float, float, float], then: Pixels, now: Pixels, there: NDArray[np.bool_]
) -> _Sight:
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    greys = [np.asarray(cv2.cvtColor(one, cv2.COLOR_RGB2GRAY), np.uint8) for one in (then, now)]
    flow, back = dense_flow(search, *greys), dense_flow(search, *reversed(greys))
    inner = _without_edge(there)
    height, width = inner.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    to_x, to_y = x + flow[..., 0], y + flow[..., 1]
    returned = cv2.remap(back, to_x, to_y, cv2.INTER_LINEAR, borderValue=(1e4, 1e4))
    leads_back = ((flow + returned) ** 2).sum(axis=2) < _LEADS_BACK_PX2
    far = _difference(np.asarray(cv2.remap(now, to_x, to_y, cv2.INTER_LINEAR), np.uint8), then)
    use = inner & leads_back & (far < _ALIKE[1])
    noise = float(np.median(far[use])) if use.any() else _ALIKE[1]
    return _Sight(to_sight, box, then, now, there, inner, flow, use, noise)


def _difference(one: Pixels, other: Pixels) -> Floats:
    """(height, width) mean difference of the colours around each pixel."""
    return np.asarray(cv2.blur(cv2.absdiff(one, other).mean(axis=2).astype(np.float32), (5, 5)), np.float32)


def _similarity(sight: _Sight) -> Way | None:
    """Shift, turn and growth in the window, as most of the points follow them: all but exactly, or else roughly."""
    rows, columns = np.nonzero(sight.use)
    if len(rows) < _LEAST_POINTS:
        return None
    chosen = np.linspace(0, len(rows) - 1, min(len(rows), _MOST_POINTS)).astype(int)
    starts = np.column_stack([columns[chosen], rows[chosen]]) + 0.5
    ends = starts + sight.flow[rows[chosen], columns[chosen]]
    for near in (_INLIER_PX, _BENT_PX):
        cv2.setRNGSeed(1)  # the same frames always give the same answer
        found, inliers = cv2.estimateAffinePartial2D(starts, ends, ransacReprojThreshold=near)
        if found is not None and inliers.mean() >= _LEAST_INLIERS:
            return np.vstack([found, [0, 0, 1]])
    return None


def _fit(sight: _Sight) -> float:
    """The share of the points that go where those around them go."""
    apart = np.linalg.norm(sight.flow - _bend(sight), axis=2)[sight.use]
    return float((apart <= _INLIER_PX).mean()) if len(apart) else 0.0


def _moves(local: Way, sight: _Sight) -> float:
    height, width = sight.inner.shape
    corners = np.array([[0, 0, 1], [width, 0, 1], [0, height, 1], [width, height, 1]], np.float64)
    return float(np.abs(corners @ local.T - corners).max())


def _laid(outlined: Outlined, way: Way, sight: _Sight, fit: float, pixels: Pixels) -> Aligned | None:
    height, width = pixels.shape[:2]
    x0, y0 = np.maximum(np.floor(sight.box[:2]).astype(int), 0).tolist()
    x1, y1 = np.minimum(np.ceil(sight.box[2:]).astype(int), (width, height)).tolist()
    if x1 <= x0 or y1 <= y0:
        return None
    x, y = np.meshgrid(np.arange(x0, x1, dtype=np.float32) + 0.5, np.arange(y0, y1, dtype=np.float32) + 0.5)
    scale = np.float32(sight.to_sight[0, 0])
    there = (x - np.float32(sight.box[0])) * scale - 0.5, (y - np.float32(sight.box[1])) * scale - 0.5
    bent = cv2.remap(_bend(sight), *there, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) / scale
    from_x, from_y = _indices(np.asarray(np.linalg.inv(way), np.float64), x - bent[..., 0], y - bent[..., 1])
    mask = outlined.mask
    soft = cv2.remap(mask.mask.view(np.uint8) * 255, from_x - mask.x, from_y - mask.y, cv2.INTER_LINEAR)
    whole = LocalMask(x0, y0, soft > 127)
    alike = cv2.remap(_alike(sight), *there, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) > 0.5
    seen = LocalMask(x0, y0, whole.mask & alike)
    again = None
    if fit >= _HOLDS and seen.area >= _HOLDS * whole.area and _bent_by(sight) > _BENDS_PX:
        look = pixels.copy()
        look[y0:y1, x0:x1] = cv2.remap(outlined.look, from_x, from_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        again = Outlined(look, setops.trimmed(whole))
    return Aligned(way, setops.trimmed(whole), setops.trimmed(seen), fit, again)


def _indices(way: Way, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Where a map brings points, as indices of pixels."""
    (a, b, c), (d, e, f) = way[:2].astype(np.float32)
    return a * x + b * y + (c - np.float32(0.5)), d * x + e * y + (f - np.float32(0.5))


def _bent_by(sight: _Sight) -> float:
    """How far most of it lies at most from where the similarity puts it, in pixels of the window."""
    bent = np.linalg.norm(_bend(sight), axis=2)[sight.use]
    return float(np.percentile(bent, 90)) if len(bent) else 0.0


def _bend(sight: _Sight) -> Floats:
    """(h, w, 2) in the window: where each place of the object lies beside where the similarity puts it, smoothly."""
    weight = sight.use.astype(np.float32)
    sigma = max(3.0, _SMOOTH * max(weight.shape))
    summed = cv2.GaussianBlur(sight.flow * weight[..., None], (0, 0), sigma)
    known = cv2.GaussianBlur(weight, (0, 0), sigma)
    return np.asarray(summed / (known + 1e-3)[..., None], np.float32)


def _alike(sight: _Sight) -> Floats:
    """1 in the window where both pictures are the same thing, else 0."""
    height, width = sight.inner.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    bent = _bend(sight)
    back = x - bent[..., 0], y - bent[..., 1]
    there = cv2.remap(sight.then, *back, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    beside = cv2.remap(sight.there.view(np.uint8), *back, cv2.INTER_NEAREST) == 0
    strict, lenient = _ALIKE
    same = _difference(np.asarray(there, np.uint8), sight.now) <= np.clip(strict + 4 * sight.noise, strict, lenient)
    clean = cv2.morphologyEx((same | beside).view(np.uint8), cv2.MORPH_OPEN, np.ones((5, 5), np.uint8))
    # what is thin is an edge that is not quite in its place; what is in front of an object is wider
    clean = cv2.morphologyEx(clean, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    return np.asarray(clean, np.float32)
