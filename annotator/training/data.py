"""Training pictures in memory: 8-bit RGB and one small mask per instance, from COCO files."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from annotator import media
from annotator.core.annotations import Instance
from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.errors import AnnotatorError, ImageUnreadable
from annotator.core.raster import local_mask
from annotator.formats import coco
from annotator.formats.matching import image_finder

Bitmap = NDArray[np.uint8]

MOST_BYTES = 4 * 2**30
"""Decoded pictures that are kept; those beyond are decoded at every use."""

CROWD = 127
"""The grey that crowd regions are painted with: what stands there is neither an object nor background."""


@dataclass(frozen=True, slots=True, eq=False)
class Object:
    """One instance: its label (1 is the first category) and its mask cut out at (x, y), image pixels."""

    label: int
    x: int
    y: int
    mask: Bitmap  # (h, w) of 0 and 1, h and w at least 1


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A picture (H, W, 3) uint8 RGB and its objects."""

    picture: Bitmap
    objects: tuple[Object, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A COCO file and the folder its pictures are in."""

    coco: Path
    images: Path


@dataclass(slots=True)
class Samples(Sequence[Sample]):
    """Labelled pictures, decoded once as far as the memory allows; `skipped` says what was left out and why."""

    entries: list[tuple[Path, tuple[Object, ...], tuple[Object, ...]]] = field(default_factory=list)
    """File, objects and crowd regions."""
    skipped: list[tuple[str, str]] = field(default_factory=list)
    kept: dict[int, Bitmap] = field(default_factory=dict)
    room: int = MOST_BYTES

    def __len__(self) -> int:
        return len(self.entries)

    def __getitem__(self, index: int) -> Sample:  # type: ignore[override]  # no slices
        file, objects, crowds = self.entries[index]
        if index in self.kept:
            return Sample(self.kept[index], objects)
        return Sample(_without(crowds, media.open_picture(file).pixels), objects)

    def keep(self, index: int, picture: Bitmap) -> None:
        """Hold on to a decoded picture if there is room."""
        if picture.nbytes <= self.room:
            self.room -= picture.nbytes
            self.kept[index] = picture

    @property
    def instances(self) -> int:
        """Objects on all pictures."""
        return sum(len(objects) for _, objects, _ in self.entries)


def read(source: Source) -> tuple[Dataset, Report]:
    """The file's data set, its file names looked for in the source's folder."""
    names = (file.relative_to(source.images).as_posix() for file in media.list_images(source.images))
    return coco.read(source.coco, image_finder(names, lambda name: media.size_of(source.images / name)))


def category_names(sources: Sequence[Source]) -> tuple[str, ...]:
    """Names of all categories of the files, in the order of their ids, each once."""
    found = (one for source in sources for one in sorted(read(source)[0].categories, key=lambda one: one.id))
    return tuple(dict.fromkeys(one.name for one in found))


def load(sources: Sequence[Source], categories: Sequence[str], empty: bool = True) -> Samples:
    """Every picture of the files that can be read; without `empty`, only those with objects.

    Instances of other categories and those that cover no pixel are left out; crowds are never targets.
    """
    samples = Samples()
    for source in sources:
        dataset, report = read(source)
        labels = {one.id: categories.index(one.name) + 1 for one in dataset.categories if one.name in categories}
        for labelled in dataset.frames:
            _add(samples, source.images, labelled, labels, empty)
        samples.skipped += [(one.where, one.text) for one in report.findings if one.kind == "skipped"]
    return samples


def _add(samples: Samples, folder: Path, labelled: LabelledFrame, labels: dict[int, int], empty: bool) -> None:
    frame = labelled.frame
    wanted = [one for one in labelled.instances if one.category in labels]
    objects = tuple(_objects(wanted, labels, frame.size, crowd=False))
    if not objects and not empty:
        return
    crowds = tuple(_objects(wanted, labels, frame.size, crowd=True))
    try:
        picture = _checked(folder / frame.path, frame.size)
    except AnnotatorError as error:
        samples.skipped.append((frame.path, str(error)))
        return
    samples.entries.append((folder / frame.path, objects, crowds))
    samples.keep(len(samples) - 1, _without(crowds, picture))


def _objects(
    instances: Sequence[Instance], labels: dict[int, int], size: tuple[int, int], crowd: bool
) -> Iterator[Object]:
    for one in instances:
        if one.crowd == crowd:
            local = local_mask(one.parts, *size)
            if local.area:
                yield Object(labels[one.category], local.x, local.y, local.mask.astype(np.uint8))


def _checked(file: Path, size: tuple[int, int]) -> Bitmap:
    """The picture, whole and of the size that its annotations are for: no step of a run meets a bad file."""
    picture = media.open_picture(file)
    if picture.damaged:
        raise ImageUnreadable(f"{file} is cut short; it is not trained on.")
    if (picture.width, picture.height) != size:
        raise ImageUnreadable(f"{file} has {picture.width} x {picture.height} pixels, its annotations are for {size}.")
    return picture.pixels


def _without(crowds: Sequence[Object], picture: Bitmap) -> Bitmap:
    """The picture with its crowd regions painted over."""
    if not crowds:
        return picture
    painted = picture.copy()
    for crowd in crowds:
        height, width = crowd.mask.shape
        painted[crowd.y : crowd.y + height, crowd.x : crowd.x + width][crowd.mask > 0] = CROWD
    return painted
