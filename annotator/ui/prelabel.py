"""Pre-labelling in the background: frames go to the inference lane, proposals come back one frame at a time."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from annotator.core.errors import AnnotatorError, ProjectError
from annotator.core.frames import Frame, FrameKey, Source
from annotator.inference import lane as inference
from annotator.inference.detections import Found, proposals
from annotator.inference.models import MODELS
from annotator.storage import FrameFilter, Project
from annotator.storage.tracks import LAST
from annotator.ui.document import Document
from annotator.ui.lanes import Job, Lane

LOWEST_SCORE = 0.05
"""What is under the display threshold is kept as ghosts."""
PAGE = 1000


class PrelabelJob(Job):
    """One run over some frames, and what has become of it so far."""

    def __init__(self, title: str, project: Project, model: str, parent: QObject) -> None:
        super().__init__(title, parent)
        self.project, self.model = project, model
        self.frames = 0
        self.proposals = 0
        self.failures: list[str] = []
        self.run: inference.Job[FrameKey] | None = None

    def cancel(self) -> None:
        super().cancel()
        if self.run:
            self.run.cancel()


class Prelabel(QObject):
    """Starts runs; what comes back goes through the document, which replaces untouched proposals only."""

    started = Signal(object)  # Job
    model_changed = Signal(str, str)  # name, device; the device is empty until the model runs
    model_chosen = Signal(str)  # by the person, for this project and those to come
    _found = Signal(object, object, object)  # from the lane's thread: PrelabelJob, FrameKey, Found
    _failed = Signal(object, object, object)  # PrelabelJob, FrameKey, AnnotatorError
    _ended = Signal(object, object)  # PrelabelJob, AnnotatorError | None

    def __init__(self, document: Document, disk: Lane, model: str, loader: str | None = None) -> None:
        super().__init__(document)
        self._document, self._disk = document, disk
        self._lane: inference.InferenceLane | None = None
        self._jobs: set[PrelabelJob] = set()
        self._loader = loader
        self.model = self._usual = model
        self._is_chosen = False
        self._found.connect(self._propose)
        self._failed.connect(self._note)
        self._ended.connect(self._finish)
        document.project_changed.connect(self._project_changed)
        document.frame_changed.connect(self._frame_changed)

    @property
    def lane(self) -> inference.InferenceLane:
        """The way to the worker process, started when it is needed first."""
        self._lane = self._lane or inference.InferenceLane()
        return self._lane

    @property
    def runnable(self) -> inference.Model:
        """The chosen model as the worker is told of it."""
        return self._runnable(self.model)

    def _runnable(self, name: str) -> inference.Model:
        model = inference.Model(name)
        return model if self._loader is None else model._replace(loader=self._loader)

    def set_model(self, name: str) -> None:
        """Which model the next run uses: a name of the catalogue or a model folder; kept in the project."""
        self._usual, self._is_chosen = name, True
        self._document.remember("model", name)
        self._use(name)
        self.model_chosen.emit(name)

    def _use(self, name: str) -> None:
        if name != self.model:
            self.model = name
            self.model_changed.emit(name, "")

    def this_frame(self) -> None:
        """The frame on the screen."""
        frame, project = self._document.frame, self._document.project
        if frame and project:
            job = self._job("Pre-labelling this frame")
            try:
                self._run(job, [(frame.key, project.source_of(frame))])
            except AnnotatorError as error:
                self._finish(job, error)

    def these_frames(self, keys: Iterable[FrameKey]) -> None:
        """The frames that are selected in the list."""
        chosen = list(keys)
        if chosen:
            self._collect("Pre-labelling the selected frames", lambda project: chosen)

    def the_video(self, range: tuple[int, int] | None = None) -> None:
        """The video on the screen, or the frames from first to last of it, both included; passed over ones are not."""
        frame = self._document.frame
        if frame is None or not frame.of_video:
            self._document.said.emit("info", "This is a picture; open a frame of a video first.")
            return
        first, last = range or (0, LAST)
        title = f"Pre-labelling frames {first:,} to {last:,}" if range else "Pre-labelling the video"
        root, path = frame.root, frame.path
        self._collect(
            title,
            lambda project: [key for _, key, passed in project.frames_between(root, path, first, last) if not passed],
        )

    def all_frames(self) -> None:
        """Every frame, from the one on the screen on."""
        self._collect("Pre-labelling all frames", lambda project: _keys(project, FrameFilter("sampled")))

    def unreviewed_frames(self) -> None:
        """Every frame that is not reviewed, from the one on the screen on."""
        self._collect("Pre-labelling unreviewed frames", lambda project: _keys(project, FrameFilter("unreviewed")))

    def cancel(self) -> None:
        """End all runs after the frame under way."""
        for job in self._jobs:
            job.cancel()

    def _project_changed(self) -> None:
        self.cancel()
        if project := self._document.project:
            chosen = project.setting("model", None)
            self._is_chosen = bool(chosen)
            self._use(str(chosen or self._usual))

    def _frame_changed(self, frame: Frame | None) -> None:
        """Until a person chooses one for the project, the model that found what is on a frame is proposed again."""
        if frame and not self._is_chosen:
            made = Counter(one.origin.model for one in self._document.instances.values() if one.origin)
            self._use(next((name for name, _ in made.most_common(1) if name in MODELS), self.model))

    def stop(self) -> None:
        """End the worker process."""
        self.cancel()
        if self._lane:
            self._lane.close()
            self._lane = None

    def _job(self, title: str) -> PrelabelJob:
        assert self._document.project is not None
        job = PrelabelJob(title, self._document.project, self.model, self)
        self._jobs.add(job)
        self.started.emit(job)
        job.progress(0, 0, f"loading {Path(self.model).name}")
        return job

    def _collect(self, title: str, keys: Callable[[Project], Iterable[FrameKey]]) -> None:
        project, here = self._document.project, self._document.frame
        if project is None:
            return
        job = self._job(title)

        def from_here(_: Job) -> list[tuple[FrameKey, Source]]:
            with project.reader() as reader:
                ordered = list(keys(reader))
                at = next((i for i, key in enumerate(ordered) if here and key >= here.key), 0)
                wanted = takewhile(lambda key: not job.cancelled, ordered[at:] + ordered[:at])
                return [(key, reader.source_of(reader.frame(key))) for key in wanted]

        self._disk.start(
            "",
            from_here,
            lambda frames: self._run(job, frames),
            lambda sentence: self._finish(job, ProjectError(sentence)),
        )

    def _run(self, job: PrelabelJob, frames: list[tuple[FrameKey, Source]]) -> None:
        if job.cancelled or not frames:
            self._finish(job, None)
            return
        job.run = self.lane.predict(
            self._runnable(job.model),
            frames,
            LOWEST_SCORE,
            on_done=lambda key, found: self._found.emit(job, key, found),
            on_error=lambda key, error: self._failed.emit(job, key, error),
            on_end=lambda error: self._ended.emit(job, error),
        )

    def _propose(self, job: PrelabelJob, key: FrameKey, found: Found) -> None:
        if job.cancelled or job.project is not self._document.project:
            return
        if job.model == self.model:
            self.model_changed.emit(self.model, found.device)
        frame = job.project.frame(key)
        if (found.width, found.height) != frame.size:
            self._fail(
                job, frame, f"it has {found.width} x {found.height} pixels now, not {frame.width} x {frame.height}"
            )
            return
        try:
            categories = self._categories(found)
            self._document.propose(key, proposals(found, categories, lambda: 0), f"Pre-label with {found.model}")
        except AnnotatorError as error:
            self._document.said.emit("error", str(error))
            job.cancel()
            return
        for note in found.notes:
            self._document.said.emit("warning", note)
        job.frames += 1
        job.proposals += sum(one.score >= self._document.showing.threshold for one in found.detections)
        self._advance(job, frame)

    def _categories(self, found: Found) -> dict[str, int]:
        """The project's category for each name that the model found something of; new ones are made."""
        names = {found.categories[one.category] for one in found.detections}
        return {name: self._document.categories.named(name) for name in sorted(names)}

    def _note(self, job: PrelabelJob, key: FrameKey, error: AnnotatorError) -> None:
        if job.project is self._document.project:
            self._fail(job, job.project.frame(key), str(error))

    def _fail(self, job: PrelabelJob, frame: Frame, reason: str) -> None:
        job.failures.append(reason if frame.name in reason else f"{frame.name}: {reason}")
        self._advance(job, frame)

    def _advance(self, job: PrelabelJob, frame: Frame) -> None:
        job.progress(job.frames + len(job.failures), job.run.total if job.run else 0, frame.name)

    def _finish(self, job: PrelabelJob, error: AnnotatorError | None) -> None:
        self._jobs.discard(job)
        if not job.cancelled:
            self._document.said.emit(*_outcome(job, error))
        job.ended.emit()
        job.deleteLater()


def _outcome(job: PrelabelJob, error: AnnotatorError | None) -> tuple[str, str]:
    """Level and sentence."""
    if error:
        return "error", str(error)
    frames = "1 frame" if job.frames == 1 else f"{job.frames:,} frames"
    done = f"Pre-labelled {frames}: {job.proposals:,} proposals."
    if not job.failures:
        return "good", done
    failed = "1 frame" if len(job.failures) == 1 else f"{len(job.failures):,} frames"
    return "warning", f"{done} {failed} could not be done: {job.failures[0]}"


def _keys(project: Project, filter: FrameFilter) -> Iterator[FrameKey]:
    for offset in range(0, project.frame_count(filter), PAGE):
        yield from (row.frame.key for row in project.frame_page(filter, offset, PAGE))
