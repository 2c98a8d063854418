"""What a person says of instances beside their outline, in COCO JSON: attributes, notes and groups.

    an annotation      "attributes": {"stain": "weak", "dead": true, "size": 3.5}    as CVAT and Datumaro write it
                       "group_id": 3, "note": "touches the border"
    a category         "attributes": [{"name": "stain", "input_type": "select", "mutable": false,
                                       "values": ["weak", "strong"], "default_value": "weak"}]
                       as CVAT defines labels: text, number (with "minimum" and "maximum"), select or checkbox;
                       "mutable" where it may change over the frames of a video

What came in stays as it stood in the file for as long as it says the same.
"""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

import msgspec

from annotator.core.annotations import Instance, Value
from annotator.core.attributes import Attribute, BadValue, Kind, Values, in_order, number_in
from annotator.core.categories import Category
from annotator.formats.coco_text import Fields, fields_of
from annotator.formats.coco_values import integer, text_of

_NULL = msgspec.Raw(b"null")
_KINDS = {
    "text": Kind.TEXT, "number": Kind.NUMBER, "select": Kind.CHOICE, "radio": Kind.CHOICE, "checkbox": Kind.YES_NO,
}  # fmt: skip
_INPUT = {kind: name for name, kind in reversed(_KINDS.items())}


class Marks(NamedTuple):
    """What an annotation says."""

    attributes: Values = ()
    group: int = 0
    note: str = ""


def read_marks(fields: Fields) -> Marks:
    """What is understood of an annotation's fields."""
    group = integer(bytes(fields.get("group_id", _NULL))) or 0
    return Marks(_values(fields.get("attributes")), max(group, 0), text_of(fields.get("note")))


def with_marks(instance: Instance, kept: Fields) -> Fields:
    """The fields that came in with an annotation, saying what the instance says now."""
    said, fields = read_marks(kept), dict(kept)
    if _json(dict(said.attributes)) != _json(dict(instance.attributes)):
        theirs = _fields(kept.get("attributes"))
        known = {name for name, _ in said.attributes}
        left = {name: value for name, value in theirs.items() if name not in known}
        _put(fields, "attributes", left | {name: _raw(value) for name, value in instance.attributes})
    if said.group != instance.group:
        _put(fields, "group_id", instance.group)
    if said.note != instance.note:
        _put(fields, "note", instance.note)
    return fields


def proof_of(instance: Instance, more: Fields | None = None) -> bytes:
    """What an annotation must say when it is read back, as JSON on one line."""
    said: dict[str, Any] = {"category_id": instance.category, "iscrowd": int(instance.crowd), **(more or {})}
    marks = {"attributes": dict(instance.attributes), "group_id": instance.group, "note": instance.note}
    return _json(said | {name: value for name, value in marks.items() if value})


def unlike(annotation: dict[str, Any], proof: bytes) -> list[str]:
    """The fields of an annotation that say something else than they must."""
    said = msgspec.json.decode(proof)
    values = annotation.get("attributes")
    if "attributes" in said and isinstance(values, dict):  # what was not understood stands there, too
        annotation = annotation | {"attributes": {name: values.get(name) for name in said["attributes"]}}
    return [name for name, value in said.items() if _json(annotation.get(name)) != _json(value)]


def read_definitions(fields: Fields) -> tuple[Attribute, ...]:
    """The attributes that a category's fields define; what cannot be understood is left out."""
    found: dict[str, Attribute] = {}
    with suppress(msgspec.DecodeError, UnicodeDecodeError):
        for record in msgspec.json.decode(fields.get("attributes", _NULL), type=list[msgspec.Raw] | None) or ():
            with suppress(msgspec.DecodeError, UnicodeDecodeError, BadValue):
                one = _definition(msgspec.json.decode(record, type=_Definition))
                found.setdefault(one.name, one)
    return tuple(found.values())


def with_definitions(category: Category, kept: Fields) -> Fields:
    """The fields that came in with a category, defining what it has now."""
    fields = dict(kept)
    if read_definitions(kept) != category.attributes:
        _put(fields, "attributes", [_record(one) for one in category.attributes])
    return fields


class _Definition(msgspec.Struct):
    name: str
    input_type: str = "text"
    mutable: bool = False
    values: list[Any] = []
    default_value: Any = None
    minimum: float | None = None
    maximum: float | None = None


def _definition(record: _Definition) -> Attribute:
    kind = _KINDS.get(record.input_type, Kind.TEXT)
    least, most = record.minimum, record.maximum
    if kind is Kind.NUMBER and (least, most) == (None, None):  # CVAT: lowest, highest, step
        ends = [number_in(str(value)) for value in record.values[:2]]
        least, most = (one if isinstance(one, int | float) else None for one in (*ends, None, None)[:2])
    one = Attribute(
        name=record.name,
        kind=kind,
        options=tuple(map(str, record.values)) if kind is Kind.CHOICE else (),
        least=least if kind is Kind.NUMBER else None,
        most=most if kind is Kind.NUMBER else None,
        changes=record.mutable,
    )
    return one if record.default_value is None else replace(one, default=_default(one, record.default_value))


def _default(one: Attribute, value: object) -> Value | None:
    """CVAT writes all defaults as text."""
    return one.fitted(value) if isinstance(value, bool | int | float | str) and value != "" else None


def _record(one: Attribute) -> dict[str, Any]:
    ends = {"minimum": one.least, "maximum": one.most, "default_value": one.default}
    return {
        "name": one.name, "input_type": _INPUT[one.kind], "mutable": one.changes,
        **({"values": list(one.options)} if one.options else {}),
        **{name: value for name, value in ends.items() if value is not None},
    }  # fmt: skip


def _values(raw: msgspec.Raw | None) -> Values:
    meant = ((name, _value(token)) for name, token in _fields(raw).items())
    return in_order({name: value for name, value in meant if value is not None})


def _fields(raw: msgspec.Raw | None) -> Fields:
    try:
        return (fields_of(raw) if raw is not None else None) or {}
    except (msgspec.DecodeError, UnicodeDecodeError):
        return {}


def _value(raw: msgspec.Raw) -> Value | None:
    """A truth, a number that can be kept as it is, or a text; None for anything else."""
    try:
        value = msgspec.json.decode(raw, type=bool | int | float | str)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if not isinstance(value, int) or abs(value) < 2**53 else None


def _put(fields: Fields, name: str, value: object) -> None:
    fields.pop(name, None)
    if value:
        fields[name] = _raw(value)


def _raw(value: object) -> msgspec.Raw:
    return msgspec.Raw(_json(value))


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)
