"""Folders of pictures: what is in them, and what is not inside them whatever a file name says."""

import os
import re
import unicodedata
from collections.abc import Container, Iterator
from pathlib import Path

from annotator.core.errors import BadInput, PathEscape
from annotator.core.frames import VIDEO_SUFFIXES
from annotator.core.names import safe_relative
from annotator.media.headers import SUFFIXES


def natural_key(name: str) -> tuple[list[tuple[int, int, str]], str]:
    """Sorts `cell 2.png` before `cell 10.png`, large and small letters alike."""
    pieces = re.split(r"([0-9]+)", name.casefold())
    return [(1, int(piece), "") if piece.isdecimal() else (0, 0, piece) for piece in pieces if piece], name


def list_images(folder: Path, recursive: bool = True, suffixes: Container[str] = SUFFIXES) -> Iterator[Path]:
    """The picture files of a folder by name, then those of its folders; nothing hidden, no link that leads out of it.

    `suffixes` are the endings of the names, in small letters, that count.

    Raises BadInput where the folder itself cannot be listed; folders inside it that may not be read are passed over.
    """
    if not folder.is_dir():
        raise BadInput(f"There is no folder {folder}: choose another one.")
    try:
        yield from _listed(folder, folder.resolve(), recursive, suffixes)
    except PermissionError as error:
        raise BadInput(f"You are not allowed to look into the folder {folder}: choose another one.") from error


def _listed(folder: Path, root: Path, recursive: bool, suffixes: Container[str]) -> Iterator[Path]:
    with os.scandir(folder) as entries:
        visible = sorted(
            (one for one in entries if not one.name.startswith(".")), key=lambda one: natural_key(one.name)
        )
    for entry in visible:
        if Path(entry.name).suffix.lower() in suffixes and _is_file_of(entry, root):
            yield Path(entry.path)
    for entry in visible:
        if recursive and entry.is_dir(follow_symlinks=False) and os.access(entry.path, os.R_OK | os.X_OK):
            yield from _listed(Path(entry.path), root, recursive, suffixes)


def list_videos(folder: Path) -> Iterator[Path]:
    """The videos of a folder and of those in it, as `list_images` lists pictures."""
    return list_images(folder, suffixes=VIDEO_SUFFIXES)


def _is_file_of(entry: os.DirEntry[str], root: Path) -> bool:
    if not entry.is_symlink():
        return entry.is_file()
    link = Path(entry.path)
    return link.is_file() and link.resolve().is_relative_to(root)  # a loop of links is no file


def inside(root: Path, name: str) -> Path:
    """The file that a name out of a data set stands for, which is inside its root and need not exist; else PathEscape.

    The name as it stands goes first, then with `\\` as a separator and the other ways in which accents are stored.
    """
    relative = safe_relative(name)
    spellings = (name, relative, unicodedata.normalize("NFD", relative))
    try:
        top = root.resolve()
        target = next((file for one in spellings if (file := top / one).exists()), top / relative).resolve()
    except (OSError, ValueError, RuntimeError) as error:  # a loop of links, or a name that no file system takes
        raise PathEscape(f"{name[:200]!r} is no name that a file can have.") from error
    if not target.is_relative_to(top):
        raise PathEscape(f"{name[:200]!r} is a link that leads out of the folder {root}: copy the file into it.")
    return target
