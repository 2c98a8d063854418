"""`annotator prelabel`: a model's proposals for a project, a folder or a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import reporting
from annotator.cli.ranges import RangeOption, VideoOption, asked_for

if TYPE_CHECKING:
    from annotator.cli.proposing import Tally
    from annotator.core.frames import Frame
    from annotator.inference.lane import Model
    from annotator.storage import Project

ModelOption = Annotated[str, typer.Option(help="A name from `annotator models`, or a folder that training wrote.")]
DeviceOption = Annotated[str, typer.Option(help="auto, cuda, mps or cpu.")]


def prelabel(
    target: Annotated[Path, typer.Argument(help="A project, a folder, a picture or a video.")],
    model: ModelOption = "starter-people",
    score: Annotated[float, typer.Option(min=0, max=1, help="The lowest score that is proposed.")] = 0.05,
    device: DeviceOption = "auto",
    range: RangeOption = None,
    video: VideoOption = None,
    export: Annotated[Path | None, typer.Option(help="Write a COCO file with a score on each proposal.")] = None,
    json: reporting.Json = False,
) -> None:
    """Propose what a model finds. In a project, what a person has worked on is never replaced.

    Ctrl-C ends the run after whole frames: those that are done are kept.
    """
    from annotator.cli.adding import check_there
    from annotator.inference.lane import Model
    from annotator.inference.models import find

    check_there([target])
    _ = find(model).card  # a name or folder that is wrong is said at once, before anything is read or started
    is_project = target.is_file() and _is_project(target)
    if not is_project and export is None:
        reporting.fail(
            f"{target} is no project, so there is nowhere to keep proposals: add --export FILE, or make a project "
            f"first with: annotator new PROJECT {target}"
        )
    with _opened(target, is_project) as (project, unreadable):
        asked = asked_for(project, range, video)
        tally = _run(project, Model(model, device), score, asked)
        tally.failed[:0] = unreadable
        if export is not None:
            _export(project, tally, export, whole=is_project and range is None and video is None)
    _print(tally, target, export, json)


def _is_project(file: Path) -> bool:
    from annotator.storage import SUFFIX

    with file.open("rb") as start:
        return file.suffix == SUFFIX or start.read(15) == b"SQLite format 3"


@contextmanager
def _opened(target: Path, is_project: bool) -> Iterator[tuple[Project, list[tuple[str, str]]]]:
    """The project, and what could not be read; a folder or a picture gets a project for as long as this runs."""
    from annotator.cli.adding import add_media
    from annotator.exchange.adding import know_videos
    from annotator.storage import Project

    if is_project:
        with Project.open(target) as project:
            know_videos(project)
            yield project, []
        return
    with TemporaryDirectory(prefix="annotator-") as scratch, Project.create(Path(scratch) / "it.annotator") as project:
        yield project, add_media(project, [target])


def _run(project: Project, model: Model, score: float, asked: Callable[[Frame], bool]) -> Tally:
    from annotator.cli.proposing import all_frames, prelabel_frames

    frames = [one for one in all_frames(project) if asked(one)]
    with reporting.progress() as bar:
        task = bar.add_task("Pre-labelling", total=len(frames), note="loading the model")

        def tell(tally: Tally) -> None:
            bar.update(task, completed=len(tally.done) + len(tally.failed), note=tally.device)

        return prelabel_frames(project, frames, model, score, tell)


def _export(project: Project, tally: Tally, file: Path, *, whole: bool) -> None:
    """All of a project; of a folder the frames that the model has seen, so that a run cut short does not look whole."""
    from annotator.exchange.outgoing import Wish, export
    from annotator.formats import Choices

    done = set(tally.done)
    choices = Choices(proposals=True)
    report = export(project, Wish(file=file, choices=choices, only=lambda frame: whole or frame.key in done))
    for finding in report.findings:
        reporting.warn(f"{finding.where}: {finding.text}")


def _print(tally: Tally, target: Path, export: Path | None, json: bool) -> None:
    reporting.list_failures(tally.failed)
    for note in tally.notes:
        reporting.warn(note)
    if json:
        reporting.print_json(
            {
                "frames": tally.total,
                "done": len(tally.done),
                "proposals": tally.proposals,
                "failed": dict(tally.failed),
                "device": tally.device,
                "seconds": round(tally.seconds, 3),
                "interrupted": tally.interrupted,
            }
        )
    else:
        reporting.say(_summary(tally, target, export))
    if tally.interrupted:
        raise typer.Exit(reporting.INTERRUPTED)
    if tally.failed:
        raise typer.Exit(reporting.SOME_FAILED)


def _summary(tally: Tally, target: Path, export: Path | None) -> str:
    stopped = "Stopped: " if tally.interrupted else ""
    each = f", {tally.seconds / len(tally.done):.2f} s each" if tally.done else ""
    where = f"; written to {export}" if export else ""
    return (
        f"{stopped}{tally.proposals} proposals on {len(tally.done)} of {tally.total} frames of {target} "
        f"({tally.device or 'no device'}{each}){where}."
    )
