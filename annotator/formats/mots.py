"""MOTS: every pixel belongs to one object at the most (Voigtlaender et al. 2019, KITTI MOTS, MOTSChallenge).

An object is a number, class * 1000 + instance; 0 is background, and 10000 a region that is not looked at, which here is
a crowd. Masks do not overlap: where outlines do, the one that lies above keeps the pixels, as it does on the canvas.

    PNG    a folder for each video with a picture for each frame, 000123.png, of 16 bits a pixel: the object's number
    text   a file for each video with a line for each object on each frame, frames counted from 0:
           frame object class height width run-lengths            as COCO compresses them, down the columns

`categories.json` beside them, which other programs pass over, gives the classes their names; without it 1 is a car and
2 a pedestrian.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance
from annotator.core.categories import Category, palette_colour
from annotator.core.dataset import Report
from annotator.core.films import Film
from annotator.core.geometry import area
from annotator.core.raster import LocalMask, local_mask

PER_CLASS = 1000
IGNORED = 10_000
IGNORED_CLASS = 10
MOST_CLASSES = 64  # the last whose objects all fit 16 bits
NAMES = "categories.json"
KITTI = {1: "car", 2: "pedestrian", IGNORED_CLASS: "ignored region"}

Labels = NDArray[np.uint16]
"""(height, width) The object that each pixel belongs to."""


class Loss(NamedTuple):
    """Pixels that an instance has given up to one that lies above it."""

    instance: Instance
    above: Instance
    pixels: int
    of: int
    """How many it had."""
    box_xyxy: tuple[int, int, int, int]
    """Around those that it gave up."""


class Layers(NamedTuple):
    """A frame on which no pixel belongs to two instances."""

    labels: NDArray[np.int32]
    """(height, width) The place of an instance in `instances`, from 1; 0 for none."""
    instances: list[Instance]
    losses: list[Loss]


def layers(instances: Iterable[Instance], width: int, height: int) -> Layers:
    """The instances one above the other as on the canvas: by level, then small above large; crowds below all."""
    ordered = sorted(instances, key=lambda one: (not one.crowd, one.level, -area(one.parts), one.id))
    labels = np.zeros((height, width), np.int32)
    whole = [0] * len(ordered)
    losses = []
    for place, one in enumerate(ordered, 1):
        x, y, mask = local_mask(one.parts, width, height)
        whole[place - 1] = int(np.count_nonzero(mask))
        window = labels[y : y + mask.shape[0], x : x + mask.shape[1]]
        for below in np.unique(window[mask]).tolist():
            if below and not ordered[below - 1].crowd:
                taken = LocalMask(x, y, mask & (window == below))
                losses.append(Loss(ordered[below - 1], one, taken.area, whole[below - 1], _box(taken)))
        window[mask] = place
    return Layers(labels, ordered, losses)


def _box(taken: LocalMask) -> tuple[int, int, int, int]:
    rows, columns = np.nonzero(taken.mask.any(axis=1))[0], np.nonzero(taken.mask.any(axis=0))[0]
    x0, y0 = taken.x + int(columns[0]), taken.y + int(rows[0])
    return x0, y0, taken.x + int(columns[-1]) + 1, taken.y + int(rows[-1]) + 1


@dataclass(slots=True)
class Numbers:
    """The numbers of classes and objects, given as they come."""

    categories: Sequence[Category]
    report: Report
    classes: dict[int, int] = field(default_factory=dict)
    """By the category's id."""
    _objects: dict[tuple[int, int, int, int], int] = field(default_factory=dict)
    _next: dict[tuple[int, int], int] = field(default_factory=dict)

    def number(self, film: Film, instance: Instance) -> int | None:
        """The object's number; None, reported, where 16 bits have no more of them."""
        if instance.crowd:
            return IGNORED
        own = self._class(instance.category)
        key = (film.id, instance.category, instance.track, 0 if instance.track else instance.id)
        if key not in self._objects:
            self._next[film.id, own] = self._next.get((film.id, own), 0) + 1
            self._objects[key] = self._next[film.id, own]
        if self._objects[key] >= PER_CLASS or own > MOST_CLASSES:
            said = (
                f"this format has no number for more than {PER_CLASS - 1} objects of a class and {MOST_CLASSES} classes"
            )
            self.report.add("skipped", f"instance {instance.id} of {film.name}", said)
            return None
        return own * PER_CLASS + self._objects[key]

    def _class(self, id: int) -> int:
        """The category's own number where that can be one, else the lowest that is free."""
        if id not in self.classes:
            own = {one.id for one in self.categories if 0 < one.id <= MOST_CLASSES and one.id != IGNORED_CLASS}
            taken = own | set(self.classes.values()) | {IGNORED_CLASS}
            self.classes[id] = id if id in own else next(k for k in range(1, 1 << 30) if k not in taken)
            if self.classes[id] != id:
                self.report.add("noted", f"category {id}", f"its class in the file is {self.classes[id]}")
        return self.classes[id]

    def names(self) -> bytes:
        """`categories.json`."""
        known = {one.id: one.name for one in self.categories}
        records = [{"id": own, "name": known.get(id, f"category {id}")} for id, own in self.classes.items()]
        return msgspec.json.format(msgspec.json.encode(records), indent=1) + b"\n"


def report_losses(report: Report, losses: Sequence[Loss], where: str, names: dict[int, str]) -> None:
    """Say which pixels each instance gave up, and to which."""
    for one in losses:
        x0, y0, x1, y1 = one.box_xyxy
        said = (
            f"{_called(one.instance, names)} gave up {one.pixels:,} of {one.of:,} pixels, x {x0} to {x1} and y {y0} to "
            f"{y1}, to {_called(one.above, names)}, which lies above it"
        )
        report.add("noted", where, said)


def _called(one: Instance, names: dict[int, str]) -> str:
    which = f"track {one.track}" if one.track else f"instance {one.id}"
    return f"{names.get(one.category, 'category')} ({which})"


def read_names(folder: Path, report: Report) -> dict[int, str]:
    """The names of classes that lie beside the files of a folder."""
    file = folder / NAMES
    try:
        records = msgspec.json.decode(file.read_bytes(), type=list[_Name])
    except FileNotFoundError:
        return dict(KITTI)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        report.add("noted", NAMES, "it gives no list of ids and names, so classes have the names of KITTI MOTS")
        return dict(KITTI)
    return KITTI | {one.id: one.name for one in records if one.id > 0 and one.name.strip()}


class _Name(msgspec.Struct):
    id: int
    name: str


def categories_of(classes: Iterable[int], names: dict[int, str]) -> Iterator[Category]:
    """The categories of these classes."""
    used: set[str] = set()
    for place, number in enumerate(sorted(set(classes))):
        name = names.get(number, f"class {number}")
        name = name if name not in used else f"{name} ({number})"
        used.add(name)
        yield Category(id=number, name=name, colour=palette_colour(place))


def objects_on(labels: Labels) -> Iterator[tuple[int, LocalMask]]:
    """The number and the pixels of each object on a frame, by number."""
    for number in np.flatnonzero(np.bincount(labels.ravel())).tolist():
        if number:
            mask = labels == number
            rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
            window = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            yield number, LocalMask(int(columns[0]), int(rows[0]), window)


def class_of(number: int) -> int:
    """The class of an object's number."""
    return number // PER_CLASS
