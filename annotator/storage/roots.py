"""The folders that pictures lie in, and the way from a frame to its file, which never leaves its folder."""

from __future__ import annotations

import os
from pathlib import Path

from annotator.core.errors import PathEscape, ProjectError
from annotator.core.names import safe_relative
from annotator.storage.connection import Database


def add_root(database: Database, folder: Path) -> str:
    """The name of a media folder in this project; the same folder keeps its name."""
    folder = _plain(folder)
    with database.transaction():
        for name, there in root_folders(database).items():
            if there == folder:
                return name
        name = _free_name(database, folder.name or "pictures")
        database.run("INSERT INTO root (name, relative, absolute) VALUES (?, ?, ?)", (name, *_stored(database, folder)))
    return name


def relink(database: Database, root: str, folder: Path) -> None:
    """Say where a media folder is now."""
    root_id(database, root)
    with database.transaction():
        database.run("UPDATE root SET relative = ?, absolute = ? WHERE name = ?",
                     (*_stored(database, _plain(folder)), root))  # fmt: skip


def root_folders(database: Database) -> dict[str, Path]:
    """Every media folder by name, in the order in which they were added."""
    return {row[0]: root_folder(database, row[0]) for row in database.rows("SELECT name FROM root ORDER BY id")}


def root_folder(database: Database, root: str) -> Path:
    """Where a media folder is: beside the project as when it was added, else where it was then; it may be missing."""
    row = database.row("SELECT relative, absolute FROM root WHERE name = ?", (root,))
    if row is None:
        raise ProjectError(f'There is no media folder "{root}" in {database.path.name}.')
    if row[0] is not None:
        moved_along = _plain(database.path.parent / row[0])
        if moved_along.is_dir():
            return moved_along
    return Path(row[1])


def root_id(database: Database, root: str) -> int:
    """The row of a media folder."""
    found = database.value("SELECT id FROM root WHERE name = ?", (root,))
    if found is None:
        raise ProjectError(f'There is no media folder "{root}" in {database.path.name}.')
    return int(found)


def check_name(path: str) -> str:
    """The path itself, in the Unicode form that the disk has; PathEscape unless it is a path downwards."""
    safe_relative(path)
    return path


def file_inside(folder: Path, path: str) -> Path:
    """The file of a frame, missing or not; PathEscape where the path or a link in it leads out of the folder."""
    file = folder / check_name(path)
    if not file.resolve().is_relative_to(folder.resolve()):
        raise PathEscape(f'"{path}" is a link that leads out of {folder}, so it is not opened.')
    return file


def _plain(folder: Path) -> Path:
    """Absolute and without `..`, but through the links that the person chose."""
    return Path(os.path.normpath(folder.absolute()))


def _free_name(database: Database, wanted: str) -> str:
    taken = {row[0] for row in database.rows("SELECT name FROM root")}
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name


def _stored(database: Database, folder: Path) -> tuple[str | None, str]:
    """Relative to the project file where they share a drive, and absolute."""
    try:
        relative = Path(os.path.relpath(folder, database.path.parent)).as_posix()
    except ValueError:  # another drive of Windows
        relative = None
    return relative, str(folder)
