"""The categories of a COCO file, with their own ids, and those that only its annotations name."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec

from annotator.core.categories import Category, palette_colour
from annotator.core.dataset import Report
from annotator.formats.coco_marks import read_definitions
from annotator.formats.coco_text import Fields, fields_of, has_double_fields, joined
from annotator.formats.coco_values import integer, key_of, text_of

SameNames = Literal["suffix", "merge"]
"""What two categories of one name become: two that a number tells apart, or one."""


class Categories(NamedTuple):
    """The categories by their id, and what the file's own ids, as JSON, became."""

    by_id: dict[int, Category]
    of_token: dict[bytes, int]
    unknown: set[int]
    """Those that were made for annotations whose category is not in the file's list."""

    def add_missing(self, tokens: Iterable[bytes]) -> None:
        """Makes a category for each `category_id` of an annotation that the file does not list."""
        for token in sorted(tokens):
            key = key_of(token)
            if key not in self.of_token:
                self.of_token[key] = self._made(key)
            self.of_token[token] = self.of_token[key]

    def _made(self, key: bytes) -> int:
        number = integer(key)
        if number is None or number in self.by_id:
            number = max([0, *self.by_id]) + 1
        name = "unknown" if key == b"null" else f"unknown #{key.decode()[:40]}"
        names = {one.name for one in self.by_id.values()}
        name = next(free for k in range(len(names) + 1) if (free := name + "'" * k) not in names)
        self.by_id[number] = Category(id=number, name=name, colour=palette_colour(len(self.by_id)))
        self.unknown.add(number)
        return number


def read_categories(records: Sequence[msgspec.Raw], same_names: SameNames, report: Report) -> Categories:
    """The categories of a file, with their own ids."""
    found = Categories({}, {}, set())
    names: dict[str, int] = {}
    for place, record in enumerate(records, 1):
        fields = fields_of(record)
        if fields is None:
            report.add("skipped", f"category number {place}", "it is not an object")
            continue
        _add_category(found, names, record, fields, same_names, report)
    return found


def _add_category(
    found: Categories, names: dict[str, int], record: msgspec.Raw, fields: Fields, same_names: SameNames, report: Report
) -> None:
    token = bytes(fields.pop("id", b"null"))
    where = f"category {token.decode()[:60]}"
    if has_double_fields(record, fields | {"id": msgspec.Raw(token)}):
        report.add("repaired", where, "a field stands twice; the last one was taken")
    name = text_of(fields.pop("name", None)) or f"unnamed #{token.decode()[:40]}"
    if key_of(token) in found.of_token:
        report.add("skipped", where, f"its id is taken already, so {name!r} was left out")
        return
    if name in names and same_names == "merge":
        found.of_token[key_of(token)] = names[name]
        report.add("repaired", where, f"a second category {name!r} was merged with the first")
        return
    if name in names:
        report.add("repaired", where, f"a second category {name!r} was given a number")
        name = next(free for k in range(2, len(names) + 3) if (free := f"{name} ({k})") not in names)
    number = integer(token)
    if number is None:
        number = max([0, *found.by_id]) + 1
        report.add("repaired", where, f"its id is no whole number and became {number}")
    found.by_id[number] = _category(number, name, fields, len(found.by_id))
    found.of_token[key_of(token)] = names[name] = number


def _category(number: int, name: str, fields: Fields, position: int) -> Category:
    supercategory = text_of(fields.get("supercategory"))
    extra = {key: value for key, value in fields.items() if key != "supercategory" or not supercategory}
    return Category(
        id=number,
        name=name,
        colour=palette_colour(position),
        supercategory=supercategory,
        extra=joined(extra),
        attributes=read_definitions(extra),
    )
