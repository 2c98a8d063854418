"""YouTube-VIS JSON to objects on the frames of videos."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from annotator.core.dataset import Dataset, Report
from annotator.core.errors import FormatRefused
from annotator.core.films import Film
from annotator.formats.clips import Clip, Sighted, placed
from annotator.formats.coco_categories import Categories, read_categories
from annotator.formats.coco_geometry import BadSegmentation, read_outline
from annotator.formats.coco_images import MOST_PIXELS, MOST_SIDE
from annotator.formats.coco_text import Fields, fields_of, joined, listed, load
from annotator.formats.coco_values import heads_of, integer, key_of, text_of
from annotator.formats.films import FindFilm
from annotator.formats.matching import FindImage

_NULL = msgspec.Raw(b"null")
_LISTS = ("videos", "annotations", "categories")
_MOST_FRAMES = 1_000_000
_NUMBER = re.compile(r"([0-9]{1,9})\.[^./]+$")


def is_vis(file: Path) -> bool:
    """Whether a JSON file is of this kind and not COCO's, by the names in it: large files are not read for it."""
    if file.suffix.lower() != ".json":
        return False
    with (
        suppress(OSError, ValueError),  # an empty file has no map
        file.open("rb") as handle,
        mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as text,
    ):
        return text.find(b'"segmentations"') >= 0 or (text.find(b'"videos"') >= 0 and text.find(b'"images"') < 0)
    return False


@dataclass(slots=True)
class _Video:
    """A video of the file."""

    where: str
    fields: Fields
    size: tuple[int, int] | None
    file_names: list[str]
    indices: list[int]
    """The frames that the file gives itself; empty where it does not."""
    length: int
    objects: list[tuple[int, msgspec.Raw]] = field(default_factory=list)
    """Positions and records of its annotations."""


def read(file: Path, find_image: FindImage | None = None, find_film: FindFilm | None = None) -> tuple[Dataset, Report]:
    """The data set of a file, and the report, which fills while its frames are read; raises FormatRefused."""
    report = Report()
    text, whole = load(file)
    fields = fields_of(whole)
    if fields is None or "videos" not in fields:
        raise FormatRefused(
            f"{file.name} is JSON but not YouTube-VIS: it has no list of videos. Nothing was imported; a list of "
            "results has none of its own and cannot be imported without them."
        )
    videos, annotations, records = (listed(fields.pop(name, None), name, text) for name in _LISTS)
    categories = read_categories(records, "suffix", report)
    by_id = _videos(videos, report)
    _deal_out(annotations, by_id, categories, report)
    clips = [_clip(one, categories.of_token) for one in by_id.values()]
    frames = placed(clips, find_image, find_film, report)
    return Dataset(categories=tuple(categories.by_id.values()), frames=frames, header=joined(fields)), report


def _videos(records: Sequence[msgspec.Raw], report: Report) -> dict[bytes, _Video]:
    found: dict[bytes, _Video] = {}
    for place, record in enumerate(records, 1):
        fields = fields_of(record)
        token = bytes((fields or {}).get("id", _NULL))
        where = f"video {token.decode()[:60]}"
        if fields is None or token == b"null":
            report.add("skipped", f"video number {place}", "it has no id" if fields else "it is not an object")
        elif key_of(token) in found:
            report.add("skipped", where, "its id is taken already")
        elif isinstance(video := _video(where, fields), str):
            report.add("skipped", where, video)
        else:
            found[key_of(token)] = video
    return found


def _video(where: str, fields: Fields) -> _Video | str:
    """A video, or why it is none."""
    width, height = (integer(bytes(fields.get(name, _NULL))) for name in ("width", "height"))
    size = (width, height) if width is not None and height is not None else None
    if size and (min(size) < 1 or max(size) > MOST_SIDE or size[0] * size[1] > MOST_PIXELS):
        return f"{size[0]} x {size[1]} is no size of a picture"
    names = _decoded(fields.get("file_names"), list[str]) or []
    length = len(names) or integer(bytes(fields.get("length", _NULL))) or 0
    if not 0 < length <= _MOST_FRAMES:
        return "it says neither the names of its frames nor how many there are"
    indices = _decoded(fields.get("frame_indices"), list[int]) or []
    return _Video(where, fields, size, names, indices if _rise(indices, length) else [], length)


