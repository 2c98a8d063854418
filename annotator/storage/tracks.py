"""Tracks, and where their instances stand: found through indexes, without reading an outline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from annotator.core.annotations import Instance, Made, State, Value
from annotator.core.attributes import chosen, fixed_names
from annotator.core.categories import palette_colour
from annotator.core.errors import ProjectError
from annotator.core.frames import FrameKey
from annotator.core.tracks import Sighting, Span, Track, filled, is_keyframe
from annotator.storage.categories import attributes_of
from annotator.storage.connection import Database, Row
from annotator.storage.roots import root_id
from annotator.storage.schema import MADE, STATES

_TRACK = """SELECT track.id, category, root.name, path, track.name, colour, attributes
    FROM track JOIN root ON root.id = track.root"""
_SIGHTING = "SELECT place, frame, instance, state, made, confidence, occluded, outside FROM presence"
LAST = 2**62
"""Beyond every index."""

_CONFIDENCES = 5
"""Steps of confidence that are told apart over a span."""

_RUNS = f"""SELECT min(place), max(place), made, occluded, outside, min(confidence), rejected FROM
    (SELECT *, place - row_number() OVER (PARTITION BY made, occluded, outside, level, rejected ORDER BY place) AS run
     FROM (SELECT place, confidence, occluded, outside, min(CAST(confidence * {_CONFIDENCES} AS INTEGER),
               {_CONFIDENCES - 1}) AS level, state = {STATES.index(State.REJECTED)} AS rejected,
               CASE WHEN made = {MADE.index(Made.KEYFRAME)} AND keyframe = 0 THEN {MADE.index(Made.LINKED)}
                    ELSE made END AS made
           FROM presence WHERE track = ? AND place BETWEEN
               coalesce((SELECT max(place) FROM presence WHERE track = ? AND place < ? AND keyframe = 1), ?) AND
               coalesce((SELECT min(place) FROM presence WHERE track = ? AND place > ? AND keyframe = 1), ?)))
    GROUP BY made, occluded, outside, level, rejected, run ORDER BY 1"""

_Attributes = tuple[tuple[str, Value], ...]


class Neighbours(NamedTuple):
    """The keyframes of a track around a frame that it is not stored on, both with an outline."""

    track: int
    before: int
    """The instance's number."""
    after: int
    share: float
    """How far the frame is on the way from one to the other: 0..1."""


def tracks(database: Database, root: str, path: str) -> dict[int, Track]:
    """The tracks of a video that are on any of its frames, by number."""
    rows = database.rows(f"{_TRACK} WHERE track.root = ? AND path = ? AND EXISTS "
                         "(SELECT 1 FROM presence WHERE track = track.id) ORDER BY track.id",
                         (root_id(database, root), path))  # fmt: skip
    return {row[0]: _track(row) for row in rows}


def all_tracks(database: Database) -> dict[int, Track]:
    """The tracks of all videos that are on any frame, by number."""
    rows = database.rows(f"{_TRACK} WHERE EXISTS (SELECT 1 FROM presence WHERE track = track.id) ORDER BY track.id")
    return {row[0]: _track(row) for row in rows}


def track(database: Database, id: int) -> Track:
    """One track, whether it is on any frame or not; ProjectError where there is none."""
    row = database.row(f"{_TRACK} WHERE track.id = ?", (id,))
    if row is None:
        raise ProjectError(f"There is no track {id} in {database.path.name}.")
    return _track(row)


def new_track(database: Database, root: str, path: str, category: int) -> Track:
    """A track of this video that is on no frame yet."""
    with database.transaction():
        database.run("UPDATE counter SET value = value + 1 WHERE name = 'track'")
        id = int(database.value("SELECT value FROM counter WHERE name = 'track'")) - 1
        database.run("INSERT INTO track (id, category, name, colour, root, path) VALUES (?, ?, '', ?, ?, ?)",
                     (id, category, palette_colour(id - 1), root_id(database, root), path))  # fmt: skip
    return track(database, id)


def put_track(database: Database, changed: Track) -> None:
    """Rename or recolour a track; its category and its fixed attributes are those of its instances."""
    attributes = msgspec.msgpack.encode(changed.attributes) if changed.attributes else b""
    with database.transaction():
        database.run("UPDATE track SET name = ?, colour = ?, attributes = ? WHERE id = ?",
                     (changed.name, changed.colour, attributes, changed.id))  # fmt: skip


def sightings(database: Database, id: int, first: int, last: int) -> list[Sighting]:
    """Where a track is stored on the frames of these indexes, both included, in their order."""
    rows = database.rows(f"{_SIGHTING} WHERE track = ? AND place BETWEEN ? AND ? ORDER BY place", (id, first, last))
    return [_sighting(row) for row in rows]


def spans(database: Database, id: int, first: int, last: int) -> list[Span]:
    """How a track stands on the frames of these indexes, with what is interpolated; may reach beyond both ends.

    Runs of frames are found inside SQLite, so that a track of a hundred thousand costs what its changes cost.
    """
    rows = database.rows(_RUNS, (id, id, first, first, id, last, last))
    return filled(Span(first, last, MADE[made], bool(occluded), bool(outside), confidence, bool(rejected))
                  for first, last, made, occluded, outside, confidence, rejected in rows)  # fmt: skip


