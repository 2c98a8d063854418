"""MOTS, as PNG or text, to objects on the frames of videos. Nothing of a file is believed before it is checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from PIL import Image

from annotator.core.dataset import Dataset, Report
from annotator.core.errors import BadInput, FormatRefused
from annotator.core.films import Film
from annotator.core.raster import LocalMask, decode_runs, local_parts
from annotator.formats.clips import Clip, Sighted, placed
from annotator.formats.coco_images import MOST_PIXELS, MOST_SIDE
from annotator.formats.coco_rle import BadRle, read_rle
from annotator.formats.films import FindFilm
from annotator.formats.matching import FindImage
from annotator.formats.mots import IGNORED, Labels, categories_of, class_of, objects_on, read_names

_PICTURES = (".jpg", ".png", ".jpeg")
_MOST_LINE = 10_000_000
_MOST_FRAMES = 1_000_000
_MOST_NUMBER = 65_535_999
_SIXTEEN_BITS = ("I;16", "I;16B", "I;16L", "I")


def read_txt(
    place: Path, find_image: FindImage | None = None, find_film: FindFilm | None = None
) -> tuple[Dataset, Report]:
    """A text file, or a folder of them, each of which is about the video of its name. Raises FormatRefused."""
    folder = place if place.is_dir() else place.parent
    files = sorted(folder.rglob("*.txt")) if place.is_dir() else [place]
    report = Report()
    texts = [_text(file, _sequence(file.with_suffix(""), folder), report) for file in files]
    texts = [one for one in texts if one.lines]
    if not texts:
        raise FormatRefused(f"{place.name} holds no line of MOTS text: frame object class height width run-lengths.")
    classes = {line.kind for text in texts for line in text.lines}
    return _dataset([_clip_of_text(one) for one in texts], classes, folder, find_image, find_film, report)


def read_png(
    place: Path, find_image: FindImage | None = None, find_film: FindFilm | None = None
) -> tuple[Dataset, Report]:
    """A folder with a folder of 16-bit PNG files for each video, or such a folder alone, or one of its files, which
    stands for it. Raises FormatRefused."""
    report = Report()
    place = place if place.is_dir() else place.parent
    folders: dict[Path, dict[int, Path]] = {}
    for file in sorted(place.rglob("*.png")):
        if file.stem.isascii() and file.stem.isdigit() and len(file.stem) < 10:
            folders.setdefault(file.parent, {})[int(file.stem)] = file
        else:
            report.add("skipped", file.name, "its name is no frame's number, as in 000123.png")
    masks = [_Masks(_sequence(folder, place), dict(sorted(files.items()))) for folder, files in folders.items()]
    masks = [one for one in masks if one.find_size(report)]
    if not masks:
        raise FormatRefused(f"{place.name} holds no PNG file of 16 bits whose name is a frame's number.")
    classes = {class_of(number) for one in masks for number in one.numbers(report)}
    return _dataset([_clip_of_masks(one) for one in masks], classes, place, find_image, find_film, report)


def _sequence(place: Path, folder: Path) -> str:
    """What the video is called."""
    return place.name if place == folder else place.relative_to(folder).as_posix()


def _dataset(
    clips: Sequence[Clip],
    classes: Iterable[int],
    folder: Path,
    find_image: FindImage | None,
    find_film: FindFilm | None,
    report: Report,
) -> tuple[Dataset, Report]:
    categories = list(categories_of(classes, read_names(folder, report)))
    return Dataset(categories=categories, frames=placed(clips, find_image, find_film, report)), report


def _names(sequence: str) -> list[str]:
    return [sequence, sequence.rpartition("/")[2]]


def _picture(sequence: str, index: int) -> list[str]:
    return [f"{sequence}/{index:06}{suffix}" for suffix in _PICTURES]


def _sighted(number: int, kind: int, mask: LocalMask) -> Sighted:
    return Sighted(number, kind, local_parts(mask), crowd=number == IGNORED)


# text


class _Line(NamedTuple):
    number: int
    """Of the line, from 1."""
    frame: int
    object: int
    kind: int
    """The class."""
    counts: str


@dataclass(slots=True)
class _Text:
    """A file whose lines are numbers; their run lengths are read when they are asked for."""

    sequence: str
    name: str
    size: tuple[int, int] = (0, 0)
    lines: list[_Line] = field(default_factory=list)


def _text(file: Path, sequence: str, report: Report) -> _Text:
    text = _Text(sequence, file.name)
    try:
        with file.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    _add_line(text, number, line, report)
    except OSError as error:
        raise FormatRefused(f"{file} cannot be read: {error.strerror}.") from error
    text.lines.sort(key=lambda one: one.frame)
    return text


def _add_line(text: _Text, number: int, line: bytes, report: Report) -> None:
    where = f"{text.name}, line {number}"
    fields = line.split() if len(line) < _MOST_LINE else []
    whole = [int(one) for one in fields[:5] if one.isdigit() and len(one) < 10]
    if len(fields) != 6 or len(whole) != 5 or not fields[5].isascii():
        report.add("skipped", where, "it is not: frame object class height width run-lengths")
        return
    frame, object, kind, height, width = whole
    if min(height, width) < 1 or max(height, width) > MOST_SIDE or height * width > MOST_PIXELS:
        report.add("skipped", where, f"{width} x {height} is no size of a picture")
    elif text.lines and text.size != (width, height):
        before = f"{text.size[0]} x {text.size[1]}"
        report.add("skipped", where, f"it is {width} x {height} and the lines before are {before}")
    elif not 0 < object <= _MOST_NUMBER or frame >= _MOST_FRAMES:
        report.add("skipped", where, f"{object} is no number of an object, or {frame} none of a frame")
    else:
        text.size = (width, height)
        text.lines.append(_Line(number, frame, object, kind, fields[5].decode("ascii")))


def _clip_of_text(text: _Text) -> Clip:
    def frames(film: Film | None) -> list[int]:
        """All of the video, counted from 0 or from 1: an object that has no line on a frame is not there."""
        spoken = sorted({line.frame for line in text.lines})
        if film is None or spoken[-1] > film.frames or (spoken[0], spoken[-1]) == (0, film.frames):
            return spoken
        first = int(spoken[-1] == film.frames)
        return list(range(first, first + film.frames))

    def read(wanted: Sequence[int], size: tuple[int, int], report: Report) -> Iterator[list[Sighted]]:
        on: dict[int, list[_Line]] = {}
        for line in text.lines:
            on.setdefault(line.frame, []).append(line)
        for frame in wanted:
            found = [_read_line(line, text, size, report) for line in on.get(frame, ())]
            yield [one for one in found if one is not None]

    return Clip(
        where=text.name, names=_names(text.sequence), size=text.size, frames=frames,
        picture=lambda index: _picture(text.sequence, index), read=read,
    )  # fmt: skip


def _read_line(line: _Line, text: _Text, size: tuple[int, int], report: Report) -> Sighted | None:
    where = f"{text.name}, line {line.number}"
    record = msgspec.Raw(msgspec.json.encode({"size": [size[1], size[0]], "counts": line.counts}))
    try:
        mask = decode_runs(read_rle(record, *size)[0], *size)
    except (BadRle, MemoryError) as error:
        report.add("skipped", where, f"its mask {error}" if str(error) else "its mask is too large for the memory")
        return None
    if not mask.mask.any():
        report.add("noted", where, "its mask covers no pixel, so it is not on this frame")
        return None
    return _sighted(line.object, line.kind, mask)


# PNG


@dataclass(slots=True)
class _Masks:
    """A folder of pictures whose pixels are the numbers of objects."""

    sequence: str
    files: dict[int, Path]
    """By the frame's number, rising."""
    size: tuple[int, int] = (0, 0)

    def find_size(self, report: Report) -> bool:
        """Look at the heads of the files: those that are of another kind or size than the first are left out."""
        for index, file in list(self.files.items()):
            why = self._fault(file)
            if why:
                report.add("skipped", f"{self.sequence}/{file.name}", why)
                del self.files[index]
        return bool(self.files)

    def _fault(self, file: Path) -> str:
        """Why a file is left out; empty where it is not."""
        try:
            size, mode = _head(file)
        except BadInput as error:
            return str(error)
        if mode not in _SIXTEEN_BITS:
            return "it is no picture of 16 bits a pixel"
        if self.size not in ((0, 0), size):
            return f"it is {size[0]} x {size[1]} and those before are {self.size[0]} x {self.size[1]}"
        self.size = size
        return ""

    def numbers(self, report: Report) -> set[int]:
        """Every object; a file whose pixels cannot be read is left out."""
        found: set[int] = set()
        for index, file in list(self.files.items()):
            try:
                found.update(np.unique(_labels(file)).tolist())
            except BadInput as error:
                report.add("skipped", f"{self.sequence}/{file.name}", str(error))
                del self.files[index]
        return found - {0}


