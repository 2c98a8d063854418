"""Objects on the frames of videos to YouTube-VIS JSON, streamed through the disk, proved, put in place as a whole."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import msgspec
from pycocotools import mask as coco_mask

from annotator.core.annotations import Instance
from annotator.core.dataset import Dataset, Report
from annotator.core.errors import ExportFailed
from annotator.core.films import Film
from annotator.core.frames import Frame
from annotator.core.raster import Rle, parts_rle
from annotator.formats.atomic import replacing
from annotator.formats.choices import Choices, chosen
from annotator.formats.coco_annotation import category_json, kept_fields, member
from annotator.formats.frame_names import FrameNames
from annotator.formats.leaving import PicturesLeftOut, not_written
from annotator.formats.proof import iou_of

_OWN = ("videos", "annotations", "categories")


@dataclass(slots=True)
class _Object:
    """A track, or an instance that is on none, over the frames of its video."""

    category: int
    crowd: bool
    places: array[int] = field(default_factory=lambda: array("q"))
    """Positions among the exported frames of its video."""
    offsets: array[int] = field(default_factory=lambda: array("q"))
    """Where the masks lie in the spool."""
    scores: list[float] = field(default_factory=list)


@dataclass(slots=True)
class _Video:
    """What is exported of a video."""

    film: Film
    frames: array[int] = field(default_factory=lambda: array("q"))
    objects: dict[tuple[int, int, int], _Object] = field(default_factory=dict)
    """By track, or else instance, and category."""


def write(
    dataset: Dataset, file: Path, choices: Choices, progress: Callable[[int], None] = lambda frames: None
) -> Report:
    """Write the frames of videos and read them back; the report names each mask that reads back unlike the canvas."""
    report = Report(files=[file.name])
    try:
        with ExitStack() as stack:
            spool = stack.enter_context(TemporaryFile(dir=file.parent))
            names = FrameNames(dataset.films, choices.pictures)
            videos = _spooled(dataset, choices, names, spool, report, progress)
            handle = stack.enter_context(replacing(file))
            ids = _ids(videos)
            handle.writelines(_pieces(dataset, videos, ids, names, spool, choices))
            handle.flush()
            _prove(Path(handle.name), videos, ids, spool, report)
    except OSError as error:
        raise not_written(file, error) from error
    return report


def _spooled(
    dataset: Dataset,
    choices: Choices,
    names: FrameNames,
    spool: BinaryIO,
    report: Report,
    progress: Callable[[int], None],
) -> list[_Video]:
    videos: dict[int, _Video] = {}
    pictures = PicturesLeftOut()
    for frame, instances in chosen(dataset, choices):
        film = names.film(frame)
        if film is None:
            pictures.add(frame)
            continue
        video = videos.setdefault(film.id, _Video(film))
        video.frames.append(frame.index)
        for instance in instances:
            _spool(video, frame, instance, spool)
        report.frames += 1
        report.instances += len(instances)
        progress(report.frames)
    pictures.report(report)
    return list(videos.values())


def _spool(video: _Video, frame: Frame, instance: Instance, spool: BinaryIO) -> None:
    key = (instance.track, 0 if instance.track else instance.id, instance.category)
    found = video.objects.setdefault(key, _Object(instance.category, instance.crowd))
    found.crowd = found.crowd and instance.crowd
    found.places.append(len(video.frames) - 1)
    found.offsets.append(spool.tell())
    if instance.untouched and instance.score is not None:
        found.scores.append(instance.score)
    spool.write(parts_rle(instance.parts, *frame.size)["counts"] + b"\n")


def _mask(video: _Video, offset: int, spool: BinaryIO) -> Rle:
    spool.seek(offset)
    return {"size": [video.film.height, video.film.width], "counts": spool.readline()[:-1]}


def _ids(videos: list[_Video]) -> dict[tuple[int, tuple[int, int, int]], int]:
    """The id of each object: its track's number, and numbers above those for what is on no track."""
    keys = [(k, key) for k, video in enumerate(videos) for key in video.objects]
    above = max((key[0] for _, key in keys), default=0)
    ids: dict[tuple[int, tuple[int, int, int]], int] = {}
    used = set()
    for place in keys:
        track = place[1][0]
        if not track or track in used:
            above += 1
        ids[place] = track if track and track not in used else above
        used.add(ids[place])
    return ids


