"""The bytes of a JSON file from outside, down to records that are sure to be JSON."""

import codecs
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from annotator.core.errors import FormatRefused

Fields = dict[str, msgspec.Raw]
"""A JSON object, its values as they stand in the file."""

_NOT_UTF8 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHUNK = 1 << 20
_MOST_DIGITS = 400  # no float has more before its point; Python itself refuses integers of 4,300
# a string is passed over as a whole, also one without an end, so that each byte is looked at once
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)'
_NOT_NUMBERS = re.compile(_STRING + rb"|(-?Infinity|NaN)", re.DOTALL)
_HUGE = re.compile(_STRING + rb"|([0-9]{%d,})" % _MOST_DIGITS, re.DOTALL)


@dataclass(slots=True)
class Text:
    """A file's JSON. Tokens that JSON does not have (NaN, Infinity) stand as null, and `nulls` counts them."""

    file: Path
    data: bytes
    shifts: list[tuple[int, int]] = field(default_factory=list)
    """Where a token was replaced: its end in `data`, and by how much all later places differ from the file's."""

    @property
    def nulls(self) -> int:
        """How many tokens were replaced."""
        return len(self.shifts)

    def refused(self, why: str, at: int) -> FormatRefused:
        """The error that names a place by line and column, both from 1."""
        before = self.data[:at]
        line = before.count(b"\n") + 1
        start = before.rfind(b"\n") + 1
        column = len(before[start:].decode("utf-8", "replace")) + 1 + self._shift(at) - self._shift(start)
        return FormatRefused(
            f"{self.file.name}, line {line}, column {column}: {why}. "
            "Nothing was imported; write the file anew with the program that made it, or mend it there."
        )

    def _shift(self, at: int) -> int:
        place = bisect_right(self.shifts, (at, 1 << 60)) - 1
        return self.shifts[place][1] if place >= 0 else 0


def load(file: Path) -> tuple[Text, msgspec.Raw]:
    """The file's text and its JSON as a whole, known to be well-formed UTF-8; raises FormatRefused."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise FormatRefused(f"{file} cannot be read: {error.strerror}.") from error
    text = Text(file, data.removeprefix(codecs.BOM_UTF8))
    _check_encoding(text)
    try:
        whole = msgspec.json.decode(text.data, type=msgspec.Raw)
    except (msgspec.DecodeError, RecursionError):
        text = _without_nan(text)
        whole = _decoded(text)
    _check_digits(text)
    return text, whole


def _decoded(text: Text) -> msgspec.Raw:
    try:
        return msgspec.json.decode(text.data, type=msgspec.Raw)
    except RecursionError:
        raise FormatRefused(f"{text.file.name} is nested too deep to be a COCO file. Nothing was imported.") from None
    except msgspec.DecodeError as error:
        raise text.refused(*_explained(str(error), len(text.data))) from None


def _explained(message: str, end: int) -> tuple[str, int]:
    """What is wrong, and at which byte."""
    found = re.fullmatch(r"JSON is malformed: (.*) \(byte (\d+)\)", message)
    if found:
        return f"this is not JSON: {found[1]}", int(found[2])
    return "the file ends too early, or a character is written in halves", end


def _check_encoding(text: Text) -> None:
    data = text.data
    if data.startswith(_NOT_UTF8) or b"\0" in data[:4]:
        raise text.refused("the file is UTF-16 or UTF-32 or no text at all; a COCO file is UTF-8", 0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    for start in range(0, len(data), _CHUNK):
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(data[start : start + _CHUNK], final=start + _CHUNK >= len(data))
        except UnicodeDecodeError as error:
            raise text.refused("the file is not UTF-8", start - pending + error.start) from None


def _without_nan(text: Text) -> Text:
    """The text with null for each NaN or Infinity outside strings."""
    if b"NaN" not in text.data and b"Infinity" not in text.data:
        return text
    pieces, shifts, end, length, shift = [], [], 0, 0, 0
    for found in _NOT_NUMBERS.finditer(text.data):
        if found[1] is None:
            continue
        pieces += [text.data[end : found.start()], b"null"]
        length += found.start() - end + 4
        shift += len(found[1]) - 4
        shifts.append((length, shift))
        end = found.end()
    return Text(text.file, b"".join([*pieces, text.data[end:]]), shifts)


def _check_digits(text: Text) -> None:
    zeros = bytes(48 if 48 <= letter < 58 else letter for letter in range(256))
    run = b"0" * _MOST_DIGITS
    starts = range(0, len(text.data), _CHUNK)
    if not any(run in text.data[at : at + _CHUNK + _MOST_DIGITS].translate(zeros) for at in starts):
        return
    for found in _HUGE.finditer(text.data):
        if found[1] is not None:
            raise text.refused(f"a number has {len(found[1]):,} digits", found.start())


def fields_of(record: msgspec.Raw) -> Fields | None:
    """A record's fields; None where it is not an object."""
    try:
        return msgspec.json.decode(record, type=Fields)
    except msgspec.ValidationError:
        return None


def has_double_fields(record: msgspec.Raw, fields: Fields) -> bool:
    """Whether a name stands twice in the object: the colons of values and names leave one for each name."""
    colons = _colons(record)
    if colons <= len(fields):
        return False
    inner = sum(map(_colons, fields.values())) + sum(name.count(":") for name in fields)
    return colons - inner > len(fields)


def _colons(raw: msgspec.Raw) -> int:
    view = memoryview(raw)
    if len(view) <= _CHUNK:
        return bytes(view).count(b":")
    return sum(bytes(view[at : at + _CHUNK]).count(b":") for at in range(0, len(view), _CHUNK))


def joined(fields: Fields) -> bytes:
    """A JSON object of these fields, their values as they came in; empty for none."""
    if not fields:
        return b""
    return b"{" + b",".join(_members(fields)) + b"}"


def _members(fields: Fields) -> Iterator[bytes]:
    return (msgspec.json.encode(name) + b":" + bytes(value) for name, value in fields.items())


def listed(raw: msgspec.Raw | None, name: str, text: Text) -> list[msgspec.Raw]:
    """The records of a list; null or nothing is an empty one."""
    if raw is None or bytes(raw) == b"null":
        return []
    try:
        return msgspec.json.decode(raw, type=list[msgspec.Raw])
    except msgspec.ValidationError:
        raise FormatRefused(f"{text.file.name}: `{name}` is not a list, so this is no COCO file.") from None
