"""Propagation in the background: the selection is followed through its video, and every frame is kept as it comes."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.core.annotations import Instance
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameKey
from annotator.inference.course import Course
from annotator.inference.propagation import Following, Step
from annotator.ui import tracking
from annotator.ui.document import Document
from annotator.ui.lanes import Job
from annotator.ui.preferences import Preferences
from annotator.ui.prelabel import Prelabel

REACHES = (1, 10, 30, 100, 0)
"""Frames at most; 0 for until it is lost."""
USUAL = 30
_NAMED = 3


class PropagationJob(Job):
    """One run, and what has become of it so far."""

    def __init__(self, title: str, course: Course, parent: QObject) -> None:
        super().__init__(title, parent)
        self.course = course
        self.run: Following[FrameKey] | None = None

    def cancel(self) -> None:
        super().cancel()
        if self.run:
            self.run.cancel()


class Propagation(QObject):
    """Starts runs; what comes back goes through the document, which never touches what a person has said."""

    started = Signal(object)  # Job
    _stepped = Signal(object, object, object)  # from the lane's thread: PropagationJob, FrameKey, list[Step]
    _ended = Signal(object, object)  # PropagationJob, AnnotatorError | None

    def __init__(self, document: Document, prelabel: Prelabel, preferences: Preferences) -> None:
        super().__init__(document)
        self._document, self._prelabel, self._preferences = document, prelabel, preferences
        self._jobs: set[PropagationJob] = set()
        self._stepped.connect(self._keep)
        self._ended.connect(self._finish)
        document.project_changed.connect(self.cancel)

    @property
    def reach(self) -> int:
        """Over how many frames the next run goes at most; 0 for until everything is lost."""
        kept = self._preferences.get("reach", USUAL)
        return kept if kept in REACHES else USUAL

    def next_reach(self) -> None:
        """Another one of the choices, in turn."""
        reach = REACHES[(REACHES.index(self.reach) + 1) % len(REACHES)]
        self._preferences.put("reach", reach)
        how = f"goes {_frames(reach)} far" if reach else "goes on until the object is lost"
        self._document.said.emit("info", f"Propagation {how}.")

    def forwards(self) -> None:
        """The selection to the frames that follow."""
        self._start(backwards=False)

    def backwards(self) -> None:
        """The selection to the frames before."""
        self._start(backwards=True)

    def cancel(self, *_: Any) -> None:
        """End all runs after the frame under way; what is done stays."""
        for job in self._jobs:
            job.cancel()

    def _start(self, *, backwards: bool) -> None:
        document = self._document
        frame, project = document.frame, document.project
        if frame is None or project is None:
            return
        if not frame.of_video:
            document.said.emit("info", "Propagation goes through the frames of a video; this is a picture.")
            return
        if any(not document.instances[id].track for id in document.selection):
            tracking.start(document)
        chosen = [one for one in self._selected() if one.track and one.parts]
        course = Course(project, frame, chosen, frames=self.reach, backwards=backwards)
        if not chosen or not course.frames:
            where = "before" if backwards else "after"
            document.said.emit("info", f"There is no frame {where} this one." if chosen else
                               "Select what is to be propagated.")  # fmt: skip
            return
        self._run(course, backwards)

    def _selected(self) -> list[Instance]:
        return [self._document.instances[id] for id in sorted(self._document.selection)]

    def _run(self, course: Course, backwards: bool) -> None:
        objects = _counted(len(course.outlines), "object")
        job = PropagationJob(f"Propagating {objects} {'backwards' if backwards else 'forwards'}", course, self)
        self._jobs.add(job)
        self.started.emit(job)
        job.progress(0, 0, "loading the model")
        job.run = course.run(self._prelabel.runnable)
        job.run.on_step = lambda key, steps: self._stepped.emit(job, key, steps)
        job.run.on_end = lambda error: self._ended.emit(job, error)
        self._prelabel.lane.go(job.run)

    def _keep(self, job: PropagationJob, key: FrameKey, steps: list[Step]) -> None:
        if job.cancelled or job.run is None or job.course.project is not self._document.project:
            return
        try:
            job.course.take(key, steps, self._document.carry)
        except AnnotatorError as error:
            self._document.said.emit("error", str(error))
            job.cancel()
            return
        job.progress(job.run.done, len(job.run.frames), job.course.project.frame(key).name)
        if job.course.over:
            job.run.cancel()

    def _finish(self, job: PropagationJob, error: AnnotatorError | None) -> None:
        self._jobs.discard(job)
        if job.course.project is self._document.project:
            self._document.said.emit(*_outcome(job, error))
        job.ended.emit()
        job.deleteLater()


def _outcome(job: PropagationJob, error: AnnotatorError | None) -> tuple[str, str]:
    """Level and sentence."""
    course = job.course
    done = f"{'Stopped: propagated' if job.cancelled else 'Propagated'} to {_frames(course.stored)}."
    if error:
        return "error", f"{done} {error}"
    endings = [one for one in course.endings if one.lost] or course.endings
    said = " ".join(str(one) for one in endings[:_NAMED])
    more = f" So do {len(endings) - _NAMED} others, each on the last frame of its track." if endings[_NAMED:] else ""
    return "warning" if any(one.lost for one in endings) else "good", f"{done} {said}{more}".strip()


def _frames(count: int) -> str:
    return _counted(count, "frame")


def _counted(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"
