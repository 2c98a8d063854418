"""Random views of training samples: every view moves the picture and its masks by one and the same matrix.

A view is a 2 x 3 affine matrix from picture pixels to the pixels of a square canvas; flips, quarter turns, scale
and crop are all in it, so that pictures and masks can only stay aligned.
"""

from collections.abc import Sequence

import msgspec
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from annotator.core.opencv import cv2
from annotator.training.data import Bitmap, Object, Sample

Matrix = NDArray[np.float64]  # (2, 3), from (x, y, 1) to (x, y), corner of the first pixel is (0, 0)

GREY = (127, 127, 127)
VISIBLE = 0.2
"""An object that shows less than this share of its area in a crop is not a target: nobody would outline it."""


class Recipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may happen to a sample on its way to the network."""

    side: int = 320
    """Pixels of the square that the network sees."""
    shorter_side: int = 512
    """Scale 1 brings the picture's shorter side to this, as in use."""
    scale: tuple[float, float] = (0.6, 1.5)
    turns: bool = False
    """Vertical flips and quarter turns, right for pictures without an up, such as microscopy."""
    colour: float = 0.4
    """Strength of brightness, contrast and saturation changes, 0 for none."""
    invert: float = 0.0
    """Chance of a negative picture."""
    paste: float = 0.5
    """Chance that objects of another sample are copied in."""


def view(sample: Sample, recipe: Recipe, random: Generator) -> Sample:
    """A random square view of a sample."""
    height, width = sample.picture.shape[:2]
    matrix = random_matrix(width, height, recipe, random)
    interpolation = cv2.INTER_AREA if abs(np.linalg.det(matrix[:, :2])) < 0.5 else cv2.INTER_LINEAR
    picture = warp(sample.picture, matrix, recipe.side, recipe.side, interpolation, GREY)
    moved = (move(found, matrix, recipe.side) for found in sample.objects)
    return Sample(picture, tuple(found for found in moved if found is not None))


def random_matrix(width: int, height: int, recipe: Recipe, random: Generator) -> Matrix:
    """Scale by the recipe's jitter, flip or turn, then shift so that the canvas lies inside the picture if it can."""
    low, high = np.log(recipe.scale)
    scale = recipe.shorter_side / min(width, height) * np.exp(random.uniform(low, high))
    linear = scale * _symmetry(recipe.turns, random)
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]]) @ linear.T
    extent = np.ptp(corners, axis=0)
    slack = recipe.side - extent  # negative: the picture is larger than the canvas
    shift = -corners.min(axis=0) + random.uniform(np.minimum(slack, 0), np.maximum(slack, 0))
    return np.column_stack([linear, shift])


def _symmetry(turns: bool, random: Generator) -> NDArray[np.float64]:
    """One of the 2 or 8 ways to lay the picture down."""
    flip_x = random.choice([-1.0, 1.0])
    if not turns:
        return np.diag([flip_x, 1.0])
    turned = np.diag([flip_x, random.choice([-1.0, 1.0])])
    return turned[::-1].copy() if random.random() < 0.5 else turned


def warp(
    image: Bitmap, matrix: Matrix, width: int, height: int, interpolation: int, fill: tuple[int, ...] = (0,)
) -> Bitmap:
    """The image under a matrix given for pixel corners (OpenCV's are for pixel centres)."""
    linear, shift = matrix[:, :2], matrix[:, 2]
    centred = np.column_stack([linear, shift + linear @ (0.5, 0.5) - 0.5])
    return np.asarray(
        cv2.warpAffine(image, centred, (width, height), flags=interpolation, borderValue=fill), dtype=np.uint8
    )


