"""Frames and instances to COCO JSON: streamed through the disk, proved, and put in place as a whole.

Ids are given when everything has been seen, so the records wait in unnamed files: first pass, records without ids;
second pass, the file.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from annotator.core.dataset import Dataset, Report
from annotator.core.errors import ExportFailed
from annotator.core.names import is_portable
from annotator.formats.atomic import replacing
from annotator.formats.choices import Choices, chosen, draw, is_training
from annotator.formats.coco_annotation import (
    Record,
    annotation_record,
    category_json,
    image_record,
    kept_fields,
    member,
)
from annotator.formats.coco_values import integer
from annotator.formats.coco_videos import Videos
from annotator.formats.frame_names import FrameNames
from annotator.formats.proof import differences

LISTS = ("images", "annotations", "categories")

EVERYTHING_CONFIRMED = Choices()

Progress = Callable[[int], None]
"""Told the count of frames that are done; what it raises stops the export and leaves the old file."""


@dataclass(slots=True)
class _Records:
    """Records on the disk, a line each, and their ids in memory."""

    lines: BinaryIO
    imported: list[bytes] = field(default_factory=list)
    own: list[int] = field(default_factory=list)

    def add(self, record: Record, own: int) -> None:
        """Keep a record and the two ids that it may get."""
        self.lines.write(record.body + b"\n")
        self.imported.append(record.id)
        self.own.append(own)

    def given_ids(self) -> list[bytes]:
        """Each record's id as JSON: the imported one where it is the first of its kind, else its own number.

        Where that is taken, it is the own number above the highest imported id, so that other records that come and
        go do not change it.
        """
        ids, used = [], set()
        for token in self.imported:
            ids.append(token if token not in used else b"")
            used.add(token)
        highest = max((integer(token) or 0 for token in used if not token.startswith(b'"')), default=0)
        for k, given in enumerate(ids):
            if not given:
                ids[k] = next(token for token in _candidates(self.own[k], highest) if token not in used)
                used.add(ids[k])
        return ids


def _candidates(own: int, highest: int) -> Iterator[bytes]:
    yield str(max(own, 1)).encode()
    yield from (str(number).encode() for number in count(highest + max(own, 1)))


@dataclass(slots=True)
class _Spool:
    """All that is exported, in order."""

    file_names: FrameNames
    videos: Videos
    images: _Records
    annotations: _Records
    canvas: BinaryIO
    """What each annotation is on the canvas, a line each, for the proof."""
    frame_of: list[int] = field(default_factory=list)
    """The position of each annotation's frame."""
    draws: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def _lines(spooled: BinaryIO) -> Iterator[bytes]:
    spooled.seek(0)
    return (line[:-1] for line in spooled)


def write(
    dataset: Dataset, file: Path, choices: Choices = EVERYTHING_CONFIRMED, progress: Progress = lambda frames: None
) -> Report:
    """Write a data set, or with a split NAME_train.json and NAME_val.json, and read it back; raises ExportFailed.

    The report names each instance that reads back unlike the canvas.
    """
    report = Report()
    try:
        with ExitStack() as stack:
            temps = [stack.enter_context(TemporaryFile(dir=file.parent)) for _ in range(3)]
            file_names = FrameNames(dataset.films, choices.pictures)
            spool = _Spool(file_names, Videos(dataset, file_names), _Records(temps[0]), _Records(temps[1]), temps[2])
            _fill(spool, dataset, choices, report, progress)
            _write_files(spool, dataset, file, choices, report)
    except OSError as error:
        raise ExportFailed(
            f"{file} was not written: {error.strerror or error}. What was there before is unchanged; "
            "choose another place, or make room, and export again."
        ) from error
    return report


def _fill(spool: _Spool, dataset: Dataset, choices: Choices, report: Report, progress: Progress) -> None:
    for position, (frame, instances) in enumerate(chosen(dataset, choices)):
        name = spool.file_names(frame)
        spool.images.add(image_record(frame, name, spool.videos.of_image(frame)), frame.key)
        spool.draws.append(draw(frame, choices.seed) if choices.split is not None else 0)
        if not is_portable(name):
            report.add("noted", name, "some systems cannot have a file of this name")
        for instance in instances:
            record, canvas = annotation_record(
                instance, frame.width, frame.height, choices.scores, spool.videos.of_annotation(instance, frame)
            )
            spool.annotations.add(record, instance.id)
            spool.canvas.write(canvas + b"\n")
            spool.frame_of.append(position)
        report.frames += 1
        report.instances += len(instances)
        progress(report.frames)


def _write_files(spool: _Spool, dataset: Dataset, file: Path, choices: Choices, report: Report) -> None:
    images, annotations = spool.images.given_ids(), spool.annotations.given_ids()
    with ExitStack() as stack:
        for target, takes in _targets(spool, file, choices):
            handle = stack.enter_context(replacing(target))
            report.files.append(target.name)
            handle.writelines(_pieces(spool, dataset, takes, images, annotations))
            handle.flush()
            canvas = (line for line, k in zip(_lines(spool.canvas), spool.frame_of, strict=True) if takes[k])
            for one in differences(Path(handle.name), canvas):
                report.add("noted", f"annotation {one.id} on image {one.image}", str(one))
                report.unlike += 1


def _targets(spool: _Spool, file: Path, choices: Choices) -> list[tuple[Path, list[bool]]]:
    """The files to write, and which frames each takes."""
    if choices.split is None:
        return [(file, [True] * len(spool.draws))]
    training = is_training(spool.draws, choices.split)
    validation = [not one for one in training]
    return [(split_name(file, "train"), training), (split_name(file, "val"), validation)]


def split_name(file: Path, part: str) -> Path:
    """The name of one file of a split: cells.json is written as cells_train.json and cells_val.json."""
    return file.with_name(f"{file.stem}_{part}{file.suffix}")


def _pieces(
    spool: _Spool, dataset: Dataset, takes: Sequence[bool], images: Sequence[bytes], annotations: Sequence[bytes]
) -> Iterator[bytes]:
    """The file: every list on lines of its own, a record a line."""
    of_videos = dict(spool.videos.lists())
    written = {*LISTS, *of_videos}
    header = {name: value for name, value in kept_fields(dataset.header).items() if name not in written}
    yield b"{"
    yield from (member(name, value) + b",\n" for name, value in header.items())
    yield b'"images":[\n'
    yield from _separated(
        b'{"id":' + images[k] + b"," + line for k, line in enumerate(_lines(spool.images.lines)) if takes[k]
    )
    yield b'],\n"annotations":[\n'
    yield from _separated(
        b'{"id":' + annotations[n] + b',"image_id":' + images[k] + b"," + line
        for n, (k, line) in enumerate(zip(spool.frame_of, _lines(spool.annotations.lines), strict=True))
        if takes[k]
    )
    yield b'],\n"categories":[\n'
    yield from _separated(map(category_json, dataset.categories))
    for name, records in of_videos.items():
        yield b'],\n"' + name.encode() + b'":[\n'
        yield from _separated(records)
    yield b"]}\n"


def _separated(records: Iterable[bytes]) -> Iterator[bytes]:
    """The records with a comma and a new line between them, and a new line after the last."""
    before = b""
    for record in records:
        yield before + record
        before = b",\n"
    if before:
        yield b"\n"
