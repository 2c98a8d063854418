"""Rulers along the upper and the left edge of the canvas, in the picture's pixels.

They lie beside the canvas, so that what moves on it never paints them; they are painted when the view moves.
"""

from __future__ import annotations

from math import ceil, floor, log10

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QStaticText
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from annotator.ui.canvas.picture_view import PictureView
from annotator.ui.theme import colours

_ROOM = 64
"""Logical pixels that a number has at least."""

_SHORT, _LONG = 4, 8
"""How long ticks are."""

_STEPS = 1, 2, 5, 10


def step_of(scale: float, room: float = _ROOM) -> int:
    """How many image pixels lie from number to number: 1, 2 or 5 times a power of ten, so that each has its room."""
    least = max(1.0, room / scale)
    ten = 10 ** floor(log10(least))
    return round(next(one * ten for one in _STEPS if one * ten >= least * 0.999))


def ticks(first: float, last: float, step: int) -> range:
    """The numbers between two places of the picture."""
    return range(ceil(first / step) * step, floor(last / step) * step + 1, step)


class Ruler(QWidget):
    """One edge of the canvas."""

    def __init__(self, canvas: PictureView, upright: bool) -> None:
        super().__init__()
        self._canvas, self._upright = canvas, upright
        self._texts: dict[int, QStaticText] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored
        self.setSizePolicy(*((fixed, free) if upright else (free, fixed)))
        font = self.font()
        font.setPointSizeF(max(6.0, font.pointSizeF() * 0.85))
        self.setFont(font)
        canvas.view_changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As thick as a line of small text and a tick."""
        side = self.fontMetrics().height() + _LONG - 2
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A tick for each number and some between; the picture's own extent is lighter."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours().window))
        long, thick = (self.height(), self.width()) if self._upright else (self.width(), self.height())
        if self._upright:  # as if it lay: x along the ruler, upwards; y across it
            painter.translate(0, long)
            painter.rotate(-90)
        view, ratio = self._canvas.view, self._canvas.ratio
        scale = view.scale / ratio
        corner = (view.top if self._upright else view.left) / ratio
        size = self._canvas.scenery.size[1 if self._upright else 0]

        def place(value: float) -> float:
            at = value * scale - corner
            return long - at if self._upright else at

        ends = sorted((place(0), place(size)))
        painter.fillRect(QRectF(ends[0], 0, ends[1] - ends[0], thick), QColor(colours().base))
        step = step_of(scale)
        first, last = corner / scale, (corner + long) / scale
        painter.setPen(QColor(colours().muted))
        small = step // 5 if step % 5 == 0 else step
        for value in ticks(first, last, max(1, small)):
            length = _LONG if value % step == 0 else _SHORT
            painter.drawLine(QPointF(place(value), thick - length), QPointF(place(value), thick))
        painter.setPen(QColor(colours().text))
        for value in ticks(first, last, step):
            text = self._text(value)
            width = text.size().width()
            start = place(value) + (-3 - width if self._upright else 3)
            if 0 <= start <= long - width:  # half a number is another number
                painter.drawStaticText(QPointF(start, 0), text)
        painter.setPen(QColor(colours().line))
        painter.drawLine(QPointF(0, thick - 0.5), QPointF(long, thick - 0.5))
        painter.end()

    def _text(self, value: int) -> QStaticText:
        if len(self._texts) > 500:
            self._texts.clear()
        if value not in self._texts:
            self._texts[value] = QStaticText(str(value))
        return self._texts[value]


class Ruled(QWidget):
    """A canvas with or without rulers."""

    def __init__(self, canvas: PictureView) -> None:
        super().__init__()
        self._rulers = Ruler(canvas, upright=False), Ruler(canvas, upright=True), QWidget()
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        across, down, corner = self._rulers
        layout.addWidget(corner, 0, 0)
        layout.addWidget(across, 0, 1)
        layout.addWidget(down, 1, 0)
        layout.addWidget(canvas, 1, 1)

    def set_ruled(self, ruled: bool) -> None:
        """Whether the rulers are there."""
        for one in self._rulers:
            one.setVisible(ruled)
