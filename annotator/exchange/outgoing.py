"""A project's frames out into files of other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from annotator import media
from annotator.core.annotations import shown
from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.frames import Frame
from annotator.core.ranges import Range
from annotator.exchange.films import films, within
from annotator.formats import Choices, Format
from annotator.formats.choices import chosen
from annotator.formats.frame_names import FrameNames
from annotator.storage import Project

Told = Callable[[int], None]
"""Told the count of frames that are done; what it raises ends the work."""


def dataset_of(
    project: Project, threshold: float = 0.0, range: Range | None = None, video: str | None = None
) -> Dataset:
    """What a person sees of a project: proposals from this score on, what is interpolated, no ghosts; its frames are
    read while they are asked for, and those outside of the range or of other videos are left out. BadInput."""
    every = films(project)
    asked = within(every, range, video)
    return Dataset(
        categories=list(project.categories().values()),
        frames=_seen(project.labelled(interpolated=True), threshold, asked),
        header=project.header(),
        tracks=list(project.all_tracks().values()),
        films=every,
        pixels=lambda frame: media.picture_of(project.source_of(frame)).pixels,
    )


def _seen(frames: Iterable[LabelledFrame], threshold: float, asked: Callable[[Frame], bool]) -> Iterator[LabelledFrame]:
    for one in frames:
        if asked(one.frame):
            yield one._replace(instances=[each for each in one.instances if shown(each, threshold)])


def export(
    kind: Format,
    project: Project,
    dataset: Dataset,
    file: Path,
    choices: Choices,
    told: Told = lambda frames: None,
) -> Report:
    """Write a data set of this project and read it back; the report also names what is damaged. ExportFailed."""
    report = kind.write(dataset, file, choices, told)
    for one in project.damaged():
        report.add("skipped", one.path, f"instance {one.id} is damaged and was left out")
    return report


def write_frames(dataset: Dataset, folder: Path, choices: Choices, told: Told = lambda frames: None) -> int:
    """The exported frames of videos as pictures, by the names that data sets have for them; how many there are.
    ImageUnreadable, ExportFailed."""
    names = FrameNames(dataset.films, choices.pictures)
    done = 0
    for frame, _ in chosen(dataset, choices):
        if frame.of_video and dataset.pixels:
            media.write_picture(dataset.pixels(frame), folder / names(frame))
            done += 1
            told(done)
    return done
