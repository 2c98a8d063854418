"""A file that is written as a whole or not at all."""

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from annotator.core.durable import sync

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
