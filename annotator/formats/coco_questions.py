"""What to ask a person about a COCO file before it is imported."""

from collections import Counter
from pathlib import Path
from typing import NamedTuple

import msgspec

from annotator.core.annotations import ring
from annotator.formats.coco_geometry import nesting
from annotator.formats.coco_text import fields_of, listed, load
from annotator.formats.coco_values import text_of


class Questions(NamedTuple):
    """What `read` can be told: `images_from`, `inner_rings` and `same_names`."""

    is_results: bool
    """The file is a list of results, and needs the COCO file whose images it is about."""
    inner_rings: int
    """How many annotations have a ring inside a ring: a part, as COCO means it, or a hole?"""
    same_names: tuple[str, ...]
    """Names that several categories share: told apart by a number, or merged?"""


class _Shape(msgspec.Struct):
    segmentation: msgspec.Raw = msgspec.Raw(b"null")


def questions(file: Path) -> Questions:
    """What the file leaves open; raises FormatRefused."""
    text, whole = load(file)
    fields = fields_of(whole)
    if fields is None:
        return Questions(bytes(memoryview(whole)[:1]) == b"[", _inner_rings(_list(whole)), ())
    annotations, categories = (listed(fields.get(name), name, text) for name in ("annotations", "categories"))
    names = Counter(text_of((fields_of(one) or {}).get("name")) for one in categories)
    shared = tuple(name for name, count in names.items() if name and count > 1)
    return Questions(False, _inner_rings(annotations), shared)


def _list(whole: msgspec.Raw) -> list[msgspec.Raw]:
    try:
        return msgspec.json.decode(whole, type=list[msgspec.Raw])
    except msgspec.ValidationError:
        return []


def _inner_rings(annotations: list[msgspec.Raw]) -> int:
    return sum(map(_has_inner_ring, annotations))


def _has_inner_ring(record: msgspec.Raw) -> bool:
    try:
        segmentation = msgspec.json.decode(record, type=_Shape).segmentation
        if bytes(segmentation).count(b"[") < 3:
            return False
        rings = msgspec.json.decode(segmentation, type=list[list[float]], strict=False)
    except (msgspec.ValidationError, UnicodeDecodeError):
        return False
    return any(nesting([ring(one[: len(one) // 2 * 2]) for one in rings if len(one) >= 6]))
