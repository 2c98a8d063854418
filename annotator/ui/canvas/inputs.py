"""Qt's mouse events as the steps of a gesture."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent

from annotator.core.gesture import GRAB, Input, InputKind, Point
from annotator.ui.canvas.viewport import Viewport

NO_KEYS = Qt.KeyboardModifier.NoModifier
ARROWS = {
    Qt.Key.Key_Left: Point(-1, 0),
    Qt.Key.Key_Right: Point(1, 0),
    Qt.Key.Key_Up: Point(0, -1),
    Qt.Key.Key_Down: Point(0, 1),
}
"""Where each points to, y down."""


def step(kind: InputKind, place: QPointF, view: Viewport, ratio: float,
         keys: Qt.KeyboardModifier = NO_KEYS) -> Input:  # fmt: skip
    """A step at a place of the widget in logical pixels."""
    return Input(
        kind=kind,
        at=view.to_image(place.x() * ratio, place.y() * ratio),
        grab_px=GRAB * ratio / view.scale,
        shift=bool(keys & Qt.KeyboardModifier.ShiftModifier),
        ctrl=bool(keys & Qt.KeyboardModifier.ControlModifier),
        alt=bool(keys & Qt.KeyboardModifier.AltModifier),
    )


def of_mouse(kind: InputKind, event: QMouseEvent, view: Viewport, ratio: float) -> Input:
    """A step where the mouse is."""
    return step(kind, event.position(), view, ratio, event.modifiers())