def _decoded(raw: msgspec.Raw | None, type: Any) -> Any:
    try:
        return msgspec.json.decode(raw or _NULL, type=type)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _rise(numbers: Sequence[int], length: int) -> bool:
    """Whether these are the numbers of so many frames in order."""
    return len(numbers) == length and min(numbers, default=0) >= 0 and all(a < b for a, b in pairwise(numbers))


class _Head(msgspec.Struct):
    id: msgspec.Raw = _NULL
    video_id: msgspec.Raw = _NULL
    category_id: msgspec.Raw = _NULL


def _deal_out(
    annotations: Sequence[msgspec.Raw], videos: Mapping[bytes, _Video], categories: Categories, report: Report
) -> None:
    """Give each annotation to its video."""
    tokens = set()
    for k, head in heads_of(annotations, _Head, report):
        token = bytes(head.video_id)
        video = videos.get(key_of(token))
        if video is None:
            report.add("skipped", _named(head.id, k), f"its video {token.decode()[:60]} is not in the file")
            continue
        tokens.add(bytes(head.category_id))
        video.objects.append((k, annotations[k]))
    categories.add_missing(tokens)


def _named(id: msgspec.Raw, k: int) -> str:
    token = bytes(id)
    return f"annotation number {k + 1}" if token == b"null" else f"annotation {token.decode()[:60]}"


def _clip(video: _Video, categories: Mapping[bytes, int]) -> Clip:
    names = [text_of(video.fields.get(name)) for name in ("name", "file_name")]
    folder = video.file_names[0].replace("\\", "/").rpartition("/")[0] if video.file_names else ""
    known: dict[int, int] = {}

    def frames(film: Film | None) -> list[int]:
        numbers = _numbers(video, film)
        known.update(zip(numbers, range(video.length), strict=True))
        return numbers

    def read(wanted: Sequence[int], size: tuple[int, int], said: Report) -> Iterator[list[Sighted]]:
        objects = _objects(video, categories, said)
        for index in wanted:
            place = known[index]
            where = f"{video.where}, frame {place}"
            yield [one for each in objects if (one := each.on(place, size, where, said)) is not None]

    def picture(index: int) -> list[str]:
        return video.file_names[known[index] : known[index] + 1]

    return Clip(where=video.where, names=[*names, folder], size=video.size, frames=frames, picture=picture, read=read)


def _numbers(video: _Video, film: Film | None) -> list[int]:
    """Which frames of its video they are: as the file says, else all, else by the numbers in their names."""
    if video.indices:
        return video.indices
    if film is not None and film.frames != video.length:
        found = [_NUMBER.search(name) for name in video.file_names]
        numbers = [int(one[1]) for one in found if one]
        if _rise(numbers, video.length):
            return numbers
    return list(range(video.length))


@dataclass(slots=True)
class _Object:
    """An annotation: a mask, or none, for each frame."""

    number: int
    where: str
    category: int
    crowd: bool
    score: float | None
    masks: list[msgspec.Raw]

    def on(self, place: int, size: tuple[int, int], where: str, report: Report) -> Sighted | None:
        """The object on a frame; None where it is not, or where its mask, reported, is no mask."""
        mask = self.masks[place]
        if bytes(memoryview(mask)[:4]) == b"null":
            return None
        try:
            outline = read_outline(mask, *size, "part")
        except (BadSegmentation, MemoryError) as error:
            report.add("skipped", f"{self.where} on {where}", str(error) or "its mask is too large for the memory")
            return None
        for repair in outline.repairs:
            report.add("repaired", f"{self.where} on {where}", repair)
        if not outline.parts:
            report.add("noted", f"{self.where} on {where}", "its mask covers no pixel, so it is not on this frame")
            return None
        return Sighted(self.number, self.category, outline.parts, self.crowd, self.score)


def _objects(video: _Video, categories: Mapping[bytes, int], report: Report) -> list[_Object]:
    found = []
    for k, record in video.objects:
        fields = fields_of(record) or {}
        where = _named(fields.get("id", _NULL), k)
        masks = _decoded(fields.get("segmentations"), list[msgspec.Raw])
        if masks is None or len(masks) != video.length:
            said = "no list" if masks is None else f"{len(masks)} masks"
            report.add("skipped", where, f"its segmentations are {said} and its video has {video.length} frames")
            continue
        score = _decoded(fields.get("score"), float)
        category = categories[bytes(fields.get("category_id", _NULL))]
        crowd = integer(bytes(fields.get("iscrowd", _NULL))) == 1
        kept = None if score is None else min(max(score, 0.0), 1.0)
        found.append(_Object(k + 1, where, category, crowd, kept, masks))
    return found