def beside(database: Database, id: int, index: int, *, after: bool, keyframe: bool) -> Sighting | None:
    """The nearest frame before or after this index that a track is stored on, or has a keyframe on."""
    only = "AND keyframe = 1" if keyframe else ""
    side, order = ("place > ?", "place") if after else ("place < ?", "place DESC")
    row = database.row(f"{_SIGHTING} WHERE track = ? AND {side} {only} ORDER BY {order} LIMIT 1", (id, index))
    return _sighting(row) if row else None


def interpolable(database: Database, key: FrameKey) -> list[Neighbours]:
    """The tracks that are interpolated on a frame, and what from."""
    rows = database.rows(
        """SELECT track.id, number,
             (SELECT max(place) FROM presence WHERE track = track.id AND place < number AND keyframe = 1),
             (SELECT min(place) FROM presence WHERE track = track.id AND place > number AND keyframe = 1)
           FROM frame CROSS JOIN track ON track.root = frame.root AND track.path = frame.path
           WHERE frame.key = ? AND NOT EXISTS (SELECT 1 FROM presence WHERE track = track.id AND place = number)
           ORDER BY track.id""",
        (key,),
    )
    found = []
    for id, number, before, after in rows:
        if before is not None and after is not None and (pair := _pair(database, id, before, after)):
            found.append(Neighbours(id, *pair, (number - before) / (after - before)))
    return found


def _pair(database: Database, id: int, before: int, after: int) -> tuple[int, int] | None:
    """The instances of both keyframes; None where the object is outside on either."""
    rows = database.rows("SELECT instance FROM presence WHERE track = ? AND place IN (?, ?) AND keyframe = 1 "
                         "AND outside = 0 ORDER BY place", (id, before, after))  # fmt: skip
    return (rows[0][0], rows[1][0]) if len(rows) == 2 else None


def forget(database: Database, ids: Iterable[int]) -> None:
    """These instances are on no track any more."""
    database.run_many("DELETE FROM presence WHERE instance = ?", ((id,) for id in ids))


def note(database: Database, frame: FrameKey, instances: Sequence[Instance]) -> None:
    """Say where the instances of a frame that are on a track stand; ProjectError where they cannot be on it."""
    tracked = [one for one in instances if one.presence]
    if not tracked:
        return
    place, root, path = database.rows("SELECT number, root, path FROM frame WHERE key = ?", (frame,))[0]
    for one in tracked:
        _require(database, one.track, place, root, path)
        database.run("UPDATE track SET category = ? WHERE id = ? AND category <> ?",
                     (one.category, one.track, one.category))  # fmt: skip
        if fixed := fixed_names(attributes_of(database, one.category)):
            values = msgspec.msgpack.encode(chosen(one.attributes, fixed))
            database.run("UPDATE track SET attributes = ? WHERE id = ? AND attributes <> ?",
                         (values, one.track, values))  # fmt: skip
    if len({one.track for one in tracked}) < len(tracked):
        raise ProjectError(f"A track can be on frame {frame} only once, so nothing was changed.")
    database.run_many("INSERT INTO presence VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                      ((one.track, place, frame, one.id, *_standing(one)) for one in tracked))  # fmt: skip


def _require(database: Database, id: int, place: int, root: int, path: str) -> None:
    if database.row("SELECT 1 FROM track WHERE id = ? AND root = ? AND path = ?", (id, root, path)) is None:
        raise ProjectError(f"There is no track {id} of {path}, so nothing was changed.")
    if database.row("SELECT 1 FROM presence WHERE track = ? AND place = ?", (id, place)):
        raise ProjectError(f"Track {id} is on this frame of {path} already, so nothing was changed.")


def _standing(one: Instance) -> tuple[object, ...]:
    presence = one.presence
    assert presence is not None
    state, made = STATES.index(one.state), MADE.index(presence.made)
    return state, made, float(presence.confidence), presence.occluded, presence.outside, is_keyframe(one)


def members(database: Database, id: int, first: int, last: int) -> list[Row]:
    """Frame, id, category, state and body of a track's instances on these indexes, in the order of the frames."""
    return database.rows(
        "SELECT presence.frame, id, category, instance.state, body FROM presence JOIN instance ON id = instance "
        "WHERE presence.track = ? AND place BETWEEN ? AND ? ORDER BY place",
        (id, first, last),
    )


def _track(row: Row) -> Track:
    id, category, root, path, name, colour, attributes = row
    fixed = msgspec.msgpack.decode(attributes, type=_Attributes) if attributes else ()
    return Track(id=id, category=category, root=root, path=path, name=name, colour=colour, attributes=fixed)


def _sighting(row: Row) -> Sighting:
    place, frame, id, state, made, confidence, occluded, outside = row
    return Sighting(place, frame, id, STATES[state], MADE[made], confidence, bool(occluded), bool(outside))
