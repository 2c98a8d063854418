"""One annotation record of a COCO file to one instance."""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import msgspec

from annotator.core.annotations import Imported, Instance, Origin, Part, State
from annotator.core.errors import BadInput
from annotator.core.geometry import Box, box_xyxy
from annotator.formats.coco_categories import Categories
from annotator.formats.coco_geometry import BadSegmentation, InnerRings, Outline, read_outline
from annotator.formats.coco_marks import read_marks
from annotator.formats.coco_text import Fields, joined
from annotator.formats.coco_values import integer
from annotator.formats.turning import TURNS, turned

_NULL = msgspec.Raw(b"null")
_NEAR_PX = 2.0  # how far a box in the file may lie from its outline and still be that outline's

Say = Callable[[Literal["repaired", "noted"], str], None]
"""What is told of a record: repaired or noted, and the sentence."""


class BadRecord(BadInput):
    """An annotation that cannot be imported; the text says why."""


class Place(NamedTuple):
    """Where an annotation stands."""

    frame_size: tuple[int, int]
    """Width and height of the picture as shown."""
    file_size: tuple[int, int]
    """Width and height that the file gives it, in which run lengths are written."""
    turn: int
    """The EXIF orientation that the outlines are still to be turned by; 1 for none."""
    number: int
    """The instance's id in the data set."""
    keeps_id: bool
    """Whether the file's id is given back at export."""


def read_annotation(
    fields: Fields, place: Place, categories: Categories, inner_rings: InnerRings, say: Say
) -> Instance:
    """The instance of a record; raises BadRecord. `fields` is used up."""
    token = bytes(fields.pop("id", _NULL))
    fields.pop("image_id", None)
    category = categories.of_token[bytes(fields.pop("category_id", _NULL))]
    if category in categories.unknown:
        say("repaired", f"its category is not in the file and became {categories.by_id[category].name!r}")
    crowd = _crowd(fields.pop("iscrowd", _NULL), say)
    geometry: Fields = {name: fields.pop(name) for name in ("segmentation", "bbox", "area") if name in fields}
    outline = _outline(geometry, place, inner_rings, say)
    kept = _kept(geometry, outline, place, say)
    outline = outline._replace(parts=turned(outline.parts, place.turn, *place.frame_size))
    score = _score(fields, say)
    marks = read_marks(fields)
    return Instance(
        id=place.number,
        category=category,
        parts=outline.parts,
        state=State.ACCEPTED if score is None else State.PROPOSED,
        origin=None if score is None else _origin(score, outline.parts, category),
        imported=Imported(id=token if place.keeps_id else b"", geometry=kept, extra=joined(fields)),
        crowd=crowd,
        attributes=marks.attributes,
        note=marks.note,
        group=marks.group,
    )


def _origin(score: float, parts: tuple[Part, ...], category: int) -> Origin:
    return Origin(model="imported", version="", score=score, parts=parts, category=category)


def _crowd(raw: msgspec.Raw, say: Say) -> bool:
    token = bytes(raw)
    if token in (b"0", b"1", b"null"):
        return token == b"1"
    value = integer(token)
    crowd = token == b"true" or value == 1
    if value not in (0, 1) or token.startswith(b'"'):
        say("repaired", f"its iscrowd {token[:40].decode()} was taken as {int(crowd)}")
    return crowd


def _score(fields: Fields, say: Say) -> float | None:
    """The score of a proposal, 0..1, taken out of the fields; None for what has none."""
    number = _number(fields.get("score", _NULL))
    if number is None:
        return None
    del fields["score"]
    if not 0 <= number <= 1:
        say("repaired", f"its score {number:g} was brought into 0 to 1")
    return min(max(number, 0.0), 1.0)


def _number(raw: msgspec.Raw) -> float | None:
    try:
        return msgspec.json.decode(raw, type=float)
    except msgspec.ValidationError:
        return None


