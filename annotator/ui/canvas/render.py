"""Drawing a rectangle of the layer: the picture, the tint of the masks, the outlines.

OpenCV draws into the layer's pixels: ten thousand outlines cost it about 12 ms where QPainter took 46 ms, and the tint
of all masks is one blend, so masks that overlap do not grow darker. Drawing is a generator that stops every few
hundred outlines, so that whoever drives it can stop for input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from annotator.core.opencv import cv2
from annotator.ui.canvas.beside import Beside
from annotator.ui.canvas.dashes import dashed
from annotator.ui.canvas.manner import USUAL, Manner
from annotator.ui.canvas.outlines import SHIFT, DrawnRing, DrawnRings, Kind, Outlines, Rows
from annotator.ui.canvas.picture import Pixels
from annotator.ui.canvas.scratch import Scratch
from annotator.ui.canvas.tint import tint
from annotator.ui.canvas.viewport import Rect, Viewport

Bgr = tuple[int, int, int]

_CHUNK = 250
_SMOOTH_UP_TO = 400
"""Outlines in a view that are drawn antialiased; more of them are too small and too many for it to matter."""

_SEAM = 0.3
"""How dark the seam under a line is, 0..1."""

_OVERHANG = 6
"""Device pixels that an outline may reach out of its box."""


_MANY = 100
"""Outlines that are drawn sooner by two threads than by one."""

_LARGE = 200_000
"""Pixels: while so many of the picture are drawn, what comes over it can be worked out."""


class Picture(Protocol):
    """What lies under the outlines."""

    def draw(self, into: Pixels, view: Viewport, manner: Manner) -> None:
        """Paint what the view shows; what lies beside the picture stays as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the layer is to look. Colours are blue, green, red."""

    ground: Bgr = (32, 32, 32)
    colours: Mapping[int, Bgr] = field(default_factory=dict)
    """Of each hue."""
    fill: float = 0.25
    """How strongly masks are tinted, 0..1."""
    line_px: int = 1
    smooth: bool = True
    """Antialiased lines with a dark seam, for views of few outlines."""
    manner: Manner = USUAL
    """Of the picture itself."""
    faded: bool = False
    """Only the picture."""
    raw: bool = False
    """Only the picture, and as it was decoded."""
    hurried: bool = False
    """Only the picture, because it changes faster than so many outlines can be drawn."""
    hidden: frozenset[int] = frozenset()
    """Instances that something else draws."""
    marked: frozenset[int] = frozenset()
    """A selection of too many instances to draw each over the layer."""

    @property
    def bare(self) -> bool:
        """Whether nothing is drawn over the picture."""
        return self.faded or self.raw or self.hurried

    @property
    def picture(self) -> Manner:
        """How the picture is drawn now."""
        return self.manner.raw if self.raw else self.manner


class _Stroke(NamedTuple):
    colour: Bgr
    kind: Kind
    marked: bool


_GREY: Bgr = (160, 160, 160)
_MARK: Bgr = (255, 255, 255)
_DASHED = (Kind.PROPOSAL, Kind.BOX, Kind.REJECTED)


def is_smooth(view: Viewport, outlines: Outlines) -> bool:
    """Whether there are few enough outlines in this view to draw them antialiased."""
    return len(outlines.touching(view.box_of(view.rect))) <= _SMOOTH_UP_TO


def draw(into: Pixels, rect: Rect, view: Viewport, pyramid: Picture | None, outlines: Outlines, look: Look,
         scratch: Scratch) -> Iterator[None]:  # fmt: skip
    """Draw the rectangle of the view into the layer's (height, width, 4) pixels."""
    part, view = into[rect.top : rect.bottom, rect.left : rect.right], view.cut(rect)
    part.view(np.uint32)[..., 0] = int.from_bytes((*look.ground, 255), "little")
    if pyramid is None or look.bare or view.width * view.height < _LARGE:
        if pyramid is not None:
            pyramid.draw(part, view, look.picture)
        yield from _over_it(part, view, outlines, look, scratch, lambda: None)
        return
    picture = Beside(partial(pyramid.draw, part, view, look.picture))
    try:
        yield from _over_it(part, view, outlines, look, scratch, picture.finish)
        picture.finish()
    finally:
        picture.leave()


