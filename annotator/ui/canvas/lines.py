"""The outlines themselves, many of one colour in one call, and which of them each thread may draw by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.opencv import cv2
from annotator.ui.canvas.beside import shared
from annotator.ui.canvas.dashes import dashed
from annotator.ui.canvas.look import GREY, Bgr, Look
from annotator.ui.canvas.outlines import SHIFT, DrawnRing, DrawnRings, Kind, Outlines, Rows
from annotator.ui.canvas.picture import Pixels
from annotator.ui.canvas.tint import Band
from annotator.ui.canvas.viewport import Viewport

OVERHANG = 6
"""Device pixels that an outline may reach out of its box."""

_CHUNK = 1000
_MANY = 100
"""Outlines that are drawn sooner by two threads than by one."""

_ACROSS = -1
"""In place of a band's number: in none of them alone."""

_SEAM = 0.3
"""How dark the seam under a line is, 0..1."""

_MARK: Bgr = (255, 255, 255)
_DASHED = (Kind.PROPOSAL, Kind.BOX, Kind.REJECTED)


class _Stroke(NamedTuple):
    """What one call can draw."""

    colour: Bgr
    kind: Kind
    marked: bool
    band: int
    rings: list[DrawnRing]


class Lines:
    """Lines of one pixel need no order between colours, but marked ones lie above all others."""

    def __init__(self, part: Pixels, view: Viewport, drawn: DrawnRings, rows: Rows, outlines: Outlines, look: Look,
                 bands: list[Band]) -> None:  # fmt: skip
        self._part, self._look, self._rings, self._bands = part, look, drawn.rings, range(len(bands))
        alone = len(bands) > 1 and len(rows) >= _MANY and not look.smooth  # antialiased lines read what is there
        within = _bands_of(rows, view, outlines, bands) if alone else np.full(len(rows), _ACROSS)
        self._strokes = list(_strokes(drawn, rows, outlines, look, within, len(bands)))

    def within(self, band: int) -> Iterator[None]:
        """Draw what lies in one band alone."""
        return self._draw(one for one in self._strokes if one.band == band and not one.marked)

    def others(self) -> Iterator[None]:
        """Draw what lies across bands, and then what is marked."""
        yield from self._draw(one for one in self._strokes if one.band == _ACROSS and not one.marked)
        marked = [one for one in self._strokes if one.marked]
        yield from shared(partial(self._draw, [one for one in marked if one.band == band])
                          for band in sorted({one.band for one in marked} - {_ACROSS}))  # fmt: skip
        yield from self._draw(one for one in marked if one.band == _ACROSS)

    def shade(self, seams: Pixels) -> None:
        """A faint dark seam under the lines, so that a light one is seen on a light picture too; `seams` is a copy."""
        cv2.polylines(seams, self._rings, True, (0, 0, 0, 255), self._look.line_px + 2, cv2.LINE_8, SHIFT)
        cv2.addWeighted(seams, _SEAM, self._part, 1 - _SEAM, 0, dst=self._part)

    def _draw(self, strokes: Iterable[_Stroke]) -> Iterator[None]:
        look, line = self._look, cv2.LINE_AA if self._look.smooth else cv2.LINE_8
        for stroke in strokes:
            colour, thickness = (*stroke.colour, 255), look.line_px + stroke.marked
            for start in range(0, len(stroke.rings), _CHUNK):
                rings, closed = stroke.rings[start : start + _CHUNK], stroke.kind not in _DASHED
                if not closed:
                    rings = dashed(rings, self._part.shape[1], self._part.shape[0], look.line_px)
                cv2.polylines(self._part, rings, closed, colour, thickness, line, SHIFT)
                yield


def _bands_of(rows: Rows, view: Viewport, outlines: Outlines, bands: list[Band]) -> NDArray[np.intp]:
    """The number of the band in which each row lies alone."""
    reached = [outlines.between(rows, *band.across(view), OVERHANG / view.scale) for band in bands]
    alone: NDArray[np.intp] = np.where(np.sum(reached, axis=0) == 1, np.argmax(reached, axis=0), _ACROSS)
    return alone


def _strokes(drawn: DrawnRings, rows: Rows, outlines: Outlines, look: Look, within: NDArray[np.intp], bands: int,
             ) -> Iterator[_Stroke]:  # fmt: skip
    marked = np.isin(rows, outlines.rows_of(look.marked)) if look.marked else 0
    keys = ((outlines.hues[rows] * len(Kind) + outlines.kinds[rows]) * 2 + marked) * (bands + 1) + within + 1
    found, number = np.unique(keys, return_inverse=True)
    if len(found) < 1 << 16:
        number = number.astype(np.uint16)  # which are sorted much faster
    number = np.repeat(number, drawn.counts)
    in_order = list(map(drawn.rings.__getitem__, np.argsort(number, kind="stable").tolist()))
    start = 0
    for key, end in zip(found.tolist(), np.cumsum(np.bincount(number)).tolist(), strict=True):
        rest, band = divmod(key, bands + 1)
        hue, kind = divmod(rest // 2, len(Kind))
        colour = GREY if kind == Kind.REJECTED else look.colours.get(hue, GREY)
        colour = _MARK if rest % 2 else colour
        yield _Stroke(colour, Kind(kind), bool(rest % 2), band - 1, in_order[start:end])
        start = end
