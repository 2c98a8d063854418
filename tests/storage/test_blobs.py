"""Instances and edits as bytes read back as they were, and damaged bytes never do."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from annotator.core.annotations import Imported, Instance, Made, Origin, Part, Presence, SoftMask, State, ring
from annotator.storage.blobs import Encoder, decode_edit, decode_instance, encode_instance
from annotator.storage.columns import decode_columns
from annotator.storage.schema import STATES
from tests.conftest import instance, proposal

pixels = st.floats(-1e6, 1e6, width=32)
real = st.floats(allow_nan=False)
ids = st.integers(0, 2**62)
rings = st.lists(st.tuples(pixels, pixels), min_size=3, max_size=12).map(ring)
parts = st.lists(st.builds(Part, rings, st.lists(rings, max_size=2).map(tuple)), max_size=3).map(tuple)
boxes = st.tuples(real, real, real, real)
grids = st.tuples(st.integers(0, 30), st.integers(0, 30)).flatmap(lambda shape: arrays(np.uint8, shape))
origins = st.builds(
    Origin, model=st.text(), version=st.text(), score=real, parts=parts, category=ids,
    soft=st.none() | st.builds(SoftMask, boxes, grids),
)  # fmt: skip
imports = st.builds(Imported, id=st.binary(), geometry=st.binary(), extra=st.binary())
values = st.booleans() | st.integers(-(2**53), 2**53) | real | st.text()
presences = st.builds(
    Presence, track=st.integers(1, 2**62), made=st.sampled_from(Made), confidence=st.floats(0, 1),
    occluded=st.booleans(), outside=st.booleans(),
)  # fmt: skip
instances = st.builds(
    Instance, id=ids, category=ids, parts=parts, state=st.sampled_from(State), origin=st.none() | origins,
    imported=st.none() | imports, crowd=st.booleans(), first_seen=real, seconds=real, strokes=st.integers(0, 2**32 - 1),
    attributes=st.lists(st.tuples(st.text(), values), max_size=3).map(tuple), note=st.text(),
    group=st.integers(0, 2**62), locked=st.booleans(), level=st.integers(-100, 100), presence=st.none() | presences,
)  # fmt: skip
frames = st.lists(instances, max_size=5).map(lambda found: {one.id: one for one in found})


@settings(deadline=None)
@given(instances)
def test_an_instance_reads_back_as_it_was(one: Instance) -> None:
    assert decode_instance(one.id, one.category, STATES.index(one.state), encode_instance(one)) == one


def row(one: Instance) -> tuple[int, int, int, bytes]:
    return one.id, one.category, STATES.index(one.state), encode_instance(one)


@settings(deadline=None)
@given(st.lists(instances | st.builds(replace, instances, parts=rings.map(lambda outer: (Part(outer),))), max_size=6))
def test_many_read_at_once_are_as_each_read_alone(some: list[Instance]) -> None:
    """Those of one ring without holes; the others are left to who reads them alone."""
    simple = [len(one.parts) == 1 and not one.parts[0].holes for one in some]
    expected = [one if usual else None for one, usual in zip(some, simple, strict=True)]
    assert decode_columns([row(one) for one in some]) == expected


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_of_many_read_at_once_a_damaged_one_is_left_out_alone(data: st.DataObject) -> None:
    rows = [row(replace(instance(), id=number)) for number in range(3)]
    body = bytearray(rows[1][3])
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    damaged = [(1, 1, 3, bytes(body)), (1, 1, 3, bytes(body[:-1])), (1, 1, 3, b""), (1, 1, 99, rows[1][3])]
    rows[1] = data.draw(st.sampled_from(damaged))
    first, second, third = decode_columns(rows)
    assert first == replace(instance(), id=0)
    assert second is None
    assert third == replace(instance(), id=2)


@settings(max_examples=40, deadline=None)
@given(frames, frames)
def test_an_edit_reads_back_as_it_was(before: dict[int, Instance], after: dict[int, Instance]) -> None:
    assert decode_edit(Encoder().edit(before, after)) == (before, after)


@settings(max_examples=50, deadline=None)
@given(instances, st.data())
def test_a_changed_byte_is_noticed(one: Instance, data: st.DataObject) -> None:
    body = bytearray(encode_instance(one))
    body[data.draw(st.integers(0, len(body) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ValueError, match=r"checksum|format"):
        decode_instance(one.id, one.category, 0, bytes(body))


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reader(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"checksum|format"):
        decode_edit(body)


def test_what_a_model_drew_is_written_once_while_it_is_untouched() -> None:
    assert len(encode_instance(proposal())) < len(encode_instance(proposal().reshaped(instance().parts[:0])))


def test_accepting_writes_each_outline_once() -> None:
    many = np.zeros((2000, 2), np.float32) + np.arange(2000, dtype=np.float32)[:, None]
    one = proposal(parts=(Part(ring(many)),))
    assert len(Encoder().edit({1: one}, {1: one.accepted()})) < 1.1 * many.nbytes


def test_a_ring_that_was_read_cannot_be_written() -> None:
    read = decode_instance(1, 1, 3, encode_instance(instance()))
    assert not read.parts[0].outer.flags.writeable
