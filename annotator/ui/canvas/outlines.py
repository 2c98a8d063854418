"""All outlines of the frame as one table: a row for each part, boxes in one array, fewer corners for each zoom octave.

Nothing here is per-instance Qt: finding what a view needs is four comparisons over an array, and a row's corners are
thinned out only when a view at that zoom first needs them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from itertools import chain, islice, repeat
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance, Part, State
from annotator.core.geometry import Box, rectangle
from annotator.core.tracks import is_interpolated
from annotator.ui.canvas.hues import hue
from annotator.ui.canvas.ranks import between, ranks_of
from annotator.ui.canvas.thinned import Thinned, before, runs
from annotator.ui.canvas.viewport import Viewport

Rows = NDArray[np.intp]
DrawnRing = NDArray[np.int32]
"""(N, 2) int32, sixteenths of a device pixel."""


class DrawnRings(NamedTuple):
    """What to draw for some rows: their rings one after the other, and how many each row has.

    Flat, because a list for each of ten thousand rows would wake the garbage collector in the middle of a redraw.
    """

    rings: list[DrawnRing]
    counts: NDArray[np.intp]

    def at(self, places: NDArray[np.intp]) -> tuple[list[DrawnRing], list[int]]:
        """The rings of rows by their places here, in this order, and how many come before each row and in all."""
        numbers = runs(before(self.counts)[places], self.counts[places])
        ends = np.cumsum(self.counts[places]).tolist()
        return list(map(self.rings.__getitem__, numbers.tolist())), [0, *ends]


SHIFT = 4
"""Bits of a drawn ring's fraction, as OpenCV's drawing takes it."""

_TOLERANCE = 0.8
"""Device pixels at an octave's largest scale, so 0.4 to 0.8 on the screen."""

_EXACT_FROM = 3
"""From this octave on, a scale above 4, every corner counts."""

_OCTAVES_KEPT = 4
_FEW = 500
"""Rows that are ranked quicker than all are."""

_AT_ONCE = 500
"""Rows that are thinned out within two milliseconds."""

_NOWHERE = (np.inf, np.inf, -np.inf, -np.inf)


class Kind(IntEnum):
    """How a row is drawn."""

    HUMAN = 0
    PROPOSAL = 1
    CROWD = 2
    BOX = 3
    """No outline came with it, only the bounding box of an imported record."""
    REJECTED = 4
    """Shown only where a person asks for it: grey dashes."""


def octave_of(scale: float) -> int:
    """The octave that a scale is in, 0 for a half (not included) to 1."""
    return int(np.ceil(np.log2(scale) - 1e-9))


