"""The score threshold: a histogram of the frame's proposals with the threshold as a line that is dragged."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from annotator.ui.pieces import label
from annotator.ui.state.document import Document
from annotator.ui.theme import GRID, colours

BINS = 40
STEP = 0.01
TIP = "Drag to hide proposals with a low score"


class Histogram(QWidget):
    """Paints itself; left of the line are the ghosts."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._bars: NDArray[np.intp] = np.zeros(BINS, np.intp)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setToolTip(TIP)
        self.setAccessibleName("Score threshold")

    def sizeHint(self) -> QSize:
        return QSize(200, 64)

    def count(self, scores: NDArray[np.float64]) -> None:
        """Show these scores, 0..1."""
        self._bars, _ = np.histogram(scores, BINS, (0.0, 1.0))
        self.update()

    def _ground(self) -> QRectF:
        return QRectF(self.rect()).adjusted(GRID, 4, -GRID, -6)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, ground, shade = QPainter(self), self._ground(), colours()
        threshold = self._document.showing.threshold
        width = ground.width() / BINS
        # the square root keeps a single proposal visible beside hundreds
        heights = np.sqrt(self._bars / max(1, int(self._bars.max()))) * ground.height()
        for place, height in enumerate(heights.tolist()):
            left = ground.left() + place * width
            above = (place + 0.5) / BINS >= threshold
            colour = QColor(shade.accent if above else shade.muted)
            colour.setAlphaF(1.0 if above else 0.45)
            if height > 0:
                painter.fillRect(QRectF(left, ground.bottom() - height, max(1.0, width - 1), height), colour)
        painter.fillRect(QRectF(ground.left(), ground.bottom(), ground.width(), 1), QColor(shade.line))
        x = ground.left() + threshold * ground.width()
        painter.fillRect(QRectF(x - 1, ground.top(), 2, ground.height() + 1), QColor(shade.text))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(shade.text))
        painter.drawEllipse(QPointF(x, ground.bottom() + 1), 5, 5)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            ground = self._ground()
            self._set((event.position().x() - ground.left()) / ground.width())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._document.keep_threshold()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -STEP, Qt.Key.Key_Right: STEP}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        self._set(self._document.showing.threshold + step)
        self._document.keep_threshold()

    def _set(self, threshold: float) -> None:
        self._document.set_threshold(round(min(1.0, max(0.0, threshold)), 2))


class ThresholdPanel(QWidget):
    """The histogram with what it means in words."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.histogram = Histogram(document)
        self._value, self._words = label("", "heading"), label("", "muted")
        head = QHBoxLayout()
        head.setContentsMargins(GRID, 0, GRID, 0)
        head.addWidget(label("Score threshold", "heading"))
        head.addStretch(1)
        head.addWidget(self._value)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, GRID)
        layout.setSpacing(GRID // 2)
        layout.addLayout(head)
        layout.addWidget(self.histogram)
        self._words.setContentsMargins(GRID, 0, GRID, 0)
        layout.addWidget(self._words)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._count)
        for signal in (document.frame_changed, document.edited, document.showing_changed, document.project_changed):
            signal.connect(lambda *_: self._later.start())
        self._count()

    def take_keys(self, shown: Callable[[str], str]) -> None:
        """Name these keys of actions from now on."""
        keys = [key for key in map(shown, ("threshold_down", "threshold_up")) if key]
        move = "move" if len(keys) > 1 else "moves"
        self.histogram.setToolTip(f"{TIP} ({' and '.join(keys)} {move} it, too)" if keys else TIP)

    def _count(self) -> None:
        loose = (one for one in self._document.instances.values() if one.untouched and not one.track)
        scores = np.array([one.score for one in loose if one.score is not None], np.float64)
        above = int(np.count_nonzero(scores >= self._document.showing.threshold))
        self.histogram.count(scores)
        self._value.setText(f"{self._document.showing.threshold:.2f}")
        ghosts = len(scores) - above
        self._words.setText(f"{above} shown, {ghosts} hidden" if len(scores) else "no proposals on this frame")
