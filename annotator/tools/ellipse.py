"""An ellipse as a polygon: drag its box, or click two opposite corners."""

from __future__ import annotations

from typing import Literal

import numpy as np

from annotator.core.annotations import Ring, ring
from annotator.core.gesture import Gesture, Input, Point, Preview, Scene
from annotator.tools.drawing import spanned
from annotator.tools.inside import within_picture
from annotator.tools.snapping import caught

_DEVIATION_PX = 0.1
"""How far the outline may lie within the ellipse."""
_FEWEST, _MOST = 12, 240


class DrawEllipse:
    """Like a box; Shift makes it a circle."""

    name = "ellipse"
    label = "Ellipse"
    shortcut = "O"
    icon = "mdi6.ellipse-outline"
    cursor: Literal["arrow", "cross"] = "cross"
    tip = "Drag the box around an ellipse, or click two opposite corners; Shift makes a circle"

    @within_picture
    def gesture(self, scene: Scene, event: Input) -> Gesture:
        return (yield from spanned("Draw ellipse", scene, event, lambda *ends: _ellipse(scene, *ends)))

    def hover(self, scene: Scene, event: Input) -> Preview:
        return Preview(snap=caught(scene, event))


def _ellipse(scene: Scene, start: Point, end: Input) -> Ring:
    across = np.subtract(end.at, start)
    if end.shift:
        room = np.where(across < 0, start, np.subtract((scene.width, scene.height), start))
        across = np.where(across < 0, -1, 1) * min(np.abs(across).max(), room.min())
    radii = np.abs(across) / 2
    turn = np.linspace(0, 2 * np.pi, _vertices(float(radii.max())), endpoint=False)
    made = start + across / 2 + radii * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return ring(np.clip(made, 0, (scene.width, scene.height)))


def _vertices(radius: float) -> int:
    """As many as keep every edge within the deviation of the arc, a multiple of four so that the box is filled."""
    half_turn = np.arccos(1 - min(_DEVIATION_PX / max(radius, 1e-6), 1.0))
    return int(np.clip(4 * np.ceil(np.pi / half_turn / 4), _FEWEST, _MOST))
