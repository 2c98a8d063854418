"""Outlines that were drawn on a picture before its EXIF turn, turned with it."""

from collections.abc import Callable, Sequence

import numpy as np

from annotator.core.annotations import Part, Ring, ring

Turn = tuple[tuple[int, int, int], tuple[int, int, int]]
"""x and y as shown, each as factors of x, of y, and of 1 in the width (first row) or height (second row) as shown."""

TURNS: dict[int, Turn] = {
    5: ((0, 1, 0), (1, 0, 0)),
    6: ((0, -1, 1), (1, 0, 0)),
    7: ((0, -1, 1), (-1, 0, 1)),
    8: ((0, 1, 0), (-1, 0, 1)),
}
"""What the EXIF orientations that lay a picture on its side do to a point of it (CIPA DC-008, Orientation)."""

TurnOf = Callable[[str], int]
"""The EXIF orientation, 1..8, of the picture at this path."""


def turned(parts: Sequence[Part], orientation: int, width: int, height: int) -> tuple[Part, ...]:
    """The parts on the picture as it is shown, `width` x `height`; as they are where it is not laid on its side."""
    if orientation not in TURNS:
        return tuple(parts)

    def turn(one: Ring) -> Ring:
        (xx, xy, x1), (yx, yy, y1) = TURNS[orientation]
        return ring(one @ np.array([[xx, yx], [xy, yy]], np.float32) + np.array([x1 * width, y1 * height], np.float32))

    return tuple(Part(turn(part.outer), tuple(map(turn, part.holes))) for part in parts)
