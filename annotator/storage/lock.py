"""One writer: a lock that the system drops when its holder ends, and a file beside it that says who that is."""

from __future__ import annotations

import json
import os
import socket
import time
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from annotator.core.errors import ProjectLocked


class ProjectLock:
    """The right to write a project. `unclean` says that its last holder ended without closing it."""

    def __init__(self, project: Path) -> None:
        """Take it; ProjectLocked, naming the holder, where another program has it; OSError where none can be made."""
        self._holder_file = project.with_name(f".{project.name}.holder")
        self._lock = FileLock(project.with_name(f".{project.name}.lock"), thread_local=False)
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise ProjectLocked(_sentence(project, holder(project))) from error
        self.unclean = self._holder_file.exists()
        with suppress(OSError):  # it only advises; the disk may be full, and the project can be looked at all the same
            said = {"pid": os.getpid(), "host": socket.gethostname(), "at": time.time()}
            self._holder_file.write_text(json.dumps(said))

    def release(self) -> None:
        """Let others write. The lock's own file stays: taking it away could split those who wait for it."""
        if self._lock.is_locked:
            with suppress(OSError):
                self._holder_file.unlink(missing_ok=True)
            self._lock.release()


def holder(project: Path) -> tuple[int, str] | None:
    """Process number and computer of the program that opened the project for writing last, where it is known."""
    try:
        said = json.loads(project.with_name(f".{project.name}.holder").read_text())
        return int(said["pid"]), str(said["host"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _sentence(project: Path, who: tuple[int, str] | None) -> str:
    by = f"process {who[0]} on {who[1]}" if who else "another program"
    return f"{project.name} is open in {by}. Close it there to edit it here, or open it for looking only."
