"""Undo and redo that go on after a restart: each frame's edits in order, and how many of them hold."""

from __future__ import annotations

import time
from typing import NamedTuple

from annotator.core.annotations import Edit
from annotator.core.errors import ProjectDamaged, ProjectError
from annotator.core.frames import FrameKey
from annotator.storage.blobs import decode_edit, encode_edit
from annotator.storage.connection import Database
from annotator.storage.instances import apply


class HistoryEntry(NamedTuple):
    """One edit of a frame: what it did, when (Unix seconds), and whether it holds or was undone."""

    text: str
    at: float
    done: bool


def commit(database: Database, edit: Edit, *, by_person: bool) -> None:
    """Apply an edit and remember it; whatever was undone before it can no longer be redone."""
    with database.transaction():
        done = _done(database, edit.frame)
        apply(database, edit)
        database.run("DELETE FROM journal WHERE frame = ? AND position > ?", (edit.frame, done))
        database.run(
            "INSERT INTO journal (frame, position, text, at, body) VALUES (?, ?, ?, ?, ?)",
            (edit.frame, done + 1, edit.text, time.time(), encode_edit(edit.before, edit.after)),
        )
        database.run("UPDATE frame SET done = done + 1, worked = worked OR ? WHERE key = ?", (by_person, edit.frame))


def undo(database: Database, frame: FrameKey) -> Edit | None:
    """Take back the frame's last edit; the edit that did so, None where there is nothing to undo."""
    with database.transaction():
        done = _done(database, frame)
        edit = _entry(database, frame, done)
        return _moved(database, edit.inverse(), done - 1) if edit else None


def redo(database: Database, frame: FrameKey) -> Edit | None:
    """Do again what was undone last; None where there is nothing to redo."""
    with database.transaction():
        done = _done(database, frame)
        edit = _entry(database, frame, done + 1)
        return _moved(database, edit, done + 1) if edit else None


def history(database: Database, frame: FrameKey) -> list[HistoryEntry]:
    """The frame's edits, oldest first, those that can be redone last."""
    done = _done(database, frame)
    rows = database.rows("SELECT text, at, position FROM journal WHERE frame = ? ORDER BY position", (frame,))
    return [HistoryEntry(text, at, position <= done) for text, at, position in rows]


def _done(database: Database, frame: FrameKey) -> int:
    done = database.value("SELECT done FROM frame WHERE key = ?", (frame,))
    if done is None:
        raise ProjectError(f"There is no frame {frame} in {database.path.name}.")
    return int(done)


def _entry(database: Database, frame: FrameKey, position: int) -> Edit | None:
    row = database.row("SELECT text, body FROM journal WHERE frame = ? AND position = ?", (frame, position))
    if row is None:
        return None
    try:
        return Edit(row[0], frame, *decode_edit(row[1]))
    except (ValueError, IndexError) as error:
        raise ProjectDamaged(
            f'{database.path.name} is damaged: the edit "{row[0]}" cannot be read ({error}). '
            "Nothing was changed in it; restore one of its backups."
        ) from error


def _moved(database: Database, edit: Edit, done: int) -> Edit:
    apply(database, edit)
    database.run("UPDATE frame SET done = ? WHERE key = ?", (done, edit.frame))
    return edit