class Outlines:
    """The table; a row that is let go is nowhere and is used again."""

    def __init__(self, instances: Iterable[Instance] = ()) -> None:
        self._boxes = np.full((256, 4), _NOWHERE, np.float32)
        self._ids = np.zeros(256, np.int64)
        self.hues = np.zeros(256, np.int64)
        self.kinds = np.zeros(256, np.uint8)
        self._levels = np.zeros(256, np.int64)
        self._ranks = np.zeros(256, np.float64)
        self._ranked = True
        """Whether all ranks hold."""
        self._order: Rows | None = None
        """All rows from the lowest to the highest; None where that is out of date."""
        self._parts: list[Part | None] = [None] * 256
        self._free = list(range(255, -1, -1))
        self.version = 0
        """Another after each change."""
        self._instances: dict[int, Instance] = {}
        self._rows: dict[int, list[int]] = {}
        """Of each instance, by its id."""
        self._thinned: dict[int, Thinned] = {}
        self.put(instances)
        self.ranks(self._everything())

    def __len__(self) -> int:
        return len(self._instances)

    def sync(self, visible: Mapping[int, Instance], ids: Iterable[int] | None = None) -> list[Box]:
        """Take over what has changed, of these ids or of all; the boxes in which something looks different now."""
        looked_at = set(ids) if ids is not None else self._instances.keys() | visible.keys()
        changed = [id for id in looked_at if self.instance(id) is not visible.get(id)]
        kept = [id for id in changed if self._is_as_drawn(id, visible.get(id))]
        self._restyle([visible[id] for id in kept])
        moved = set(changed).difference(kept)
        before = self.boxes_of(changed)
        self.drop(moved)
        self.put(visible[id] for id in changed if id in moved and id in visible)
        return before + self.boxes_of(moved)

    def _is_as_drawn(self, id: int, one: Instance | None) -> bool:
        """Whether only the colour or the kind of line may differ, so that its thinned out corners are still good."""
        known = self.instance(id)
        return known is not None and one is not None and bool(one.parts) and known.parts is one.parts

    def _restyle(self, instances: Sequence[Instance]) -> None:
        self._change()
        for one in instances:
            self._instances[one.id] = one
            for row in self._rows[one.id]:
                self._ranked &= bool(self._levels[row] == one.level)
                self.hues[row], self.kinds[row], self._levels[row] = hue(one), _kind(one), one.level

    def _change(self) -> None:
        self._order = None
        self.version += 1

    def instance(self, id: int) -> Instance | None:
        """The instance as the table has it."""
        return self._instances.get(id)

    def boxes_of(self, ids: Iterable[int]) -> list[Box]:
        """The boxes of the rows of these instances."""
        rows = self.rows_of(ids)
        return [(x0, y0, x1, y1) for x0, y0, x1, y1 in self._boxes[rows].tolist()]

    def rows_of(self, ids: Iterable[int]) -> Rows:
        """The rows of these instances."""
        return np.array([row for id in ids for row in self._rows.get(id, ())], np.intp)

    def drop(self, ids: Iterable[int]) -> None:
        """Take these instances out."""
        self._change()
        for id in ids:
            self._instances.pop(id, None)
            rows = self._rows.pop(id, [])
            self._free += rows
            for row in rows:
                self._boxes[row] = _NOWHERE
                self._parts[row] = None
                for octave in self._thinned.values():
                    octave.drop(row)

    def put(self, instances: Iterable[Instance]) -> None:
        """Take these instances in."""
        self._change()
        ones = list(instances)
        each = [one.parts or drawn_parts(one) for one in ones]
        parts, counts = list(chain.from_iterable(each)), [*map(len, each)]
        taken, ids = self._taken(parts), [one.id for one in ones]
        self._instances.update(zip(ids, ones, strict=True))
        self._rows.update(zip(ids, _in_lists(taken, counts), strict=True))
        if not taken:
            return
        rows = np.array(taken)
        outer = [part.outer for part in parts]
        starts = np.cumsum([0, *map(len, outer[:-1])])
        points = np.concatenate(outer)
        self._boxes[rows, :2] = np.minimum.reduceat(points, starts)
        self._boxes[rows, 2:] = np.maximum.reduceat(points, starts)
        self._ids[rows] = np.repeat(ids, counts)
        self.hues[rows] = np.repeat([hue(one) for one in ones], counts)
        self.kinds[rows] = np.repeat(np.fromiter(map(_kind, ones), np.uint8), counts)
        self._levels[rows] = np.repeat([one.level for one in ones], counts)
        self._rank(taken)

    def _taken(self, parts: list[Part]) -> list[int]:
        """A row for each of the parts."""
        while len(self._free) < len(parts):
            self._grow()
        kept = len(self._free) - len(parts)
        rows, self._free = self._free[:kept - 1 if kept else None:-1], self._free[:kept]
        for row, part in zip(rows, parts, strict=True):
            self._parts[row] = part
        return rows

    def _grow(self) -> None:
        size = len(self._parts)
        self._boxes = np.concatenate([self._boxes, np.full((size, 4), _NOWHERE, np.float32)])
        self._ids, self.hues, self.kinds, self._levels = (
            np.concatenate([column, np.zeros_like(column)])
            for column in (self._ids, self.hues, self.kinds, self._levels)
        )
        self._parts += [None] * size
        self._ranks = np.concatenate([self._ranks, np.zeros(size)])
        self._free = list(range(2 * size - 1, size - 1, -1)) + self._free

    def touching(self, box: Box) -> Rows:
        """The rows whose boxes touch this one, from the lowest to the highest: by level, then small above large."""
        touches = self._touches(box)
        if self._order is None and np.count_nonzero(touches) < _FEW:
            return self._from_below(np.flatnonzero(touches))
        order = self._everything()
        rows: Rows = order[touches[order]]
        return rows

    def count(self, box: Box) -> int:
        """How many rows touch this box."""
        return int(np.count_nonzero(self._touches(box)))

    def _touches(self, box: Box) -> NDArray[np.bool_]:
        x0, y0, x1, y1 = self._boxes.T
        touches: NDArray[np.bool_] = (x0 <= box[2]) & (x1 >= box[0]) & (y0 <= box[3]) & (y1 >= box[1])
        return touches

    def _everything(self) -> Rows:
        """All rows from the lowest to the highest."""
        if self._order is None:
            self._order = self._from_below(np.flatnonzero(self._boxes[:, 0] <= self._boxes[:, 2]))
        return self._order

    def _from_below(self, found: Rows) -> Rows:
        x0, y0, x1, y1 = self._boxes[found].T
        rows: Rows = found[np.lexsort((-(x1 - x0) * (y1 - y0), self._levels[found]))]
        return rows

    def ranks(self, rows: Rows) -> NDArray[np.float64]:
        """Ranks as `ranks_of` has them of these rows, which are given from the lowest to the highest."""
        if not self._ranked and len(rows) < _FEW:
            return ranks_of(self._boxes[rows])
        if not self._ranked:
            everything = self._everything()
            self._ranks[everything] = ranks_of(self._boxes[everything])
            self._ranked = True
        return self._ranks[rows]

    def _rank(self, rows: list[int]) -> None:
        """New rows find their places among the others; where that cannot be, all are ranked anew when it matters."""
        self._ranked &= len(rows) < _FEW // 10
        for number, row in enumerate(rows if self._ranked else ()):
            x0, y0, x1, y1 = self._boxes[row].tolist()
            near = self.touching((x0, y0, x1, y1))
            near = near[(near == row) | ~np.isin(near, rows[number:])]
            [place] = np.flatnonzero(near == row).tolist()
            rank = between(self._ranks[near[:place]], self._ranks[near[place + 1 :]])
            if rank is None:
                self._ranked = False
                return
            self._ranks[row] = rank

    def between(self, rows: Rows, top: float, bottom: float, margin: float) -> NDArray[np.bool_]:
        """Which rows reach into a band across the picture."""
        reach: NDArray[np.bool_] = (self._boxes[rows, 1] <= bottom + margin) & (self._boxes[rows, 3] >= top - margin)
        return reach

    def ids(self, rows: Rows) -> list[int]:
        """The instance of each row."""
        numbers: list[int] = self._ids[rows].tolist()
        return numbers

    def at_rows(self, rows: Rows) -> list[Instance]:
        """The instances of these rows, each once."""
        return [self._instances[id] for id in dict.fromkeys(self.ids(rows))]

    def without(self, rows: Rows, hidden: Iterable[int]) -> Rows:
        """The rows less those of some instances."""
        left: Rows = rows[~np.isin(rows, self.rows_of(hidden))] if hidden else rows
        return left

    def drawn(self, rows: Rows, view: Viewport) -> DrawnRings:
        """What to draw for each row in this view."""
        thinned = self._octave_at(view.scale)
        self._thin(rows, thinned)
        corners, lengths, counts = thinned.of(rows)
        placed = corners.view(np.complex64) * np.float64(view.scale * (1 << SHIFT))  # pairs are moved far faster so
        placed -= complex(view.left << SHIFT, view.top << SHIFT)
        whole = np.rint(placed.view(np.float64)).astype(np.int32)
        ends = np.cumsum(lengths).tolist()
        return DrawnRings([whole[start:end] for start, end in zip([0, *ends], ends, strict=False)], counts)

    def thin(self, scale: float) -> None:
        """Make ready what drawing at this scale needs of all rows."""
        rows = self._everything()
        self._thin(rows, self._octave_at(scale))

    def thin_some(self, scale: float) -> bool:
        """Make ready a little more of what the next zooms in and out will need; whether there was anything to do."""
        for near in (2 * scale, scale / 2):
            thinned = self._octave_at(near)
            if len(missing := thinned.missing(self._everything())):
                self._thin(missing[:_AT_ONCE], thinned)
                return True
        return False

    def _thin(self, rows: Rows, thinned: Thinned) -> None:
        if len(missing := np.sort(thinned.missing(rows))):  # as they lie in memory, which takes a sixth less time
            thinned.put(missing, [part for part in map(self._parts.__getitem__, missing.tolist()) if part])

    def forget_thinned(self) -> None:
        """Draw from the outlines themselves again."""
        self._thinned.clear()
        self._change()

    def _octave_at(self, scale: float) -> Thinned:
        octave = min(octave_of(scale), _EXACT_FROM)
        tolerance = _TOLERANCE / 2.0**octave if octave < _EXACT_FROM else 0.0
        found = self._thinned.pop(octave, None) or Thinned(tolerance)
        if len(self._thinned) >= _OCTAVES_KEPT:
            del self._thinned[next(iter(self._thinned))]
        self._thinned[octave] = found  # the last, as it was used last
        return found


