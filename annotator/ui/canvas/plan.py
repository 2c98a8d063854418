"""What is drawn of the outlines in a view, sorted for the calls that draw it: good as long as only other looks change.

Drawing is done in bands, which two threads can share.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.ui.canvas.dashes import dotted
from annotator.ui.canvas.look import GREY, Bgr, Look
from annotator.ui.canvas.outlines import DrawnRing, DrawnRings, Kind, Outlines, Rows
from annotator.ui.canvas.viewport import Viewport

OVERHANG = 6
"""Device pixels that an outline may reach out of its box."""

LARGE = 200_000
"""Pixels of a view that two threads draw sooner than one."""

_BANDS = 2
"""Of more of them, more masks would lie on the edges and be filled twice."""

_AT_ONCE = 1000
"""Rows that are laid out, and lines that are drawn, between two stops."""

_FILLED_AT_ONCE = 250
"""Masks that one call fills."""

_MANY = 100
"""Outlines that are drawn sooner by two threads than by one."""

_ACROSS = -1
"""In place of a band's number: in none of them alone."""

_MARK: Bgr = (255, 255, 255)
_DASHED = (Kind.PROPOSAL, Kind.BOX, Kind.REJECTED)

Labels = NDArray[np.uint8] | NDArray[np.uint16]


class Band(NamedTuple):
    """Rows of a view's pixels, the bottom not included."""

    top: int
    bottom: int

    def across(self, view: Viewport) -> tuple[float, float]:
        """From where to where it reaches down the picture."""
        return (view.top + self.top) / view.scale, (view.top + self.bottom) / view.scale


class Fill(NamedTuple):
    """Masks of one colour that do not overlap: one call fills them."""

    number: int
    """Of the colour in the palette, from 1 on."""
    masks: int
    rings: list[DrawnRing]


