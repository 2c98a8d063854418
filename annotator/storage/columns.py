"""Many stored instances read at once, column by column, which is four times as fast as one after the other.

This reads only what nearly all instances are: whole, in the newest format, one ring without holes.
"""

from __future__ import annotations

import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from itertools import compress, repeat
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance, Part, Ring
from annotator.storage.connection import Row
from annotator.storage.schema import STATES
from annotator.storage.sections import ONE_RING, POINT, UNMARKED, imported_of, marks_of, origin_of

T = TypeVar("T")

_FORMAT = 2
_SEAL = 5
"""Bytes: the format and the checksum of what follows."""

_HEAD: np.dtype[Any] = np.dtype([
    ("format", "u1"), ("checksum", "<u4"), ("crowd", "?"), ("first_seen", "<f8"), ("seconds", "<f8"),
    ("strokes", "<u4"), ("sections", "<u4", 4), ("parts", "<u4"), ("rings", "<u4"), ("points", "<u4"),
])  # fmt: skip
"""What an instance of one ring begins with, as `blobs` writes it; then come the points, and its other sections."""

_STATES = dict(enumerate(STATES))
_MARKS = ("attributes", "note", "group", "locked", "level", "presence")


def decode_columns(rows: Sequence[Row]) -> list[Instance | None]:
    """The instances of rows of id, category, state and body; None for those that `decode_instance` has to look at.

    Their rings are views of one array, which stays while one of them does.
    """
    bodies = [row[3] for row in rows]
    heads = np.frombuffer(b"".join([body[: _HEAD.itemsize].ljust(_HEAD.itemsize) for body in bodies]), _HEAD)
    usual = _are_usual(heads, bodies) & np.array([row[2] in _STATES for row in rows], bool)
    made = iter(_instances(heads[usual], list(compress(rows, usual))))
    return [next(made) if one else None for one in usual.tolist()]


def _are_usual(heads: NDArray[Any], bodies: Sequence[bytes]) -> NDArray[np.bool_]:
    crc, lengths = zlib.crc32, heads["sections"].astype(np.int64)
    whole: NDArray[np.bool_] = heads["checksum"] == np.array([crc(body[_SEAL:], _FORMAT) for body in bodies], np.uint32)
    whole &= np.array([*map(len, bodies)], np.int64) == _HEAD.itemsize - ONE_RING.size + lengths.sum(axis=1)
    one_ring: NDArray[np.bool_] = lengths[:, 0] == ONE_RING.size + POINT.itemsize * heads["points"].astype(np.int64)
    one_ring &= (heads["format"] == _FORMAT) & (heads["parts"] == 1) & (heads["rings"] == 1)
    return whole & one_ring


def _instances(heads: NDArray[Any], rows: list[Row]) -> list[Instance]:
    ids, categories, states, bodies = zip(*rows, strict=True) if rows else ((), (), (), ())
    parts = list(zip(_objects(Part, len(rows), _rings(heads["points"], bodies), repeat(())), strict=True))
    origins = _column(len(rows), None, ((place, origin_of(section, parts[place]))
                                        for place, section in _sections(heads, bodies, 1)))  # fmt: skip
    imported = _column(len(rows), None, ((place, imported_of(section))
                                         for place, section in _sections(heads, bodies, 2)))  # fmt: skip
    work = (heads[name].tolist() for name in ("crowd", "first_seen", "seconds", "strokes"))
    made = _objects(Instance, len(rows), ids, categories, parts, map(_STATES.get, states), origins, imported, *work,
                    *(repeat(getattr(UNMARKED, name)) for name in _MARKS))  # fmt: skip
    for place, section in _sections(heads, bodies, 3):
        marks = marks_of(section)
        made[place] = replace(made[place], **{name: getattr(marks, name) for name in _MARKS})
    return made


def _rings(counts: NDArray[Any], bodies: Sequence[bytes]) -> list[Ring]:
    ends = np.cumsum(counts, dtype=np.int64).tolist()
    lengths = (counts.astype(np.int64) * POINT.itemsize + _HEAD.itemsize).tolist()
    points = np.frombuffer(b"".join([b[_HEAD.itemsize : e] for b, e in zip(bodies, lengths, strict=True)]), POINT)
    return [points[start:end] for start, end in zip([0, *ends], ends, strict=False)]


def _sections(heads: NDArray[Any], bodies: Sequence[bytes], number: int) -> Iterator[tuple[int, bytes]]:
    """Those that are not empty, each with the place of its instance."""
    ends = np.cumsum(heads["sections"], axis=1, dtype=np.int64) + (_HEAD.itemsize - ONE_RING.size)
    for place in np.flatnonzero(heads["sections"][:, number]).tolist():
        yield place, bodies[place][ends[place, number - 1] : ends[place, number]]


def _column(count: int, usual: T, others: Iterable[tuple[int, T]]) -> list[T]:
    column = [usual] * count
    for place, value in others:
        column[place] = value
    return column


def _objects(kind: type[T], count: int, *columns: Iterable[object]) -> list[T]:
    """Objects of a frozen class with a column for each field: its own way, one by one, takes seven times as long."""
    made = list(map(kind.__new__, repeat(kind, count)))
    for field, column in zip(fields(kind), columns, strict=True):  # type: ignore[arg-type]
        deque(map(getattr(kind, field.name).__set__, made, column), 0)
    return made
