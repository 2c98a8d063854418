"""Pre-labelling a project's frames: one by one through the inference lane, each kept as soon as it is there."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

from annotator.core.frames import Frame
from annotator.inference.lane import InferenceLane, Model
from annotator.inference.prelabelling import Prelabelling, located
from annotator.storage import FrameFilter, Project

PAGE = 1000
SAMPLED = FrameFilter("sampled")


class Tally(Prelabelling):
    """What a run did, and how."""

    device = ""
    seconds = 0.0
    """Since the model was loaded."""
    interrupted = False


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
    done stays. AnnotatorError where the model cannot be had at all, or the project cannot be written."""
    tally = Tally(project, located(project, frames), score)
    run = tally.run(model)
    with closing(InferenceLane()) as lane:
        try:
            for key, found in lane.through(run):
                tally.take(key, found, project.propose, lambda name: project.new_category(name).id)
                tally.device, tally.seconds = run.device, time.monotonic() - run.loaded_at
                tell(tally)
        except KeyboardInterrupt:
            tally.interrupted = True
    return tally
