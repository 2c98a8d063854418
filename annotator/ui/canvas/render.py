"""Drawing a rectangle of the layer: the picture, the tint of the masks, the outlines.

OpenCV draws into the layer's pixels: ten thousand outlines cost it about 12 ms where QPainter took 46 ms, and the tint
of all masks is one blend, so masks that overlap do not grow darker. Drawing is a generator that stops every few
hundred outlines, so that whoever drives it can stop for input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

import numpy as np

from annotator.ui.canvas.beside import Beside, shared
from annotator.ui.canvas.lines import Lines
from annotator.ui.canvas.look import Look
from annotator.ui.canvas.manner import Manner
from annotator.ui.canvas.outlines import Outlines
from annotator.ui.canvas.picture import Pixels
from annotator.ui.canvas.plan import LARGE, Plan
from annotator.ui.canvas.scratch import Scratch
from annotator.ui.canvas.tint import tint
from annotator.ui.canvas.viewport import NOWHERE, Rect, Viewport

_SMOOTH_UP_TO = 400
"""Outlines in a view that are drawn antialiased; more of them are too small and too many for it to matter."""

_AT_ONCE = 520_000
"""Pixels of the picture that are drawn between two stops: another view waits for so many."""


class Picture(Protocol):
    """What lies under the outlines."""

    def place_in(self, view: Viewport) -> Rect:
        """Where in the view it is seen; empty where it is not."""

    def draw(self, into: Pixels, view: Viewport, manner: Manner) -> None:
        """Paint what the view shows; what lies beside the picture stays as it is."""


def is_smooth(view: Viewport, outlines: Outlines) -> bool:
    """Whether there are few enough outlines in this view to draw them antialiased."""
    return outlines.count(view.box_of(view.rect)) <= _SMOOTH_UP_TO


def draw(part: Pixels, plan: Plan, under: Picture, look: Look, scratch: Scratch) -> Iterator[None]:
    """Draw what the plan's view shows into its (height, width, 4) pixels."""
    view = plan.view
    _surround(part, under.place_in(view), look)
    if look.bare or view.width * view.height < LARGE:
        yield from _pictured(part, view, under, look)
        yield from _over_it(part, plan, look, scratch, lambda: None)
        return
    picture = Beside(partial(_pictured, part, view, under, look))
    try:
        yield from _over_it(part, plan, look, scratch, picture.finish)
        picture.finish()
    finally:
        picture.leave()


def _surround(part: Pixels, picture: Rect, look: Look) -> None:
    """Paint the ground beside the picture, and where its edge is, which is rounded for each strip by itself."""
    ground = int.from_bytes((*look.ground, 255), "little")
    left, top, right, bottom = NOWHERE if (inner := picture.grown(-1)).empty else inner
    pixels = part.view(np.uint32)[..., 0]
    for beside in (pixels[:top], pixels[bottom:], pixels[top:bottom, :left], pixels[top:bottom, right:]):
        beside[...] = ground


def _pictured(part: Pixels, view: Viewport, under: Picture, look: Look) -> Iterator[None]:
    rows = max(1, _AT_ONCE // max(1, view.width))
    for top in range(0, view.height, rows):
        strip = Rect(0, top, view.width, min(top + rows, view.height))
        under.draw(part[strip.top : strip.bottom], view.cut(strip), look.picture)
        yield


def _over_it(part: Pixels, plan: Plan, look: Look, scratch: Scratch,
             picture: Callable[[], object]) -> Iterator[None]:  # fmt: skip
    """What lies over the picture, which is there when `picture` returns."""
    yield
    if look.bare:
        return
    yield from plan.make()
    if not plan.rings:
        return
    lines = Lines(part, plan, look)
    if look.fill > 0:
        yield from tint(part, plan, look, scratch, picture, lines.within)
    else:
        picture()
        yield from shared(partial(lines.within, number) for number in range(len(plan.bands)))
    if look.smooth:
        with scratch.copy_of(part) as seams:
            lines.shade(seams)
        yield
    yield from lines.others()
