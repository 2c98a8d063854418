"""Ids and names as they stand in a COCO file: JSON tokens that are looked at one by one."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeVar

import msgspec

from annotator.core.dataset import Report

T = TypeVar("T")

_WHOLE = re.compile(rb"0|-?[1-9][0-9]{0,17}")


def heads_of(records: Sequence[msgspec.Raw], kind: type[T], report: Report) -> Iterator[tuple[int, T]]:
    """The place of each annotation and what `kind` says of it; those that are no objects are reported."""
    for place, record in enumerate(records):
        try:
            head = msgspec.json.decode(record, type=kind)
        except msgspec.ValidationError:
            report.add("skipped", f"annotation number {place + 1}", "it is not an object")
            continue
        yield place, head


def key_of(token: bytes) -> bytes:
    """A JSON id in its plainest form: `5`, `5.0` and `"5"` are one."""
    number = integer(token)
    return str(number).encode() if number is not None else token


def is_id(token: bytes) -> bool:
    """Whether a JSON token can be an id as evaluators use it: a whole number or a string."""
    return _WHOLE.fullmatch(token) is not None or (token.startswith(b'"') and text_of(msgspec.Raw(token)) != "")


def integer(token: bytes) -> int | None:
    """The whole number that a JSON token means, if it fits 53 bits."""
    try:
        number = msgspec.json.decode(token, type=float, strict=False)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return int(number) if number.is_integer() and abs(number) < 2**53 else None


def text_of(raw: msgspec.Raw | None) -> str:
    """A JSON string; empty for anything else."""
    try:
        return msgspec.json.decode(raw or b"null", type=str)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
