"""Frames: added in bulk, listed a page at a time, found by position; no list is ever read whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from annotator.core.dataset import LabelledFrame
from annotator.core.errors import ProjectError
from annotator.core.frames import Frame, FrameKey
from annotator.storage import scores
from annotator.storage.connection import Database, Row
from annotator.storage.instances import instances_between
from annotator.storage.roots import check_name, root_id

Show = Literal["all", "sampled", "unreviewed", "reviewed", "proposals", "human", "empty"]

_CONDITIONS: dict[Show, str] = {
    "all": "1",
    "sampled": "frame.passed = 0",
    "unreviewed": "frame.reviewed = 0 AND frame.passed = 0",
    "reviewed": "frame.reviewed = 1",
    "proposals": "frame.proposals > 0",
    "human": "frame.human > 0",
    "empty": "frame.human = 0 AND frame.proposals = 0",
}
"""Written as the partial indexes of the schema are, or SQLite would not use them."""

_COLUMNS = """frame.key, root.name, frame.path, frame.width, frame.height, frame.number, frame.reviewed,
    coalesce(frame_extra.note, ''), coalesce(frame_extra.extra, x''), frame.human, frame.proposals, frame.rejected"""
_SELECT = f"SELECT {_COLUMNS} FROM frame JOIN root ON root.id = frame.root LEFT JOIN frame_extra USING (key)"

_STREAM_PAGE = 64  # frames; some hold hundreds of instances with soft masks

_BEYOND = 2**62
"""Every key."""


@dataclass(frozen=True, slots=True)
class FrameFilter:
    """Which frames a list shows. `text` is part of the path; capitals of A-Z count as small letters."""

    show: Show = "all"
    text: str = ""

    @property
    def condition(self) -> str:
        """In SQL, with one parameter where there is a text."""
        return _CONDITIONS[self.show] + (" AND frame.path LIKE ? ESCAPE '!'" if self.text else "")

    @property
    def parameters(self) -> tuple[str, ...]:
        """What the condition's question mark stands for."""
        escaped = self.text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
        return (f"%{escaped}%",) if self.text else ()


ALL = FrameFilter()


@dataclass(frozen=True, slots=True)
class NewFrame:
    """A frame to add: `path` is relative to the media folder `root`, sizes are pixels as shown."""

    root: str
    path: str
    width: int
    height: int
    index: int = 0
    extra: bytes = b""


class FrameRow(NamedTuple):
    """A line of a list: the frame and how many instances it has."""

    frame: Frame
    human: int
    proposals: int
    """Those at or above the threshold."""
    rejected: int
    ghosts: int = 0
    """The proposals under it."""


def add_frames(database: Database, frames: Iterable[NewFrame]) -> list[FrameKey]:
    """The frames' keys, in order; what is there already keeps its key."""
    roots: dict[str, int] = {}
    keys = []
    with database.transaction():
        for frame in frames:
            if frame.root not in roots:
                roots[frame.root] = root_id(database, frame.root)
            keys.append(_add(database, roots[frame.root], frame))
    return keys


def _add(database: Database, root: int, frame: NewFrame) -> FrameKey:
    place = (root, check_name(frame.path), frame.index)
    found = database.value("SELECT key FROM frame WHERE root = ? AND path = ? AND number = ?", place)
    if found is not None:
        return FrameKey(found)
    key = database.value("INSERT INTO frame (root, path, number, width, height) VALUES (?, ?, ?, ?, ?) RETURNING key",
                         (*place, frame.width, frame.height))  # fmt: skip
    if frame.extra:
        put_extra(database, key, frame.extra)
    return FrameKey(key)


def put_extra(database: Database, key: FrameKey, extra: bytes) -> None:
    """Keep what a COCO file said of a frame, unless something is kept already."""
    database.run("INSERT INTO frame_extra (key, extra) VALUES (?, ?) ON CONFLICT (key) DO UPDATE "
                 "SET extra = excluded.extra WHERE extra = x''", (key, extra))  # fmt: skip


def frame(database: Database, key: FrameKey) -> Frame:
    """One frame; ProjectError where there is none."""
    row = database.row(f"{_SELECT} WHERE frame.key = ?", (key,))
    if row is None:
        raise ProjectError(f"There is no frame {key} in {database.path.name}.")
    return _frame(row)


def find(database: Database, root: str, path: str, index: int = 0) -> FrameKey | None:
    """The frame of a file; None where there is none."""
    return database.value(  # type: ignore[no-any-return]
        "SELECT key FROM frame WHERE root = (SELECT id FROM root WHERE name = ?) AND path = ? AND number = ?",
        (root, path, index),
    )


