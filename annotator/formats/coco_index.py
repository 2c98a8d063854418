"""Which annotation stands on which frame and which id it gets, from one quick look at each record."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from annotator.core.dataset import Report
from annotator.formats.coco_images import Images
from annotator.formats.coco_values import heads_of, key_of


class Index(NamedTuple):
    """The annotations by frame, in the file's order within each."""

    order: NDArray[np.intp]
    """Positions in the file, frame by frame."""
    bounds: NDArray[np.intp]
    """Frame k's annotations are order[bounds[k]:bounds[k + 1]]."""
    numbers: NDArray[np.int64]
    """The instance's id of each annotation of the file: its own where that is a whole number from 1 and unique."""
    keeps_id: NDArray[np.bool_]
    """Whether the annotation's own id is given back at export."""
    categories: frozenset[bytes]
    """Every `category_id`, as JSON."""

    def of_frame(self, position: int) -> list[int]:
        """The annotations of the frame at this position, as positions in the file."""
        found: list[int] = self.order[self.bounds[position] : self.bounds[position + 1]].tolist()
        return found


class _Head(msgspec.Struct):
    """What tells an annotation's place."""

    id: msgspec.Raw = msgspec.Raw(b"null")
    image_id: msgspec.Raw = msgspec.Raw(b"null")
    category_id: msgspec.Raw = msgspec.Raw(b"null")


_SKIPPED = -1


def index_of(annotations: Sequence[msgspec.Raw], images: Images, report: Report) -> Index:
    """The index of a file's annotations; those without an image are reported."""
    frame = np.full(len(annotations), _SKIPPED, np.int32)
    ids = _Ids(len(annotations))
    categories: set[bytes] = set()
    for k, head in heads_of(annotations, _Head, report):
        token = bytes(head.id)
        frame[k] = _frame_of(bytes(head.image_id), token, images, report)
        ids.note(k, token)
        categories.add(bytes(head.category_id))
    order = np.argsort(frame, kind="stable")
    bounds = np.searchsorted(frame[order], np.arange(len(images.frames) + 1))
    numbers, keeps_id = ids.given(report)
    return Index(order, bounds, numbers, keeps_id, frozenset(categories))


def _frame_of(image: bytes, annotation: bytes, images: Images, report: Report) -> int:
    position = images.of_token.get(image)
    if position is None:
        position = images.of_token.get(key_of(image))
    if position is None:
        report.add("skipped", named(annotation), f"its image {image.decode()[:60]} is not in the file")
    elif position == _SKIPPED:
        report.add("skipped", named(annotation), f"its image {image.decode()[:60]} was left out")
    return _SKIPPED if position is None else position


def named(token: bytes) -> str:
    """How a report calls an annotation."""
    return f"annotation {token.decode()[:60]}"


class _Ids:
    """The ids of a file's annotations: whole numbers from 1 in an array, all others as JSON."""

    def __init__(self, count: int) -> None:
        self._whole = np.zeros(count, np.int64)
        self._others: dict[int, bytes] = {}

    def note(self, k: int, token: bytes) -> None:
        """Keep the id of annotation k."""
        if token.isdigit() and len(token) < 16 and token != b"0":
            self._whole[k] = int(token)
        elif token.startswith(b'"') and token != b'""':
            self._others[k] = token

    def given(self, report: Report) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Each annotation's number in the data set, and whether it gets its own id back."""
        values, counts = np.unique(self._whole, return_counts=True)
        twice = values[(counts > 1) & (values > 0)]
        for value, count in zip(twice.tolist(), counts[(counts > 1) & (values > 0)].tolist(), strict=True):
            report.add("repaired", f"annotation {value}", f"its id stands {count} times, so each got a new one")
        own = (self._whole > 0) & ~np.isin(self._whole, twice)
        keeps = own.copy()
        for token, places in self._strings():
            keeps[places] = len(places) == 1
            if len(places) > 1:
                report.add("repaired", named(token), f"its id stands {len(places)} times, so each got a new one")
        numbers = self._whole.copy()
        highest = int(numbers.max(initial=0))
        numbers[~own] = highest + 1 + np.arange(np.count_nonzero(~own))
        return numbers, keeps

    def _strings(self) -> Iterator[tuple[bytes, list[int]]]:
        places: dict[bytes, list[int]] = {}
        for k, token in self._others.items():
            places.setdefault(token, []).append(k)
        yield from places.items()
