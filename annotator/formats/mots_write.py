"""Objects on the frames of videos to MOTS, as PNG or text: written beside, read back, and put in place as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.films import Film
from annotator.core.raster import Rle, decode, encode
from annotator.formats.atomic import replacing_folder
from annotator.formats.choices import Choices, chosen
from annotator.formats.frame_names import FrameNames
from annotator.formats.leaving import PicturesLeftOut, not_written
from annotator.formats.mots import NAMES, Labels, Numbers, class_of, layers, objects_on, report_losses

Progress = Callable[[int], None]


class _Writer(Protocol):
    """Writes the pixels of one frame and reads them back."""

    def __call__(self, folder: Path, film: Film, index: int, labels: Labels) -> Labels: ...


def write_png(dataset: Dataset, folder: Path, choices: Choices, progress: Progress = lambda frames: None) -> Report:
    """A picture of 16 bits for each frame. The report says which pixels were given up where masks overlap, and names
    each instance that reads back unlike what was left of it."""
    return _write(dataset, folder, choices, progress, _png)


def write_txt(dataset: Dataset, folder: Path, choices: Choices, progress: Progress = lambda frames: None) -> Report:
    """A line for each instance on each frame; the report is that of `write_png`."""
    return _write(dataset, folder, choices, progress, _lines)


def _write(dataset: Dataset, folder: Path, choices: Choices, progress: Progress, writer: _Writer) -> Report:
    report = Report(files=[folder.name])
    numbers = Numbers(dataset.categories, report)
    names = FrameNames(dataset.films)
    called = {one.id: one.name for one in dataset.categories}
    pictures = PicturesLeftOut()
    try:
        with replacing_folder(folder, is_mots) as new:
            for labelled in chosen(dataset, choices):
                film = names.film(labelled.frame)
                if film is None:
                    pictures.add(labelled.frame)
                    continue
                _frame(new, film, labelled, numbers, called, report, writer)
                report.frames += 1
                progress(report.frames)
            (new / NAMES).write_bytes(numbers.names())
    except OSError as error:
        raise not_written(folder, error) from error
    pictures.report(report)
    return report


def _frame(
    folder: Path,
    film: Film,
    labelled: LabelledFrame,
    numbers: Numbers,
    called: dict[int, str],
    report: Report,
    writer: _Writer,
) -> None:
    frame, instances = labelled
    where = f"frame {frame.index} of {film.name}"
    stacked = layers(instances, *frame.size)
    report_losses(report, stacked.losses, where, called)
    number_of = {one.id: numbers.number(film, one) for one in instances}
    given = [number_of[one.id] for one in stacked.instances]
    table = np.array([0, *(one or 0 for one in given)], np.uint16)
    wanted: Labels = table[stacked.labels]
    found = writer(folder, film, frame.index, wanted)
    lost = {one.instance.id for one in stacked.losses}
    same = np.array_equal(found, wanted)  # nearly always, and looking at each instance takes ten times as long
    there = set(np.flatnonzero(np.bincount(wanted.ravel())).tolist())
    for one, number in zip(stacked.instances, given, strict=True):
        if number is None:
            continue
        if number not in there:
            report.add("skipped", f"instance {one.id} on {where}", "nothing of it is to be seen, so it is not there")
            continue
        report.instances += 1
        iou = 1.0 if same else _iou(found == number, wanted == number)
        if iou < 1:
            said = f"it reads back unlike the canvas: IoU {iou:.4f}"
            report.add("noted", f"instance {one.id} on {where}", said)
        report.unlike += iou < 1 or one.id in lost


def _iou(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> float:
    union = int(np.count_nonzero(one | other))
    return int(np.count_nonzero(one & other)) / union if union else 1.0


def _png(folder: Path, film: Film, index: int, labels: Labels) -> Labels:
    file = folder / film.name / f"{index:06}.png"
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(labels).save(file, "PNG")
    with Image.open(file, formats=("PNG",)) as read:
        return np.asarray(read, np.uint16)


def _lines(folder: Path, film: Film, index: int, labels: Labels) -> Labels:
    file = folder / f"{film.name}.txt"
    file.parent.mkdir(parents=True, exist_ok=True)
    height, width = labels.shape
    with file.open("a+", encoding="ascii", newline="\n") as lines:
        start = lines.seek(0, 2)
        for number, mask in objects_on(labels):
            counts = encode(mask, width, height)["counts"].decode("ascii")
            lines.write(f"{index} {number} {class_of(number)} {height} {width} {counts}\n")
        lines.seek(start)
        return _read_lines(lines, labels.shape)


def _read_lines(lines: Iterator[str], shape: tuple[int, ...]) -> Labels:
    found = np.zeros(shape, np.uint16)
    for line in lines:
        _, number, _, height, width, counts = line.split()
        rle: Rle = {"size": [int(height), int(width)], "counts": counts.encode("ascii")}
        found[decode(rle)] = int(number)
    return found


def is_mots(folder: Path) -> bool:
    """Whether nothing lies in a folder but what such an export writes."""
    files = [one for one in folder.rglob("*") if not one.is_dir()]
    return (folder / NAMES).is_file() and all(one.name == NAMES or one.suffix in (".png", ".txt") for one in files)
