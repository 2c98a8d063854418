"""Instances, frames and categories to COCO's JSON records."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from pycocotools import mask as coco_mask

from annotator.core.annotations import Instance, Part, Ring
from annotator.core.categories import Category
from annotator.core.frames import Frame
from annotator.core.raster import Rle, parts_rle
from annotator.formats.coco_geometry import fifths, is_safe
from annotator.formats.coco_marks import proof_of, with_definitions, with_marks
from annotator.formats.coco_text import Fields, fields_of
from annotator.formats.coco_values import is_id

_OWN = ("id", "image_id", "category_id", "segmentation", "bbox", "area", "iscrowd", "file_name", "width", "height")


class Record(NamedTuple):
    """A record without its ids, which are given when all are known."""

    id: bytes
    """The id that it came in with, as JSON; empty for none."""
    body: bytes
    """JSON from the second field on: `"category_id":3,...}`."""


def raw(value: object) -> msgspec.Raw:
    """A value as JSON."""
    return msgspec.Raw(msgspec.json.encode(value))


def member(name: str, value: msgspec.Raw) -> bytes:
    """A field of an object on one line: a new line in JSON is always between its values, never in them."""
    return msgspec.json.encode(name) + b":" + bytes(value).replace(b"\n", b" ")


def body(fields: Fields) -> bytes:
    """The fields as the rest of an object."""
    return b",".join(member(name, value) for name, value in fields.items()) + b"}"


def kept_fields(json: bytes) -> Fields:
    """The fields of an object that was kept from an import; none where it is damaged."""
    if not json:
        return {}
    try:
        return fields_of(msgspec.Raw(json)) or {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def image_record(frame: Frame, name: str, of_video: Fields) -> Record:
    """A frame as an image record, a picture with the name that it came in with; and what it says of its video."""
    extra = kept_fields(frame.extra)
    own = {
        "file_name": raw(name) if of_video else extra.get("file_name", raw(name)),
        "width": raw(frame.width),
        "height": raw(frame.height),
    }
    token = bytes(extra.get("id", b""))
    return Record(token if is_id(token) else b"", body(own | _unknown(extra) | of_video))


def category_json(category: Category) -> bytes:
    """A whole category record."""
    own: Fields = {"id": raw(category.id), "name": raw(category.name)}
    if category.supercategory:
        own["supercategory"] = raw(category.supercategory)
    kept = with_definitions(category, kept_fields(category.extra))
    extra = {name: value for name, value in kept.items() if name not in own}
    return b"{" + body(own | extra)


def annotation_record(
    instance: Instance, width: int, height: int, score: bool, of_video: Fields
) -> tuple[Record, bytes]:
    """An instance as an annotation record, and what it is to be on one line: see `proof`."""
    imported = instance.imported
    canvas = parts_rle(instance.parts, width, height)
    fields: Fields = {"category_id": raw(instance.category)}
    fields |= _geometry(instance, canvas)
    fields["iscrowd"] = raw(int(instance.crowd))
    if score and instance.untouched and instance.score is not None:
        fields["score"] = raw(instance.score)
    fields |= of_video
    kept = with_marks(instance, _unknown(kept_fields(imported.extra)) if imported else {})
    fields |= {name: value for name, value in kept.items() if name not in fields}
    token = imported.id if imported else b""
    keeps = is_id(token) and token != b"0" and not token.startswith(b"-")  # evaluators never match 0
    return Record(token if keeps else b"", body(fields)), canvas["counts"] + b"\t" + proof_of(instance, of_video)


def _unknown(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if name not in _OWN}


def _geometry(instance: Instance, canvas: Rle) -> Fields:
    """Segmentation, box and area: as they came in where nobody has changed them, else from the mask."""
    height, width = canvas["size"]
    kept = kept_fields(instance.imported.geometry if instance.imported else b"")
    segmentation = kept.get("segmentation")
    safe = segmentation is not None and is_safe(segmentation, width, height)
    if not instance.parts and not safe and "bbox" in kept:
        kept |= {} if segmentation is None else {"segmentation": raw([])}  # a box without an outline
    elif not safe:
        kept = {"segmentation": _segmentation(instance.parts, canvas)}
    return {
        **{name: value for name, value in kept.items() if name == "segmentation"},
        "bbox": kept.get("bbox") or raw(coco_mask.toBbox(canvas).tolist()),
        "area": kept.get("area") or raw(int(coco_mask.area(canvas))),
    }


def _segmentation(parts: Sequence[Part], canvas: Rle) -> msgspec.Raw:
    """Polygons, or run lengths where there are holes or where the polygons would not read back as the same mask."""
    height, width = canvas["size"]
    if parts and not any(part.holes for part in parts):
        polygons = [in_few_digits(part.outer) for part in parts]
        if coco_mask.merge(coco_mask.frPyObjects(polygons, height, width))["counts"] == canvas["counts"]:
            return raw(polygons)
    return raw({"size": [height, width], "counts": canvas["counts"].decode("ascii")})


def in_few_digits(one: Ring) -> list[float]:
    """The ring as x, y, x, y, ...: the fewest decimals that are the same float32 and the same fifth of a pixel."""
    exact = one.ravel().astype(np.float64)
    short, left = exact.copy(), np.ones(len(exact), bool)
    for decimals in range(8):
        rounded = np.round(exact, decimals)
        same = left & (rounded.astype(np.float32) == one.ravel()) & (fifths(rounded) == fifths(exact))
        short[same] = rounded[same]
        left &= ~same
        if not left.any():
            break
    numbers: list[float] = short.tolist()
    return numbers
