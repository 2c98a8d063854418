"""When a project's daily copy is made: before the first change of a day, and anew when the day's work is closed."""

from __future__ import annotations

import logging
import math
import threading
from contextlib import suppress
from pathlib import Path

from annotator.core.errors import ProjectError
from annotator.storage import backups

_log = logging.getLogger(__name__)

_HELD_BYTES = 4 * 2**20  # read in a few milliseconds; a larger file is copied while its first changes are made
_CLOSING_BYTES = 64 * 2**20  # beyond this a person would wait for the program to end

_ONE_AT_A_TIME = threading.Lock()
"""A project may be opened anew while its copy is being made."""


class DailyBackup:
    """The copies of one session. A copy that fails is logged and never stands in the way of an edit."""

    def __init__(self, project: Path) -> None:
        self._project = project
        self._day = ""
        """That of the last change, as its copy is called."""
        self._worker: threading.Thread | None = None

    def before_change(self) -> None:
        """To be called before every change; does something at the first of a day only."""
        day = backups.todays()
        if day == self._day:
            return
        self._day = day
        if backups.is_due(self._project):
            self._worker = threading.Thread(target=self._keep, args=(self._held(),), name="annotator-backup")
            self._worker.start()

    def at_close(self) -> None:
        """To be called when the project is closed."""
        if self._worker:
            self._worker.join()
        if self._day:
            self._keep(at_most=_CLOSING_BYTES)

    def _held(self) -> bytes:
        """The project before its first change, for the copy that is written and checked in a thread of its own."""
        with suppress(OSError, ProjectError):
            if self._project.stat().st_size <= _HELD_BYTES:
                return backups.held(self._project)
        return b""

    def _keep(self, held: bytes = b"", at_most: float = math.inf) -> None:
        try:
            with _ONE_AT_A_TIME:
                if self._project.stat().st_size <= at_most:
                    backups.keep(self._project, held)
        except (OSError, ProjectError) as error:
            _log.warning("No backup of %s was made: %s", self._project, error)
