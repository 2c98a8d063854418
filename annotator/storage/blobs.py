"""Instances and edits as bytes: format 2, little-endian, checked by a CRC.

    instance    2 (u8), CRC-32 of the rest, begun with the 2 (u32), head, lengths of its four sections (4 u32), these
    head        crowd (u8), first seen (f64), seconds (f64), strokes (u32)
    parts       number of parts (u32), rings of each part, points of each ring, then all points as float32 x, y
    origin      empty for none; else score (f64), category (i64), lengths of model and version (2 u32), whether its
                parts are the instance's (u8), model, version, length of the soft mask (u32), soft mask, and parts
                unless alike
    soft mask   empty for none; else box (4 f64), rows, columns (2 u16), the grid deflated
    imported    empty for none; else the lengths of id and geometry (2 u32), id, geometry, extra
    marks       empty for none; else MessagePack of `Marks`
    edit        2 (u8), CRC-32 likewise (u32), number of sections (u32), their lengths, the sections, number of
                instances before and after (2 u32), then for each: id, category (2 i64), state (u8), head, the numbers
                of its four sections (4 u32)

An edit holds each section once, so accepting fifty proposals writes their outlines and soft masks once.
Format 1 had no marks; what it wrote is still read.
Bytes that do not read back raise ValueError.
"""

from __future__ import annotations

import struct
import zlib
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import fields
from itertools import repeat
from operator import call
from typing import NamedTuple

from annotator.core.annotations import Instance
from annotator.storage.schema import STATES
from annotator.storage.sections import (
    UNMARKED,
    imported_bytes,
    imported_of,
    marks_bytes,
    marks_of,
    origin_bytes,
    origin_of,
    parts_bytes,
    parts_of,
    score_of,
    split,
)

_FORMAT = 2
_SEAL = struct.Struct("<BI")
_HEAD = struct.Struct("<BddI")
_TWO = struct.Struct("<2I")
_SECTIONS = {1: struct.Struct("<3I"), 2: struct.Struct("<4I")}
"""A number for each section of an instance, by format."""

_WHOLE = {number: struct.Struct("<BIBddI" + each.format[1:]) for number, each in _SECTIONS.items()}
"""What an instance begins with: seal, head and the lengths of its sections, by format."""

_LENGTH = struct.Struct("<I")
_WHO = struct.Struct("<qqB")

_Sections = Sequence[bytes]
_Head = tuple[int, float, float, int]


class EditBody(NamedTuple):
    """The instances that an edit took away and those that it put back, by id."""

    before: dict[int, Instance]
    after: dict[int, Instance]


class Encoder:
    """Encodes the instances of one edit, each section that several of them share once.

    What is shared is told by identity, so the instances must outlive the encoder.
    """

    def __init__(self) -> None:
        self._parts: dict[int, bytes] = {}
        self._origins: dict[tuple[int, int], bytes] = {}

    def instance(self, one: Instance) -> bytes:
        """Everything of an instance but its id, category and state."""
        sections = self._sections(one)
        return _sealed(_HEAD.pack(*_head(one)), _SECTIONS[_FORMAT].pack(*map(len, sections)), *sections)

    def edit(self, before: Mapping[int, Instance], after: Mapping[int, Instance]) -> bytes:
        """The instances that an edit took away and put back."""
        pool: dict[bytes, int] = {}
        members = [self._member(one, pool) for one in (*before.values(), *after.values())]
        lengths = struct.pack(f"<{len(pool) + 1}I", len(pool), *map(len, pool))
        return _sealed(lengths, *pool, _TWO.pack(len(before), len(after)), *members)

    def _member(self, one: Instance, pool: dict[bytes, int]) -> bytes:
        numbers = [pool.setdefault(section, len(pool)) for section in self._sections(one)]
        who = _WHO.pack(one.id, one.category, STATES.index(one.state))
        return who + _HEAD.pack(*_head(one)) + _SECTIONS[_FORMAT].pack(*numbers)

    def _sections(self, one: Instance) -> _Sections:
        parts = self._parts.get(id(one.parts))
        if parts is None:
            parts = self._parts[id(one.parts)] = parts_bytes(one.parts)
        return parts, self._origin(one), imported_bytes(one.imported), marks_bytes(one)

    def _origin(self, one: Instance) -> bytes:
        if one.origin is None:
            return b""
        key = id(one.origin), id(one.parts)
        if key not in self._origins:
            self._origins[key] = origin_bytes(one.origin, one.parts)
        return self._origins[key]


