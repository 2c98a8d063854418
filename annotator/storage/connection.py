"""One SQLite connection: how it is opened, how it reads and writes, and what its errors mean to a person."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from annotator.core.errors import ProjectDamaged, ProjectError, ProjectLocked, ProjectReadOnly, StorageFull

_log = logging.getLogger(__name__)

Row = tuple[Any, ...]

BUSY_SECONDS = 10.0
"""How long a write waits for a reader's page, or a reader for a write, before it gives up."""

_SAFE = ("trusted_schema = OFF", "cell_size_check = ON", "foreign_keys = ON", "temp_store = MEMORY")
"""A project may come from a stranger, and looking at it must make no file."""

_WRITING = ("synchronous = EXTRA", "secure_delete = OFF", "cache_size = -65536")


def connect(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """A plain connection that never makes the file; the callers of `Database` use it one thread at a time."""
    mode = "ro" if read_only else "rw"
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=BUSY_SECONDS,
        check_same_thread=False,
    )


class Revision(NamedTuple):
    """Changes by other connections to the file, to whatever, and by this one to the frame."""

    others: int
    own: int


class Database:
    """A connection whose calls wait for each other and whose errors are the program's own.

    Reads fetch all rows at once: a statement left open would hold the file against the writer.
    """

    def __init__(self, file: Path, *, read_only: bool, named: Path | None = None) -> None:
        """Open `file`; `named` is the project it stands for, in messages and as the place of its media."""
        self.file = file
        self.path = named or file
        self.read_only = read_only
        self.before_change: Callable[[], object] = lambda: None
        """Called before each transaction."""
        self._turn = threading.RLock()
        self._changes: Counter[int] = Counter()
        with translated(self.path):
            self._connection = connect(file, read_only=read_only)
            try:
                for pragma in (*_SAFE, *(("query_only = ON",) if read_only else _WRITING)):
                    self._connection.execute(f"PRAGMA {pragma}").fetchall()
            except BaseException:
                self._connection.close()
                raise

    def close(self) -> None:
        """Close the file."""
        with self._turn:
            self._connection.close()

    def size_bytes(self) -> int:
        """The file's size. Never opens it: closing a second handle would drop SQLite's locks on it."""
        return self.file.stat().st_size

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Every row of a query."""
        with self._turn, translated(self.path):
            return self._connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[object] = ()) -> Row | None:
        """The first row of a query."""
        return next(iter(self.rows(sql, parameters)), None)

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:
        """The first value of a query's first row; None where there is no row."""
        found = self.row(sql, parameters)
        return found[0] if found else None

    def run(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """A statement that changes something; only inside `transaction`."""
        self.rows(sql, parameters)

    def run_many(self, sql: str, parameters: Iterable[Sequence[object]]) -> None:
        """A statement for each set of parameters; only inside `transaction`."""
        with self._turn, translated(self.path):
            self._connection.executemany(sql, parameters)

    def note_change(self, frame: int) -> None:
        """The instances of a frame are being changed; only inside `transaction`."""
        self._changes[frame] += 1

    def revision(self, frame: int) -> Revision:
        """Another one whenever the instances of a frame may be others, whoever has changed them."""
        with self._turn:
            return Revision(self.value("PRAGMA data_version"), self._changes[frame])

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and durable when it ends. One inside another is part of it: when it fails, all fails."""
        if self.read_only:
            raise ProjectReadOnly(f"{self.path.name} is open for looking only, so nothing can be changed in it.")
        with self._turn, translated(self.path), self._part() if self._connection.in_transaction else self._whole():
            yield

    @contextmanager
    def _part(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            self._roll_back()  # at once, so that nobody who catches this can keep half of it
            raise

    @contextmanager
    def _whole(self) -> Iterator[None]:
        self.before_change()
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._commit()
        finally:
            self._roll_back()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:  # not after a commit, and some errors have rolled back already
            self._connection.execute("ROLLBACK")

    def _commit(self) -> None:
        try:
            self._connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_IOERR_DIR_FSYNC:
                raise
            # the journal is gone, so the change holds; saying "not saved" would have it made a second time
            _log.warning("The folder of %s could not be synced: %s", self.path, error)


_FULL = "The disk is full, so the last change to {name} is not saved. Free some space and do it again."
_NOT_WRITTEN = "{name} could not be written ({error}), so the last change is not saved. Check the disk and do it again."
_READ_ONLY = "{name} or its folder cannot be written, so nothing can be changed in it."
_BUSY = "Another program is using {name}. Close it there, then try again."
_DAMAGED = "{name} is damaged ({error}). Nothing was changed in it; restore one of its backups."

_MEANINGS: dict[int, tuple[type[ProjectError], str]] = {
    sqlite3.SQLITE_FULL: (StorageFull, _FULL),
    sqlite3.SQLITE_IOERR: (StorageFull, _NOT_WRITTEN),
    sqlite3.SQLITE_CANTOPEN: (StorageFull, _NOT_WRITTEN),
    sqlite3.SQLITE_READONLY: (ProjectReadOnly, _READ_ONLY),
    sqlite3.SQLITE_PERM: (ProjectReadOnly, _READ_ONLY),
    sqlite3.SQLITE_BUSY: (ProjectLocked, _BUSY),
    sqlite3.SQLITE_LOCKED: (ProjectLocked, _BUSY),
    sqlite3.SQLITE_CORRUPT: (ProjectDamaged, _DAMAGED),
    sqlite3.SQLITE_NOTADB: (ProjectDamaged, _DAMAGED),
    sqlite3.SQLITE_FORMAT: (ProjectDamaged, _DAMAGED),
    sqlite3.SQLITE_ERROR: (ProjectDamaged, _DAMAGED),  # a table or column that should be there is not
    sqlite3.SQLITE_MISMATCH: (ProjectDamaged, _DAMAGED),
}
_OTHERWISE = (ProjectError, "{name} could not do this: {error}.")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """SQLite's errors as the program's own."""
    try:
        yield
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_INTERNAL
        kind, sentence = _MEANINGS.get(code & 0xFF, _OTHERWISE)
        raise kind(sentence.format(name=path.name, error=error)) from error
    except UnicodeEncodeError as error:
        raise ProjectError(f"{error.object!r} is not Unicode, so {path.name} cannot keep it. Rename it.") from error
