"""Instances whose bytes cannot be read: found, left out of every reading, and mended from what the undo history has."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from annotator.core.annotations import Edit, Instance, Presence, State
from annotator.core.frames import FrameKey
from annotator.storage import blobs
from annotator.storage.connection import Database
from annotator.storage.instances import apply
from annotator.storage.schema import STATES

_log = logging.getLogger(__name__)

_AT_ONCE = 1000


class Damaged(NamedTuple):
    """An instance that cannot be read, and the frame it is on."""

    id: int
    frame: FrameKey
    path: str


class Mended(NamedTuple):
    """What became of damaged instances."""

    restored: list[Damaged]
    """As the undo history had them last."""
    removed: list[Damaged]
    """They were in no history and are gone."""


def damaged(database: Database, cancelled: Callable[[], bool] = lambda: False) -> list[Damaged]:
    """Every instance that cannot be read; reads the whole project, some at a time. Empty once it is cancelled."""
    found: list[Damaged] = []
    last = -1
    while not cancelled():
        rows = database.rows(
            "SELECT instance.id, frame, path, state, body FROM instance JOIN frame ON frame.key = instance.frame "
            "WHERE instance.id > ? ORDER BY instance.id LIMIT ?",
            (last, _AT_ONCE),
        )
        if not rows:
            return found
        last = rows[-1][0]
        found += [Damaged(id, FrameKey(frame), path) for id, frame, path, *it in rows if not blobs.is_whole(*it)]
    return []


def mend(database: Database, found: Iterable[Damaged]) -> Mended:
    """Bring back what a frame's history still has as it was last; what it has not is taken out."""
    done = Mended([], [])
    encoder = blobs.Encoder()
    with database.transaction():
        for one in found:
            last = _last_known(database, one)
            counted = STATES.index(last.state if last else State.DRAWN)  # where its own state is none that there is
            database.run("UPDATE instance SET state = ? WHERE id = ? AND state NOT BETWEEN 0 AND ?",
                         (counted, one.id, len(STATES) - 1))  # fmt: skip
            before, after = {one.id: _as_listed(database, one)}, {one.id: last} if last else {}
            apply(database, Edit("Mend", one.frame, before, after), encoder)
            (done.restored if last else done.removed).append(one)
    return done


def _as_listed(database: Database, one: Damaged) -> Instance:
    """What is known of it beside its bytes."""
    [(category, state, track)] = database.rows("SELECT category, state, track FROM instance WHERE id = ?", (one.id,))
    presence = Presence(track=track) if track else None
    return Instance(id=one.id, category=category, parts=(), state=STATES[state], presence=presence)


def _last_known(database: Database, one: Damaged) -> Instance | None:
    done = database.value("SELECT done FROM frame WHERE key = ?", (one.frame,))
    left = database.rows("SELECT body FROM journal WHERE frame = ? AND position <= ? ORDER BY position DESC",
                         (one.frame, done))  # fmt: skip
    undone = database.rows("SELECT body FROM journal WHERE frame = ? AND position > ? ORDER BY position",
                           (one.frame, done))  # fmt: skip
    after = (edit.after[one.id] for edit in _edits(left) if one.id in edit.after)
    before = (edit.before[one.id] for edit in _edits(undone) if one.id in edit.before)
    return next(after, None) or next(before, None)


def readable_edit(body: bytes) -> blobs.EditBody | None:
    """An edit of the history; None, and a line in the log, where it is damaged."""
    try:
        return blobs.decode_edit(body)
    except (ValueError, IndexError) as error:
        _log.warning("An edit of the history cannot be read: %s", error)
        return None


def _edits(rows: Sequence[tuple[bytes]]) -> Iterator[blobs.EditBody]:
    return filter(None, (readable_edit(body) for [body] in rows))
