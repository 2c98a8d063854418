"""A widget that shows a scenery through a viewport: zooming, panning, painting the layer. It knows no tools."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QCursor,
    QFocusEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from annotator.ui.canvas.cross import Cross
from annotator.ui.canvas.layer import Layer, logical
from annotator.ui.canvas.picture import Pixels
from annotator.ui.canvas.scenery import Scenery
from annotator.ui.canvas.viewport import NOWHERE, Rect, Viewport
from annotator.ui.keys import Meaning, table_meaning
from annotator.ui.theme import colours

SLICE_S = 0.006
"""How long the layer is drawn at a time, so that input never waits longer than a frame of the screen."""

_ZOOM_STEP = 1.25
_COARSE = 1024
"""Pixels to a side of what a zoom out shows where nothing was drawn yet."""

_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class PictureView(QWidget):
    """Wheel zooms at the cursor; middle drag, or left drag with Space held, pans."""

    zoom_changed = Signal(float)
    view_changed = Signal()
    """The picture lies elsewhere on the screen, or at another scale."""
    picture_changed = Signal()
    """The picture looks different, or is another one."""
    cursor_moved = Signal(object)
    """(x, y, values) in whole image pixels, the values as they stand in the file; None beside the picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.scenery = Scenery()
        self.layer = Layer(self.scenery.draw)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.work)
        self._fitted = True
        self._panned_from: QPointF | None = None
        self.meaning: Meaning = table_meaning
        self.cross = Cross(self, lambda: self.meaning, self._pan_by)
        self._space = False
        self._size = self.scenery.size
        self._coarse: QImage | None = None
        """The whole picture; made when it is needed."""
        self._pictured = False
        self._framed = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # what is shown

    @property
    def view(self) -> Viewport:
        """Where the picture lies now."""
        return self.layer.view

    @property
    def ratio(self) -> float:
        """Device pixels per logical pixel."""
        return float(self.devicePixelRatioF())

    def show_view(self, view: Viewport, fitted: bool = False) -> None:
        """Look at the picture like this."""
        before, self._fitted = self.view.scale, fitted
        self.layer.show(view.held(*self.scenery.size))
        self.update()
        self.go_on()
        self.view_changed.emit()
        if self.view.scale != before:
            self.zoom_changed.emit(self.view.scale)

    def show_scenery(self) -> None:
        """The scenery is another one: keep what is seen until the new one is drawn, then show it whole."""
        view, same = self.coming_view(self.scenery.size), self._keeps_place(self.scenery.size)
        self._pictured = self.scenery.pyramid is not None
        self._size = self.scenery.size
        before, self._fitted = self.view.scale, not same
        self.layer.replace(view.held(*self._size))
        self.coarse_changed()
        self.go_on()
        self.view_changed.emit()
        if self.view.scale != before:
            self.zoom_changed.emit(self.view.scale)

    def coming_view(self, size: tuple[int, int]) -> Viewport:
        """How a picture of this size will be looked at: where the last one was, or else whole."""
        return self._device_view() if self._keeps_place(size) else self._device_view().fitted(*size)

    def _keeps_place(self, size: tuple[int, int]) -> bool:
        return self._pictured and size == self._size and not self._fitted

    def coarse_changed(self) -> None:
        """The picture as a whole looks different."""
        self._coarse = None
        self.picture_changed.emit()

    def overview(self, longest: int) -> QImage:
        """The whole picture as it is shown, at most this many pixels to a side; null where there is none."""
        pixels = self.scenery.overview(longest)
        return QImage() if pixels is None else _image(pixels)

    def redraw(self, rect: Rect | None = None) -> None:
        """Something in this rectangle of the view looks different now; everywhere, if None."""
        self.layer.redraw(rect)
        self.work()

    def work(self) -> None:
        """One slice of drawing, or of what drawing will need; more follows when there is time."""
        if self.layer.busy:
            changed = self.layer.work(SLICE_S)
            if not changed.empty:
                self.update(logical(changed, self.ratio))
            self.go_on()
        elif self.scenery.outlines.thin_some(self.view.scale):
            self.go_on()
        else:
            self._timer.stop()

    def go_on(self) -> None:
        """Work as soon as there is nothing else to do."""
        if not self._timer.isActive():
            self._timer.start()

    def _device_view(self) -> Viewport:
        width, height = round(self.width() * self.ratio), round(self.height() * self.ratio)
        return self.view.resized(max(1, width), max(1, height))

    # zoom

    def fit(self) -> None:
        """The whole picture in the view."""
        self.show_view(self.view.fitted(*self.scenery.size), fitted=True)

    def zoom_to(self, scale: float) -> None:
        """This many device pixels to an image pixel, around the cross or the middle of the view."""
        at = (self.cross.place or QPointF(self.rect().center())) * self.ratio
        self.show_view(self.view.zoomed(scale, at.x(), at.y()))

    def zoom_in(self) -> None:
        """One step nearer."""
        self.zoom_to(self.view.scale * _ZOOM_STEP)

    def zoom_out(self) -> None:
        """One step farther."""
        self.zoom_to(self.view.scale / _ZOOM_STEP)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom with the image point under the cursor staying there."""
        steps = event.angleDelta().y() / 120
        place = event.position() * self.ratio
        if steps and self.scenery.pyramid is not None:
            self.show_view(self.view.zoomed(self.view.scale * _ZOOM_STEP**steps, place.x(), place.y()))
        event.accept()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted picture stays fitted; otherwise its middle stays in the middle."""
        view = self._device_view()
        self.show_view(view.fitted(*self.scenery.size) if self._fitted else view, self._fitted)
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        """As large as there is room for."""
        return QSize(960, 640)

    # panning

    def _pan_by(self, by: QPointF) -> None:
        self.show_view(self.view.panned(round(by.x() * self.ratio), round(by.y() * self.ratio)))

    def pan_pressed(self, event: QMouseEvent) -> bool:
        """Whether this press begins a pan."""
        with_space = event.button() is Qt.MouseButton.LeftButton and self._space
        if event.button() is not Qt.MouseButton.MiddleButton and not with_space:
            return False
        self._panned_from = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)
        return True

    def pan_moved(self, event: QMouseEvent) -> bool:
        """Whether this move was a pan's."""
        if self._panned_from is None:
            return False
        by = (event.position() - self._panned_from) * self.ratio
        dx, dy = round(by.x()), round(by.y())
        self._panned_from += QPointF(dx, dy) / self.ratio
        if dx or dy:
            self.show_view(self.view.panned(dx, dy))
        return True

    def pan_released(self, event: QMouseEvent) -> bool:
        """Whether this release ends a pan."""
        if self._panned_from is None or event.button() not in (Qt.MouseButton.MiddleButton, Qt.MouseButton.LeftButton):
            return False
        self._panned_from = None
        self.show_cursor()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the cross; a key that is held turns the mouse's cursor into a hand."""
        if self.cross.pressed(event, QPointF(self.mapFromGlobal(QCursor.pos()))):
            return
        if self.meaning(event, "mouse") != "pan":
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self._space = True
            self.show_cursor()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """And back."""
        if self.cross.released(event):
            return
        if self.meaning(event, "mouse") != "pan":
            super().keyReleaseEvent(event)
        elif not event.isAutoRepeat():
            self._space = False
            self.show_cursor()

    def toggle_cross(self) -> bool:
        """The keyboard here, and its cross where the mouse is, or gone; whether it is shown now."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.cross.toggle(QPointF(self.mapFromGlobal(QCursor.pos())))
        return self.cross.place is not None

    def show_cursor(self) -> None:
        """The cursor that says what a press would do."""
        if self._panned_from is None:
            self.setCursor(Qt.CursorShape.OpenHandCursor if self._space else self.tool_cursor())

    def tool_cursor(self) -> Qt.CursorShape:
        """Where Space is not held."""
        return Qt.CursorShape.ArrowCursor

    # focus

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever came by keyboard sees where he is."""
        self._framed = event.reason() in _BY_KEYBOARD
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Let go of Space: its release goes elsewhere."""
        self.cross.leave()
        self._framed = self._space = False
        self.show_cursor()
        self.update()
        super().focusOutEvent(event)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The layer, then what lies over it."""
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        self.layer.paint(painter, self.ratio, self._beneath)
        if not self.layer.held:
            self.paint_over(painter)
        if self._framed:
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def paint_over(self, painter: QPainter) -> None:
        """For those who draw over the layer."""

    def _beneath(self, painter: QPainter) -> None:
        """Something for where a zoom out shows what was never drawn."""
        blue, green, red = self.scenery.look.ground
        painter.fillRect(self.rect(), QColor(red, green, blue))
        if self._coarse is None:
            self._coarse = self.overview(_COARSE)
        if not self._coarse.isNull():
            place = self.view.to_image(0, 0)
            scale = self.view.scale / self.ratio
            width, height = self.scenery.size
            target = QRectF(-place.x * scale, -place.y * scale, width * scale, height * scale)
            painter.drawImage(target, self._coarse)


def _image(pixels: Pixels) -> QImage:
    """A copy that Qt owns."""
    rows, columns = pixels.shape[:2]
    return QImage(pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32).copy()


def logical_rect(rect: Rect, ratio: float, reach: int = 0) -> QRect:
    """What to update for a rectangle of device pixels; nothing for nowhere."""
    return QRect() if rect == NOWHERE else logical(rect, ratio).adjusted(-reach, -reach, reach, reach)
