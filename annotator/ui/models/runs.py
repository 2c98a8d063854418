"""Models at work in the background: a run goes over frames, and what is found on each is kept as it comes."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from PySide6.QtCore import QObject, Signal

from annotator.core.errors import AnnotatorError, ProjectError
from annotator.core.frames import Frame, FrameKey, Source
from annotator.inference.lane import InferenceLane, Model
from annotator.inference.runs import Run
from annotator.storage import Project
from annotator.ui.lanes import Job, Lane
from annotator.ui.models.model_choice import ModelChoice
from annotator.ui.state.document import Document
from annotator.ui.state.frame_steps import Level


class Work(Protocol):
    """Frames, and what becomes of them."""

    @property
    def frames(self) -> Sequence[tuple[FrameKey, Source]]:
        """In the order in which they are gone over."""
        ...

    def run(self, model: Model) -> Run[FrameKey, Any]:
        """For the lane."""
        ...


class Task(NamedTuple):
    """What one kind of run has of its own."""

    work: Work
    take: Callable[[FrameKey, Any], object]
    """Keep what was found on a frame, through the document. Raises ProjectError."""
    outcome: Callable[[bool], tuple[Level, str]]
    """Level and sentence at the end; whether it has gone over all its frames."""
    over: Callable[[], bool] = lambda: False
    """Whether there is nothing left to do on the frames to come."""


class ModelJob(Job):
    """One run, and what has become of it so far."""

    def __init__(self, title: str, project: Project, model: Model, parent: QObject) -> None:
        super().__init__(title, parent)
        self.project, self.model = project, model
        self.taken = 0
        """Frames that are through."""
        self.task: Task | None = None
        self.run: Run[FrameKey, Any] | None = None

    def cancel(self) -> None:
        super().cancel()
        if self.run:
            self.run.cancel()


Listing = Callable[[Project, Job], Task]
"""A task over the frames of a project; called beside the GUI thread. It may stop early once the job is cancelled."""


class Runs(QObject):
    """Begins runs, one after the other; all end where another project is opened."""

    started = Signal(object)  # Job
    _stepped = Signal(object, object, object)  # from the lane's thread: ModelJob, FrameKey, what was found there
    _ended = Signal(object, object)  # ModelJob, AnnotatorError | None

    def __init__(self, document: Document, models: ModelChoice) -> None:
        super().__init__(document)
        self.document, self._models = document, models
        self.jobs: set[ModelJob] = set()
        self._lister = Lane(2, self)  # the frame on the screen need not wait until a long list is there
        self._lane: InferenceLane | None = None
        self._stepped.connect(self._take)
        self._ended.connect(self._finish)
        document.project_changed.connect(self.cancel)

    def video_frame(self) -> Frame | None:
        """The frame on the screen; None, and that is said, where it is none of a video."""
        frame = self.document.frame
        if frame is not None and not frame.of_video:
            self.document.said.emit("info", "This is a picture; open a frame of a video first.")
            return None
        return frame

    def begin(self, title: str, listed: Listing) -> None:
        """Have the chosen model go over the frames that are listed."""
        project = self.document.project
        if project is None:
            return
        job = ModelJob(title, project, self._models.runnable, self)
        self.jobs.add(job)
        self.started.emit(job)
        job.progress(0, 0, f"loading {Path(job.model.name).name}")
        self._lister.start(
            "", lambda _: listed(project, job), partial(self._go, job), lambda why: self._finish(job, ProjectError(why))
        )

    def cancel(self) -> None:
        """End all after the frame under way; what is done stays."""
        for job in self.jobs:
            job.cancel()

    def stop(self) -> None:
        """The same, and end the worker process."""
        self.cancel()
        self._lister.stop()
        if self._lane:
            self._lane.close()
            self._lane = None

    def _go(self, job: ModelJob, task: Task) -> None:
        job.task = task
        if job.cancelled or not task.work.frames:
            self._finish(job, None)
            return
        job.run = task.work.run(job.model)
        job.run.on_step = lambda key, found: self._stepped.emit(job, key, found)
        job.run.on_end = lambda error: self._ended.emit(job, error)
        self._lane = self._lane or InferenceLane()
        self._lane.go(job.run)

    def _take(self, job: ModelJob, key: FrameKey, found: object) -> None:
        if job.cancelled or job.task is None or job.run is None or job.project is not self.document.project:
            return
        self._models.runs_on(job.model, job.run.device)
        try:
            job.task.take(key, found)
        except AnnotatorError as error:
            self.document.said.emit("error", str(error))
            job.cancel()
            return
        job.taken += 1
        job.progress(job.taken, len(job.task.work.frames), job.project.frame(key).name)
        if job.task.over():
            job.run.cancel()

    def _finish(self, job: ModelJob, error: AnnotatorError | None) -> None:
        self.jobs.discard(job)
        if job.project is self.document.project:
            self.document.said.emit(*_said(job, error))
        job.ended.emit()
        job.deleteLater()


def _said(job: ModelJob, error: AnnotatorError | None) -> tuple[Level, str]:
    """Level and sentence."""
    whole = error is None and not job.cancelled
    if job.task is None or not (whole or job.taken):
        return ("error", str(error)) if error else ("info", "Stopped before the first frame.")
    level, sentence = job.task.outcome(whole)
    if error:
        return "error", f"{sentence} {error}"
    return level, sentence if whole else f"Stopped: {sentence[0].lower()}{sentence[1:]}"
