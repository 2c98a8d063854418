"""The whole picture in the corner of the canvas, with what is in view: a click or a drag goes there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QWheelEvent
from PySide6.QtWidgets import QWidget

from annotator.ui.canvas.picture_view import PictureView
from annotator.ui.canvas.viewport import Rect
from annotator.ui.theme import GRID, colours

LONGEST = 176
"""Logical pixels to its longer side."""

_LEAST_SHARE = 4
"""It never takes more of the canvas than one so manyeth of its width or height."""

_TINY = 6.0


class Minimap(QWidget):
    """There while it is wanted and some of the picture is out of view."""

    def __init__(self, canvas: PictureView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._wanted = True
        self._picture: QPixmap | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setToolTip("Click or drag to look elsewhere")
        canvas.view_changed.connect(self._follow)
        canvas.picture_changed.connect(self._forget)
        self.hide()

    def set_wanted(self, wanted: bool) -> None:
        """Whether it is to be there at all."""
        self._wanted = wanted
        self._follow()

    def _forget(self) -> None:
        self._picture = None
        self.update()

    def _follow(self) -> None:
        view, (width, height) = self._canvas.view, self._canvas.scenery.size
        whole = view.box_in_view((0, 0, width, height))
        inside = whole.clipped(view.rect.grown(1)) == whole
        there = self._wanted and not inside and self._canvas.scenery.pyramid is not None
        if there:
            self._place(width, height)
            self.update()
        self.setVisible(there)

    def _place(self, width: int, height: int) -> None:
        room = min(LONGEST, self._canvas.width() // _LEAST_SHARE), min(LONGEST, self._canvas.height() // _LEAST_SHARE)
        scale = min(room[0] / width, room[1] / height)
        across, down = max(GRID, round(width * scale)) + 2, max(GRID, round(height * scale)) + 2
        left, top = self._canvas.width() - across - GRID, self._canvas.height() - down - GRID
        if (left, top, across, down) != self.geometry().getRect():
            self.setGeometry(left, top, across, down)
            self._picture = None

    @property
    def _scale(self) -> float:
        """Logical pixels to an image pixel."""
        return (self.width() - 2) / max(1, self._canvas.scenery.size[0])

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, darker where it is not in view."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours().muted))
        inner = self.rect().adjusted(1, 1, -1, -1)
        if self._picture is None:
            ratio = self._canvas.ratio
            image = self._canvas.overview(round(max(inner.width(), inner.height()) * ratio))
            self._picture = QPixmap.fromImage(image)
        painter.drawPixmap(inner, self._picture)
        seen = self._seen()
        shade = QColor(0, 0, 0, 90)
        for beside in _around(QRectF(inner), seen):
            painter.fillRect(beside, shade)
        painter.setPen(QPen(QColor(0, 0, 0, 160), 3))
        painter.drawRect(seen)
        painter.setPen(QPen(QColor(255, 255, 255), 1))
        painter.drawRect(seen)
        painter.end()

    def _seen(self) -> QRectF:
        """What is in view, and large enough to be found."""
        view, scale = self._canvas.view, self._scale
        x0, y0, x1, y1 = (1 + value * scale for value in view.box_of(Rect(0, 0, view.width, view.height)))
        grow_x, grow_y = max(0.0, _TINY - (x1 - x0)) / 2, max(0.0, _TINY - (y1 - y0)) / 2
        seen = QRectF(QPointF(x0 - grow_x, y0 - grow_y), QPointF(x1 + grow_x, y1 + grow_y))
        return seen & QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)

    # going there

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Look there."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            at = (event.position() - QPointF(1, 1)) / self._scale
            width, height = self._canvas.scenery.size
            x, y = min(max(at.x(), 0.0), width), min(max(at.y(), 0.0), height)
            self._canvas.show_view(self._canvas.view.centred(self._canvas.view.scale, x, y))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """And there, while the button is held."""
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The canvas has nothing to do with it."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Two clicks are no more than one."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Nearer or farther from the middle of the view."""
        if event.angleDelta().y():
            self._canvas.zoom_in() if event.angleDelta().y() > 0 else self._canvas.zoom_out()
        event.accept()


def _around(whole: QRectF, hole: QRectF) -> list[QRectF]:
    """The four pieces of a rectangle beside a hole in it."""
    return [
        QRectF(whole.left(), whole.top(), whole.width(), hole.top() - whole.top()),
        QRectF(whole.left(), hole.bottom(), whole.width(), whole.bottom() - hole.bottom()),
        QRectF(whole.left(), hole.top(), hole.left() - whole.left(), hole.height()),
        QRectF(hole.right(), hole.top(), whole.right() - hole.right(), hole.height()),
    ]
