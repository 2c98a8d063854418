"""Pre-labelling a project's frames: one by one through the inference lane, each kept as soon as it is there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from annotator.core.errors import AnnotatorError, PredictionFailed
from annotator.core.frames import Frame, FrameKey, Source
from annotator.inference.detections import Found, names_used, proposals
from annotator.inference.lane import InferenceLane, Model, Outcome
from annotator.storage import FrameFilter, Project

PAGE = 1000
SAMPLED = FrameFilter("sampled")


@dataclass(slots=True)
class Tally:
    """What a run did."""

    total: int
    done: list[FrameKey] = field(default_factory=list)
    proposals: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    device: str = ""
    seconds: float = 0.0
    interrupted: bool = False


def all_frames(project: Project) -> Iterator[Frame]:
    """Every frame but those of videos that are passed over, a page at a time."""
    for offset in range(0, project.frame_count(SAMPLED), PAGE):
        yield from (row.frame for row in project.frame_page(SAMPLED, offset, PAGE))


def prelabel_frames(
    project: Project,
    frames: Sequence[Frame],
    model: Model,
    score: float,
    tell: Callable[[Tally], None] = lambda tally: None,
) -> Tally:
    """Propose what the model finds at `score` and above on each frame. Ctrl-C ends the run between two frames: what is
    done stays. AnnotatorError where the model cannot be had at all."""
    tally, start = Tally(len(frames)), time.monotonic()
    waiting = list(_with_files(project, frames, tally))
    with closing(InferenceLane()) as lane:
        try:
            for outcome in lane.each(model, waiting, score):
                _keep(project, outcome, tally)
                tally.seconds = time.monotonic() - start
                tell(tally)
        except KeyboardInterrupt:
            tally.interrupted = True
    return tally


def _with_files(project: Project, frames: Sequence[Frame], tally: Tally) -> Iterator[tuple[Frame, Source]]:
    for frame in frames:
        try:
            yield frame, project.source_of(frame)
        except AnnotatorError as error:
            tally.failed.append((frame.path, str(error)))


def _keep(project: Project, outcome: Outcome[Frame], tally: Tally) -> None:
    frame, found = outcome.key, outcome.found
    try:
        if found is None:
            raise outcome.error or PredictionFailed(f"{frame.path} got no answer.")
        tally.proposals += _propose(project, frame, found)
    except PredictionFailed as error:
        tally.failed.append((frame.path, str(error)))
    except AnnotatorError as error:
        if outcome.error is None:
            raise  # the project cannot be written: going on would lose every frame
        tally.failed.append((frame.path, str(error)))
    else:
        tally.done.append(frame.key)
        tally.device = found.device
        tally.notes.extend(note for note in found.notes if note not in tally.notes)


def _propose(project: Project, frame: Frame, found: Found) -> int:
    if (found.width, found.height) != frame.size:
        raise PredictionFailed(
            f"The picture is {found.width} x {found.height} pixels now, and {frame.width} x {frame.height} in the "
            "project: it was changed since. Put the old picture back, or add this one under another name."
        )
    categories = {name: project.new_category(name).id for name in names_used([found])}
    edit = project.propose(frame.key, proposals(found, categories, lambda: 0), f"Pre-label with {found.model}")
    return len(edit.after) if edit else 0
