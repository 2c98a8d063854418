"""The instances of a crowded frame, read and decoded beside the GUI thread; the newest wish is the one that counts."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QObject

from annotator.core.annotations import Instance
from annotator.core.frames import FrameKey
from annotator.storage import Project, Revision
from annotator.ui.lanes import Job, Lane

AT_ONCE = 500
"""Instances that are read within a frame of the screen, so that nobody need wait for them."""

Found = Callable[[dict[int, Instance]], object]


class _Kept(NamedTuple):
    project: Project
    revision: Revision
    instances: dict[int, Instance]


class FrameReader(QObject):
    """`on_done` and `on_error` are called in the GUI thread, and only for the frame asked for last."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = Lane(1, self)
        self._job: Job | None = None
        self._kept: dict[FrameKey, _Kept] = {}

    def read(self, project: Project, key: FrameKey, on_done: Found, on_error: Callable[[str], object]) -> None:
        """Read a frame's instances through a door of its own to the project file."""
        self.forget()
        self._job = self._lane.start("", partial(_read, project, key), on_done, on_error)

    def read_ahead(self, project: Project, key: FrameKey, on_done: Found) -> None:
        """Read a frame that nobody has asked for yet, and keep it for who will."""
        self.forget()
        if (instances := self._good(project, key)) is not None:
            on_done(instances)
            return
        revision = project.revision(key)

        def keep(instances: dict[int, Instance]) -> None:
            self._kept[key] = _Kept(project, revision, instances)
            on_done(instances)

        self._job = self._lane.start("", partial(_read, project, key), keep, lambda _: None)

    def kept(self, project: Project, key: FrameKey) -> dict[int, Instance] | None:
        """What was read ahead of a frame, while it is as it was then."""
        found = self._good(project, key)
        self._kept.pop(key, None)
        return found

    def keep_only(self, keys: Collection[FrameKey]) -> None:
        """Of the frames that were read ahead."""
        self._kept = {key: kept for key, kept in self._kept.items() if key in keys}

    def _good(self, project: Project, key: FrameKey) -> dict[int, Instance] | None:
        kept = self._kept.get(key)
        as_it_is = kept is not None and kept.project is project and kept.revision == project.revision(key)
        return kept.instances if kept and as_it_is else None

    def forget(self) -> None:
        """What is being read is no longer wanted."""
        if self._job is not None:
            self._job.cancel()
            self._job = None


def _read(project: Project, key: FrameKey, _: Job) -> dict[int, Instance]:
    with project.reader() as reader:
        return reader.instances(key)
