"""Masks that are being painted, drawn as the screen shows them: no outline is traced, and only where they have changed.

A dab on a mask of six million pixels costs what its own few thousand cost.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask, Mask
from annotator.ui.canvas.viewport import Rect, Viewport

_TINT = 0.18


def paint_masks(painter: QPainter, view: Viewport, masks: Iterable[LocalMask], colour: QColor, light: QColor,
                width: float) -> None:  # fmt: skip
    """Tint and edge of each mask in device pixels, where the painter is clipped to; the edge is `width` wide, with a
    light line on either side."""
    clip = painter.clipBoundingRect() if painter.hasClipping() else QRectF(0, 0, view.width, view.height)
    seen = Rect(int(clip.left()), int(clip.top()), int(clip.right()) + 1, int(clip.bottom()) + 1).clipped(view.rect)
    if seen.empty:
        return
    palette = _palette(colour, light)
    for mask in masks:
        pixels = palette[_classes(mask, view, seen, width)]
        image = QImage(pixels.data, seen.width, seen.height, 4 * seen.width,
                       QImage.Format.Format_ARGB32_Premultiplied)  # fmt: skip
        painter.drawImage(seen.left, seen.top, image)


def _palette(colour: QColor, light: QColor) -> NDArray[np.uint32]:
    """Nothing, a light line, the edge, a light line again, the inside; as Qt's premultiplied ARGB."""
    tint = [round(channel * _TINT) for channel in (255, colour.red(), colour.green(), colour.blue())]
    inside = int.from_bytes(tint, "big")
    return np.array([0, light.rgba(), colour.rgba(), light.rgba(), inside], np.uint32)


def _classes(mask: LocalMask, view: Viewport, seen: Rect, width: float) -> NDArray[np.uint8]:
    """For each pixel of a rectangle of the view, its place in the palette."""
    near, far = max(1, round(width / 2)), max(2, round(0.75 * width + 0.5))
    covered = _sampled(mask, view.cut(seen.grown(far))).view(np.uint8)
    around = cv2.dilate(covered, _square(far)) + cv2.dilate(covered, _square(near))
    inside = cv2.erode(covered, _square(near)) + cv2.erode(covered, _square(far))
    return np.asarray(around + inside, np.uint8)[far:-far, far:-far]


def _square(reach: int) -> NDArray[np.uint8]:
    return np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)


def _sampled(mask: LocalMask, view: Viewport) -> Mask:
    """Whether the mask covers the middle of each pixel of a view."""
    rows, columns = mask.mask.shape
    x, left, right = _within(view.left, view.width, view.scale, mask.x, columns)
    y, top, bottom = _within(view.top, view.height, view.scale, mask.y, rows)
    covered = np.zeros((view.height, view.width), bool)
    if left < right and top < bottom:
        part = mask.mask[:, x[0] : x[-1] + 1]
        covered[top:bottom, left:right] = part.take(y, axis=0).take(x - x[0], axis=1)
    return covered


def _within(start: int, count: int, scale: float, low: int, size: int) -> tuple[NDArray[np.intp], int, int]:
    """Along one axis, the mask's pixels under the view's, and the first and the last of the view's that have one."""
    under = np.floor((np.arange(start, start + count) + 0.5) / scale).astype(np.intp) - low
    first, last = np.searchsorted(under, [0, size]).tolist()
    return under[first:last], first, last
