"""What a predictor says of a picture, and how that becomes proposals. Free of torch, so that the window may use it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from annotator.core.annotations import Instance, Origin, Part, SoftMask, State


@dataclass(frozen=True, slots=True)
class Detection:
    """One object that a model found. `category` counts from 0 into the model card's categories; `score` is 0..1."""

    category: int
    score: float
    parts: tuple[Part, ...]
    soft: SoftMask | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Everything that a model found on one picture, best first, and which model on which device it was."""

    detections: tuple[Detection, ...]
    width: int
    height: int
    model: str
    version: str
    """The first 12 hex digits of the weights' SHA-256."""
    categories: tuple[str, ...]
    """The names that `Detection.category` counts into."""
    device: str
    notes: tuple[str, ...] = ()
    """Sentences for the person, for example that memory ran out and a smaller input was used."""


def proposals(found: Found, categories: Mapping[str, int], new_id: Callable[[], int]) -> list[Instance]:
    """The proposals that a frame gets. `categories` maps the model's names to category ids of the project; what it
    leaves out is left out here too."""
    return [
        _proposal(one, found, categories[found.categories[one.category]], new_id())
        for one in found.detections
        if found.categories[one.category] in categories and one.parts
    ]


def _proposal(one: Detection, found: Found, category: int, id: int) -> Instance:
    origin = Origin(
        model=found.model, version=found.version, score=one.score, parts=one.parts, soft=one.soft, category=category
    )
    return Instance(id=id, category=category, parts=one.parts, state=State.PROPOSED, origin=origin)


def names_used(found: Iterable[Found]) -> list[str]:
    """The category names that occur among the detections, in the model's order."""
    used = {(one.category, picture.categories[one.category]) for picture in found for one in picture.detections}
    return [name for _, name in sorted(used)]
