"""What becomes of what a model finds on the frames of a project: proposals, and what is said of those that fail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.core.annotations import Edit, Instance
from annotator.core.errors import AnnotatorError, PredictionFailed
from annotator.core.frames import Frame, FrameKey, Source
from annotator.inference import worker
from annotator.inference.detections import Found, names_used, proposals
from annotator.inference.runs import Key, Run
from annotator.inference.worker import Model
from annotator.storage import Project

if TYPE_CHECKING:
    from annotator.inference.process import WorkerProcess

CHANGED = (
    "The picture is {} x {} pixels now, and {} x {} in the project: it was changed since. "
    "Put the old picture back, or add this one under another name."
)

Propose = Callable[[FrameKey, Sequence[Instance], str], Edit | None]
"""Put proposals onto a frame: a project's `propose`, or a document's."""


@dataclass(slots=True, eq=False, kw_only=True)
class Predicting(Run[Key, "Found | AnnotatorError"]):
    """What a model finds on each frame, or why it could not look at it: a frame that fails, fails alone."""

    score: float
    """The lowest that is of interest."""

    def _begin(self, process: WorkerProcess, number: int) -> str:
        return process.ask(worker.load, self.model)

    def _ask(self, process: WorkerProcess, number: int, key: Key, source: Source) -> Found | AnnotatorError:
        try:
            found = process.ask(worker.predict, self.model, source, self.score)
        except AnnotatorError as error:
            return error
        self.device = found.device
        return found

    def _end(self, process: WorkerProcess, number: int) -> None:
        """Each frame is looked at by itself."""


def located(project: Project, frames: Iterable[Frame]) -> list[tuple[Frame, Source | AnnotatorError]]:
    """Where the pixels of frames are, or why that cannot be said; in any thread that has a project to read from."""
    return [(frame, _source(project, frame)) for frame in frames]


def _source(project: Project, frame: Frame) -> Source | AnnotatorError:
    try:
        return project.source_of(frame)
    except AnnotatorError as error:
        return error


class Prelabelling:
    """Frames with proposals on them as soon as a model has looked at each."""

    def __init__(
        self, project: Project, frames: Sequence[tuple[Frame, Source | AnnotatorError]], lowest: float
    ) -> None:
        """`lowest`: the lowest score that is proposed."""
        self.project, self.total = project, len(frames)
        self.frames = [(frame.key, place) for frame, place in frames if isinstance(place, Source)]
        self.done: list[FrameKey] = []
        self.proposals = 0
        self.failed: list[tuple[str, str]] = []
        """Frames by name, and why."""
        self.notes: list[str] = []
        """Sentences of the model for the person, each once."""
        self._lowest = lowest
        for frame, place in frames:
            if isinstance(place, AnnotatorError):
                self._fail(frame, place)

    def run(self, model: Model) -> Predicting[FrameKey]:
        """For the lane. A list of frames is patient: nobody waits for it, as for the frame on the screen."""
        return Predicting(model=model, frames=self.frames, score=self._lowest, patient=self.total > 1)

    def take(
        self, key: FrameKey, found: Found | AnnotatorError, propose: Propose, category: Callable[[str], int]
    ) -> Edit | None:
        """Keep what was found on a frame, of the project's category for each name. Raises ProjectError."""
        frame = self.project.frame(key)
        if isinstance(found, Found) and (found.width, found.height) != frame.size:
            found = PredictionFailed(CHANGED.format(found.width, found.height, *frame.size))
        if isinstance(found, AnnotatorError):
            self._fail(frame, found)
            return None
        categories = {name: category(name) for name in names_used([found])}
        edit = propose(key, proposals(found, categories, lambda: 0), f"Pre-label with {found.model}")
        self.done.append(key)
        self.proposals += len(edit.after) if edit else 0
        self.notes += [note for note in found.notes if note not in self.notes]
        return edit

    def _fail(self, frame: Frame, why: AnnotatorError) -> None:
        self.failed.append((f"{frame.path} {frame.index:06}" if frame.of_video else frame.path, str(why)))
