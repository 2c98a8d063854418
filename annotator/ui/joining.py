"""Linking in the background: what was found on the frames of a video becomes tracks, frame by frame."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameKey, Source
from annotator.inference.linking import Linking
from annotator.inference.tracking import Links
from annotator.storage.tracks import LAST
from annotator.ui.document import Document
from annotator.ui.lanes import Job
from annotator.ui.prelabel import Prelabel

LOWEST_SCORE = 0.1
"""What is under the display threshold keeps a track alive."""


class LinkingJob(Job):
    """One run, and what has become of it so far."""

    def __init__(self, title: str, links: Links, parent: QObject) -> None:
        super().__init__(title, parent)
        self.links = links
        self.run: Linking[FrameKey] | None = None

    def cancel(self) -> None:
        super().cancel()
        if self.run:
            self.run.cancel()


class Joining(QObject):
    """Starts runs; what comes back goes through the document. What is in a track already stays there."""

    started = Signal(object)  # Job
    _stepped = Signal(object, object, object)  # from the lane's thread: LinkingJob, FrameKey, list[int]
    _ended = Signal(object, object)  # LinkingJob, AnnotatorError | None

    def __init__(self, document: Document, prelabel: Prelabel) -> None:
        super().__init__(document)
        self._document, self._prelabel = document, prelabel
        self._jobs: set[LinkingJob] = set()
        self._stepped.connect(self._keep)
        self._ended.connect(self._finish)
        document.project_changed.connect(self.cancel)

    def link(self, range: tuple[int, int] | None = None) -> None:
        """The video on the screen, or the frames from first to last of it, both included."""
        document = self._document
        frame, project = document.frame, document.project
        if frame is None or project is None:
            return
        if not frame.of_video:
            document.said.emit("info", "Tracks go through the frames of a video; this is a picture.")
            return
        file = project.file_of(frame)
        found = project.frames_between(frame.root, frame.path, *(range or (0, LAST)))
        frames = [(key, Source(file, index)) for index, key, passed in found if not passed]
        job = LinkingJob(f"Linking {len(frames):,} frames", Links(project, frames, LOWEST_SCORE), self)
        self._jobs.add(job)
        self.started.emit(job)
        job.progress(0, 0, "loading the model")
        job.run = job.links.run(self._prelabel.runnable)
        job.run.on_step = lambda key, numbers: self._stepped.emit(job, key, numbers)
        job.run.on_end = lambda error: self._ended.emit(job, error)
        self._prelabel.lane.go(job.run)

    def cancel(self, *_: Any) -> None:
        """End all runs after the frame under way; what is done stays."""
        for job in self._jobs:
            job.cancel()

    def _keep(self, job: LinkingJob, key: FrameKey, numbers: list[int]) -> None:
        if job.cancelled or job.run is None or job.links.project is not self._document.project:
            return
        try:
            job.links.take(key, numbers, self._document.join)
        except AnnotatorError as error:
            self._document.said.emit("error", str(error))
            job.cancel()
            return
        job.progress(job.run.done, len(job.run.frames), job.links.project.frame(key).name)

    def _finish(self, job: LinkingJob, error: AnnotatorError | None) -> None:
        self._jobs.discard(job)
        if job.links.project is self._document.project:
            self._document.said.emit(*_outcome(job, error))
        job.ended.emit()
        job.deleteLater()


def _outcome(job: LinkingJob, error: AnnotatorError | None) -> tuple[str, str]:
    """Level and sentence."""
    joined, tracks = job.links.joined, len(job.links.tracks)
    if error is None and not job.cancelled and not joined:
        return "info", "Nothing was linked: pre-label the frames first, or all that belongs together is in tracks."
    in_tracks = f"{joined:,} instances joined to {'1 track' if tracks == 1 else f'{tracks:,} tracks'}."
    said = f"{'Stopped: ' if job.cancelled else ''}{in_tracks}"
    return ("error", f"{said} {error}") if error else ("good", said)
