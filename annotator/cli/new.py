"""`annotator new`: a project from folders, pictures and videos."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import reporting

if TYPE_CHECKING:
    from annotator.cli.adding import Sampled


def new(
    project: Annotated[Path, typer.Argument(help="The project file to make; .annotator is added where it is missing.")],
    media: Annotated[list[Path], typer.Argument(help="Folders, pictures or videos.")],
    every: Annotated[int | None, typer.Option(min=1, help="Of a video, work on every so many-th frame.")] = None,
    scenes: Annotated[bool, typer.Option(help="Of a video, work on the first frame of every scene.")] = False,
    json: reporting.Json = False,
) -> None:
    """Make a project of folders, pictures and videos. They stay where they are and are never changed."""
    from annotator.cli.adding import add_media, check_there
    from annotator.storage import Project, project_path

    check_there(media)
    path = project_path(project)
    if path.exists():
        reporting.fail(f"There is a project {path} already. Choose another name, or open it: annotator {path}")
    with Project.create(path) as made:
        failures = add_media(made, media, _sampled(every, scenes))
        frames = made.frame_count()
    reporting.list_failures(failures)
    if json:
        reporting.print_json({"project": str(path), "frames": frames, "failed": dict(failures)})
    else:
        reporting.say(f"{path}: {frames} frames. Open it with: annotator {path}")
    if failures:
        raise typer.Exit(reporting.SOME_FAILED)


def _sampled(every: int | None, scenes: bool) -> Sampled | None:
    from annotator import media

    if scenes:
        return lambda file: _sampling().scene_changes(media.open_video(file))
    if every:
        return lambda file: _sampling().every(len(media.index_of(file)), every)
    return None


def _sampling() -> ModuleType:
    from annotator.media import sampling

    return sampling
