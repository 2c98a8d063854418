"""Pre-labelling: what a model finds on frames becomes proposals, in place of untouched ones only."""

from collections.abc import Callable, Iterable, Iterator
from itertools import takewhile

from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameKey
from annotator.core.operations import counted
from annotator.inference.detections import Found
from annotator.inference.prelabelling import Prelabelling, located
from annotator.storage import FrameFilter, Project
from annotator.storage.tracks import LAST
from annotator.ui.lanes import Job
from annotator.ui.models.runs import Runs, Task
from annotator.ui.state.document import Document
from annotator.ui.state.frame_steps import SAMPLED, Level

LOWEST_SCORE = 0.05
"""What is under the display threshold is kept as ghosts."""
PAGE = 1000


def this_frame(runs: Runs) -> None:
    """The frame on the screen."""
    if frame := runs.document.frame:
        _begin(runs, "this frame", lambda project: [frame.key])


def these_frames(runs: Runs, keys: Iterable[FrameKey]) -> None:
    """The frames that are selected in the list."""
    if chosen := list(keys):
        _begin(runs, "the selected frames", lambda project: chosen)


def the_video(runs: Runs, range: tuple[int, int] | None = None) -> None:
    """The video on the screen, or the frames from first to last of it, both included; passed over ones are not."""
    if frame := runs.video_frame():
        first, last = range or (0, LAST)
        _begin(
            runs,
            f"frames {first:,} to {last:,}" if range else "the video",
            lambda project: [
                key for _, key, passed in project.frames_between(frame.root, frame.path, first, last) if not passed
            ],
        )


def all_frames(runs: Runs) -> None:
    """Every frame, from the one on the screen on."""
    _begin(runs, "all frames", lambda project: _keys(project, SAMPLED))


def unreviewed_frames(runs: Runs) -> None:
    """Every frame that is not reviewed, from the one on the screen on."""
    _begin(runs, "unreviewed frames", lambda project: _keys(project, FrameFilter("unreviewed")))


def _begin(runs: Runs, what: str, keys: Callable[[Project], Iterable[FrameKey]]) -> None:
    here = runs.document.frame

    def listed(project: Project, job: Job) -> Task:
        with project.reader() as reader:
            ordered = list(keys(reader))
            at = next((i for i, key in enumerate(ordered) if here and key >= here.key), 0)
            wanted = takewhile(lambda _: not job.cancelled, ordered[at:] + ordered[:at])
            frames = located(reader, map(reader.frame, wanted))
        proposing = _Proposing(runs.document, Prelabelling(project, frames, LOWEST_SCORE))
        return Task(proposing.work, proposing.take, proposing.outcome)

    runs.begin(f"Pre-labelling {what}", listed)


def _keys(project: Project, filter: FrameFilter) -> Iterator[FrameKey]:
    for offset in range(0, project.frame_count(filter), PAGE):
        yield from (row.frame.key for row in project.frame_page(filter, offset, PAGE))


class _Proposing:
    def __init__(self, document: Document, work: Prelabelling) -> None:
        self.work = work
        self._document = document
        self._shown = 0
        """Proposals that are no ghosts."""

    def take(self, key: FrameKey, found: Found | AnnotatorError) -> None:
        document, notes = self._document, len(self.work.notes)
        edit = self.work.take(key, found, document.propose, document.categories.named)
        self._shown += sum(document.showing.shows(one) for one in edit.after.values()) if edit else 0
        for note in self.work.notes[notes:]:
            document.said.emit("warning", note)

    def outcome(self, whole: bool) -> tuple[Level, str]:
        done, failed = len(self.work.done), self.work.failed
        said = f"Pre-labelled {counted(done, 'frame')}: {counted(self._shown, 'proposal')}."
        if not failed:
            return "good", said
        name, why = failed[0]
        named = why if name.rpartition("/")[2] in why else f"{name}: {why}"
        return "warning", f"{said} {counted(len(failed), 'frame')} could not be done: {named}"
