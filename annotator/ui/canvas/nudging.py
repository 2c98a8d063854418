"""Arrow keys nudge what is marked or selected; taps in a row, and a key that is held, are one gesture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from annotator.core.gesture import Point
from annotator.ui.canvas.inputs import ARROWS

TAPS_MS = 1000
"""Arrow keys that are pressed again within this time go on with the same nudge."""

_FAR = 10
"""Times farther an arrow key nudges with Shift."""


class Nudging(QObject):
    """`nudge` gets how far to move things, image pixels; `keep` is called once, when no more is to come."""

    def __init__(
        self, nudge: Callable[[Point], object], keep: Callable[[], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.going_on = False
        """Whether more taps would go on with the same nudge."""
        self._nudge, self._keep = nudge, keep
        self._pause = QTimer(self, singleShot=True, interval=TAPS_MS)
        self._pause.timeout.connect(self.end)

    def pressed(self, event: QKeyEvent) -> bool:
        """Whether this key was an arrow, which has nudged."""
        way = ARROWS.get(Qt.Key(event.key()))
        if way is None:
            return False
        self._pause.stop()
        self.going_on = True
        far = _FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self._nudge(Point(way.x * far, way.y * far))
        return True

    def released(self, event: QKeyEvent) -> None:
        """Keys that are held say that they are pressed again and again; a nudge ends a while after they are up."""
        if self.going_on and event.key() in ARROWS and not event.isAutoRepeat():
            self._pause.start()

    def make_way(self) -> None:
        """Something else begins, which ends a nudge unless an arrow key is down."""
        if self._pause.isActive():
            self.end()

    def end(self) -> None:
        """What the nudges have come to is meant."""
        self._pause.stop()
        if self.going_on:
            self.going_on = False
            self._keep()