def move(found: Object, matrix: Matrix, side: int) -> Object | None:
    """The object on the canvas, or None where too little of it shows; only its own box is ever warped."""
    height, width = found.mask.shape
    offsets = np.array([[0, 0], [width, 0], [0, height], [width, height]])
    moved = (offsets + np.array([found.x, found.y])) @ matrix[:, :2].T + matrix[:, 2]
    left, top = np.maximum(np.floor(moved.min(axis=0)), 0).astype(int)
    right, bottom = np.minimum(np.ceil(moved.max(axis=0)), side).astype(int)
    if right <= left or bottom <= top:
        return None
    offset = matrix[:, 2] + matrix[:, :2] @ (found.x, found.y) - (left, top)
    local = np.column_stack([matrix[:, :2], offset])
    mask = warp(found.mask * 255, local, right - left, bottom - top, cv2.INTER_LINEAR) > 127
    whole = np.count_nonzero(found.mask) * abs(np.linalg.det(matrix[:, :2]))
    if np.count_nonzero(mask) < max(VISIBLE * whole, 4):
        return None
    return trim(Object(found.label, int(left), int(top), mask.astype(np.uint8)))


def trim(found: Object) -> Object | None:
    """The object in the smallest box that holds its mask."""
    rows, columns = np.flatnonzero(found.mask.any(axis=1)), np.flatnonzero(found.mask.any(axis=0))
    if not rows.size:
        return None
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    return Object(found.label, found.x + left, found.y + top, found.mask[top:bottom, left:right])


def paste(onto: Sample, other: Sample, most: int, random: Generator) -> Sample:
    """Copy up to `most` objects of another view of the same size in front of this one (arXiv 2012.07177)."""
    if not other.objects:
        return onto
    count = int(random.integers(1, min(most, len(other.objects)) + 1))
    chosen = [other.objects[i] for i in random.permutation(len(other.objects))[:count]]
    cover = np.zeros(onto.picture.shape[:2], np.uint8)
    for found in chosen:
        _box(cover, found)[found.mask > 0] = 255
    soft = cv2.GaussianBlur(cover, (5, 5), 0)[..., None] / np.float32(255)
    picture = (other.picture * soft + onto.picture * (1 - soft) + 0.5).astype(np.uint8)
    behind = (_uncovered(found, cover) for found in onto.objects)
    return Sample(picture, (*(found for found in behind if found is not None), *chosen))


def _box(canvas: Bitmap, found: Object) -> Bitmap:
    height, width = found.mask.shape
    box: Bitmap = canvas[found.y : found.y + height, found.x : found.x + width]
    return box


def _uncovered(found: Object, cover: Bitmap) -> Object | None:
    """What is left of an object behind the pasted ones."""
    covered = _box(cover, found) > 0
    if not (covered & (found.mask > 0)).any():
        return found
    mask = np.where(covered, 0, found.mask).astype(np.uint8)
    if np.count_nonzero(mask) < max(VISIBLE * np.count_nonzero(found.mask), 4):
        return None
    return trim(Object(found.label, found.x, found.y, mask))


def recolour(picture: Bitmap, recipe: Recipe, random: Generator) -> Bitmap:
    """Brightness, contrast, saturation and, where the recipe says so, the negative."""
    strength = recipe.colour
    if strength == 0:
        return picture
    if random.random() < recipe.invert:
        picture = 255 - picture
    contrast, saturation = 1 + strength * random.uniform(-1, 1, 2)
    brightness = 255 * strength * random.uniform(-0.5, 0.5)
    grey = picture.mean(axis=2, keepdims=True, dtype=np.float32)
    mean = np.float32(grey.mean())
    mixed = grey + (picture - grey) * np.float32(saturation)
    changed = (mixed - mean) * np.float32(contrast) + mean + np.float32(brightness)
    return np.asarray(np.clip(changed, 0, 255), dtype=np.uint8)


def random_view(samples: Sequence[Sample], index: int, recipe: Recipe, random: Generator) -> Sample:
    """One training example: a view of sample `index`, perhaps with objects of another, recoloured."""
    example = view(samples[index], recipe, random)
    if random.random() < recipe.paste:
        other = view(samples[int(random.integers(len(samples)))], recipe, random)
        example = paste(example, other, most=12, random=random)
    return Sample(recolour(example.picture, recipe, random), example.objects)
