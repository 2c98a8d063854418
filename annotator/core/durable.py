"""What is written stays written, also when the power fails."""

import os
from contextlib import suppress
from pathlib import Path


def sync(path: Path) -> None:
    """Have the disk hold a file's content, or a folder's names. Raises OSError for a file.

    Not every folder can be synced, on a network or on Windows: what was put in it is there all the same.
    """
    if path.is_dir():
        with suppress(OSError):
            _sync(path)
    else:
        _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
