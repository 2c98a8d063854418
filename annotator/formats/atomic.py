"""A file, or a folder, that is written as a whole or not at all."""

import os
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from annotator.core.durable import sync
from annotator.core.errors import ExportFailed

_SUFFIX = ".part"


@contextmanager
def replacing(file: Path) -> Iterator[BinaryIO]:
    """A new file beside this one that takes its place, on the disk, when the block ends well; else nothing changes.

    What a killed program left behind for the same file is removed. Raises OSError.
    """
    file = Path(os.path.realpath(file))
    _remove_abandoned(file)
    temp = file.with_name(f".{file.name}.{secrets.token_hex(4)}{_SUFFIX}")
    with temp.open("x+b") as handle:
        try:
            _is_free(handle)  # holds the lock until the file is closed, so that nobody takes it for abandoned
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
            if sys.platform != "win32":
                temp.replace(file)
        except BaseException:
            if sys.platform == "win32":
                handle.close()
            temp.unlink(missing_ok=True)
            raise
    if sys.platform == "win32":
        temp.replace(file)  # an open file cannot be renamed there
    sync(file.parent)


@contextmanager
def replacing_folder(folder: Path, is_ours: Callable[[Path], bool]) -> Iterator[Path]:
    """A new folder beside this one that takes its place when the block ends well; else nothing changes.

    Only an empty folder, or an earlier export that `is_ours`, is replaced; ExportFailed for any other. What a killed
    program left behind is put right: a folder that it had set aside comes back. Raises OSError.
    """
    folder = Path(os.path.realpath(folder))
    aside = folder.with_name(f".{folder.name}.old")
    if aside.is_dir() and not folder.exists():
        aside.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)
    if folder.exists() and not (folder.is_dir() and (not any(folder.iterdir()) or is_ours(folder))):
        raise ExportFailed(
            f"{folder} holds other files, and an export takes a folder as a whole: choose a new or an empty one."
        )
    with _made_beside(folder) as new:
        yield new
        for one in (*new.rglob("*"), new):
            sync(one)
        if folder.exists():
            folder.rename(aside)
        new.rename(folder)
    shutil.rmtree(aside, ignore_errors=True)
    sync(folder.parent)


@contextmanager
def _made_beside(folder: Path) -> Iterator[Path]:
    new = folder.with_name(f".{folder.name}{_SUFFIX}")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    try:
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _remove_abandoned(file: Path) -> None:
    prefix = f".{file.name}."
    for name in [entry.name for entry in os.scandir(file.parent)]:
        if not name.startswith(prefix) or not name.endswith(_SUFFIX):
            continue
        with suppress(OSError), (temp := file.with_name(name)).open("rb") as handle:
            if _is_free(handle):
                temp.unlink()


def _is_free(handle: BinaryIO) -> bool:
    """Whether no living program holds the file; this one does from then on. Windows deletes no open file anyway."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