def _over_it(part: Pixels, view: Viewport, outlines: Outlines, look: Look, scratch: Scratch,
             picture: Callable[[], object]) -> Iterator[None]:  # fmt: skip
    """What lies over the picture, which is there when `picture` returns."""
    yield
    rows = outlines.touching(view.box_of(view.rect.grown(_OVERHANG)))
    rows = outlines.without(rows, look.hidden)
    if look.bare or len(rows) == 0:
        return
    rings: list[DrawnRing] = []
    counts: list[NDArray[np.intp]] = []
    for start in range(0, len(rows), _CHUNK):
        some = outlines.drawn(rows[start : start + _CHUNK], view)
        rings += some.rings
        counts.append(some.counts)
        yield
    drawn = DrawnRings(rings, np.concatenate(counts))
    if look.fill > 0:
        yield from tint(part, view, drawn, rows, outlines, look.fill, look.colours, _GREY, scratch, picture)
    picture()
    if look.smooth:
        with scratch.copy_of(part) as seams:
            _shade(part, seams, rings, look)
        yield
    yield from _lines(part, drawn, rows, outlines, look)


def _shade(part: Pixels, seams: Pixels, rings: list[DrawnRing], look: Look) -> None:
    """A faint dark seam under the lines, so that a light one is seen on a light picture too."""
    cv2.polylines(seams, rings, True, (0, 0, 0, 255), look.line_px + 2, cv2.LINE_8, SHIFT)
    cv2.addWeighted(seams, _SEAM, part, 1 - _SEAM, 0, dst=part)


def _lines(part: Pixels, drawn: DrawnRings, rows: Rows, outlines: Outlines, look: Look) -> Iterator[None]:
    line = cv2.LINE_AA if look.smooth else cv2.LINE_8
    for stroke, rings in _by_stroke(drawn, rows, outlines, look):
        thickness = look.line_px + stroke.marked
        colour = (*(_MARK if stroke.marked else stroke.colour), 255)
        draw = partial(_polylines, part, look.line_px if stroke.kind in _DASHED else 0, colour, thickness, line)
        for start in range(0, len(rings), 4 * _CHUNK):
            some = rings[start : start + 4 * _CHUNK]
            if look.smooth or len(some) < _MANY:  # antialiased lines read what is there, so they take turns
                draw(some)
            else:
                half = Beside(partial(draw, some[::2]))
                draw(some[1::2])
                half.finish()
            yield


def _polylines(part: Pixels, dashes_px: int, colour: tuple[int, ...], thickness: int, line: int,
               rings: list[DrawnRing]) -> None:  # fmt: skip
    pieces = dashed(rings, part.shape[1], part.shape[0], dashes_px) if dashes_px and rings else rings
    cv2.polylines(part, pieces, not dashes_px, colour, thickness, line, SHIFT)


def _by_stroke(drawn: DrawnRings, rows: Rows, outlines: Outlines, look: Look,
               ) -> list[tuple[_Stroke, list[DrawnRing]]]:  # fmt: skip
    """All rings that one call can draw; lines of one pixel need no order between colours."""
    marked = np.isin(rows, outlines.rows_of(look.marked))
    keys = (outlines.hues[rows] * len(Kind) + outlines.kinds[rows]) * 2 + marked
    strokes, number = np.unique(np.repeat(keys, drawn.counts), return_inverse=True)
    ends = np.cumsum(np.bincount(number)).tolist()
    in_order = list(map(drawn.rings.__getitem__, np.argsort(number, kind="stable").tolist()))
    groups = [in_order[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    named = [_stroke(key, look) for key in strokes.tolist()]
    return sorted(zip(named, groups, strict=True), key=lambda one: one[0].marked)


def _stroke(key: int, look: Look) -> _Stroke:
    hue, kind = divmod(key // 2, len(Kind))
    colour = _GREY if kind == Kind.REJECTED else look.colours.get(hue, _GREY)
    return _Stroke(colour, Kind(kind), bool(key % 2))
