"""`annotator demo`: the main job on pictures that ship with the program."""

from __future__ import annotations

import json as json_
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import reporting, window
from annotator.cli.prelabel import DeviceOption
from annotator.paths import shipped

if TYPE_CHECKING:
    from annotator.cli.proposing import Tally
    from annotator.core.frames import Frame
    from annotator.storage import Project

SHOWN_SCORE = 0.5
LOWEST_SCORE = 0.05
"""Kept as ghosts, so that the window's threshold has something to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One line of `resources/samples/samples.json`: a picture, the model that suits it, where it is from."""

    file: str
    title: str
    model: str
    source: str
    licence: str


def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Write files instead of opening the window.")] = False,
    out: Annotated[Path, typer.Option(help="The folder that the sample project is made in.")] = Path("annotator-demo"),
    device: DeviceOption = "auto",
    json: reporting.Json = False,
) -> None:
    """Pre-label sample pictures with the models that ship and open them; without a display, write COCO and pictures."""
    from annotator.storage import Project

    file = out / "demo.annotator"
    samples = read_samples()
    out.mkdir(parents=True, exist_ok=True)
    with Project.open(file) if file.exists() else Project.create(file) as project:
        frames = _add(project, out / "pictures", samples)
        tallies = _prelabel(project, frames, samples, device)
        if headless or json or not window.has_display():
            _write(project, frames, out)
            _print(project, frames, samples, tallies, out, json)
            return
    window.show(file)


def read_samples() -> list[Sample]:
    """The table of the pictures that ship."""
    return [
        Sample(**one) for one in json_.loads((shipped("resources") / "samples" / "samples.json").read_text("utf-8"))
    ]


def _add(project: Project, folder: Path, samples: Sequence[Sample]) -> list[Frame]:
    """Copies of the samples as the project's frames, in the table's order."""
    from annotator import media
    from annotator.storage import NewFrame

    folder.mkdir(exist_ok=True)
    for one in samples:
        if not (folder / one.file).exists():
            shutil.copyfile(shipped("resources") / "samples" / one.file, folder / one.file)
    root = project.add_root(folder)
    keys = project.add_frames(NewFrame(root, one.file, *media.size_of(folder / one.file)) for one in samples)
    return [project.frame(key) for key in keys]


def _prelabel(project: Project, frames: Sequence[Frame], samples: Sequence[Sample], device: str) -> list[Tally]:
    from annotator.cli.proposing import prelabel_frames
    from annotator.inference.lane import Model

    tallies = []
    for model in dict.fromkeys(one.model for one in samples):
        chosen = [frame for frame, one in zip(frames, samples, strict=True) if one.model == model]
        with reporting.err.status(f"Pre-labelling {len(chosen)} pictures with {model}"):
            tallies.append(prelabel_frames(project, chosen, Model(model, device), LOWEST_SCORE))
        if tallies[-1].interrupted:
            reporting.fail("Stopped; the pictures that were done are kept.", reporting.INTERRUPTED)
    return tallies


def _write(project: Project, frames: Sequence[Frame], out: Path) -> None:
    """`coco.json` with what is shown, and each picture with it drawn over."""
    from PIL import Image

    from annotator import media
    from annotator.core.annotations import shown
    from annotator.core.dataset import Dataset, LabelledFrame
    from annotator.formats import coco
    from annotator.formats.choices import Choices
    from annotator.formats.overlay import overlay

    categories = project.categories()
    labelled = [
        LabelledFrame(frame, [one for one in project.instances(frame.key).values() if shown(one, SHOWN_SCORE)])
        for frame in frames
    ]
    coco.write(
        Dataset(categories=list(categories.values()), frames=labelled), out / "coco.json", Choices(proposals=True)
    )
    for frame, instances in labelled:
        pixels = media.picture_of(project.source_of(frame)).pixels
        drawn = overlay(pixels, instances, categories)
        Image.fromarray(drawn).save(out / f"{Path(frame.name).stem}-overlay.png")


def _print(
    project: Project,
    frames: Sequence[Frame],
    samples: Sequence[Sample],
    tallies: Sequence[Tally],
    out: Path,
    json: bool,
) -> None:
    failures = [failure for tally in tallies for failure in tally.failed]
    reporting.list_failures(failures)
    rows = [_row(project, frame, one) for frame, one in zip(frames, samples, strict=True)]
    if json:
        reporting.print_json({"out": str(out), "pictures": rows, "failed": dict(failures)})
    else:
        reporting.print_table(
            f"Found at a score of {SHOWN_SCORE} and above",
            ("picture", "what it is", "model", "found", "best score"),
            [list(row.values()) for row in rows],
        )
        reporting.say(f"Written to {out}: coco.json, a picture with the outlines for each, and demo.annotator.")
    if failures:
        raise typer.Exit(reporting.SOME_FAILED)


def _row(project: Project, frame: Frame, sample: Sample) -> dict[str, str | int | float]:
    scores = [one.score or 1.0 for one in project.instances(frame.key).values()]
    found = sum(score >= SHOWN_SCORE for score in scores)
    best = round(max(scores, default=0.0), 3)
    return {"picture": sample.file, "what": sample.title, "model": sample.model, "found": found, "best": best}
