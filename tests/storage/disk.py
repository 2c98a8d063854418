"""A disk that remembers every write, so that a power cut can be played at any point of it, and that can refuse writes.

The disk keeps what was synced. Of what was written since, it keeps any sectors in any order. A deleted file stays
deleted once its folder, or anything later, was synced; before, either may be.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512


@dataclass(frozen=True)
class Event:
    """One thing that reached the disk: write, truncate, sync, delete, sync folder, or a mark of the test's own."""

    kind: str
    file: str = ""
    data: bytes = b""
    at: int = 0


@dataclass
class Disk:
    """What was done to the disk so far, and which write is refused: `fails_at`, and if `for_good` all later ones."""

    events: list[Event] = field(default_factory=list)
    writes: int = 0
    fails_at: int = 0
    for_good: bool = False

    def note(self, event: Event) -> None:
        """Remember an event; apsw.FullError where this one is refused."""
        if event.kind != "mark":
            self.writes += 1
            if self.fails_at and (self.writes == self.fails_at or (self.for_good and self.writes > self.fails_at)):
                raise _refusal(event.kind)
        self.events.append(event)


def _refusal(kind: str) -> Exception:
    error = apsw.FullError() if kind == "write" else apsw.IOError()
    error.extendedresult = _REFUSALS[kind]
    return error


_REFUSALS = {
    "write": apsw.SQLITE_FULL,
    "sync": apsw.SQLITE_IOERR_FSYNC,
    "truncate": apsw.SQLITE_IOERR_TRUNCATE,
    "delete": apsw.SQLITE_IOERR_DELETE,
    "sync folder": apsw.SQLITE_IOERR_DIR_FSYNC,
}


class RecordingVfs(apsw.VFS):
    """SQLite's own file access with a disk that watches."""

    def __init__(self, name: str, disk: Disk) -> None:
        self.disk = disk
        super().__init__(name, "unix")

    def xOpen(self, name: Any, flags: list[int]) -> apsw.VFSFile:
        return RecordingFile(name, flags, self.disk)

    def xDelete(self, filename: str, syncdir: bool) -> None:
        if Path(filename).exists():
            self.disk.note(Event("delete", Path(filename).name))
        super().xDelete(filename, False)
        if syncdir:
            self.disk.note(Event("sync folder"))


class RecordingFile(apsw.VFSFile):
    """A file whose writes are noted before they are done."""

    def __init__(self, name: Any, flags: list[int], disk: Disk) -> None:
        super().__init__("unix", name, flags)
        self.disk = disk
        self.name = Path(name.filename() if isinstance(name, apsw.URIFilename) else name).name

    def xWrite(self, data: bytes, offset: int) -> None:
        self.disk.note(Event("write", self.name, bytes(data), offset))
        super().xWrite(data, offset)

    def xTruncate(self, size: int) -> None:
        self.disk.note(Event("truncate", self.name, at=size))
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        self.disk.note(Event("sync", self.name))  # and no more: the real disk is not what is tested


class Connection:
    """An apsw connection that the project takes for one of Python's own."""

    def __init__(self, path: Path, vfs: str) -> None:
        self._apsw = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs=vfs)

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> _Rows:
        with _as_sqlite3():
            return _Rows(list(self._apsw.execute(sql, parameters)))

    def executemany(self, sql: str, parameters: Iterable[Sequence[object]]) -> None:
        with _as_sqlite3():
            list(self._apsw.executemany(sql, parameters))

    @property
    def in_transaction(self) -> bool:
        return bool(self._apsw.in_transaction)

    def close(self) -> None:
        self._apsw.close()


class _Rows(list[Any]):
    def fetchall(self) -> list[Any]:
        return self


class _as_sqlite3:
    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, at: object) -> None:
        if isinstance(error, apsw.Error):
            translated = sqlite3.OperationalError(str(error))
            translated.sqlite_errorcode = error.extendedresult
            raise translated from error


@dataclass
class _File:
    """A file as the disk surely has it, and what it may have of it besides."""

    sure: bytearray = field(default_factory=bytearray)
    pending: list[Event] = field(default_factory=list)
    deleted: bool = False

    def sync(self) -> None:
        for event in self.pending:
            _apply(self.sure, event)
        self.pending.clear()


def _apply(content: bytearray, event: Event) -> None:
    if event.kind == "truncate":
        del content[event.at :]
        content.extend(bytes(event.at - len(content)))
    else:
        content.extend(bytes(max(0, event.at - len(content))))
        content[event.at : event.at + len(event.data)] = event.data


def after_power_cuts(
    start: dict[str, bytes], events: Sequence[Event], cuts: int, dice: random.Random
) -> Iterator[tuple[dict[str, bytes], int]]:
    """The disk after a power cut at this many random points, each with the number of marks made before it."""
    files = {name: _File(bytearray(content)) for name, content in start.items()}
    points = sorted(dice.randint(0, len(events)) for _ in range(cuts))
    marks = place = 0
    for point in points:
        for event in events[place:point]:
            marks += event.kind == "mark"
            _happen(files, event)
        place = point
        yield {name: content for name, file in files.items() if (content := _left(file, dice)) is not None}, marks


def _happen(files: dict[str, _File], event: Event) -> None:
    if event.kind == "delete":
        files[event.file].deleted = True
    if event.kind in ("sync", "sync folder"):
        for name in [name for name, file in files.items() if file.deleted]:
            del files[name]
    if event.kind in ("mark", "delete", "sync folder"):
        return
    file = files.setdefault(event.file, _File())
    if file.deleted:  # made anew under the old name
        file = files[event.file] = _File()
    if event.kind == "sync":
        file.sync()
    else:
        file.pending.append(event)


def _left(file: _File, dice: random.Random) -> bytes | None:
    if file.deleted and dice.random() < 0.5:
        return None
    content = bytearray(file.sure)
    for event in dice.sample(file.pending, len(file.pending)):
        for piece in _sectors(event):
            if dice.random() < 0.5:
                _apply(content, piece)
    return bytes(content)


def _sectors(event: Event) -> Iterator[Event]:
    if event.kind != "write":
        yield event
        return
    for start in range(0, len(event.data), SECTOR):
        yield Event("write", event.file, event.data[start : start + SECTOR], event.at + start)
