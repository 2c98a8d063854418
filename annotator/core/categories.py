"""Categories and their colours."""

from dataclasses import dataclass

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


def palette_colour(position: int) -> str:
    """The colour of the category at this position, counted from 0."""
    return PALETTE[position % len(PALETTE)]
