"""The outlines themselves, many of one colour in one call; each thread draws what lies in its band alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

import numpy as np

from annotator.core.opencv import cv2
from annotator.ui.canvas.beside import shared
from annotator.ui.canvas.dashes import dashed
from annotator.ui.canvas.look import Look
from annotator.ui.canvas.outlines import SHIFT, DrawnRing
from annotator.ui.canvas.picture import Pixels
from annotator.ui.canvas.plan import Plan, Stroke

_SEAM = 0.3
"""How dark the seam under a line is, 0..1."""


class Lines:
    """Lines of one pixel need no order between colours, but marked ones lie above all others."""

    def __init__(self, part: Pixels, plan: Plan, look: Look) -> None:
        self._part, self._plan, self._look = part, plan, look

    def within(self, band: int) -> Iterator[None]:
        """Draw what lies in one band alone."""
        return self._draw(one for one in self._plan.strokes if one.band == band and not one.marked)

    def others(self) -> Iterator[None]:
        """Draw what lies across bands, and then what is marked."""
        yield from self._draw(one for one in self._plan.strokes if one.band is None and not one.marked)
        marked = [one for one in self._plan.strokes if one.marked]
        yield from shared(partial(self._draw, [one for one in marked if one.band == band])
                          for band in sorted({one.band for one in marked if one.band is not None}))  # fmt: skip
        yield from self._draw(one for one in marked if one.band is None)

    def shade(self, seams: Pixels) -> None:
        """A faint dark seam under the lines, so that a light one is seen on a light picture too; `seams` is a copy."""
        cv2.polylines(seams, self._plan.rings, True, (0, 0, 0, 255), self._look.line_px + 2, cv2.LINE_8, SHIFT)
        cv2.addWeighted(seams, _SEAM, self._part, 1 - _SEAM, 0, dst=self._part)

    def _draw(self, strokes: Iterable[Stroke]) -> Iterator[None]:
        part, look = self._part, self._look
        for stroke in strokes:
            colour, thickness = (*stroke.colour, 255), look.line_px + stroke.marked
            if not stroke.closed and thickness == 1 and not look.smooth:
                part.view(np.uint32)[..., 0][stroke.dots] = int.from_bytes(colour, "little")
            else:
                rings = stroke.rings if stroke.closed else self._dashes(stroke)
                line = cv2.LINE_AA if look.smooth else cv2.LINE_8
                cv2.polylines(part, rings, stroke.closed, colour, thickness, line, SHIFT)
            yield

    def _dashes(self, stroke: Stroke) -> list[DrawnRing]:
        return dashed(stroke.rings, self._part.shape[1], self._part.shape[0], self._look.line_px)
