"""COCO's run-length encoding from outside, checked in numpy before anything hands it to C.

Run lengths go down the columns of the whole frame and begin with zeros. Compressed (COCO API, `rleToString`), each
number is written in groups of five bits, lowest first, one letter of the codes 48..111 a group: bit 32 says that the
number goes on, bit 16 of its last group is the sign; from the fourth number on it is the difference to the number two
before. pycocotools trusts all of that: a short one shows uninitialised memory, a random one ends the process.
"""

import ast

import msgspec
import numpy as np
from numpy.typing import NDArray

from annotator.core.errors import BadInput

Counts = NDArray[np.int64]

_LOWEST, _HIGHEST = 48, 111
_LONGEST_NUMBER = 7  # groups of five bits: more than any count of a frame that can be opened
_GOES_ON, _SIGN, _BITS = 32, 16, 31


class BadRle(BadInput):
    """The run lengths are not those of a mask of this size; the text follows "the mask"."""


class RleRecord(msgspec.Struct):
    """A segmentation object as it stands in the file."""

    size: msgspec.Raw = msgspec.Raw(b"null")
    counts: msgspec.Raw = msgspec.Raw(b"null")


def read_rle(segmentation: msgspec.Raw, width: int, height: int) -> tuple[Counts, str]:
    """The run lengths of a mask on a frame of this size, and what had to be repaired; raises BadRle."""
    record = msgspec.json.decode(segmentation, type=RleRecord)
    _check_size(record.size, width, height)
    counts, repair = _listed(record.counts) if bytes(record.counts).startswith(b"[") else _lettered(record.counts)
    return _checked(counts, width * height), repair


def _check_size(size: msgspec.Raw, width: int, height: int) -> None:
    try:
        rows, columns = msgspec.json.decode(size, type=tuple[float, float])
    except msgspec.ValidationError:
        raise BadRle("has no size of two numbers") from None
    if (rows, columns) == (height, width):
        return
    if (rows, columns) == (width, height):
        raise BadRle(f"has its size swapped: [{rows:g}, {columns:g}] stands where [{height}, {width}] should")
    raise BadRle(f"is {columns:g} x {rows:g} but its picture {width} x {height}")


def _listed(counts: msgspec.Raw) -> tuple[Counts, str]:
    try:
        return np.array(msgspec.json.decode(counts, type=list[int]), np.int64), ""
    except (msgspec.ValidationError, OverflowError):
        pass
    try:
        numbers = np.array(msgspec.json.decode(counts, type=list[float], strict=False), np.float64)
    except msgspec.ValidationError:
        raise BadRle("has run lengths that are not numbers") from None
    if not np.array_equal(numbers, np.floor(numbers)) or (numbers > 2**53).any():
        raise BadRle("has run lengths that are not whole numbers")
    return numbers.astype(np.int64), "run lengths were not written as whole numbers"


def _lettered(counts: msgspec.Raw) -> tuple[Counts, str]:
    try:
        text = msgspec.json.decode(counts, type=str)
    except (msgspec.ValidationError, UnicodeDecodeError):
        raise BadRle("has no run lengths") from None
    if not text.startswith(("b'", 'b"')):
        return decompressed(text), ""
    return decompressed(_unquoted(text)), "run lengths were the text of Python bytes"


def _unquoted(text: str) -> str:
    try:
        found = ast.literal_eval(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise BadRle("has run lengths with letters that no run length has") from None
    return found.decode("latin-1") if isinstance(found, bytes) else ""


def decompressed(text: str) -> Counts:
    """The run lengths of COCO's compressed form; raises BadRle."""
    letters = np.frombuffer(text.encode("utf-32-le"), np.uint32).astype(np.int64)
    if len(letters) == 0:
        raise BadRle("has no run lengths")
    if letters.min() < _LOWEST or letters.max() > _HIGHEST:
        raise BadRle("has run lengths with letters that no run length has")
    groups = letters - _LOWEST
    last = np.nonzero((groups & _GOES_ON) == 0)[0]
    if len(last) == 0 or last[-1] != len(groups) - 1:
        raise BadRle("has run lengths that end in the middle of a number")
    lengths = np.diff(last, prepend=-1)
    if lengths.max() > _LONGEST_NUMBER:
        raise BadRle("has a run length that is larger than any picture")
    starts = last - lengths + 1
    place = np.arange(len(groups)) - np.repeat(starts, lengths)
    numbers = np.add.reduceat((groups & _BITS) << (5 * place), starts)
    numbers -= np.where(groups[last] & _SIGN, 1 << (5 * lengths), 0)
    numbers[1::2] = np.cumsum(numbers[1::2])
    numbers[2::2] = np.cumsum(numbers[2::2])
    return numbers


def _checked(counts: Counts, pixels: int) -> Counts:
    if len(counts) == 0:
        raise BadRle("has no run lengths")
    if counts.min() < 0:
        raise BadRle("has a negative run length")
    if counts.max() > pixels or counts.sum() != pixels:
        raise BadRle(f"has run lengths for {counts.astype(np.float64).sum():.0f} pixels but its picture has {pixels}")
    return counts
