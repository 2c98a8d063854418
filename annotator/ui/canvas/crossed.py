"""Where outlines cross themselves, looked for once in each."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Edit, Instance, Part
from annotator.core.crossings import self_crossings

MOST_TOLD = 24
"""Of an edit of more instances than these nothing is told at once: the check finds it."""


class Crossed:
    """Keeps what it has found for as long as an outline is the same."""

    def __init__(self) -> None:
        self._found: dict[int, tuple[tuple[Part, ...], NDArray[np.float64]]] = {}

    def of(self, one: Instance) -> NDArray[np.float64]:
        """The places, (N, 2), image pixels."""
        parts, points = self._found.get(one.id, (None, _NONE))
        if parts is not one.parts:
            points = _crossings(one)
            self._found[one.id] = one.parts, points
        return points

    def keep_only(self, ids: Collection[int]) -> None:
        """Forget all others."""
        self._found = {id: entry for id, entry in self._found.items() if id in ids}


def said_of(edit: Edit) -> str:
    """What to do where the edit has made outlines cross themselves more often than before; nothing elsewhere."""
    if len(edit.after) > MOST_TOLD:
        return ""
    changed = [(edit.before.get(id), one) for id, one in edit.after.items()]
    more = sum(max(0, len(_crossings(one)) - (len(_crossings(old)) if old else 0))
               for old, one in changed if old is None or old.parts is not one.parts)  # fmt: skip
    places = "1 place" if more == 1 else f"{more} places"
    return f'It crosses itself in {places}; "Mend outlines that cross themselves" mends it.' if more else ""


def _crossings(one: Instance) -> NDArray[np.float64]:
    return np.concatenate([_NONE, *(self_crossings(points) for points in one.rings)])


_NONE = np.zeros((0, 2))
