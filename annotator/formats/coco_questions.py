"""What to ask a person about a COCO file before it is imported."""

import codecs
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec

from annotator.core.annotations import ring
from annotator.core.dataset import Report
from annotator.formats.coco_geometry import nesting
from annotator.formats.coco_images import read_images
from annotator.formats.coco_read import Lists, read_lists
from annotator.formats.coco_text import fields_of
from annotator.formats.coco_values import text_of
from annotator.formats.matching import FindImage
from annotator.formats.turning import TURNS, TurnOf


class Questions(NamedTuple):
    """What `read` can be told: `images_from`, `inner_rings`, `same_names` and `turn_of`."""

    lacks_images: bool = False
    """The file is a list of results, and needs the COCO file whose images it is about; nothing else is known yet."""
    inner_rings: int = 0
    """How many annotations have a ring inside a ring: a part, as COCO means it, or a hole?"""
    same_names: tuple[str, ...] = ()
    """Names that several categories share: told apart by a number, or merged?"""
    unturned: int = 0
    """How many pictures were annotated before their EXIF turn: are their outlines to be turned with them?"""


def questions(
    file: Path,
    images_from: Path | None = None,
    find_image: FindImage | None = None,
    turn_of: TurnOf | None = None,
) -> Questions:
    """What the file leaves open; the arguments are those of `read`. Raises FormatRefused."""
    if images_from is None and _is_list(file):
        return Questions(lacks_images=True)
    lists = read_lists(file, images_from, Report())
    names = Counter(text_of((fields_of(one) or {}).get("name")) for one in lists.categories)
    return Questions(
        inner_rings=sum(map(_has_inner_ring, lists.annotations)),
        same_names=tuple(name for name, count in names.items() if name and count > 1),
        unturned=_unturned(lists, find_image, turn_of) if find_image and turn_of else 0,
    )


def _is_list(file: Path) -> bool:
    with suppress(OSError), file.open("rb") as opened:
        return opened.read(4096).removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"["
    return False


def _unturned(lists: Lists, find_image: FindImage, turn_of: TurnOf) -> int:
    return sum(turn in TURNS for turn in read_images(lists.images, find_image, turn_of, lists.text, Report()).turns)


def _has_inner_ring(record: msgspec.Raw) -> bool:
    try:
        segmentation = msgspec.json.decode(record, type=_Shape).segmentation
        if bytes(segmentation).count(b"[") < 3:
            return False
        rings = msgspec.json.decode(segmentation, type=list[list[float]], strict=False)
    except (msgspec.ValidationError, UnicodeDecodeError):
        return False
    return any(nesting([ring(one[: len(one) // 2 * 2]) for one in rings if len(one) >= 6]))


class _Shape(msgspec.Struct):
    segmentation: msgspec.Raw = msgspec.Raw(b"null")
