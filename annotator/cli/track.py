"""`annotator track`: what a model finds on the frames of videos, linked into tracks."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import reporting
from annotator.cli.prelabel import DeviceOption, ModelOption
from annotator.cli.ranges import RangeOption, VideoOption

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.cli.proposing import Tally
    from annotator.core.frames import Frame
    from annotator.inference.lane import Model
    from annotator.inference.tracking import Links
    from annotator.storage import Project

Score = Annotated[float, typer.Option(min=0, max=1, help="The lowest score that may keep a track alive.")]


def track(
    project: Annotated[Path, typer.Argument(help="The project file.")],
    range: RangeOption = None,
    video: VideoOption = None,
    model: ModelOption = "starter-people",
    score: Score = 0.1,
    device: DeviceOption = "auto",
    json: reporting.Json = False,
) -> None:
    """Pre-label the frames of videos that nothing is on yet, and link all that is on them into tracks.

    What is in a track already stays there. Ctrl-C ends the run after whole frames: those that are done are kept.
    """
    from annotator.cli.ranges import asked_for
    from annotator.exchange.adding import know_videos
    from annotator.inference.lane import Model
    from annotator.inference.models import find
    from annotator.storage import Project

    _ = find(model).card  # a name that is wrong is said at once
    with Project.open(project) as opened:
        know_videos(opened)
        wanted = asked_for(opened, range, video)
        films = _films(opened, wanted)
        if not films:
            reporting.fail(f"{project} has no frames of a video to link.")
        tally = _prelabel(opened, [one for film in films for one in film], Model(model, device))
        linked = [] if tally.interrupted else [_link(opened, film, Model(model, device), score) for film in films]
    _report(tally, linked, json)


def _films(project: Project, wanted: Callable[[Frame], bool]) -> list[list[Frame]]:
    """The wanted frames of each video, in their order."""
    from annotator.cli.proposing import all_frames

    films: dict[tuple[str, str], list[Frame]] = {}
    for frame in all_frames(project):
        if frame.of_video and wanted(frame):
            films.setdefault((frame.root, frame.path), []).append(frame)
    return [sorted(frames, key=lambda frame: frame.index) for frames in films.values()]


def _prelabel(project: Project, frames: list[Frame], model: Model) -> Tally:
    from annotator.cli.proposing import Tally, prelabel_frames

    empty = [frame for frame in frames if not project.instance_count(frame.key)]
    if not empty:
        return Tally(project, [], 0)
    with reporting.progress() as bar:
        task = bar.add_task("Pre-labelling", total=len(empty), note="loading the model")

        def tell(tally: Tally) -> None:
            bar.update(task, completed=len(tally.done) + len(tally.failed), note=tally.device)

        return prelabel_frames(project, empty, model, 0.05, tell)


def _link(project: Project, frames: list[Frame], model: Model, score: float) -> tuple[Links, bool]:
    """What was linked, and whether it was interrupted."""
    from annotator.inference.lane import InferenceLane
    from annotator.inference.tracking import Links

    links = Links(project, [(frame.key, project.source_of(frame)) for frame in frames], score)
    with reporting.progress() as bar, closing(InferenceLane()) as lane:
        task = bar.add_task("Linking", total=len(frames), note="")
        try:
            for key, numbers in lane.through(links.run(model)):
                links.take(key, numbers, project.join)
                bar.advance(task)
        except KeyboardInterrupt:
            return links, True
    return links, False


def _report(tally: Tally, linked: list[tuple[Links, bool]], json: bool) -> None:
    reporting.list_failures(tally.failed)
    interrupted = tally.interrupted or any(stopped for _, stopped in linked)
    joined, tracks = sum(links.joined for links, _ in linked), sum(len(links.tracks) for links, _ in linked)
    if json:
        reporting.print_json({"pre-labelled": len(tally.done), "proposals": tally.proposals, "joined": joined,
                              "tracks": tracks, "failed": dict(tally.failed), "interrupted": interrupted})  # fmt: skip
    else:
        stopped = "Stopped: " if interrupted else ""
        reporting.say(f"{stopped}{joined} instances joined to {tracks} tracks; {len(tally.done)} frames pre-labelled.")
    if interrupted:
        raise typer.Exit(reporting.INTERRUPTED)
    if tally.failed:
        raise typer.Exit(reporting.SOME_FAILED)
