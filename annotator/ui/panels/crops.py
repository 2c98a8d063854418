"""What an instance looks like, cut out of its picture with its outline: made when a row is painted, and kept."""

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from annotator.core.annotations import Instance, Part
from annotator.core.geometry import box_xyxy
from annotator.ui.images import image_of

SIDE = 28
KEPT = 1024
AROUND = 0.15
"""How much of the picture is shown around the instance, as a share of its longer side."""
CORNERS_AT_MOST = 64
"""More would not be seen at this size."""


class Crops:
    """The crops of one frame at a time."""

    def __init__(self) -> None:
        self._pixels: NDArray[np.uint8] | None = None
        self._kept: OrderedDict[int, tuple[tuple[Part, ...], QPixmap]] = OrderedDict()

    def set_picture(self, pixels: NDArray[np.uint8] | None) -> None:
        """Cut from this picture from now on; None while there is none."""
        self._pixels = pixels
        self._kept.clear()

    def get(self, one: Instance) -> QPixmap | None:
        """The crop of an instance; None where there is no picture yet."""
        if self._pixels is None or not one.parts:
            return None
        known = self._kept.get(one.id)
        if known is None or known[0] is not one.parts:
            self._kept[one.id] = known = (one.parts, self._cut(self._pixels, one.parts))
        self._kept.move_to_end(one.id)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return known[1]

    def _cut(self, pixels: NDArray[np.uint8], parts: tuple[Part, ...]) -> QPixmap:
        x0, y0, x1, y1 = box_xyxy(part.outer for part in parts)
        side = max(4.0, max(x1 - x0, y1 - y0) * (1 + 2 * AROUND))
        window = QRectF((x0 + x1 - side) / 2, (y0 + y1 - side) / 2, side, side)
        made = QPixmap(QSize(SIDE, SIDE))
        made.fill(QColor("#808080"))
        painter = QPainter(made)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(SIDE / side, SIDE / side)
        painter.translate(-window.topLeft())
        self._draw_picture(painter, pixels, window)
        pen = QPen(QColor("#ffffff"), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for part in parts:
            painter.drawPolygon(_polygon(part.outer))
        painter.end()
        return made

    def _draw_picture(self, painter: QPainter, pixels: NDArray[np.uint8], window: QRectF) -> None:
        height, width = pixels.shape[:2]
        left, top = max(0, int(window.left())), max(0, int(window.top()))
        right, bottom = min(width, int(window.right()) + 1), min(height, int(window.bottom()) + 1)
        if right <= left or bottom <= top:
            return
        step = max(1, int(window.width() // (4 * SIDE)))
        cut = pixels[top:bottom:step, left:right:step]
        target = QRectF(left, top, cut.shape[1] * step, cut.shape[0] * step)
        painter.drawImage(target, image_of(cut))


def _polygon(ring: NDArray[np.float32]) -> QPolygonF:
    step = max(1, len(ring) // CORNERS_AT_MOST)
    return QPolygonF([QPointF(x, y) for x, y in ring[::step].tolist()])
