"""Opening a project file: what is checked before anything in it is believed, and what happens in a read-only place."""

from __future__ import annotations

import os
import shutil
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from annotator import paths
from annotator.core.errors import ProjectDamaged, ProjectError, ProjectMissing, ProjectReadOnly, StorageFull
from annotator.storage import backups, migrations
from annotator.storage.connection import Database
from annotator.storage.lock import ProjectLock
from annotator.storage.schema import APPLICATION_ID

_CHEAP_BYTES = 16 * 2**20
"""Up to this size the whole file is checked at every opening; beyond, after an unclean end and by the daily backup."""


class Opened(NamedTuple):
    """An open project file and what must be given back when it is closed."""

    database: Database
    why_read_only: str = ""
    """A sentence for the person; empty where the project can be edited."""
    lock: ProjectLock | None = None
    scratch: TemporaryDirectory[str] | None = None
    """Holds the copy that is read where the file itself cannot be brought into a readable state."""

    def let_go(self) -> None:
        """Let others have the file, once its database is closed."""
        if self.lock:
            self.lock.release()
        if self.scratch:
            self.scratch.cleanup()


def create(path: Path) -> None:
    """Make an empty project, wholly or not at all; ProjectError where the name is taken."""
    if path.exists():
        raise ProjectError(f"There is a file {path} already. Open it, or choose another name.")
    if not path.parent.is_dir():
        raise ProjectMissing(f"There is no folder {path.parent} to make {path.name} in.")
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(b"")
        with closing(Database(fresh, read_only=False)) as database:
            migrations.migrate(database)
        fresh.replace(path)
    except OSError as error:
        raise ProjectError(f"{path} cannot be made: {error.strerror or error}. Choose another folder.") from error
    finally:
        fresh.unlink(missing_ok=True)


def _writable(path: Path) -> bool:
    """Whether this user may change the file: SQLite writes a journal beside it, so the folder counts too."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def open_file(path: Path, read_only: bool) -> Opened:
    """Open a project that is there; for looking only where it is asked, or where the file or folder is read-only.

    ProjectMissing, ProjectLocked (names the holder), ProjectDamaged (names the newest good backup), ProjectTooNew;
    ProjectError where the disk refuses what has to be written for it.
    """
    try:
        if read_only:
            return _open_for_looking(path, f"{path.name} is open for looking only.")
        if path.is_file() and not _writable(path):
            why = f"{path.name} or its folder is read-only, so it is open for looking only."
            return _open_for_looking(path, why)
        return _open_for_writing(path)
    except ProjectDamaged as error:
        good = backups.newest_good(path)
        advice = f"Its newest good backup is {good}." if good else "It has no backup."
        raise ProjectDamaged(f"{error} {advice}") from error
    except (OSError, StorageFull) as error:
        reason = getattr(error, "strerror", None) or error.__cause__ or error
        raise ProjectError(
            f"{path.name} cannot be opened: {reason}. Nothing was changed in it. "
            "Check whether the disk is full or its folder may not be written, then open it again."
        ) from error


def _open_for_writing(path: Path) -> Opened:
    """Take the lock, check the file, bring it to this version; ProjectLocked, ProjectDamaged or ProjectTooNew."""
    _require(path)
    lock = ProjectLock(path)
    try:
        unclean = lock.unclean or path.with_name(f"{path.name}-journal").exists()
        database = Database(path, read_only=False)
        try:
            _check(database, thorough=unclean)
            if not migrations.is_current(database):
                backups.copy_verified(path, f"before-format-{len(migrations.STEPS)}.annotator")
                migrations.migrate(database)
        except BaseException:
            database.close()
            raise
    except BaseException:
        lock.release()
        raise
    return Opened(database, lock=lock)


def _open_for_looking(path: Path, why: str) -> Opened:
    """Open without a trace: no lock, no journal, not a byte changed."""
    _require(path)
    database = Database(path, read_only=True)
    try:
        _check(database, thorough=False)
        if migrations.is_current(database):
            return Opened(database, why)
    except ProjectReadOnly:  # its writer was killed half-way through an edit that must be taken back first
        pass
    except BaseException:
        database.close()
        raise
    database.close()
    return _open_copy(path, why)


def _open_copy(path: Path, why: str) -> Opened:
    """Look at a copy that was repaired and migrated, where the file itself may not be touched."""
    scratch = TemporaryDirectory(dir=paths.cache(), prefix="looking-")
    copy = Path(scratch.name) / path.name
    try:
        for file in (path, path.with_name(f"{path.name}-journal")):
            if file.exists():
                shutil.copyfile(file, copy.with_name(file.name))
        with closing(Database(copy, read_only=False)) as database:
            _check(database, thorough=True)
            migrations.migrate(database)
        return Opened(Database(copy, read_only=True, named=path), why, scratch=scratch)
    except BaseException:
        scratch.cleanup()
        raise


def _require(path: Path) -> None:
    if not path.is_file():
        raise ProjectMissing(f"There is no project {path}. It may have been moved or renamed.")
    if not os.access(path, os.R_OK):
        raise ProjectError(f"{path} cannot be read: this user may not. Ask its owner for the right to read it.")


def _check(database: Database, *, thorough: bool) -> None:
    """ProjectDamaged unless this is a sound file of ours with nothing in it that runs."""
    if database.value("PRAGMA application_id") != APPLICATION_ID:
        raise ProjectDamaged(f"{database.path.name} is damaged, or no project of Annotator.")
    hostile = database.row(
        "SELECT type, name FROM sqlite_schema WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%'"
    )
    if hostile:
        raise ProjectDamaged(
            f'{database.path.name} was tampered with: it holds a {hostile[0]} "{hostile[1]}", which no project has. '
            "It is not opened; ask where the file came from."
        )
    if thorough or database.size_bytes() <= _CHEAP_BYTES:
        _quick_check(database)


def _quick_check(database: Database) -> None:
    found = database.value("PRAGMA quick_check(1)")
    if found != "ok":
        raise ProjectDamaged(f"{database.path.name} is damaged ({found}). Nothing was changed in it.")
