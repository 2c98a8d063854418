"""Linking: what was found on the frames of a video becomes tracks. What is in a track already stays there."""

from functools import partial

from annotator.core.frames import Source
from annotator.core.operations import counted
from annotator.inference.tracking import Links
from annotator.storage import Project
from annotator.storage.tracks import LAST
from annotator.ui.lanes import Job
from annotator.ui.models.runs import Runs, Task
from annotator.ui.state.frame_steps import Level

LOWEST_SCORE = 0.1
"""What is under the display threshold keeps a track alive."""


def link(runs: Runs, range: tuple[int, int] | None = None) -> None:
    """The video on the screen, or the frames from first to last of it, both included."""
    document, frame = runs.document, runs.video_frame()
    if frame is None:
        return
    first, last = range or (0, LAST)

    def listed(project: Project, job: Job) -> Task:
        with project.reader() as reader:
            file = reader.file_of(frame)
            found = reader.frames_between(frame.root, frame.path, first, last)
        links = Links(project, [(key, Source(file, index)) for index, key, passed in found if not passed], LOWEST_SCORE)
        take = partial(links.take, join=document.join)
        return Task(links, take, partial(_outcome, links))

    runs.begin(f"Linking frames {first:,} to {last:,}" if range else "Linking the video", listed)


def _outcome(links: Links, whole: bool) -> tuple[Level, str]:
    if whole and not links.joined:
        return "info", "Nothing was linked: pre-label the frames first, or all that belongs together is in tracks."
    return "good", f"{counted(links.joined, 'instance')} joined to {counted(len(links.tracks), 'track')}."