def _outline(geometry: Fields, place: Place, inner_rings: InnerRings, say: Say) -> Outline:
    try:
        outline = read_outline(geometry.get("segmentation", _NULL), *place.file_size, inner_rings)
    except (BadSegmentation, MemoryError) as error:
        raise BadRecord(str(error) or "its mask is too large for this machine's memory") from None
    for repair in outline.repairs:
        say("repaired", repair)
    for flag in outline.flags:
        say("noted", flag)
    if outline.inner_rings:
        say("noted", INNER_RING[inner_rings])
    return outline


INNER_RING = {
    "part": "a ring lies inside another one and was taken as a part of its own",
    "hole": "a ring lies inside another one and was taken as a hole",
}
"""What the report says of a ring inside a ring, by what was made of it."""


def _kept(geometry: Fields, outline: Outline, place: Place, say: Say) -> bytes:
    """The geometry to give back as it came in: what of it is right. What is missing is computed at export."""
    is_rle = bytes(memoryview(geometry.get("segmentation", _NULL))[:1]) == b"{"
    bbox = _checked_bbox(geometry.get("bbox", _NULL), outline.parts, place.file_size, say)
    area = _number(geometry.get("area", _NULL))
    if not outline.parts and not is_rle:
        if bbox is None:
            raise BadRecord("it has neither an outline nor a box")
        say("noted", "it has a box but no outline")
        if outline.repairs:
            geometry["segmentation"] = msgspec.Raw(b"[]")
    elif _is_rewritten(outline, is_rle, place):
        return b""
    if area is None or area < 0:
        say("repaired", "its area was missing or wrong and is computed anew")
    checked = {"bbox": bbox, "area": geometry.get("area") if area is not None and area >= 0 else None}
    return joined({name: raw for name, raw in {**geometry, **checked}.items() if raw is not None})


def _is_rewritten(outline: Outline, is_rle: bool, place: Place) -> bool:
    """Whether the segmentation as it came in is no longer what the parts say."""
    if place.turn in TURNS:
        return True
    if is_rle and place.frame_size != place.file_size:
        return True
    return bool(outline.repairs) or (not is_rle and any(part.holes for part in outline.parts))


def _checked_bbox(raw: msgspec.Raw, parts: Sequence[Part], size: tuple[int, int], say: Say) -> msgspec.Raw | None:
    """The record's box where it is right, as it stands or mended; None where it is to be computed."""
    try:
        x, y, width, height = msgspec.json.decode(raw, type=tuple[float, float, float, float])
    except msgspec.ValidationError:
        say("repaired", "its bbox was missing or not four numbers")
        return None
    if parts:
        return _bbox_of_outline(raw, (x, y, width, height), parts, say)
    if min(width, height) <= 0 or max(map(abs, (x, y, width, height))) > 10 * max(size) + 1000:
        say("repaired", "its bbox was no box in the picture")
        return None
    if (x + width > size[0] + _NEAR_PX or y + height > size[1] + _NEAR_PX) and _fits((x, y, width, height), size):
        say("repaired", "its bbox held two corners, not a corner and a size")
        return msgspec.Raw(msgspec.json.encode([x, y, width - x, height - y]))
    if not _fits((x, y, x + width, y + height), size):
        say("noted", "its bbox reaches outside the picture")
    return raw


def _fits(box_xyxy: Box, size: tuple[int, int]) -> bool:
    x0, y0, x1, y1 = box_xyxy
    return -_NEAR_PX <= x0 < x1 <= size[0] + _NEAR_PX and -_NEAR_PX <= y0 < y1 <= size[1] + _NEAR_PX


def _bbox_of_outline(raw: msgspec.Raw, box: Box, parts: Sequence[Part], say: Say) -> msgspec.Raw | None:
    x, y, width, height = box
    if min(width, height) < 0:
        say("repaired", "its bbox had a negative size and is computed anew")
        return None
    around = box_xyxy(part.outer for part in parts)
    if not _near((x, y, x + width, y + height), around) and _near(box, around):
        say("repaired", "its bbox held two corners, not a corner and a size, and is computed anew")
        return None
    return raw


def _near(one: Box, other: Box) -> bool:
    return all(abs(a - b) <= _NEAR_PX for a, b in zip(one, other, strict=True))
