"""`annotator export`: a project's annotations to a COCO file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import reporting

if TYPE_CHECKING:
    from annotator.core.dataset import Report
    from annotator.formats.choices import Choices
    from annotator.storage import Project


def export(
    project: Annotated[Path, typer.Argument(help="The project file.")],
    file: Annotated[Path, typer.Argument(help="The COCO JSON file to write.")],
    proposals: Annotated[bool, typer.Option(help="Also what nobody has accepted yet, with its score.")] = False,
    reviewed_only: Annotated[bool, typer.Option(help="Only frames that a person has gone over.")] = False,
    empty_frames: Annotated[bool, typer.Option(help="Also frames that nothing is on.")] = True,
    split: Annotated[
        float | None,
        typer.Option(min=0.01, max=0.99, help="Share of the frames for training: writes FILE_train and FILE_val."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Draws another split.")] = 0,
    frames: Annotated[
        Path | None, typer.Option(help="Also write the frames of videos as JPEG files into this folder.")
    ] = None,
    json: reporting.Json = False,
) -> None:
    """Write what was accepted, edited or drawn to a COCO file, and prove it by reading it back."""
    from annotator.formats.choices import Choices
    from annotator.storage import Project

    choices = Choices(
        proposals=proposals, reviewed_only=reviewed_only, empty_frames=empty_frames, split=split, seed=seed
    )
    with Project.open(project, read_only=True) as opened:
        report = write(opened, file, choices)
        if frames is not None:
            write_frames(opened, frames, choices)
    if json:
        findings = [{"kind": one.kind, "where": one.where, "text": one.text} for one in report.findings]
        reporting.print_json({"frames": report.frames, "instances": report.instances, "findings": findings})
    else:
        for one in report.findings:
            reporting.warn(f"{one.where}: {one.text}")
        reporting.say(f"{report.instances} instances on {report.frames} frames written and read back alike: {file}")
    if report.count("skipped"):
        raise typer.Exit(reporting.SOME_FAILED)


def write(project: Project, file: Path, choices: Choices) -> Report:
    """Stream a project into a COCO file."""
    from annotator.core.dataset import Dataset
    from annotator.formats import coco

    dataset = Dataset(
        categories=list(project.categories().values()), frames=project.labelled(interpolated=True),
        header=project.header(), tracks=list(project.all_tracks().values()),
    )  # fmt: skip
    report = coco.write(dataset, file, choices)
    for one in project.damaged():
        report.add("skipped", one.path, f"instance {one.id} is damaged and was left out")
    return report


def write_frames(project: Project, folder: Path, choices: Choices) -> None:
    """The pictures of the exported frames of videos, by the names that the file has for them."""
    from annotator import media
    from annotator.cli.adding import know_videos
    from annotator.core.dataset import Dataset
    from annotator.formats.choices import chosen

    know_videos(project)
    dataset = Dataset(categories=[], frames=(one for one in project.labelled(interpolated=True) if one.frame.of_video))
    for frame, _ in chosen(dataset, choices):
        media.write_picture(media.picture_of(project.source_of(frame)).pixels, folder / frame.written_as)