# looked up once: looking members up takes most of the time that ten thousand instances take
_REJECTED, _PROPOSED = State.REJECTED, State.PROPOSED
_AS_REJECTED, _AS_PROPOSAL, _AS_HUMAN = Kind.REJECTED, Kind.PROPOSAL, Kind.HUMAN


def _kind(one: Instance) -> Kind:
    state = one.state
    if state is _REJECTED:
        return _AS_REJECTED
    if not one.parts:
        return Kind.BOX
    if one.crowd:
        return Kind.CROWD
    return _AS_PROPOSAL if state is _PROPOSED or (one.presence and is_interpolated(one)) else _AS_HUMAN


def _in_lists(rows: list[int], counts: list[int]) -> list[list[int]]:
    if set(counts) == {1}:  # as nearly everywhere
        return [[row] for row in rows]
    return list(map(list, map(islice, repeat(iter(rows)), counts)))


def drawn_parts(one: Instance) -> tuple[Part, ...]:
    """What stands for an instance on the canvas: its outline, or the box that came without one."""
    return one.parts or _bounding_box(one)


def _bounding_box(one: Instance) -> tuple[Part, ...]:
    """The bounding box that an instance without an outline was imported with."""
    if one.imported is None or not one.imported.geometry:
        return ()
    x, y, width, height = map(float, json.loads(one.imported.geometry).get("bbox") or (0, 0, 0, 0))
    return (Part(rectangle(x, y, x + width, y + height)),) if width > 0 and height > 0 else ()
