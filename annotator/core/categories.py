"""Categories: their colours, their attributes, and the digits that give them."""

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.core.attributes import Attribute

PALETTE = (
    "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7",
    "#882222", "#cceecc", "#664466", "#00ffff", "#2200ee", "#886644", "#aa66ff", "#ffaacc", "#cc0000",
)  # fmt: skip
"""Okabe and Ito's eight without black, then those farthest from all before them to whichever colour-blind eyes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """What an instance can be. `id` is COCO's category id and is kept from import to export."""

    id: int
    name: str
    colour: str
    supercategory: str = ""
    extra: bytes = b""
    """Unknown fields of an imported COCO category record, a JSON object as it came in."""
    attributes: tuple[Attribute, ...] = ()
    """In the order in which a person goes through them; no two of one name."""
    digit: int = 0
    """The key that gives it, 1 to 9, where a person has chosen one; 0 for what its place gives it."""


def palette_colour(position: int) -> str:
    """The colour of the category at this position, counted from 0."""
    return PALETTE[position % len(PALETTE)]


DIGITS = range(1, 10)


def by_digit(categories: Iterable[Category]) -> dict[int, Category]:
    """The category of each digit: those that a person has chosen, then the others on what is left, in their order."""
    listed = list(categories)
    chosen = {one.digit: one for one in reversed(listed) if one.digit in DIGITS}
    given = {one.id for one in chosen.values()}
    others = (one for one in listed if one.id not in given)
    left = (digit for digit in DIGITS if digit not in chosen)
    return dict(sorted({**chosen, **dict(zip(left, others, strict=False))}.items()))
