"""Ranks of outlines: those of one rank do not overlap, and of two that overlap the upper one has the higher rank."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from annotator.core.boxes import touching_places

_MOST_BATCHES = 12
"""Of pairs that are looked at; where outlines lie over each other in heaps, ranks would save nothing."""


def ranks_of(boxes: NDArray[np.floating]) -> NDArray[np.float64]:
    """A rank for each of these (N, 4) boxes, which are given from the lowest to the highest."""
    lower, higher = [], []
    for number, (one, other) in enumerate(touching_places(boxes.astype(np.float64))):
        if number == _MOST_BATCHES:
            return np.arange(len(boxes), dtype=np.float64)
        lower.append(one)
        higher.append(other)
    ranks = np.zeros(len(boxes))
    if not lower:
        return ranks
    below, above = np.concatenate(lower), np.concatenate(higher)
    while True:
        raised = ranks.copy()
        np.maximum.at(raised, above, ranks[below] + 1)
        if np.array_equal(raised, ranks):
            return ranks
        ranks = raised


def between(below: NDArray[np.float64], above: NDArray[np.float64]) -> float | None:
    """A rank over some and under others, None where there is none."""
    if not len(above):
        return float(below.max()) + 1 if len(below) else 0.0
    if not len(below):
        return float(above.min()) - 1
    low, high = float(below.max()), float(above.min())
    middle = (low + high) / 2
    return middle if low < middle < high else None
