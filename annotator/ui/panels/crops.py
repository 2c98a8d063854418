"""What an instance looks like, cut out of its picture with its outline: made when a row is painted, and kept."""

from collections import OrderedDict
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

from annotator.core.annotations import Instance, Part
from annotator.core.geometry import Box, box_xyxy
from annotator.ui.images import image_of

Shrunk = Callable[[Box, int], tuple[NDArray[np.uint8], Box]]
"""About so many pixels to a side of what a picture shows in a box, and the box that they cover."""

SIDE = 28
KEPT = 1024
AROUND = 0.15
"""How much of the picture is shown around the instance, as a share of its longer side."""
CORNERS_AT_MOST = 64
"""More would not be seen at this size."""


class Crops:
    """The crops of one frame at a time."""

    def __init__(self) -> None:
        self._shrunk: Shrunk | None = None
        self._kept: OrderedDict[int, tuple[tuple[Part, ...], QPixmap]] = OrderedDict()

    def set_picture(self, shrunk: Shrunk | None) -> None:
        """Cut from this picture from now on; None while there is none."""
        self._shrunk = shrunk
        self._kept.clear()

    def get(self, one: Instance) -> QPixmap | None:
        """The crop of an instance; None where there is no picture yet."""
        if self._shrunk is None or not one.parts:
            return None
        known = self._kept.get(one.id)
        if known is None or known[0] is not one.parts:
            self._kept[one.id] = known = (one.parts, self._cut(self._shrunk, one.parts))
        self._kept.move_to_end(one.id)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return known[1]

    def _cut(self, shrunk: Shrunk, parts: tuple[Part, ...]) -> QPixmap:
        x0, y0, x1, y1 = box_xyxy(part.outer for part in parts)
        side = max(4.0, max(x1 - x0, y1 - y0) * (1 + 2 * AROUND))
        window = QRectF((x0 + x1 - side) / 2, (y0 + y1 - side) / 2, side, side)
        made = QPixmap(QSize(SIDE, SIDE))
        made.fill(QColor("#808080"))
        painter = QPainter(made)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.scale(SIDE / side, SIDE / side)
        painter.translate(-window.topLeft())
        self._draw_picture(painter, shrunk, window)
        pen = QPen(QColor("#ffffff"), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for part in parts:
            painter.drawPolygon(_polygon(part.outer))
        painter.end()
        return made

    def _draw_picture(self, painter: QPainter, shrunk: Shrunk, window: QRectF) -> None:
        cut, (x0, y0, x1, y1) = shrunk((window.left(), window.top(), window.right(), window.bottom()), 4 * SIDE)
        if cut.size:
            painter.drawImage(QRectF(x0, y0, x1 - x0, y1 - y0), image_of(cut))


def _polygon(ring: NDArray[np.float32]) -> QPolygonF:
    step = max(1, len(ring) // CORNERS_AT_MOST)
    return QPolygonF([QPointF(x, y) for x, y in ring[::step].tolist()])
