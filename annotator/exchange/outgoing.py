"""A project's frames out into files of other programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from annotator import media
from annotator.core.annotations import shown
from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.errors import AnnotatorError
from annotator.core.frames import Frame
from annotator.core.ranges import Range
from annotator.exchange.films import film_called, films, within
from annotator.formats import FORMATS, Choices, Format
from annotator.formats.choices import chosen
from annotator.formats.frame_names import FrameNames
from annotator.storage import Project

Told = Callable[[int, str], None]
"""Told the count of frames that are done and what is done to them; what it raises ends the work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is exported, and where to."""

    file: Path
    kind: Format = FORMATS["coco"]
    choices: Choices = Choices()  # noqa: RUF009  # frozen
    range: Range | None = None
    """Of videos; None for all of them and all pictures."""
    video: str | None = None
    """The only one, by its name."""
    only: Callable[[Frame], bool] = lambda frame: True
    """Of these frames the ones that it says yes to."""
    frames: Path | None = None
    """The folder that the frames of videos are written to as pictures."""
    threshold: float = 0.0
    """The lowest score of a proposal."""


def export(project: Project, wish: Wish, told: Told = lambda frames, doing: None) -> Report:
    """Write what is wished for and read it back; the report also names what is damaged. ExportFailed, BadInput."""
    report = wish.kind.write(
        _dataset(project, wish), wish.file, wish.choices, lambda done: told(done, "frames written")
    )
    for one in project.damaged():
        report.add("skipped", one.path, f"instance {one.id} is damaged and was left out")
    if wish.frames is not None:
        _write_pictures(_dataset(project, wish), wish.frames, wish.choices, report, told)
    return report


def _dataset(project: Project, wish: Wish) -> Dataset:
    """What a person sees: proposals from a score on, what is interpolated, no ghosts. Frames are read when needed."""
    every = films(project)
    asked = within(every, wish.range, wish.video)
    if wish.video is not None:
        every = [film_called(every, wish.video)]
    return Dataset(
        categories=list(project.categories().values()),
        frames=_seen(project.labelled(interpolated=True), wish, asked),
        header=project.header(),
        tracks=list(project.all_tracks().values()),
        films=every,
        pixels=lambda frame: _pixels(project, frame),
    )


def _pixels(project: Project, frame: Frame) -> NDArray[np.uint8]:
    """Through a decoder of its own, so that the canvas keeps its place."""
    source = project.source_of(frame)
    if source.of_video:
        return media.open_video(source.file, "export").frame(source.index).pixels
    return media.picture_of(source).pixels


def _seen(frames: Iterable[LabelledFrame], wish: Wish, asked: Callable[[Frame], bool]) -> Iterator[LabelledFrame]:
    for one in frames:
        if asked(one.frame) and wish.only(one.frame):
            yield one._replace(instances=[each for each in one.instances if shown(each, wish.threshold)])


def _write_pictures(dataset: Dataset, folder: Path, choices: Choices, report: Report, told: Told) -> None:
    """The exported frames of videos, by the names that the data set has for them; lost ones are reported."""
    names = FrameNames(dataset.films, choices.pictures)
    done = 0
    for frame, _ in chosen(dataset, choices):
        if not frame.of_video or dataset.pixels is None:
            continue
        try:
            pixels = dataset.pixels(frame)
        except AnnotatorError as error:
            report.add("skipped", names(frame), str(error))
            continue
        media.write_picture(pixels, folder / names(frame))
        done += 1
        told(done, "pictures written")
