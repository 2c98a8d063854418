"""What an instance is written as: parts, origin, what was imported with it and marks, each as bytes of its own.

`blobs` says how they are put together.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np

from annotator.core.annotations import Imported, Instance, Origin, Part, Presence, Ring, SoftMask, Value

ONE_RING = struct.Struct("<3I")
"""What the parts of nearly all instances begin with: one part, one ring, this many points."""

POINT: np.dtype[Any] = np.dtype(("<f4", 2))

_RING_ALONE = struct.pack("<2I", 1, 1)
_LENGTH = struct.Struct("<I")
_TWO = struct.Struct("<2I")
_ORIGIN = struct.Struct("<dqIIB")
_SOFT = struct.Struct("<4dHH")


class Marks(msgspec.Struct, frozen=True, omit_defaults=True, array_like=True):
    """What few instances have: they share one empty section."""

    attributes: tuple[tuple[str, Value], ...] = ()
    note: str = ""
    group: int = 0
    locked: bool = False
    level: int = 0
    presence: Presence | None = None


UNMARKED = Marks()


def parts_bytes(parts: Sequence[Part]) -> bytes:
    """The outlines of an instance."""
    if len(parts) == 1 and not parts[0].holes:
        outer = parts[0].outer
        return ONE_RING.pack(1, 1, len(outer)) + np.asarray(outer, "<f4").tobytes()
    rings = [one for part in parts for one in part.rings]
    counts = [len(parts), *(1 + len(part.holes) for part in parts), *map(len, rings)]
    points = [np.asarray(one, "<f4").tobytes() for one in rings]
    return b"".join((struct.pack(f"<{len(counts)}I", *counts), *points))


def parts_of(body: bytes, start: int = 0) -> tuple[Part, ...]:
    """The parts that these bytes end with."""
    if body.startswith(_RING_ALONE, start):  # nearly all are a ring without holes
        return (Part(np.frombuffer(body, POINT, offset=start + ONE_RING.size)),)
    [count] = _LENGTH.unpack_from(body, start)
    rings_of = struct.unpack_from(f"<{count}I", body, start + 4)
    total = sum(rings_of)
    lengths = struct.unpack_from(f"<{total}I", body, start + 4 + 4 * count)
    points: Ring = np.frombuffer(body, POINT, offset=start + 4 + 4 * (count + total))
    rings, place = [], 0
    for length in lengths:
        rings.append(points[place : place + length])
        place += length
    parts, place = [], 0
    for count in rings_of:
        parts.append(Part(rings[place], tuple(rings[place + 1 : place + count])))
        place += count
    return tuple(parts)


def origin_bytes(origin: Origin, parts: tuple[Part, ...]) -> bytes:
    """What a model said of an instance that has these parts now."""
    model, version, soft = origin.model.encode(), origin.version.encode(), _soft_bytes(origin.soft)
    alike = origin.parts is parts or origin.parts == parts
    head = _ORIGIN.pack(origin.score, origin.category, len(model), len(version), alike)
    own = b"" if alike else parts_bytes(origin.parts)
    return b"".join((head, model, version, _LENGTH.pack(len(soft)), soft, own))


def score_of(origin: bytes) -> float | None:
    """The score alone; None of an empty section."""
    return _ORIGIN.unpack_from(origin)[0] if origin else None


def origin_of(section: bytes, parts: tuple[Part, ...]) -> Origin | None:
    """What these bytes say of an instance that has these parts; None of empty ones, as below."""
    if not section:
        return None
    score, category, model_length, version_length, alike = _ORIGIN.unpack_from(section)
    model, version, length = split(section, _ORIGIN.size, (model_length, version_length, _LENGTH.size))
    place = _ORIGIN.size + model_length + version_length + _LENGTH.size
    [soft] = split(section, place, _LENGTH.unpack(length))
    own = parts if alike else parts_of(section[place + len(soft) :])
    return Origin(model=model.decode(), version=version.decode(), score=score, category=category,
                  parts=own, soft=_soft(soft))  # fmt: skip


def _soft_bytes(soft: SoftMask | None) -> bytes:
    if soft is None:
        return b""
    return _SOFT.pack(*soft.box_xyxy, *soft.grid.shape) + zlib.compress(soft.grid.tobytes(), level=1)


def _soft(section: bytes) -> SoftMask | None:
    if not section:
        return None
    x0, y0, x1, y1, rows, columns = _SOFT.unpack_from(section)
    grid = np.frombuffer(zlib.decompress(section[_SOFT.size :]), np.uint8).reshape(rows, columns)
    return SoftMask((x0, y0, x1, y1), grid)


def imported_bytes(imported: Imported | None) -> bytes:
    """What came in with an instance."""
    if imported is None:
        return b""
    lengths = _TWO.pack(len(imported.id), len(imported.geometry))
    return b"".join((lengths, imported.id, imported.geometry, imported.extra))


def imported_of(section: bytes) -> Imported | None:
    """And back."""
    if not section:
        return None
    id, geometry = split(section, _TWO.size, _TWO.unpack_from(section))
    return Imported(id=id, geometry=geometry, extra=section[_TWO.size + len(id) + len(geometry) :])


def marks_bytes(instance: Instance) -> bytes:
    """What is said of few instances; empty where nothing is."""
    one = instance
    marks = Marks(one.attributes, one.note, one.group, one.locked, one.level, one.presence)
    return b"" if marks == UNMARKED else msgspec.msgpack.encode(marks)


def marks_of(section: bytes) -> Marks:
    """And back."""
    return msgspec.msgpack.decode(section, type=Marks) if section else UNMARKED


def split(body: bytes, place: int, lengths: Sequence[int]) -> list[bytes]:
    """The sections of these lengths that begin at a place."""
    sections = []
    for length in lengths:
        sections.append(body[place : place + length])
        place += length
    return sections
