"""Pixels to draw into, kept: fresh memory of a view's size costs more than what is drawn in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from annotator.ui.canvas.picture import Pixels

_KEPT = 4


class Scratch:
    """Several pieces can be out at once, as a redraw may wait half done while a strip is drawn."""

    def __init__(self) -> None:
        self._free: list[Pixels] = []

    @contextmanager
    def borrowed(self, shape: tuple[int, ...]) -> Iterator[Pixels]:
        """An array of this shape with anything in it."""
        size = int(np.prod(shape))
        found = next((number for number, one in enumerate(self._free) if one.size >= size), None)
        memory = np.empty(size, np.uint8) if found is None else self._free.pop(found)
        try:
            yield memory[:size].reshape(shape)
        finally:
            self._free = sorted([*self._free, memory], key=len)[-_KEPT:]

    @contextmanager
    def copy_of(self, part: Pixels) -> Iterator[Pixels]:
        """A contiguous copy."""
        with self.borrowed(part.shape) as made:
            made[:] = part
            yield made
