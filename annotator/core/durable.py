"""What is written stays written, also when the power fails."""

import os
import sys
from pathlib import Path


def sync(path: Path) -> None:
    """Have the disk hold a file's content, or a folder's names,; Windows does the latter by itself. Raises OSError."""
    if sys.platform == "win32" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
