"""Undo and redo that go on after a restart: each frame's edits in order, and how many of them hold."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from annotator.core.annotations import Edit
from annotator.core.errors import ProjectDamaged, ProjectError
from annotator.core.frames import FrameKey
from annotator.storage import deleted
from annotator.storage.blobs import Encoder, decode_edit
from annotator.storage.connection import Database
from annotator.storage.instances import apply

_BROKEN = -1
"""The batch of steps that cannot be redone, since a part of them is forgotten."""


Progress = Callable[[int, int], None]
"""Told the count of frames that are done, and of all; what it raises stops the work."""


def silent(done: int, of: int) -> None:
    """Tells nobody."""


class HistoryEntry(NamedTuple):
    """One edit of a frame: what it did, when (Unix seconds), and whether it holds or was undone."""

    text: str
    at: float
    done: bool


def commit(database: Database, edits: Sequence[Edit], *, by_person: bool) -> None:
    """Apply edits of different frames and remember them; several are one step and are undone as one.

    Whatever was undone before on their frames can no longer be redone.
    """
    with database.transaction():
        batch = next_batch(database) if len(edits) > 1 else 0
        for edit in edits:
            commit_in(database, edit, batch, by_person)


def commit_in(database: Database, edit: Edit, batch: int, by_person: bool) -> None:
    """The edit of one frame of a step over several, which share the number; 0 for a step of its own."""
    done, encoder, at = _done(database, edit.frame), Encoder(), time.time()
    if by_person:
        deleted.remember(database, edit, at)
    apply(database, edit, encoder)
    deleted.follow(database, edit)
    _forget_undone(database, edit.frame, done)
    database.run(
        "INSERT INTO journal (frame, position, text, at, body, batch) VALUES (?, ?, ?, ?, ?, ?)",
        (edit.frame, done + 1, edit.text, at, encoder.edit(edit.before, edit.after), batch),
    )
    database.run("UPDATE frame SET done = done + 1, worked = worked OR ? WHERE key = ?", (by_person, edit.frame))


def next_batch(database: Database) -> int:
    """A number for a step over several frames."""
    database.run("UPDATE counter SET value = value + 1 WHERE name = 'batch'")
    return int(database.value("SELECT value FROM counter WHERE name = 'batch'")) - 1


def _forget_undone(database: Database, frame: FrameKey, done: int) -> None:
    undone = "FROM journal WHERE frame = ? AND position > ?"
    for [batch] in database.rows(f"SELECT DISTINCT batch {undone} AND batch > 0", (frame, done)):
        database.run("UPDATE journal SET batch = ? WHERE batch = ?", (_BROKEN, batch))
    database.run(f"DELETE {undone}", (frame, done))


def undo(database: Database, frame: FrameKey, progress: Progress = silent) -> Iterator[Edit]:
    """Take back the frame's last step; the edits that do so, while they are asked for: none where there is none.

    All of them, or none, in one transaction of the caller's. ProjectError where the step was made on other frames too
    and one of them was changed since.
    """
    step = _step(database, frame, _done(database, frame), back=True)
    for done, (key, position) in enumerate(step):
        progress(done, len(step))
        yield _moved(database, _expected(database, key, position).inverse(), position - 1)


def redo(database: Database, frame: FrameKey, progress: Progress = silent) -> Iterator[Edit]:
    """Do again what was undone last; likewise."""
    step = _step(database, frame, _done(database, frame) + 1, back=False)
    for done, (key, position) in enumerate(step):
        progress(done, len(step))
        yield _moved(database, _expected(database, key, position), position)


def reach(database: Database, frame: FrameKey, *, back: bool) -> int:
    """How many frames the next undo or redo would change."""
    return reach_to(database, frame, _done(database, frame) + (-1 if back else 1))


def reach_to(database: Database, frame: FrameKey, done: int) -> int:
    """The most frames that any step changes on the way to where this many of the frame's edits hold."""
    low, high = sorted((done, _done(database, frame)))
    batches = database.rows("SELECT DISTINCT batch FROM journal WHERE frame = ? AND position > ? AND position <= ?",
                            (frame, low, high))  # fmt: skip
    count = "SELECT count(*) FROM journal WHERE batch = ?"
    return max((int(database.value(count, (batch,))) if batch > 0 else 1 for [batch] in batches), default=0)


def travel(database: Database, frame: FrameKey, done: int) -> tuple[Edit, ...]:
    """Undo or redo until this many of the frame's edits hold; every edit that did so, in order. All or nothing."""
    made: list[Edit] = []
    with database.transaction():
        while (here := _done(database, frame)) != done:
            step = list(undo(database, frame) if here > done else redo(database, frame))
            if not step:
                break
            made.extend(step)
    return tuple(made)


def _step(database: Database, frame: FrameKey, position: int, *, back: bool) -> list[tuple[FrameKey, int]]:
    """The frames of the step that is at this place of the frame's journal, and its places in theirs."""
    row = database.row("SELECT batch, text FROM journal WHERE frame = ? AND position = ?", (frame, position))
    if row is None:
        return []
    batch, text = row
    if batch == 0:
        return [(frame, position)]
    if batch == _BROKEN:
        raise ProjectError(f'"{text}" changed several frames, some of which were changed since: it stays undone.')
    members = database.rows(
        "SELECT frame, position, done, path FROM journal JOIN frame ON frame.key = journal.frame WHERE batch = ?",
        (batch,),
    )
    for _, place, done, path in members:
        if done != (place if back else place - 1):
            raise ProjectError(f'"{text}" changed {path} too, and that was changed again. Undo it there first.')
    return [(FrameKey(key), place) for key, place, _, _ in members]


def _expected(database: Database, frame: FrameKey, position: int) -> Edit:
    edit = _entry(database, frame, position)
    assert edit is not None
    return edit


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
    apply(database, edit, Encoder())
    deleted.follow(database, edit)
    database.run("UPDATE frame SET done = ? WHERE key = ?", (done, edit.frame))
    return edit
