"""What lies over the layer at this moment: what is hovered, selected or being changed."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPainter

from annotator.core.gesture import Preview
from annotator.ui.canvas.differing import changed_rects
from annotator.ui.canvas.hues import hue
from annotator.ui.canvas.overlay import REACH, Overlay, Shown
from annotator.ui.canvas.picture_view import logical_rect
from annotator.ui.canvas.pointer import Pointer
from annotator.ui.canvas.stage import MOST_OVER_THE_LAYER, Stage
from annotator.ui.theme import colours


class Over:
    """Only what differs from before is painted anew."""

    def __init__(self, stage: Stage, pointer: Pointer) -> None:
        self._stage, self._pointer = stage, pointer
        self._overlay, self.shown = Overlay(), Shown()

    def show(self, gesture: Preview | None, corners: bool) -> None:
        """Show this preview of a gesture, or else what is under the cursor; and the corners of what is selected."""
        before, self.shown = self.shown, self._now(gesture, corners)
        for rect in changed_rects(before, self.shown, self._stage.view):
            self._stage.update(logical_rect(rect, self._stage.ratio, REACH))

    def paint(self, painter: QPainter) -> None:
        """In logical pixels."""
        stage = self._stage
        self._overlay.paint(painter, stage.view, stage.ratio, self.shown, stage.scenery.colours)

    def _now(self, gesture: Preview | None, corners: bool) -> Shown:
        stage, hovered = self._stage, self._pointer.still_over()
        selection = stage.document.selection if stage.ready else frozenset()
        few = selection if len(selection) <= MOST_OVER_THE_LAYER else frozenset()
        accent = QColor(colours().accent)
        return Shown(
            hovered=hovered if gesture is None and hovered and hovered.id not in selection else None,
            selected=stage.scenery.instances(few),
            corners=corners or bool(stage.tried),
            preview=self._pointer.preview if gesture is None else gesture,
            colour=stage.scenery.colours.get(self._hue(gesture), accent),
            accent=accent,
            line=stage.line_width,
        )

    def _hue(self, gesture: Preview | None) -> int:
        """Of what the gesture changes, or else of what it would draw."""
        changed = self._stage.scenery.instances(gesture.hides) if gesture else ()
        return hue(changed[0]) if changed else self._stage.document.categories.current
