"""Outlines simplified or smoothed by degrees, and what each degree comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annotator.core.annotations import Instance, Part
from annotator.core.shapes import fit, simplified_parts, smoothed_parts

TOLERANCES = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0)
"""How far from where it was an outline may come to lie, image pixels."""


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be done by degrees."""

    verb: str
    shape: Callable[[Sequence[Part], float], tuple[Part, ...]]
    usual_px: float


SIMPLIFY = Operation("Simplify", simplified_parts, 1.0)
SMOOTH = Operation("Smooth", smoothed_parts, 2.0)


class Fitted(NamedTuple):
    """What a tolerance comes to."""

    parts: Mapping[int, tuple[Part, ...]]
    """Of the instances that it changes."""
    before: int = 0
    after: int = 0
    """Corners, of all instances."""
    iou: float = 1.0
    """Of the instance that keeps the least of its pixels, 0..1."""


def fitted(
    operation: Operation, instances: Sequence[Instance], tolerance_px: float, size: tuple[int, int]
) -> Iterator[Fitted]:  # fmt: skip
    """What the first instance comes to, then what the first two do, and so on, on a frame of this size."""
    found = Fitted({})
    parts: dict[int, tuple[Part, ...]] = {}
    for one in instances:
        made = operation.shape(one.parts, tolerance_px)
        each = fit(one.parts, made, *size)
        if made != one.parts:
            parts[one.id] = made
        found = Fitted(parts, found.before + each.vertices_before, found.after + each.vertices_after,
                       min(found.iou, each.iou))  # fmt: skip
        yield found
