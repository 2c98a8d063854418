"""COCO JSON to frames and instances, one frame at a time: the file's own bytes are all that is held."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from annotator.core.annotations import Instance
from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.errors import FormatRefused
from annotator.formats.coco_categories import Categories, SameNames, read_categories
from annotator.formats.coco_films import read_films
from annotator.formats.coco_geometry import InnerRings
from annotator.formats.coco_images import Images, read_images
from annotator.formats.coco_index import Index, index_of, named
from annotator.formats.coco_record import BadRecord, Place, read_annotation
from annotator.formats.coco_text import Text, fields_of, has_double_fields, joined, listed, load
from annotator.formats.coco_tracks import Tracks, on_track, read_tracks
from annotator.formats.films import FindFilm
from annotator.formats.matching import FindImage
from annotator.formats.turning import TurnOf


class Lists(NamedTuple):
    """A file's lists and, as a JSON object, all that stands beside them."""

    text: Text
    images: list[msgspec.Raw]
    annotations: list[msgspec.Raw]
    categories: list[msgspec.Raw]
    header: bytes


def read(
    file: Path,
    find_image: FindImage | None = None,
    find_film: FindFilm | None = None,
    *,
    inner_rings: InnerRings = "part",
    same_names: SameNames = "suffix",
    images_from: Path | None = None,
    turn_of: TurnOf | None = None,
) -> tuple[Dataset, Report]:
    """A COCO file's data set, and the report, which fills while the frames are read.

    `find_image` says which picture a `file_name` means, `find_film` which video a name. `images_from` is the COCO file
    whose images and categories a results-style list is about. `turn_of` gives the EXIF orientation of a picture, where
    the outlines of pictures that were annotated before their EXIF turn are to be turned with them. Raises
    FormatRefused, before any frame, where the file cannot be taken as a whole.
    The frames may be read again; the report speaks of the first reading only.
    """
    report = Report()
    lists = read_lists(file, images_from, report)
    if lists.text.nulls:
        report.add("repaired", file.name, f"{lists.text.nulls} NaN or Infinity, which JSON does not have, became null")
    categories = read_categories(lists.categories, same_names, report)
    films = read_films(lists.header, find_film, report)
    images = read_images(lists.images, find_image, turn_of, lists.text, report, films)
    index = index_of(lists.annotations, images, report)
    categories.add_missing(index.categories)
    tracks = read_tracks(lists.annotations, index, images.frames, films, categories.of_token, report)
    frames = _Frames(lists.annotations, index, images, categories, tracks, inner_rings, report)
    dataset = Dataset(
        categories=tuple(categories.by_id.values()), frames=frames, header=films.header,
        tracks=tuple(tracks.of_number.values()), films=tuple(films.of_token.values()),
    )  # fmt: skip
    return dataset, report


def read_lists(file: Path, images_from: Path | None, report: Report) -> Lists:
    """A file's lists, a list of results with those of `images_from`; raises FormatRefused."""
    text, whole = load(file)
    start = bytes(memoryview(whole)[:1])
    if start == b"[":
        return _results(text, whole, images_from, report)
    fields = fields_of(whole)
    if fields is None or not {"images", "annotations", "categories"} & set(fields):
        raise FormatRefused(f"{file.name} is JSON but not COCO: it has no images, annotations or categories.")
    if has_double_fields(whole, fields):
        report.add("repaired", file.name, "a field of the file stands twice; the last one was taken")
    images, annotations, categories = (
        listed(fields.pop(name, None), name, text) for name in ("images", "annotations", "categories")
    )
    return Lists(text, images, annotations, categories, joined(fields))


def _results(text: Text, whole: msgspec.Raw, images_from: Path | None, report: Report) -> Lists:
    """A list of detections as evaluators read it, with the images and categories of another file."""
    if images_from is None:
        raise FormatRefused(
            f"{text.file.name} is a list of results without images of its own. "
            "Choose the COCO file that has the images it is about, and import it together with that file."
        )
    other = read_lists(images_from, None, report)
    return other._replace(text=text, annotations=listed(whole, "results", text))


@dataclass(slots=True)
class _Frames:
    """The labelled frames of a file, made while they are asked for."""

    annotations: Sequence[msgspec.Raw]
    index: Index
    images: Images
    categories: Categories
    tracks: Tracks
    inner_rings: InnerRings
    report: Report
    told: bool = False
    """Whether the report speaks of these frames already."""

    def __len__(self) -> int:
        return len(self.images.frames)

    def __iter__(self) -> Iterator[LabelledFrame]:
        said = Report() if self.told else self.report
        self.told = True
        for position, frame in enumerate(self.images.frames):
            found = [self._instance(k, position, said) for k in self.index.of_frame(position)]
            instances = [one for one in found if one is not None]
            said.instances += len(instances)
            yield LabelledFrame(frame, [*instances, *self.tracks.gone.get(position, ())])

    def _instance(self, k: int, position: int, report: Report) -> Instance | None:
        record = self.annotations[k]
        fields = fields_of(record) or {}
        token = bytes(fields.get("id", b"null"))
        where = f"annotation number {k + 1}" if token == b"null" else named(token)

        def say(kind: Literal["repaired", "noted"], text: str) -> None:
            report.add(kind, where, text)

        if has_double_fields(record, fields):
            say("repaired", "a field stands twice; the last one was taken")
        place = Place(
            frame_size=self.images.frames[position].size,
            file_size=self.images.sizes[position],
            turn=self.images.turns[position],
            number=int(self.index.numbers[k]),
            keeps_id=bool(self.index.keeps_id[k]),
        )
        presence = self.tracks.presence(k, fields)
        try:
            return on_track(read_annotation(fields, place, self.categories, self.inner_rings, say), presence)
        except BadRecord as error:
            report.add("skipped", where, str(error))
            return None
