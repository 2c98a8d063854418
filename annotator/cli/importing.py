"""`annotator import`: annotations out of files of other programs into a project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import reporting

if TYPE_CHECKING:
    from annotator.core.dataset import Report
    from annotator.formats import Format

FormatOption = Annotated[
    str | None, typer.Option("--format", help="coco, youtube-vis, mots-png or mots-txt, where it cannot be told.")
]

MOST_LISTED = 50
"""Findings that are printed; `--json` gives all."""


def import_(
    project: Annotated[Path, typer.Argument(help="The project file; made where it is not there yet.")],
    place: Annotated[
        Path | None, typer.Argument(help="A COCO or YouTube-VIS JSON file, or a MOTS text file or folder.")
    ] = None,
    coco: Annotated[Path | None, typer.Option(help="The COCO JSON file.")] = None,
    images: Annotated[
        Path | None, typer.Option(help="The folder of its pictures and videos; else looked for beside it.")
    ] = None,
    format: FormatOption = None,
    images_from: Annotated[
        Path | None, typer.Option(help="The COCO file with the images that a list of results is about.")
    ] = None,
    holes: Annotated[bool, typer.Option("--holes", help="Polygons inside polygons are holes, not parts.")] = False,
    merge: Annotated[
        bool, typer.Option("--merge", help="Categories of one name are one; else a number tells them apart.")
    ] = False,
    turn: Annotated[bool, typer.Option(help="Turn outlines from before a picture's EXIF turn along with it.")] = True,
    json: reporting.Json = False,
) -> None:
    """Import annotations. What a person has worked on is never overwritten."""
    from annotator.cli.adding import check_there
    from annotator.exchange.answers import Answers, Source, default_images, reader
    from annotator.exchange.incoming import bring_in
    from annotator.storage import Project, project_path

    file = coco or place
    if file is None or (coco and place):
        reporting.fail("Name one file or folder to import: annotator import PROJECT FILE.")
    check_there([file, *(one for one in (images, images_from) if one)])
    source = Source(file=file, images=images or default_images(file), images_from=images_from)
    read = reader(_kind(file, "coco" if coco else format), source, Answers(holes=holes, merge=merge, turn=turn))
    path = project_path(project)
    with Project.open(path) if path.exists() else Project.create(path) as opened:
        report = bring_in(opened, read, source.images)
    _print(path, report, json)
    if report.count("skipped"):
        raise typer.Exit(reporting.SOME_FAILED)


def _kind(file: Path, name: str | None) -> Format:
    from annotator.formats import FORMATS, format_of

    if name is None:
        return format_of(file)
    if name not in FORMATS or FORMATS[name].read is None:
        known = ", ".join(one.name for one in FORMATS.values() if one.read)
        reporting.fail(f"There is no format {name} that can be imported: choose one of {known}.")
    return FORMATS[name]


def _print(path: Path, report: Report, json: bool) -> None:
    if json:
        findings = [{"kind": one.kind, "where": one.where, "text": one.text} for one in report.findings]
        reporting.print_json(
            {"project": str(path), "frames": report.frames, "instances": report.instances, "findings": findings}
        )
        return
    for one in report.findings[:MOST_LISTED]:
        reporting.warn(f"{one.kind} {one.where}: {one.text}")
    if len(report.findings) > MOST_LISTED:
        reporting.warn(f"... and {len(report.findings) - MOST_LISTED} more; --json lists them all.")
    reporting.say(f"{path}: {report.frames} frames and {report.instances} instances imported.")
