"""How often each value is in the picture, and the window on them, whose ends can be dragged."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from annotator.core.adjustment import CHANNELS, PLAIN, Adjustment, Channel, Window
from annotator.media.picture import default_window
from annotator.ui.theme import colours

BINS = 128
_GRAB = 8
"""Logical pixels."""
_ROOM = 0.25
"""Beside the numbers, of their span."""

_INKS = {"red": "#e05252", "green": "#3fa34d", "blue": "#4a7dff"}
_LUMA = np.array([0.299, 0.587, 0.114])


def extent_of(samples: NDArray[Any]) -> Window:
    """Where the numbers are, and some room beside them: a few hot pixels are beyond; all of 0 to 255 for 8 bits."""
    if samples.dtype == np.uint8:
        return Window(0, 255)
    real = samples[np.isfinite(samples)] if samples.dtype.kind == "f" else samples
    least, largest = (float(real.min()), float(real.max())) if real.size else (0.0, 1.0)
    low, high = default_window(samples)
    room = _ROOM * (high - low)
    low, high = max(least, low - room), min(largest, high + room)
    return Window(low, high if high > low else low + 1.0)


def _holding(extent: Window, window: Window) -> Window:
    return Window(min(extent.low, window.low), max(extent.high, window.high))


def counts_of(samples: NDArray[Any], extent: Window, channel: Channel = "all") -> dict[str, NDArray[np.float64]]:
    """For each ink the shares of the picture, 0..1 for the highest column, in `BINS` columns from end to end.

    What lies beyond an end is in the column there.
    """
    if samples.shape[2] == 1 or channel == "grey" or (samples == samples[..., :1]).all():
        grey = samples[..., 0] if samples.shape[2] == 1 else samples @ _LUMA
        parts = {"": grey}
    else:
        named = dict(zip(CHANNELS[1:4], np.moveaxis(samples, 2, 0), strict=True))
        parts = {channel: named[channel]} if channel in named else dict(named)
    finite = {ink: some[np.isfinite(some)] for ink, some in parts.items()}
    found = {ink: np.histogram(some.clip(*extent), BINS, extent)[0].astype(float) for ink, some in finite.items()}
    # a black border or a bright sky must not flatten all the rest
    highest = max(float(np.percentile(one, 98)) or float(one.max()) for one in found.values()) or 1.0
    return {ink: np.sqrt((one / highest).clip(0, 1)) for ink, one in found.items()}


class Histogram(QWidget):
    """Drag an end of the window, or the window itself."""

    dragged = Signal(object)
    """The Window while it is on its way."""
    dropped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setToolTip("Drag what is shown as black, what as white, or both")
        self.extent, self.window_ = Window(0, 255), Window(0, 255)
        self._whole = self.extent
        self._samples: NDArray[Any] = np.zeros((1, 1, 3), np.uint8)
        self._adjustment = PLAIN
        self._counts: dict[str, NDArray[np.float64]] = {}
        self._taken: tuple[float, float] | None = None
        """How far the ends of the window that is dragged are from the cursor; NaN for an end that stays."""

    def sizeHint(self) -> QSize:
        return QSize(256, 80)

    def set_picture(self, samples: NDArray[Any]) -> None:
        """Take (rows, columns, channels) numbers of a picture."""
        self._samples, self._whole = samples, extent_of(samples)
        self.extent = _holding(self._whole, self.window_)
        self._count()

    def show_adjustment(self, adjustment: Adjustment, own: Window) -> None:
        """Show where the window is, and the curve within it."""
        before = self._adjustment.channel, self.extent
        self._adjustment, self.window_ = adjustment, adjustment.window or own
        if self._taken is None:  # nothing is to move under the hand
            self.extent = _holding(self._whole, self.window_)
        if before != (adjustment.channel, self.extent):
            self._count()
        self.update()

    def _count(self) -> None:
        self._counts = counts_of(self._samples, self.extent, self._adjustment.channel)
        self.update()

    # places

    def _x(self, value: float) -> float:
        low, high = self.extent
        return (min(max(value, low), high) - low) / (high - low) * (self.width() - 1) + 0.5

    def _value(self, x: float) -> float:
        low, high = self.extent
        return low + (x - 0.5) / max(1, self.width() - 1) * (high - low)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        there = QRectF(self.rect())
        painter.fillRect(there, QColor(colours().window))
        for ink, shares in self._counts.items():
            colour = QColor(_INKS.get(ink, colours().muted))
            colour.setAlpha(150)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawPolygon(self._columns(shares))
        left, right = self._x(self.window_.low), self._x(self.window_.high)
        shade = QColor(colours().base)
        shade.setAlpha(170)
        painter.fillRect(QRectF(0, 0, left, there.height()), shade)
        painter.fillRect(QRectF(right, 0, there.width() - right, there.height()), shade)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(colours().text), 1))
        painter.drawPolyline(self._curve(left, right))
        painter.setPen(QPen(QColor(colours().accent), 2))
        for x in (left, right):
            x = min(max(x, 1.0), there.width() - 1)
            painter.drawLine(QPointF(x, 0), QPointF(x, there.height()))
        painter.end()

    def _columns(self, shares: NDArray[np.float64]) -> QPolygonF:
        width, height = self.width(), self.height()
        points = [QPointF(0, height)]
        for number, share in enumerate(shares.tolist()):
            points.append(QPointF((number + 0.5) / BINS * width, height - share * (height - 2)))
        return QPolygonF([*points, QPointF(width, height)])

    def _curve(self, left: float, right: float) -> QPolygonF:
        shares = np.linspace(0, 1, 64)
        heights = self.height() - 1 - self._adjustment.curve(shares) / 255 * (self.height() - 2)
        inside = [QPointF(left + share * (right - left), y)
                  for share, y in zip(shares.tolist(), heights.tolist(), strict=True)]  # fmt: skip
        return QPolygonF([QPointF(0, inside[0].y()), *inside, QPointF(self.width(), inside[-1].y())])

    # dragging

    def _grab(self, x: float) -> tuple[float, float] | None:
        left, right = self._x(self.window_.low), self._x(self.window_.high)
        value, no = self._value(x), float("nan")
        to_left, to_right = abs(x - left), abs(x - right)
        if min(to_left, to_right) <= _GRAB:
            low_end = to_left < to_right or (to_left == to_right and x < left)
            return (self.window_.low - value, no) if low_end else (no, self.window_.high - value)
        if left < x < right:
            return self.window_.low - value, self.window_.high - value
        return None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._taken = self._grab(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._taken is None:
            grab = self._grab(x)
            both = grab is not None and grab[0] == grab[0] and grab[1] == grab[1]
            shape = Qt.CursorShape.SizeAllCursor if both else Qt.CursorShape.SplitHCursor
            self.setCursor(Qt.CursorShape.ArrowCursor if grab is None else shape)
            return
        value, (low, high) = self._value(x), self._taken
        moved = [now if by != by else value + by for now, by in zip(self.window_, (low, high), strict=True)]
        step = (self.extent.high - self.extent.low) / 1000
        if low != low:
            moved[1] = min(max(moved[1], moved[0] + step), self.extent.high)
        elif high != high:
            moved[0] = max(min(moved[0], moved[1] - step), self.extent.low)
        self.dragged.emit(Window(*moved))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._taken is not None:
            self._taken = None
            self.dropped.emit()
