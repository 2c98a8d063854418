"""Propagation: the selection is followed through its video, and what a person has said is never touched."""

from functools import partial

from annotator.core.operations import counted
from annotator.inference.course import Course
from annotator.storage import Project
from annotator.ui.commands import tracking
from annotator.ui.commands.track_steps import selected
from annotator.ui.lanes import Job
from annotator.ui.models.runs import Runs, Task
from annotator.ui.preferences import Preferences
from annotator.ui.state.document import Document
from annotator.ui.state.frame_steps import Level

REACHES = (1, 10, 30, 100, 0)
"""Frames at most; 0 for until it is lost."""
USUAL = 30
_NAMED = 3


def reach(preferences: Preferences) -> int:
    """Over how many frames the next run goes at most; 0 for until everything is lost."""
    kept = preferences.get("reach", USUAL)
    return kept if kept in REACHES else USUAL


def next_reach(document: Document, preferences: Preferences) -> None:
    """Another one of the choices, in turn."""
    chosen = REACHES[(REACHES.index(reach(preferences)) + 1) % len(REACHES)]
    preferences.put("reach", chosen)
    how = f"goes {counted(chosen, 'frame')} far" if chosen else "goes on until the object is lost"
    document.said.emit("info", f"Propagation {how}.")


def propagate(runs: Runs, reach: int, *, backwards: bool = False) -> None:
    """The selection to the frames that follow, or to those before."""
    document, frame = runs.document, runs.video_frame()
    if frame is None:
        return
    if not all(one.track for one in selected(document)):
        tracking.start(document)
    chosen = [one for one in selected(document) if one.track and one.parts]
    if not chosen:
        document.said.emit("info", "Select what is to be propagated.")
        return

    def listed(project: Project, job: Job) -> Task:
        course = Course(project, frame, chosen, frames=reach, backwards=backwards)
        take = partial(course.take, carry=document.carry)
        return Task(course, take, partial(_outcome, course, backwards), over=lambda: course.over)

    runs.begin(f"Propagating {counted(len(chosen), 'object')} {'backwards' if backwards else 'forwards'}", listed)


def _outcome(course: Course, backwards: bool, whole: bool) -> tuple[Level, str]:
    if not course.frames:
        return "info", f"There is no frame {'before' if backwards else 'after'} this one."
    endings = [one for one in course.endings if one.lost] or course.endings
    said = [f"Propagated to {counted(course.stored, 'frame')}.", *map(str, endings[:_NAMED])]
    if endings[_NAMED:]:
        said.append(f"So do {len(endings) - _NAMED} others, each on the last frame of its track.")
    return "warning" if any(one.lost for one in endings) else "good", " ".join(said)
