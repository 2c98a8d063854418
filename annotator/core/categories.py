"""Categories and their colours."""

from dataclasses import dataclass

PALETTE = (
    "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7",
    "#44aa99", "#88ccee", "#ddcc77", "#cc6677", "#aa4499", "#999933", "#6699cc", "#ee8866", "#77aadd",
)  # fmt: skip
"""Okabe and Ito's eight without black, then Paul Tol's muted and light sets: apart also to colour-blind eyes."""


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
