"""The bin: instances that a person has deleted, over the whole project, until they are stored again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from annotator.core.annotations import Edit, Instance
from annotator.core.frames import FrameKey
from annotator.storage.blobs import EditBody, encode_instance
from annotator.storage.connection import Database
from annotator.storage.instances import decoded
from annotator.storage.salvage import readable_edit
from annotator.storage.schema import STATES

_TABLES = (
    """CREATE TABLE deleted (
        id INTEGER PRIMARY KEY,
        frame INTEGER NOT NULL REFERENCES frame,
        category INTEGER NOT NULL,
        state INTEGER NOT NULL,
        text TEXT NOT NULL,
        at REAL NOT NULL,
        gone INTEGER NOT NULL,
        body BLOB NOT NULL
    ) STRICT""",
    "CREATE INDEX deleted_at ON deleted (at, id) WHERE gone = 1",
)
"""`gone` is 0 for what is stored again: it is gone anew where that is undone."""


class Deleted(NamedTuple):
    """A line of the bin: what was deleted, from which frame, by what, and when (Unix seconds)."""

    id: int
    frame: FrameKey
    path: str
    category: int
    text: str
    at: float


def migrate(database: Database) -> None:
    """Make the bin, and find what was deleted before there was one in the journals."""
    for statement in _TABLES:
        database.run(statement)
    entries = "FROM journal JOIN frame ON frame.key = journal.frame AND position <= done"
    for [number] in database.rows(f"SELECT journal.id {entries} ORDER BY journal.id"):
        row = database.row("SELECT frame, text, at, body FROM journal WHERE id = ?", (number,))
        assert row is not None
        frame, text, at, body = row
        before, after = readable_edit(body) or EditBody({}, {})
        gone = [one for id, one in before.items() if id not in after and not one.untouched]
        database.run_many(
            "INSERT OR REPLACE INTO deleted VALUES (?, ?, ?, ?, ?, ?, 1, ?)",
            ((one.id, frame, one.category, STATES.index(one.state), text, at, encode_instance(one)) for one in gone),
        )
    database.run("DELETE FROM deleted WHERE id IN (SELECT id FROM instance)")


def remember(database: Database, edit: Edit, at: float) -> None:
    """What a person's edit is about to delete goes into the bin; to be called before it is applied."""
    database.run_many(
        "INSERT OR REPLACE INTO deleted SELECT id, frame, category, state, ?, ?, 1, body FROM instance WHERE id = ?",
        ((edit.text, at, id) for id in edit.before.keys() - edit.after.keys()),
    )


def follow(database: Database, edit: Edit) -> None:
    """What an edit, an undo or a redo stores again leaves the bin; what it takes away once more comes back."""
    for gone, ids in ((0, edit.after.keys() - edit.before.keys()), (1, edit.before.keys() - edit.after.keys())):
        database.run_many("UPDATE deleted SET gone = ? WHERE id = ?", ((gone, id) for id in ids))


def count(database: Database) -> int:
    """How many there are."""
    return int(database.value("SELECT count(*) FROM deleted WHERE gone = 1"))


def page(database: Database, offset: int, limit: int) -> list[Deleted]:
    """Part of the list, what was deleted last first."""
    rows = database.rows(
        """SELECT id, frame, path, category, text, at FROM deleted JOIN frame ON frame.key = deleted.frame
           WHERE gone = 1 ORDER BY at DESC, id DESC LIMIT ? OFFSET ?""",
        (limit, offset),
    )
    return [Deleted(id, FrameKey(frame), *rest) for id, frame, *rest in rows]


def instances(database: Database, ids: Iterable[int]) -> dict[FrameKey, list[Instance]]:
    """Deleted instances as they were, by frame; none for what is not in the bin."""
    found: dict[FrameKey, list[Instance]] = {}
    for id in ids:
        row = database.row("SELECT id, category, state, body, frame FROM deleted WHERE id = ? AND gone = 1", (id,))
        if row is not None:
            found.setdefault(FrameKey(row[4]), []).append(decoded(database, row[:4]))
    return found