@dataclass(eq=False, kw_only=True)
class Stroke:
    """Outlines that one call can draw."""

    colour: Bgr
    kind: Kind
    marked: bool
    band: int | None
    """The number of the band that they lie in alone."""
    rings: list[DrawnRing]
    view: Viewport

    @property
    def closed(self) -> bool:
        """Whether their lines are, which are dashes otherwise."""
        return self.kind not in _DASHED

    @cached_property
    def dots(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """The pixels of dashes that are one pixel wide; worked out by the thread that draws them."""
        return dotted(self.rings, self.view.width, self.view.height)


class Hatch(NamedTuple):
    """A crowd."""

    colour: Bgr
    rings: list[DrawnRing]


class Plan:
    """Worked out when it is first drawn, in the steps of `make`."""

    def __init__(self, view: Viewport, outlines: Outlines, look: Look) -> None:
        self.view, self._outlines, self._look, self._version = view, outlines, look, outlines.version
        self._is_made = False
        self.bands = _bands_of(view)
        self.rings: list[DrawnRing] = []
        self.palette: list[Bgr] = []
        self.hatches: list[Hatch] = []
        self.strokes: list[Stroke] = []
        self.fills: list[list[Fill]] = []
        """Of each band, from the lowest up."""
        self.labelled: set[int] = set()
        """The bands whose `labels` are known."""

    def holds(self, view: Viewport, outlines: Outlines, look: Look) -> bool:
        """Whether this is what there is to draw in a view, too."""
        known = self._look
        return (
            (view, outlines, outlines.version) == (self.view, self._outlines, self._version)
            and (look.hidden, look.marked) == (known.hidden, known.marked)
            and (look.smooth, look.colours) == (known.smooth, known.colours)
        )

    @cached_property
    def labels(self) -> Labels:
        """(height, width): the colour's number of the highest mask that covers each pixel, 0 where there is none; of
        use to the next drawing too, as filling takes longer than all else."""
        shape = self.view.height, self.view.width
        return np.empty(shape, np.uint8) if len(self.palette) <= 255 else np.empty(shape, np.uint16)

    def make(self) -> Iterator[None]:
        """Work it out, unless that is done."""
        if self._is_made:
            return
        outlines, look = self._outlines, self._look
        rows = outlines.touching(self.view.box_of(self.view.rect.grown(OVERHANG)))
        rows = outlines.without(rows, look.hidden)
        rings: list[DrawnRing] = []
        counts = [np.zeros(0, np.intp)]
        for start in range(0, len(rows), _AT_ONCE):
            some = outlines.drawn(rows[start : start + _AT_ONCE], self.view)
            rings += some.rings
            counts.append(some.counts)
            yield
        drawn = DrawnRings(rings, np.concatenate(counts))
        self.strokes = list(self._strokes(drawn, rows))
        yield
        hues, numbers = np.unique(outlines.hues[rows], return_inverse=True)
        self.palette = [look.colours.get(hue, GREY) for hue in hues.tolist()]
        kinds = outlines.kinds[rows]
        crowds, filled = np.flatnonzero(kinds == Kind.CROWD), np.flatnonzero(kinds <= Kind.PROPOSAL)
        crowded, ends = drawn.at(crowds)
        self.hatches = [Hatch(self.palette[number], crowded[start:end])
                        for number, start, end in zip(numbers[crowds], ends, ends[1:], strict=False)]  # fmt: skip
        fills = []
        for each in self._fills(drawn, rows[filled], filled, numbers[filled] + 1):
            fills.append(each)
            yield
        self.rings, self.fills, self._is_made = rings, fills, True

    def _fills(self, drawn: DrawnRings, rows: Rows, places: Rows, numbers: Rows) -> Iterator[list[Fill]]:
        """Of each band; rows come with their places in what is drawn and their colours' numbers."""
        ranks = self._outlines.ranks(rows)
        order = np.lexsort((numbers, ranks))
        rows, places, numbers, ranks = rows[order], places[order], numbers[order], ranks[order]
        for band in self.bands:
            inside = self._outlines.between(rows, *band.across(self.view), 2 / self.view.scale)
            yield list(_filled(*drawn.at(places[inside]), numbers[inside], ranks[inside]))

    def _strokes(self, drawn: DrawnRings, rows: Rows) -> Iterator[Stroke]:
        outlines, look, bands = self._outlines, self._look, len(self.bands)
        marked = np.array([id in look.marked for id in outlines.ids(rows)]) if look.marked else 0
        keys = ((outlines.hues[rows] * len(Kind) + outlines.kinds[rows]) * 2 + marked) * (bands + 1)
        found, number = np.unique(keys + self._alone(rows) + 1, return_inverse=True)
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
            for first in range(start, end, _AT_ONCE):
                yield Stroke(colour=colour, kind=Kind(kind), marked=bool(rest % 2), band=band - 1 if band else None,
                             rings=in_order[first : min(end, first + _AT_ONCE)], view=self.view)  # fmt: skip
            start = end

    def _alone(self, rows: Rows) -> NDArray[np.intp]:
        """The number of the band in which each row lies alone."""
        if len(self.bands) == 1 or len(rows) < _MANY or self._look.smooth:  # antialiased lines read what is there
            return np.full(len(rows), _ACROSS)
        margin = OVERHANG / self.view.scale
        reached = [self._outlines.between(rows, *band.across(self.view), margin) for band in self.bands]
        alone: NDArray[np.intp] = np.where(np.sum(reached, axis=0) == 1, np.argmax(reached, axis=0), _ACROSS)
        return alone


def _filled(rings: list[DrawnRing], ends: list[int], numbers: Rows, ranks: NDArray[np.float64]) -> Iterator[Fill]:
    """Masks of one rank and colour after the other together; those up to each one have so many rings."""
    other = (np.diff(ranks, prepend=-np.inf) != 0) | (np.diff(numbers, prepend=0) != 0)
    for start, end in pairwise([*np.flatnonzero(other).tolist(), len(numbers)]):
        number = int(numbers[start])
        for first in range(start, end, _FILLED_AT_ONCE):
            last = min(end, first + _FILLED_AT_ONCE)
            yield Fill(number, last - first, rings[ends[first] : ends[last]])


def _bands_of(view: Viewport) -> list[Band]:
    """What two threads can share."""
    count = _BANDS if view.width * view.height > LARGE else 1
    edges = [view.height * number // count for number in range(count + 1)]
    return [Band(*each) for each in pairwise(edges)]
