"""The cursor of the keyboard: arrow keys move a cross over the picture, a key presses there as the mouse would.

What it does reaches the picture as mouse events, so every tool works with it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui.canvas.inputs import ARROWS
from annotator.ui.keys import Meaning

ARM, GAP = 15, 4  # logical pixels
FASTEST = 24
"""Logical pixels per repeat of a held arrow key; the first press goes one pixel."""
LEAP = 10
"""Times farther with Shift."""
_LEFT, _NO_BUTTON = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


class Cross(QWidget):
    """Lies over the picture, above everything that is drawn there; shown from the first arrow key to the mouse."""

    def __init__(self, picture: QWidget, meaning: Callable[[], Meaning], pan: Callable[[QPointF], object]) -> None:
        """`pan` moves the picture by logical pixels, where the cross would leave it."""
        super().__init__(picture)
        self._picture, self._meaning, self._pan = picture, meaning, pan
        self._speed = 0
        self._down = self._held = self._sends = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.resize(2 * ARM + 1, 2 * ARM + 1)
        self.hide()

    @property
    def place(self) -> QPointF | None:
        """Where it is on the picture's widget; None while it is not shown."""
        return QPointF(self.geometry().center()) if not self.isHidden() else None

    def pressed(self, event: QKeyEvent, start: QPointF | None) -> bool:
        """Whether this key was for the cross; `start` is where the mouse is."""
        if (way := ARROWS.get(Qt.Key(event.key()))) is not None:
            self._step(QPointF(*way), event, start)
            return True
        if self.isHidden():
            return False
        meaning = self._meaning()(event, "cross")
        if meaning == "press" and not event.isAutoRepeat() and not self._down:
            self._press(event)
        elif meaning == "hold" and not event.isAutoRepeat():
            self._held = not self._down
            self._press(event) if self._held else self._release(event)
        return meaning in ("press", "hold")

    def released(self, event: QKeyEvent) -> bool:
        """Whether this release of a key was for the cross."""
        if self.isHidden() or self._meaning()(event, "cross") != "press":
            return False
        if not event.isAutoRepeat() and self._down and not self._held:
            self._release(event)
        return True

    def toggle(self, start: QPointF) -> None:
        """Show it, or hide it."""
        self._come(start) if self.isHidden() else self.leave()

    def leave(self) -> None:
        """The mouse moved, or the keyboard went elsewhere."""
        if self._sends or self.isHidden():
            return
        if self._down:
            self._release(None)
        self.hide()

    def _step(self, way: QPointF, event: QKeyEvent, start: QPointF | None) -> None:
        if self.isHidden():
            self._come(start)
        self._speed = min(self._speed + 1, FASTEST) if event.isAutoRepeat() else 1
        far = self._speed * (LEAP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        self._go(self.geometry().center() + (way * far).toPoint(), event)

    def _come(self, start: QPointF | None) -> None:
        inside = start is not None and self._picture.rect().contains(start.toPoint())
        place = start if inside and start else QPointF(self._picture.rect().center())
        self.move(place.toPoint() - self.rect().center())
        self.show()

    def _go(self, wanted: QPoint, event: QKeyEvent) -> None:
        room = self._picture.rect().adjusted(ARM, ARM, -ARM, -ARM)
        place = QPoint(min(max(wanted.x(), room.left()), room.right()), min(max(wanted.y(), room.top()), room.bottom()))
        if place != wanted:
            self._pan(QPointF(place - wanted))
        self.move(place - self.rect().center())
        self._send(QEvent.Type.MouseMove, _NO_BUTTON, event)

    def _press(self, event: QKeyEvent) -> None:
        self._down = True
        self.update()
        self._send(QEvent.Type.MouseButtonPress, _LEFT, event)

    def _release(self, event: QKeyEvent | None) -> None:
        self._down = self._held = False
        self.update()
        self._send(QEvent.Type.MouseButtonRelease, _LEFT, event)

    def _send(self, kind: QEvent.Type, button: Qt.MouseButton, event: QKeyEvent | None) -> None:
        place = QPointF(self.geometry().center())
        there = QPointF(self._picture.mapToGlobal(place))
        keys = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier if event else Qt.KeyboardModifier.NoModifier
        if kind is QEvent.Type.MouseMove and not self._down:
            keys = Qt.KeyboardModifier.NoModifier  # Shift made it a leap
        held = _LEFT if self._down else _NO_BUTTON
        self._sends = True
        QApplication.sendEvent(self._picture, QMouseEvent(kind, place, there, button, held, keys))
        self._sends = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Black on white, so that it is seen on every picture; with a ring while it presses."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(ARM + 0.5, ARM + 0.5)
        for colour, width in ((QColor("white"), 3.0), (QColor("black"), 1.0)):
            painter.setPen(QPen(colour, width))
            for way in (QPointF(*one) for one in ARROWS.values()):
                painter.drawLine(middle + way * GAP, middle + way * (ARM - 1))
            if self._down:
                painter.drawEllipse(middle, GAP + 2, GAP + 2)
        painter.end()
