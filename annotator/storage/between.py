"""What is interpolated on a frame: it follows from the keyframes around it and is never stored."""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from annotator.core.annotations import Instance
from annotator.core.dataset import LabelledFrame
from annotator.core.frames import Frame
from annotator.core.interpolation import Between
from annotator.core.sketching import Sketch
from annotator.core.tracks import follows
from annotator.storage import instances
from annotator.storage.connection import Database, Row
from annotator.storage.tracks import Neighbours, interpolable

_MOST_BYTES = 128 * 2**20


@dataclass(slots=True)
class _Pair:
    """Two keyframes, and what was last asked for between them."""

    before: Instance
    between: Between | Sketch
    share: float = 0.0
    instance: Instance | None = None

    def at(self, track: int, share: float) -> Instance:
        """The same object as long as nothing has changed."""
        if self.instance is None or self.share != share:
            self.share, self.instance = share, follows(self.before, track, self.between.at(share))
        return self.instance


class Interpolations:
    """Remembers pairs of keyframes by what is stored of them, so that it never has to be told of an edit."""

    def __init__(self, between: type[Between | Sketch] = Between) -> None:
        self._between = between
        self._pairs: OrderedDict[tuple[object, ...], _Pair] = OrderedDict()
        self._turn = threading.Lock()

    def on(self, database: Database, frame: Frame) -> dict[int, Instance]:
        """By id, which is the track's number with a minus."""
        neighbours = interpolable(database, frame.key)
        if not neighbours:
            return {}
        rows = instances.rows_of(database, {id for one in neighbours for id in (one.before, one.after)})
        there = [one for one in neighbours if rows.keys() >= {one.before, one.after}]  # another thread may have deleted
        with self._turn:
            pairs = [(one, self._pair(database, one, rows, frame)) for one in there]
            made = [pair.at(one.track, one.share) for one, pair in pairs if pair]
            self._forget()
        return {one.id: one for one in made}

    def among(self, database: Database, found: Iterable[LabelledFrame]) -> Iterator[LabelledFrame]:
        """Frames as a person sees them: with what is interpolated, each under a number that no stored one has, and
        without what has left the picture."""
        numbers = itertools.count(instances.next_id(database))
        for frame, stored in found:
            there = [one for one in stored if not (one.presence and one.presence.outside)]
            made = self.on(database, frame).values()
            yield LabelledFrame(frame, [*there, *(replace(one, id=next(numbers)) for one in made)])

    def _pair(self, database: Database, one: Neighbours, rows: dict[int, Row], frame: Frame) -> _Pair | None:
        """None where a keyframe is damaged."""
        key = rows[one.before], rows[one.after], frame.size
        pair = self._pairs.pop(key, None)
        if pair is None:
            before, after = (instances.readable(database, rows[id]) for id in (one.before, one.after))
            if before is None or after is None:
                return None
            pair = _Pair(before, self._between(before.parts, after.parts, *frame.size))
        self._pairs[key] = pair
        return pair

    def _forget(self) -> None:
        """Those that were asked for longest ago, as far as there are too many."""
        held = sum(pair.between.bytes_held for pair in self._pairs.values())
        while held > _MOST_BYTES and len(self._pairs) > 1:
            _, pair = self._pairs.popitem(last=False)
            held -= pair.between.bytes_held