def encode_instance(instance: Instance) -> bytes:
    """Everything of an instance but its id, category and state."""
    return Encoder().instance(instance)


def decode_instance(id: int, category: int, state: int, body: bytes) -> Instance:
    """The instance of these bytes; ValueError where they are damaged, or the state is none."""
    _check(body)
    _check_state(state)
    whole = _WHOLE[body[0]]
    _, _, crowd, first_seen, seconds, strokes, *lengths = whole.unpack_from(body)
    sections = split(body, whole.size, lengths)
    return _instance(id, category, state, (crowd, first_seen, seconds, strokes), sections)


def score_in(body: bytes) -> float | None:
    """A model's score of the instance of these bytes; None of human work, and where they are damaged."""
    try:
        _check(body)
    except ValueError:
        return None
    whole = _WHOLE[body[0]]
    _, origin, *_ = split(body, whole.size, whole.unpack_from(body)[6:])
    return score_of(origin)


def is_whole(state: int, body: bytes) -> bool:
    """Whether an instance is as it was written."""
    try:
        _check(body)
        _check_state(state)
    except ValueError:
        return False
    return True


def decode_edit(body: bytes) -> EditBody:
    """The edit of these bytes; ValueError where they are damaged."""
    _check(body)
    [count] = _LENGTH.unpack_from(body, _SEAL.size)
    lengths = struct.unpack_from(f"<{count}I", body, _SEAL.size + 4)
    place = _SEAL.size + 4 + 4 * count
    pool = split(body, place, lengths)
    place += sum(lengths)
    before, after = _TWO.unpack_from(body, place)
    step = _WHO.size + _HEAD.size + _SECTIONS[body[0]].size
    places = range(place + _TWO.size, place + _TWO.size + step * (before + after), step)
    members = [_from_pool(body, at, pool) for at in places]
    return EditBody({one.id: one for one in members[:before]}, {one.id: one for one in members[before:]})


def _sealed(*pieces: bytes) -> bytes:
    rest = b"".join(pieces)
    return _SEAL.pack(_FORMAT, _checksum(_FORMAT, rest)) + rest


def _checksum(form: int, rest: bytes | memoryview) -> int:
    """From format 2 on, the format is under the seal too: a damaged one is not taken for another."""
    return zlib.crc32(rest, 0 if form == 1 else form)


def _check(body: bytes) -> None:
    """After this, what is read was written by this module, so it needs no further checks."""
    if len(body) < _SEAL.size or body[0] not in _SECTIONS:
        raise ValueError("an instance is written in a format that this program does not know")
    if _SEAL.unpack_from(body)[1] != _checksum(body[0], memoryview(body)[_SEAL.size :]):
        raise ValueError("an instance does not match its checksum")


def _check_state(state: int) -> None:
    """An instance's state is kept beside its bytes, where no seal covers it."""
    if not 0 <= state < len(STATES):
        raise ValueError(f"an instance has the state {state}, which there is not")


def _head(instance: Instance) -> _Head:
    return instance.crowd, instance.first_seen, instance.seconds, instance.strokes


def _instance(id: int, category: int, state: int, head: _Head, sections: _Sections) -> Instance:
    crowd, first_seen, seconds, strokes = head
    parts = parts_of(sections[0])
    marks = marks_of(sections[3]) if len(sections) > 3 else UNMARKED
    origin, imported = origin_of(sections[1], parts), imported_of(sections[2])
    return _made(id, category, parts, STATES[state], origin, imported, bool(crowd), first_seen, seconds, strokes,
                 marks.attributes, marks.note, marks.group, marks.locked, marks.level, marks.presence)  # fmt: skip


_FIELDS = tuple(getattr(Instance, field.name).__set__ for field in fields(Instance))


def _made(*values: object) -> Instance:
    """The instance with all these fields, in the order in which they are declared.

    The class's own way takes four times as long, as it is frozen; a crowded frame has ten thousand of them.
    """
    one = Instance.__new__(Instance)
    deque(map(call, _FIELDS, repeat(one), values), 0)
    return one


def _from_pool(body: bytes, place: int, pool: Sequence[bytes]) -> Instance:
    id, category, state = _WHO.unpack_from(body, place)
    head = _HEAD.unpack_from(body, place + _WHO.size)
    numbers = _SECTIONS[body[0]].unpack_from(body, place + _WHO.size + _HEAD.size)
    return _instance(id, category, state, head, [pool[number] for number in numbers])
