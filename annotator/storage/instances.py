"""The instances of a frame, and an edit applied to them with every count that follows from it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from annotator.core.annotations import HUMAN_WORK, Edit, Instance, State
from annotator.core.errors import ProjectDamaged, ProjectError
from annotator.core.frames import FrameKey
from annotator.storage import scores, tracks
from annotator.storage.blobs import Encoder, decode_instance
from annotator.storage.columns import decode_columns
from annotator.storage.connection import Database, Row
from annotator.storage.schema import STATES

_log = logging.getLogger(__name__)

_KIND = {State.PROPOSED: "proposals", State.REJECTED: "rejected"} | dict.fromkeys(HUMAN_WORK, "human")
"""The column of `frame` that counts instances of a state."""

_IDS_AT_ONCE = 500
"""An edit of ten thousand instances is twenty queries; SQLite takes 999 values in one at the least."""

_DAMAGE = (ValueError, IndexError)
"""What bytes raise that do not read back."""

_Counted = tuple[int, State]
"""An instance's category and state."""


def instances_of(database: Database, key: FrameKey) -> dict[int, Instance]:
    """Every instance of a frame by id, in the order in which they were made; without those that cannot be read."""
    rows = database.rows("SELECT id, category, state, body FROM instance WHERE frame = ? ORDER BY id", (key,))
    return {one.id: one for one in _read(database, rows) if one}


def of_category(database: Database, key: FrameKey, category: int) -> list[Instance]:
    """Those of a frame that have a category; without those that cannot be read."""
    rows = database.rows("SELECT id, category, state, body FROM instance WHERE frame = ? AND category = ? ORDER BY id",
                         (key, category))  # fmt: skip
    return [one for one in _read(database, rows) if one]


def instances_of_track(database: Database, track: int, first: int, last: int) -> dict[FrameKey, Instance]:
    """A track's instances by frame, in the order of the frames' indexes, which are from first to last."""
    rows = tracks.members(database, track, first, last)
    return {FrameKey(frame): decoded(database, tuple(row)) for frame, *row in rows}


def instances_between(database: Database, first: FrameKey, last: FrameKey) -> dict[FrameKey, list[Instance]]:
    """The instances of every frame from the first to the last, by frame; without those that cannot be read."""
    rows = database.rows(
        "SELECT id, category, state, body, frame FROM instance WHERE frame BETWEEN ? AND ? ORDER BY frame, id",
        (first, last),
    )
    found: dict[FrameKey, list[Instance]] = {}
    for row, one in zip(rows, _read(database, [row[:4] for row in rows]), strict=True):
        if one:
            found.setdefault(row[4], []).append(one)
    return found


def _read(database: Database, rows: Sequence[Row]) -> list[Instance | None]:
    """The instance of each row; None where it is damaged."""
    found = zip(rows, decode_columns(rows), strict=True)
    return [one or readable(database, row) for row, one in found]


def readable(database: Database, row: Row) -> Instance | None:
    """An instance from its id, category, state and body; None, and a line in the log, where it is damaged."""
    try:
        return decode_instance(*row)
    except _DAMAGE as error:
        _log.warning("%s", _damaged(database, row, error))
        return None


def decoded(database: Database, row: Row) -> Instance:
    """An instance from its id, category, state and body."""
    try:
        return decode_instance(*row)
    except _DAMAGE as error:
        raise _damaged(database, row, error) from error


def _damaged(database: Database, row: Row, error: Exception) -> ProjectDamaged:
    return ProjectDamaged(
        f"{database.path.name} is damaged: instance {row[0]} cannot be read ({error}). "
        "Nothing was changed in it; restore one of its backups."
    )


