"""What one is to look at comes into sight: the view goes there, and no farther than it must."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from annotator.core.annotations import Ring
from annotator.core.geometry import Box, box_xyxy
from annotator.core.gesture import GRAB
from annotator.ui.canvas.scenery import around
from annotator.ui.canvas.stage import MOST_OVER_THE_LAYER, Stage


class Sight:
    """Moves the view of a stage."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._selected = stage.document.selection
        self._stays = False
        self.auto_zoom = False
        """Whether one instance that is to be seen fills the view."""

    @contextmanager
    def staying(self) -> Iterator[None]:
        """What is selected meanwhile is seen already."""
        self._stays = True
        try:
            yield
        finally:
            self._stays = False

    def follow(self, stays: bool) -> None:
        """The selection is another one now: what is new in it comes into sight, unless the view stays."""
        selection = self._stage.document.selection
        new, self._selected = selection - self._selected, selection
        if not self._stays and not stays:
            self.reveal(new)

    def reveal(self, ids: Collection[int]) -> None:
        """Bring instances into sight; many at once are no place to go to."""
        boxes = self._boxes(ids) if len(ids) <= MOST_OVER_THE_LAYER else []
        if boxes and self.auto_zoom and len(ids) == 1:
            self.fill_with(around(boxes))
        elif boxes:
            self._reveal_box(around(boxes))

    def reveal_corners(self, corners: Ring) -> None:
        """Bring corners into sight, with so much room around them that they can be worked on; the zoom stays."""
        room = 4 * GRAB * self._stage.ratio / self._stage.view.scale
        self._reveal_box(box_xyxy([corners - room, corners + room]))

    def zoom_onto(self, ids: Collection[int]) -> None:
        """Fill the view with instances, and some of what is around them."""
        if boxes := self._boxes(ids):
            self.fill_with(around(boxes))

    def fill_with(self, box: Box) -> None:
        """Fill the view with this box of the picture, and some of what is around it."""
        self._stage.show_view(self._stage.view.filled_by(box))

    def _boxes(self, ids: Collection[int]) -> list[Box]:
        return self._stage.scenery.outlines.boxes_of(ids) if self._stage.ready else []

    def _reveal_box(self, box: Box) -> None:
        view = self._stage.view.revealing(box, self._stage.ratio)
        if view != self._stage.view:
            self._stage.show_view(view)
