"""The cursor on the picture while no button is down: where it is, what lies under it, and what a press would take."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from annotator.core.annotations import Instance
from annotator.core.gesture import Input, InputKind, Scene, Tool
from annotator.ui.canvas import hit
from annotator.ui.canvas.gestures import NOTHING
from annotator.ui.canvas.inputs import step
from annotator.ui.canvas.stage import Stage

_NOWHERE = QPointF(-1e6, -1e6)


class Pointer:
    """Looks at the outlines of a stage; showing what it finds is the canvas's affair."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self.place: QPointF | None = None
        """Logical pixels of the widget; None beside it."""
        self._over: Instance | None = None
        self.preview = NOTHING
        """What the tool has to show here."""

    def input(self, kind: InputKind) -> Input:
        """A step of a gesture that is made here, or outside of everything."""
        return step(kind, self.place or _NOWHERE, self._stage.view, self._stage.ratio)

    def hover(self, tool: Tool, scene: Scene, given: Input) -> None:
        """See what lies under the cursor."""
        outlines = self._stage.scenery.outlines
        outlined = hit.smallest_at(outlines, *given.at) if tool.cursor == "arrow" else None
        self._over = self.box_under(tool, scene, given) or outlined

    def look(self, tool: Tool, scene: Scene, given: Input) -> None:
        """See what a press would take."""
        self.preview = tool.hover(scene, given)

    def box_under(self, tool: Tool, scene: Scene, given: Input) -> Instance | None:
        """What came with a bounding box alone can be taken, too, but has no outline that tools could work on."""
        box = hit.box_at(self._stage.scenery.outlines, *given.at) if tool.cursor == "arrow" else None
        return box if box and tool.hover(scene, given).handles is None else None

    def still_over(self) -> Instance | None:
        """What was looked at last, unless it has changed since."""
        if self._over and self._stage.scenery.outlines.instance(self._over.id) is not self._over:
            self._over = None
        return self._over

    def values(self) -> tuple[int, int, tuple[float, ...]] | None:
        """The pixel under the cursor and what stands there in the file; None beside the picture."""
        view, ratio, pyramid = self._stage.view, self._stage.ratio, self._stage.scenery.pyramid
        if self.place is None or pyramid is None:
            return None
        x, y = (int(at // 1) for at in view.to_image(self.place.x() * ratio, self.place.y() * ratio))
        value = pyramid.value(x, y)
        return None if value is None else (x, y, value)

    def leave(self) -> None:
        """Nothing is under the cursor any more."""
        self.place = self._over = None

    def forget(self) -> None:
        """What was looked at meant another tool."""
        self._over, self.preview = None, NOTHING