def apply(database: Database, edit: Edit, encoder: Encoder) -> None:
    """Change a frame's instances; ProjectError, and no change, where the frame is not as the edit says it was."""
    stored = _stored(database, {*edit.before, *edit.after})
    if stored.keys() != edit.before.keys() or not all(_is_of(edit, row) for row in stored.values()):
        raise ProjectError(f'"{edit.text}" does not fit frame {edit.frame} as it is now, so nothing was changed.')
    _require_categories(database, {one.category for one in edit.after.values()})
    database.note_change(edit.frame)
    gone = edit.before.keys() - edit.after.keys()
    kept = [one for one in edit.after.values() if one.id in stored]
    tracks.forget(database, (row[0] for row in stored.values() if row[4]))
    database.run_many("DELETE FROM instance WHERE id = ?", ((id,) for id in gone))
    database.run_many("UPDATE instance SET category = ?, state = ?, track = ?, body = ?, score = ? WHERE id = ?",
                      ((*_columns(one, encoder), one.id) for one in kept))  # fmt: skip
    _insert(database, edit.frame, [one for one in edit.after.values() if one.id not in stored], encoder)
    tracks.note(database, edit.frame, list(edit.after.values()))
    before = [(row[2], STATES[row[3]]) for row in stored.values()]
    _count(database, edit.frame, before, [(one.category, one.state) for one in edit.after.values()])


def insert(database: Database, frame: FrameKey, instances: Sequence[Instance]) -> None:
    """Put new instances on a frame, outside its undo."""
    database.note_change(frame)
    _insert(database, frame, instances, Encoder())
    tracks.note(database, frame, instances)
    _count(database, frame, [], [(one.category, one.state) for one in instances])


def next_id(database: Database) -> int:
    """The first instance number that no stored instance ever had."""
    return int(database.value("SELECT value FROM counter WHERE name = 'instance'"))


def _insert(database: Database, frame: FrameKey, instances: Sequence[Instance], encoder: Encoder) -> None:
    if instances:
        database.run_many(
            "INSERT INTO instance (id, frame, category, state, track, body, score) VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((one.id, frame, *_columns(one, encoder)) for one in instances),
        )
        database.run("UPDATE counter SET value = max(value, ?) WHERE name = 'instance'",
                     (max(one.id for one in instances) + 1,))  # fmt: skip


def _columns(instance: Instance, encoder: Encoder) -> tuple[int, int, int, bytes, float | None]:
    state, body = STATES.index(instance.state), encoder.instance(instance)
    return instance.category, state, instance.track, body, scores.score_of(instance)


def rows_of(database: Database, ids: Iterable[int]) -> dict[int, Row]:
    """Id, category, state and body of instances, by their numbers."""
    wanted = sorted(ids)
    some = (wanted[start : start + _IDS_AT_ONCE] for start in range(0, len(wanted), _IDS_AT_ONCE))
    return {row[0]: row for each in some for row in _rows(database, each, "id, category, state, body")}


def _stored(database: Database, ids: Iterable[int]) -> Mapping[int, Row]:
    wanted = sorted(ids)
    some = (wanted[start : start + _IDS_AT_ONCE] for start in range(0, len(wanted), _IDS_AT_ONCE))
    return {row[0]: row for each in some for row in _rows(database, each, "id, frame, category, state, track")}


def _is_of(edit: Edit, row: Row) -> bool:
    """Whether what is stored is what the edit says was there; its outline is taken on trust."""
    id, *columns = row
    before = edit.before[id]
    return columns == [edit.frame, before.category, STATES.index(before.state), before.track]


def _rows(database: Database, ids: Sequence[int], columns: str) -> list[Row]:
    marks = ",".join("?" * len(ids))
    return database.rows(f"SELECT {columns} FROM instance WHERE id IN ({marks})", ids)


def _require_categories(database: Database, ids: Iterable[int]) -> None:
    for id in ids:
        if database.row("SELECT id FROM category WHERE id = ?", (id,)) is None:
            raise ProjectError(f"There is no category {id} in {database.path.name}, so nothing was changed.")


def _count(database: Database, frame: FrameKey, before: Sequence[_Counted], after: Sequence[_Counted]) -> None:
    kinds = Counter(_KIND[state] for _, state in after)
    kinds.subtract(_KIND[state] for _, state in before)
    if any(kinds.values()):
        database.run("UPDATE frame SET human = human + ?, proposals = proposals + ?, rejected = rejected + ? "
                     "WHERE key = ?", (kinds["human"], kinds["proposals"], kinds["rejected"], frame))  # fmt: skip
    shown = Counter(category for category, state in after if state is not State.REJECTED)
    shown.subtract(category for category, state in before if state is not State.REJECTED)
    for category, change in shown.items():
        if change:
            database.run("UPDATE category SET instances = instances + ? WHERE id = ?", (change, category))