def _head(file: Path) -> tuple[tuple[int, int], str]:
    try:
        with Image.open(file, formats=("PNG",)) as picture:
            width, height = picture.size
            mode = picture.mode
    except Exception as error:  # Pillow raises whatever a damaged file makes it meet
        raise BadInput("it is no PNG file, or a damaged one") from error
    if max(width, height) > MOST_SIDE or width * height > MOST_PIXELS:
        raise BadInput(f"{width} x {height} is too large for a picture")
    return (width, height), mode


def _labels(file: Path) -> Labels:
    try:
        with Image.open(file, formats=("PNG",)) as picture:
            return np.asarray(picture).astype(np.uint16)
    except Exception as error:  # as above
        raise BadInput("its pixels are damaged or cut short") from error


def _clip_of_masks(masks: _Masks) -> Clip:
    def read(wanted: Sequence[int], size: tuple[int, int], report: Report) -> Iterator[list[Sighted]]:
        for index in wanted:
            try:
                objects = objects_on(_labels(masks.files[index]))
                yield [_sighted(number, class_of(number), mask) for number, mask in objects]
            except BadInput as error:  # it was whole a moment ago
                report.add("skipped", f"{masks.sequence}/{masks.files[index].name}", str(error))
                yield []

    return Clip(
        where=f"folder {masks.sequence}", names=_names(masks.sequence), size=masks.size,
        frames=lambda film: list(masks.files), picture=lambda index: _picture(masks.sequence, index), read=read,
    )  # fmt: skip
