"""What the canvas shows of a document: the frame's picture and outlines, their colours, and how they are to look."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import numpy as np
from PySide6.QtGui import QColor

from annotator.core.annotations import Instance
from annotator.core.frames import Frame
from annotator.core.geometry import Box
from annotator.ui.canvas.backdrop import Backdrop
from annotator.ui.canvas.look import Bgr, Look
from annotator.ui.canvas.outlines import Outlines
from annotator.ui.canvas.picture import Pixels, Pyramid
from annotator.ui.canvas.plan import Plan
from annotator.ui.canvas.render import draw, is_smooth
from annotator.ui.canvas.scratch import Scratch
from annotator.ui.canvas.viewport import Rect, Viewport

_MANY = 500
"""Outlines in a view."""


class Scenery:
    """The frame that is on the screen, which is the document's until another one is asked for."""

    def __init__(self) -> None:
        self.frame: Frame | None = None
        self.pyramid: Pyramid | None = None
        self.outlines = Outlines()
        self.look = Look()
        self.colours: dict[int, QColor] = {}
        """Of each hue."""
        self._backdrop, self._scratch = Backdrop(), Scratch()
        self._plan = Plan(Viewport(0, 0), self.outlines, self.look)

    @property
    def size(self) -> tuple[int, int]:
        """Of the picture, in its own pixels."""
        if self.pyramid is not None:
            return self.pyramid.width, self.pyramid.height
        return self.frame.size if self.frame else (1, 1)

    def clear(self) -> None:
        """Show nothing."""
        self.frame, self.pyramid, self.outlines = None, None, Outlines()

    def colour(self, colours: dict[int, QColor]) -> None:
        """Draw each hue in its colour from now on."""
        self.colours = colours
        self.look = replace(self.look, colours={hue: bgr(colour) for hue, colour in colours.items()})

    def draw(self, into: Pixels, rect: Rect, view: Viewport) -> Iterator[None]:
        """What the layer is made of. Parts of a view are drawn in the manner that the whole was; what is known of how
        to draw that is kept."""
        part = into[rect.top : rect.bottom, rect.left : rect.right]
        if rect != view.rect:
            plan = Plan(view.cut(rect), self.outlines, self.look)
            return draw(part, plan, self._backdrop, self.look, self._scratch)
        self.look = replace(self.look, smooth=is_smooth(view, self.outlines))
        self._backdrop.turn_to(self.pyramid, view, self.look.picture)
        if not self._plan.holds(view, self.outlines, self.look):
            self._plan = Plan(view, self.outlines, self.look)
        return draw(part, self._plan, self._backdrop, self.look, self._scratch)

    def crowded(self, view: Viewport) -> bool:
        """Whether drawing all outlines in this view takes longer than a frame of the screen."""
        return self.outlines.count(view.box_of(view.rect)) > _MANY

    def overview(self, longest: int) -> Pixels | None:
        """The whole picture as it is shown, (height, width, 4), blue first, with at most this many pixels to a side;
        None where there is none."""
        if self.pyramid is None:
            return None
        width, height = self.size
        scale = min(1.0, longest / max(width, height))
        view = Viewport(max(1, round(width * scale)), max(1, round(height * scale)), scale)
        made = np.empty((view.height, view.width, 4), np.uint8)
        made.view(np.uint32)[..., 0] = int.from_bytes((*self.look.ground, 255), "little")
        self.pyramid.draw(made, view, self.look.picture)
        return made

    def instances(self, ids: Iterable[int]) -> tuple[Instance, ...]:
        """Those of these instances that are on the screen, in the order of their numbers."""
        return tuple(one for id in sorted(ids) if (one := self.outlines.instance(id)) is not None)


def bgr(colour: QColor) -> Bgr:
    """As OpenCV has it."""
    return colour.blue(), colour.green(), colour.red()


def joined(boxes: Iterable[Box], view: Viewport, margin: int) -> Rect:
    """The rectangle of the view around all these boxes of the image."""
    return view.box_in_view(around(boxes)).grown(margin)


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds all of these, of which there is at least one."""
    left, top, right, bottom = zip(*boxes, strict=True)
    return min(left), min(top), max(right), max(bottom)
