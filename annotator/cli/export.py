"""`annotator export`: a project's annotations to a file that other programs read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import reporting
from annotator.cli.ranges import RangeOption, VideoOption

if TYPE_CHECKING:
    from annotator.core.dataset import Report
    from annotator.exchange.outgoing import Wish
    from annotator.formats import Format
    from annotator.storage import Project


FormatOption = Annotated[
    str | None,
    typer.Option("--format", help="coco, youtube-vis, mots-png, mots-txt or mp4; else by the ending: .json, .mp4."),
]


def export(
    project: Annotated[Path, typer.Argument(help="The project file.")],
    file: Annotated[Path, typer.Argument(help="The file to write, or the folder of MOTS.")],
    format: FormatOption = None,
    proposals: Annotated[bool, typer.Option(help="Also what nobody has accepted yet, with its score.")] = False,
    reviewed_only: Annotated[bool, typer.Option(help="Only frames that a person has gone over.")] = False,
    empty_frames: Annotated[bool, typer.Option(help="Also frames that nothing is on.")] = True,
    split: Annotated[
        float | None,
        typer.Option(min=0.01, max=0.99, help="Share of the frames for training: writes FILE_train and FILE_val."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Draws another split.")] = 0,
    range: RangeOption = None,
    video: VideoOption = None,
    frames: Annotated[Path | None, typer.Option(help="Also write the frames of videos as pictures there.")] = None,
    png: Annotated[bool, typer.Option(help="These as PNG files, which lose nothing, instead of JPEG.")] = False,
    json: reporting.Json = False,
) -> None:
    """Write what was accepted, edited or drawn, and prove it by reading it back: COCO, YouTube-VIS, MOTS; or a video
    with overlays."""
    from annotator.core.ranges import Range
    from annotator.exchange.adding import know_videos
    from annotator.exchange.outgoing import Wish
    from annotator.formats import FORMATS, format_to
    from annotator.formats.choices import Choices
    from annotator.storage import Project

    if format is not None and format not in FORMATS:
        reporting.fail(f"There is no format {format}: choose one of {', '.join(FORMATS)}.")
    kind = FORMATS[format] if format else format_to(file)
    if split is not None and "split" not in kind.options:
        reporting.fail(f"{kind.label} cannot be split by frames: leave --split away, or export COCO.")
    choices = Choices(
        proposals=proposals, reviewed_only=reviewed_only, empty_frames=empty_frames, split=split, seed=seed,
        pictures="png" if png else "jpg",
    )  # fmt: skip
    asked = Range.parse(range) if range else None
    with Project.open(project, read_only=True) as opened:
        know_videos(opened)
        report = _export(opened, Wish(file=file, kind=kind, choices=choices, range=asked, video=video, frames=frames))
    _tell(report, kind, json)
    if report.count("skipped"):
        raise typer.Exit(reporting.SOME_FAILED)


def _tell(report: Report, kind: Format, json: bool) -> None:
    if json:
        findings = [{"kind": one.kind, "where": one.where, "text": one.text} for one in report.findings]
        reporting.print_json(
            {"frames": report.frames, "instances": report.instances, "unlike": report.unlike, "findings": findings}
        )
    else:
        for one in report.findings:
            reporting.warn(f"{one.where}: {one.text}")
        alike = "alike" if not report.unlike else f"but for {report.unlike} alike"
        read = f" and read back {alike}" if kind.read else ""
        reporting.say(
            f"{report.instances} instances on {report.frames} frames written{read}: {', '.join(report.files)}"
        )


def _export(project: Project, wish: Wish) -> Report:
    from annotator.exchange.outgoing import export

    with reporting.progress() as bar:
        task = bar.add_task("Writing", total=project.frame_count(), note="")
        return export(project, wish, lambda done, doing: bar.update(task, completed=done, description=doing))
