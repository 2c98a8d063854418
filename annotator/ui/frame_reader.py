"""The instances of a crowded frame, read and decoded beside the GUI thread; the newest wish is the one that counts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from annotator.core.annotations import Instance
from annotator.core.frames import FrameKey
from annotator.storage import Project
from annotator.ui.lanes import Job, Lane

AT_ONCE = 500
"""Instances that are read within a frame of the screen, so that nobody need wait for them."""


class FrameReader(QObject):
    """`on_done` and `on_error` are called in the GUI thread, and only for the frame asked for last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = Lane(1, self)
        self._job: Job | None = None

    def read(
        self,
        project: Project,
        key: FrameKey,
        on_done: Callable[[dict[int, Instance]], object],
        on_error: Callable[[str], object],
    ) -> None:
        """Read a frame's instances through a door of its own to the project file."""
        self.forget()

        def work(job: Job) -> dict[int, Instance]:
            if job.cancelled:
                return {}
            with project.reader() as reader:
                return reader.instances(key)

        self._job = self._lane.start("", work, on_done, on_error)

    def forget(self) -> None:
        """What is being read is no longer wanted."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
