"""How the tracks that are to be seen stand, read beside the GUI thread; the newest wish is the one that counts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject

from annotator.core.tracks import Span
from annotator.storage import Project
from annotator.ui.lanes import Job, Lane

Spans = dict[int, list[Span]]


class Wish(NamedTuple):
    """These tracks on the frames of these indexes, both included."""

    tracks: frozenset[int]
    first: int
    last: int

    def holds(self, other: Wish) -> bool:
        """Whether all of another wish is part of this one."""
        return other.tracks <= self.tracks and self.first <= other.first and other.last <= self.last


def with_margins(tracks: Sequence[int], first: int, last: int) -> Wish:
    """With as many frames more on either side, so that not every scroll has to be read."""
    more = last - first + 1
    return Wish(frozenset(tracks), first - more, last + more)


class SpanReader(QObject):
    """`on_read` is called in the GUI thread with all that was wished for last."""

    def __init__(self, on_read: Callable[[Spans], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_read = on_read
        self._lane = Lane(1, self)
        self._job: Job | None = None
        self._read: Wish | None = None

    def want(self, project: Project, tracks: Sequence[int], first: int, last: int) -> None:
        """Read these tracks on these frames, unless they are read already."""
        if self._read is not None and self._read.holds(Wish(frozenset(tracks), first, last)):
            return
        self.forget()
        wish = self._read = with_margins(tracks, first, last)

        def work(job: Job) -> Spans:
            found: Spans = {}
            with project.reader() as reader:
                for track in wish.tracks:
                    if job.cancelled:
                        break
                    found[track] = reader.spans(track, wish.first, wish.last)
            return found

        self._job = self._lane.start("", work, self._on_read, lambda _: self.forget(), shown=False)

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
