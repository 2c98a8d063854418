"""`annotator import`: annotations out of a COCO file into a project."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import reporting

if TYPE_CHECKING:
    from annotator.core.dataset import Report
    from annotator.storage import Project

MOST_LISTED = 50
"""Findings that are printed; `--json` gives all."""


def import_(
    project: Annotated[Path, typer.Argument(help="The project file; made where it is not there yet.")],
    coco: Annotated[Path, typer.Option(help="The COCO JSON file.")],
    images: Annotated[Path | None, typer.Option(help="The folder of its pictures; else looked for beside it.")] = None,
    json: reporting.Json = False,
) -> None:
    """Import a COCO file. What a person has worked on is never overwritten."""
    from annotator.cli.adding import check_there
    from annotator.storage import Project, project_path

    check_there([coco, *([images] if images else [])])
    folder = images or _folder_beside(coco)
    path = project_path(project)
    with Project.open(path) if path.exists() else Project.create(path) as opened:
        report = _import(opened, coco, folder)
    _print(path, report, json)
    if report.count("skipped"):
        raise typer.Exit(reporting.SOME_FAILED)


def _folder_beside(coco: Path) -> Path:
    """Where data sets keep their pictures: `images` beside the file or beside its folder, else the file's folder."""
    beside = (coco.parent / "images", coco.parent.parent / "images")
    return next((folder for folder in beside if folder.is_dir()), coco.parent)


def _import(project: Project, coco: Path, folder: Path) -> Report:
    from annotator.exchange.incoming import bring_in
    from annotator.formats import FORMATS

    return bring_in(project, partial(FORMATS["coco"].read, coco), folder)


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