def _pieces(
    dataset: Dataset,
    videos: list[_Video],
    ids: dict[tuple[int, tuple[int, int, int]], int],
    names: FrameNames,
    spool: BinaryIO,
    choices: Choices,
) -> Iterator[bytes]:
    """The file, a record a line."""
    header = {name: value for name, value in kept_fields(dataset.header).items() if name not in (*_OWN, "tracks")}
    yield b"{"
    yield from (member(name, value) + b",\n" for name, value in header.items())
    yield b'"videos":[\n'
    yield b",\n".join(_video_record(one, names) for one in videos)
    yield b'\n],\n"categories":[\n'
    yield b",\n".join(map(category_json, dataset.categories))
    yield b'\n],\n"annotations":['
    before = b"\n"
    for k, video in enumerate(videos):
        for key, found in video.objects.items():
            yield before + _annotation(video, found, ids[k, key], spool, choices)
            before = b",\n"
    yield b"\n]}\n"


def _video_record(video: _Video, names: FrameNames) -> bytes:
    film = video.film
    return msgspec.json.encode({
        "id": film.id, "width": film.width, "height": film.height, "length": len(video.frames), "name": film.name,
        "file_name": film.path, "file_names": [names.of(film, index) for index in video.frames],
        "frame_indices": video.frames.tolist(),
    })  # fmt: skip


def _annotation(video: _Video, found: _Object, id: int, spool: BinaryIO, choices: Choices) -> bytes:
    length = len(video.frames)
    masks: list[Any] = [None] * length
    boxes: list[Any] = [None] * length
    areas: list[Any] = [None] * length
    for place, offset in zip(found.places, found.offsets, strict=True):
        mask = _mask(video, offset, spool)
        masks[place] = {"size": mask["size"], "counts": mask["counts"].decode("ascii")}
        boxes[place], areas[place] = coco_mask.toBbox(mask).tolist(), int(coco_mask.area(mask))
    film = video.film
    record = {
        "id": id, "video_id": film.id, "category_id": found.category, "iscrowd": int(found.crowd),
        "width": film.width, "height": film.height, "length": length,
        "segmentations": masks, "bboxes": boxes, "areas": areas,
    }  # fmt: skip
    if choices.scores and found.scores and len(found.scores) == len(found.places):
        record["score"] = sum(found.scores) / len(found.scores)
    return msgspec.json.encode(record)


def _prove(
    file: Path,
    videos: list[_Video],
    ids: dict[tuple[int, tuple[int, int, int]], int],
    spool: BinaryIO,
    report: Report,
) -> None:
    """Read each annotation as pycocotools does and compare every mask with the canvas."""
    wanted = {ids[k, key]: (video, found) for k, video in enumerate(videos) for key, found in video.objects.items()}
    try:
        for record in _annotations(file):
            video, found = wanted.pop(record["id"])
            offsets = dict(zip(found.places, found.offsets, strict=True))
            for place, mask in enumerate(record["segmentations"]):
                canvas = _mask(video, offsets[place], spool) if place in offsets else None
                if (mask is None) != (canvas is None):
                    raise ValueError(f"annotation {record['id']} is null where it should not be, or the other way")
                if canvas is not None and (iou := iou_of(mask, canvas)) < 1:
                    where = f"annotation {record['id']} on frame {video.frames[place]} of {video.film.name}"
                    report.add("noted", where, f"it reads back unlike the canvas: IoU {iou:.4f}")
                    report.unlike += 1
        if wanted:
            raise ValueError(f"{len(wanted)} annotations are missing")
    except (ValueError, TypeError, LookupError, msgspec.DecodeError) as error:
        raise ExportFailed(f"The export does not read back as it was written: {error}. The old file stays.") from error


def _annotations(file: Path) -> Iterator[dict[str, Any]]:
    """The records of a file that is JSON as a whole, one after the other."""
    with file.open("rb") as handle:
        msgspec.json.decode(handle.read(), type=msgspec.Raw)
        handle.seek(0)
        for line in handle:
            if line == b'"annotations":[\n':
                break
        for line in handle:
            if line.startswith(b"]"):
                return
            yield msgspec.json.decode(line.rstrip(b",\n"))
