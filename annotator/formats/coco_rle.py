"""COCO's run-length encoding from outside, checked in numpy before anything hands it to C.

pycocotools trusts what it is given: run lengths that are short show uninitialised memory, random ones end the process.
"""

import ast

import msgspec
import numpy as np

from annotator.core.errors import BadInput
from annotator.core.runs import Counts, decompressed


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
    if not np.array_equal(numbers, np.floor(numbers)) or (np.abs(numbers) > 2**53).any():
        raise BadRle("has run lengths that are not whole numbers")
    return numbers.astype(np.int64), "run lengths were not written as whole numbers"


def _lettered(counts: msgspec.Raw) -> tuple[Counts, str]:
    try:
        text = msgspec.json.decode(counts, type=str)
    except (msgspec.ValidationError, UnicodeDecodeError):
        raise BadRle("has no run lengths") from None
    if not text.startswith(("b'", 'b"')):
        return _decompressed(text), ""
    return _decompressed(_unquoted(text)), "run lengths were the text of Python bytes"


def _decompressed(text: str) -> Counts:
    try:
        return decompressed(text.encode())
    except ValueError as error:
        raise BadRle(str(error)) from None


def _unquoted(text: str) -> str:
    try:
        found = ast.literal_eval(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise BadRle("has run lengths with letters that no run length has") from None
    return found.decode("latin-1") if isinstance(found, bytes) else ""


def _checked(counts: Counts, pixels: int) -> Counts:
    if len(counts) == 0:
        raise BadRle("has no run lengths")
    if counts.min() < 0:
        raise BadRle("has a negative run length")
    if counts.max() > pixels or counts.sum() != pixels:
        raise BadRle(f"has run lengths for {counts.astype(np.float64).sum():.0f} pixels but its picture has {pixels}")
    return counts
