"""`annotator new`: a project from folders, pictures and videos."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import reporting
from annotator.cli.ranges import RangeOption

if TYPE_CHECKING:
    from annotator.exchange.adding import Sampled


def new(
    project: Annotated[Path, typer.Argument(help="The project file to make; .annotator is added where it is missing.")],
    media: Annotated[list[Path], typer.Argument(help="Folders, pictures or videos.")],
    every: Annotated[int | None, typer.Option(min=1, help="Of a video, work on every n-th frame.")] = None,
    scenes: Annotated[bool, typer.Option(help="Of a video, work on the first frame of every scene.")] = False,
    range: RangeOption = None,
    json: reporting.Json = False,
) -> None:
    """Make a project of folders, pictures and videos. They stay where they are and are never changed."""
    from annotator.cli.adding import add_media, check_there
    from annotator.storage import Project, project_path

    check_there(media)
    sampled = _sampled(every, scenes, range)
    path = project_path(project)
    if path.exists():
        reporting.fail(f"There is a project {path} already. Choose another name, or open it: annotator {path}")
    with Project.create(path) as made:
        failures = add_media(made, media, sampled)
        frames = made.frame_count()
    reporting.list_failures(failures)
    if json:
        reporting.print_json({"project": str(path), "frames": frames, "failed": dict(failures)})
    else:
        reporting.say(f"{path}: {frames} frames. Open it with: annotator {path}")
    if failures:
        raise typer.Exit(reporting.SOME_FAILED)


def _sampled(every: int | None, scenes: bool, range: str | None) -> Sampled | None:
    """Which frames of a video are worked on; None: all."""
    from annotator import media
    from annotator.core.ranges import EVERYTHING, Range

    if not (every or scenes or range):
        return None
    asked = Range.parse(range) if range else EVERYTHING

    def sampled(file: Path) -> list[int]:
        index = media.index_of(file)
        first, last = asked.bounds(index.seconds)
        if scenes:
            return [one for one in _sampling().scene_changes(media.open_video(file)) if first <= one <= last]
        return [first + one for one in _sampling().every(last + 1 - first, every or 1)]

    return sampled


def _sampling() -> ModuleType:
    from annotator.media import sampling

    return sampling