def between(database: Database, root: str, path: str, first: int, last: int) -> list[tuple[int, FrameKey, bool]]:
    """Index, key and whether it is passed over, of a video's frames of these indexes, both included."""
    rows = database.rows(
        "SELECT number, key, passed FROM frame WHERE root = (SELECT id FROM root WHERE name = ?) AND path = ? "
        "AND number BETWEEN ? AND ? ORDER BY number",
        (root, path, first, last),
    )
    return [(number, FrameKey(key), bool(passed)) for number, key, passed in rows]


def count(database: Database, chosen: FrameFilter) -> int:
    """How many frames a filter lets through."""
    return int(database.value(f"SELECT count(*) FROM frame WHERE {chosen.condition}", chosen.parameters))


def page(database: Database, chosen: FrameFilter, offset: int, limit: int, threshold: float = 0.0) -> list[FrameRow]:
    """Part of a list, in the order in which frames were added."""
    keys = f"SELECT key FROM frame WHERE {chosen.condition} ORDER BY key LIMIT ? OFFSET ?"
    rows = database.rows(f"{_SELECT} WHERE frame.key IN ({keys}) ORDER BY frame.key",
                         (*chosen.parameters, limit, offset))  # fmt: skip
    ghosts = scores.under(database, [row[0] for row in rows], threshold) if threshold > 0 else {}
    return [_row(row, ghosts.get(row[0], 0)) for row in rows]


def _row(row: Row, ghosts: int) -> FrameRow:
    human, proposals, rejected = row[9:]
    return FrameRow(_frame(row), human, proposals - ghosts, rejected, ghosts)


def instance_count(database: Database, key: FrameKey) -> int:
    """How many instances a frame has, by the frame's own counts; 0 where there is no such frame."""
    return int(database.value("SELECT human + proposals + rejected FROM frame WHERE key = ?", (key,)) or 0)


def position(database: Database, key: FrameKey, chosen: FrameFilter) -> int | None:
    """The place of a frame in a filtered list, from 0; None where the filter hides it."""
    shown = database.row(f"SELECT 1 FROM frame WHERE {chosen.condition} AND frame.key = ?", (*chosen.parameters, key))
    before = f"SELECT count(*) FROM frame WHERE {chosen.condition} AND frame.key < ?"
    return int(database.value(before, (*chosen.parameters, key))) if shown else None


def frame_at(database: Database, place: int, chosen: FrameFilter) -> FrameKey | None:
    """The frame at a place of a filtered list, from 0; None beyond its ends."""
    if place < 0:
        return None
    return database.value(  # type: ignore[no-any-return]
        f"SELECT key FROM frame WHERE {chosen.condition} ORDER BY key LIMIT 1 OFFSET ?", (*chosen.parameters, place)
    )


def beside(database: Database, key: FrameKey | None, chosen: FrameFilter, *, backwards: bool) -> FrameKey | None:
    """The nearest frame of a filtered list after this one, or before it, which need not be in the list itself."""
    which, side = ("max", "<") if backwards else ("min", ">")
    sql = f"SELECT {which}(key) FROM frame WHERE {chosen.condition} AND frame.key {side} ?"
    return database.value(sql, (*chosen.parameters, key or 0))  # type: ignore[no-any-return]


def next_needing_work(database: Database, after: FrameKey | None, *, backwards: bool) -> FrameKey | None:
    """The nearest frame after (or before) this one that is not reviewed; from the list's end where it is None."""
    if backwards:
        sql, end = "SELECT max(key) FROM frame WHERE reviewed = 0 AND passed = 0 AND key < ?", _BEYOND
    else:
        sql, end = "SELECT min(key) FROM frame WHERE reviewed = 0 AND passed = 0 AND key > ?", 0
    return database.value(sql, (end if after is None else after,))  # type: ignore[no-any-return]


def set_reviewed(database: Database, key: FrameKey, reviewed: bool) -> None:
    """Say that a person has gone over a frame, or take that back."""
    with database.transaction():
        database.run("UPDATE frame SET reviewed = ? WHERE key = ?", (reviewed, key))


def labelled(database: Database, chosen: FrameFilter) -> Iterator[LabelledFrame]:
    """Every frame that a filter lets through, with its instances, a few read at a time."""
    last = 0
    while True:
        rows = database.rows(f"{_SELECT} WHERE {chosen.condition} AND frame.key > ? ORDER BY frame.key LIMIT ?",
                             (*chosen.parameters, last, _STREAM_PAGE))  # fmt: skip
        if not rows:
            return
        last = rows[-1][0]
        found = instances_between(database, rows[0][0], last)
        for row in rows:
            yield LabelledFrame(_frame(row), found.get(row[0], []))


def _frame(row: Row) -> Frame:
    key, root, path, width, height, index, reviewed, note, extra, *_ = row
    return Frame(key=FrameKey(key), root=root, path=path, width=width, height=height, index=index,
                 reviewed=bool(reviewed), note=note, extra=extra)  # fmt: skip
