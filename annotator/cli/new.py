"""`annotator new`: a project from folders and pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from annotator.cli import reporting


def new(
    project: Annotated[Path, typer.Argument(help="The project file to make; .annotator is added where it is missing.")],
    media: Annotated[list[Path], typer.Argument(help="Folders of pictures, or single pictures.")],
    json: reporting.Json = False,
) -> None:
    """Make a project of folders and pictures. The pictures stay where they are and are never changed."""
    from annotator.cli.adding import add_media, check_there, project_path
    from annotator.storage import Project

    check_there(media)
    path = project_path(project)
    if path.exists():
        reporting.fail(f"There is a project {path} already. Choose another name, or open it: annotator {path}")
    with Project.create(path) as made:
        failures = add_media(made, media)
        frames = made.frame_count()
    reporting.list_failures(failures)
    if json:
        reporting.print_json({"project": str(path), "frames": frames, "failed": dict(failures)})
    else:
        reporting.say(f"{path}: {frames} frames. Open it with: annotator {path}")
    if failures:
        raise typer.Exit(reporting.SOME_FAILED)
