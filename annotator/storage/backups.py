"""Verified copies of a project, one for each day of use, and the way back from a damaged file."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from annotator import paths
from annotator.core.durable import sync
from annotator.core.errors import ProjectDamaged, ProjectError, ProjectMissing
from annotator.storage.connection import connect, translated
from annotator.storage.lock import ProjectLock
from annotator.storage.schema import APPLICATION_ID

KEPT = 10
"""Days of use of which a copy stays."""

_PAGES_AT_ONCE = 256  # one MiB; between two steps the program may write


def folders(project: Path) -> tuple[Path, Path]:
    """Where copies lie: beside the project, or in the user's cache where no folder can be made there."""
    beside = project.with_name(f"{project.name}-backups")
    number = hashlib.sha256(str(project.absolute()).encode()).hexdigest()[:12]
    return beside, paths.cache() / "backups" / f"{project.name}-{number}"


def copies(project: Path) -> list[Path]:
    """Every copy of a project, newest first."""
    found = [file for folder in folders(project) for file in folder.glob("*.annotator")]
    return sorted(found, key=lambda file: file.stat().st_mtime, reverse=True)


def newest_good(project: Path) -> Path | None:
    """The newest copy that passes its check; None where there is none."""
    return next((file for file in copies(project) if is_sound(file)), None)


def todays() -> str:
    """What the copy of this day is called."""
    return time.strftime("%Y-%m-%d.annotator")


def is_due(project: Path) -> bool:
    """Whether today has no copy yet, or one from before most of the project was there."""
    today = [file.stat().st_size for file in copies(project) if file.name == todays()]
    return not today or max(today) < project.stat().st_size / 2


def held(project: Path) -> bytes:
    """The file of a project as it stands, in memory: read in a millisecond or two where it is small."""
    with translated(project), closing(connect(project, read_only=True)) as source:
        return source.serialize()


def keep(project: Path, held: bytes = b"") -> Path:
    """Make today's copy, in place of an earlier one, and drop those of old days; of what is held of it, if anything."""
    kept = copy_verified(project, todays(), held)
    days = [file for file in copies(project) if file.stem[:1].isdigit()]
    for file in days[KEPT:]:
        file.unlink(missing_ok=True)
    return kept


def copy_verified(project: Path, name: str, held: bytes = b"") -> Path:
    """Copy a project, or what is held of it, under a name; ProjectDamaged, and no copy, where that fails its check."""
    errors = []
    for folder in folders(project):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return _copy(project, folder / name, held)
        except OSError as error:
            errors.append(error)
    raise errors[0]


def restore(project: Path) -> Path:
    """Put the newest good copy in the project's place; where the damaged file was kept.

    ProjectMissing where there is no good copy, ProjectLocked where a program has the project open, ProjectError, and
    all is as it was, where the disk refuses it.
    """
    try:
        lock = ProjectLock(project)
        try:
            return _restore(project)
        finally:
            lock.release()
    except OSError as error:
        raise ProjectError(
            f"{project.name} was not restored: {error.strerror or error}. "
            "Make room on the disk, or let its folder be written, then restore it again."
        ) from error


def _restore(project: Path) -> Path:
    good = newest_good(project)
    if good is None:
        raise ProjectMissing(f"There is no good backup of {project.name} in {folders(project)[0]}.")
    aside = _free(project.with_name(f"{project.stem}-damaged-{time.strftime('%Y%m%d-%H%M%S')}{project.suffix}"))
    fresh = project.with_name(f".{project.name}.restored")
    try:
        shutil.copyfile(good, fresh)
        _set_aside(project, aside)
        _settle(fresh, project)
    finally:
        fresh.unlink(missing_ok=True)
    return aside


def is_sound(file: Path) -> bool:
    """Whether a project file passes SQLite's full check."""
    try:
        with closing(connect(file, read_only=True)) as database:
            [found] = database.execute("PRAGMA integrity_check(1)").fetchone()
            [ours] = database.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error:
        return False
    return bool(found == "ok" and ours == APPLICATION_ID)


def _copy(project: Path, target: Path, held: bytes) -> Path:
    fresh = target.with_name(f".{target.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch()
    try:
        if held:
            fresh.write_bytes(held)
        else:
            _copy_pages(project, fresh)
        if not is_sound(fresh):
            raise ProjectDamaged(f"{project.name} is damaged: a copy fails its check. Restore one of its backups.")
        _settle(fresh, target)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
    return target


def _copy_pages(project: Path, fresh: Path) -> None:
    with (
        translated(project),
        closing(connect(project, read_only=True)) as source,
        closing(connect(fresh, read_only=False)) as target,
    ):
        target.execute("PRAGMA synchronous = OFF")  # synced once, when it is whole
        source.backup(target, pages=_PAGES_AT_ONCE)


def _set_aside(project: Path, aside: Path) -> None:
    """Copy the damaged file with its journal, then take the journal away: it must not be played into the good one."""
    try:
        for old, new in zip(_with_journal(project), _with_journal(aside), strict=True):
            if old.exists():
                shutil.copy2(old, new)
                sync(new)
    except OSError:
        for new in _with_journal(aside):
            new.unlink(missing_ok=True)
        raise
    _with_journal(project)[1].unlink(missing_ok=True)


def _with_journal(project: Path) -> tuple[Path, Path]:
    return project, project.with_name(f"{project.name}-journal")


def _free(wanted: Path) -> Path:
    def names() -> Iterator[Path]:
        yield wanted
        number = 2
        while True:
            yield wanted.with_stem(f"{wanted.stem}-{number}")
            number += 1

    return next(name for name in names() if not name.exists())


def _settle(fresh: Path, target: Path) -> None:
    sync(fresh)
    fresh.replace(target)
    sync(target.parent)
