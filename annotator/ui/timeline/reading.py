"""How the tracks that are to be seen stand, read beside the GUI thread; the newest wish is the one that counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject

from annotator.core.tracks import Span
from annotator.storage import Project
from annotator.ui.lanes import Job, Lane
from annotator.ui.timeline.lanes import LEAST_PX, thinned


class Read(NamedTuple):
    """What the timeline shows of a video."""

    spans: dict[int, list[Span]]
    """By track."""
    reviewed: list[tuple[int, int]]
    """Runs of frames."""


class Wish(NamedTuple):
    """These tracks on the frames of these indexes, both included, seen so that `cell` frames look like one."""

    root: str
    path: str
    tracks: frozenset[int]
    first: int
    last: int
    cell: int

    def holds(self, other: Wish) -> bool:
        """Whether all of another wish is part of this one."""
        within = self.first <= other.first and other.last <= self.last
        same = (self.root, self.path, self.cell) == (other.root, other.path, other.cell)
        return within and same and other.tracks <= self.tracks

    def with_margins(self) -> Wish:
        """With as many frames more on either side, so that not every scroll has to be read."""
        more = self.last - self.first + 1
        return self._replace(first=self.first - more, last=self.last + more)


def cell_of(frame_px: float) -> int:
    """How many frames look like one where each has so many pixels: a power of two, so that it seldom changes."""
    return 1 << max(0, int(LEAST_PX / frame_px).bit_length() - 1)


class SpanReader(QObject):
    """`on_read` is called in the GUI thread with all that was wished for last."""

    def __init__(self, on_read: Callable[[Read], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_read = on_read
        self._lane = Lane(1, self)
        self._job: Job | None = None
        self._read: Wish | None = None

    def want(self, project: Project, wanted: Wish) -> None:
        """Read this, unless it is read already."""
        if self._read is not None and self._read.holds(wanted):
            return
        self.forget()
        wish = self._read = wanted.with_margins()

        def work(job: Job) -> Read:
            found: dict[int, list[Span]] = {}
            with project.reader() as reader:
                done = reader.reviewed(wish.root, wish.path, wish.first, wish.last)
                for track in wish.tracks:
                    if job.cancelled:
                        break
                    found[track] = thinned(reader.spans(track, wish.first, wish.last), wish.cell)
            return Read(found, done)

        self._job = self._lane.start("", work, self._on_read, lambda _: self.forget())

    def forget(self) -> None:
        """What was read is no longer so."""
        self._read = None
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def stop(self) -> None:
        """Wait for what is being read; nothing is read any more."""
        self.forget()
        self._lane.stop()
