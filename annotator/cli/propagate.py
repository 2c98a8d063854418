"""`annotator propagate`: objects of one frame of a video carried to the frames after or before it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import reporting
from annotator.cli.prelabel import DeviceOption, ModelOption
from annotator.cli.ranges import VideoOption

if TYPE_CHECKING:
    from annotator.core.annotations import Instance
    from annotator.core.frames import Frame
    from annotator.inference.course import Course
    from annotator.inference.lane import Model
    from annotator.storage import Project


def propagate(
    project: Annotated[Path, typer.Argument(help="The project file.")],
    frame: Annotated[int, typer.Option(min=0, help="The frame that the objects are on, counted from 0.")],
    ids: Annotated[
        str, typer.Option(help="Numbers of instances, as 3,5,8; without it all that a person has confirmed there.")
    ] = "",
    frames: Annotated[int, typer.Option(min=0, help="To so many frames at most; 0: until all are lost.")] = 0,
    backwards: Annotated[bool, typer.Option("--backwards", help="To the frames before.")] = False,
    video: VideoOption = None,
    model: ModelOption = "starter-people",
    device: DeviceOption = "auto",
    json: reporting.Json = False,
) -> None:
    """Carry outlines through a video, as proposals; what a person has confirmed on any frame stays.

    Ctrl-C ends the run after whole frames: those that are done are kept.
    """
    from annotator.exchange.adding import know_videos
    from annotator.inference.course import Course, in_tracks
    from annotator.inference.lane import Model
    from annotator.inference.models import find
    from annotator.storage import Project

    _ = find(model).card  # a name that is wrong is said at once
    with Project.open(project) as opened:
        know_videos(opened)
        start = _frame(opened, video, frame)
        course = Course(opened, start, in_tracks(opened, start, _chosen(opened, start, ids)), frames=frames,
                        backwards=backwards)  # fmt: skip
        interrupted = _follow(course, Model(model, device))
    _report(course, interrupted, json)


def _frame(project: Project, video: str | None, index: int) -> Frame:
    from annotator.exchange.films import film_called, films

    every = films(project)
    if video is None and len(every) != 1:
        names = ", ".join(one.name for one in every[:10]) or "none"
        reporting.fail(f"Say with --video which of the project's videos is meant: {names}.")
    found = every[0] if video is None else film_called(every, video)
    key = project.find_frame(found.root, found.path, index)
    if key is None:
        reporting.fail(f"{found.path} has no frame {index}: its last is {found.frames - 1}.")
    return project.frame(key)


def _chosen(project: Project, frame: Frame, ids: str) -> list[Instance]:
    from annotator.core.annotations import HUMAN_WORK

    there = project.instances(frame.key)
    if not ids:
        chosen = [one for one in there.values() if one.state in HUMAN_WORK and one.parts]
        return chosen or reporting.fail(f"Nobody has confirmed anything on {frame.name}: say what to carry with --ids.")
    words = [word.strip() for word in ids.split(",")]
    unknown = [word for word in words if not word.isdigit() or int(word) not in there]
    if unknown:
        known = ", ".join(map(str, sorted(there))) or "none"
        reporting.fail(f"{frame.name} has no instance {', '.join(unknown)}; its instances are {known}.")
    return [there[int(word)] for word in words]


def _follow(course: Course, model: Model) -> bool:
    """Whether it was interrupted."""
    from annotator.inference.lane import InferenceLane

    with reporting.progress() as bar, closing(InferenceLane()) as lane:
        task = bar.add_task("Propagating", total=len(course.frames), note="loading the model")
        try:
            for key, steps in lane.through(course.run(model)):
                course.take(key, steps, course.project.carry)
                bar.update(task, advance=1, note="")
                if course.over:
                    break
        except KeyboardInterrupt:
            return True
    return False


def _report(course: Course, interrupted: bool, json: bool) -> None:
    if json:
        endings = [{"track": one.title, "frame": one.place, "why": one.why} for one in course.endings]
        reporting.print_json({"frames": course.stored, "endings": endings, "interrupted": interrupted})
    else:
        for ending in course.endings:
            reporting.warn(str(ending))
        objects = "1 object" if len(course.outlines) == 1 else f"{len(course.outlines)} objects"
        stopped = "Stopped: " if interrupted else ""
        reporting.say(f"{stopped}{objects} carried to {course.stored} of {len(course.frames)} frames.")
    if interrupted:
        raise typer.Exit(reporting.INTERRUPTED)
