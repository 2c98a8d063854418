"""How the picture itself is drawn: its values through a table, blended or as squares, with a grid over its pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.adjustment import PLAIN, Adjustment, Channel, Window
from annotator.core.opencv import cv2
from annotator.ui.canvas.viewport import Viewport

SQUARES_FROM, GRID_FROM = 4.0, 10.0
"""Device pixels to an image pixel: from where pixels are squares, and from where there is room for a grid."""

EIGHT_BITS = Window(0, 255)

_GRID_STEP = 36
"""How much lighter or darker a line of the grid is than the pixels it lies on."""

_BLUE_FIRST: dict[Channel, int] = {"blue": 0, "green": 1, "red": 2}
_RED_FIRST: dict[Channel, int] = {"red": 0, "green": 1, "blue": 2}


@dataclass(frozen=True, slots=True)
class Manner:
    """What a person has chosen."""

    adjustment: Adjustment = PLAIN
    blended: bool = False
    """Whether pixels are blended where they would be squares."""
    grid: bool = False
    """Whether there is a line between pixels where there is room for it."""

    @property
    def raw(self) -> Manner:
        """The picture as it was decoded."""
        return replace(self, adjustment=PLAIN, grid=False)

    def squares(self, scale: float) -> bool:
        """Whether pixels are squares at this scale."""
        return scale >= SQUARES_FROM and not self.blended


USUAL = Manner()


def adjust(part: NDArray[np.uint8], adjustment: Adjustment, own: Window = EIGHT_BITS) -> None:
    """Change (height, width, 4) pixels of 8 bits, blue first, into what is shown of them; `own` is what 0 and 255
    stand for."""
    if adjustment == PLAIN:
        return
    table = adjustment.stretched_table(own)
    if adjustment.channel == "all":
        cv2.LUT(part, table, dst=part)
        return
    number = _BLUE_FIRST.get(adjustment.channel)
    one = cv2.cvtColor(part, cv2.COLOR_BGRA2GRAY) if number is None else cv2.extractChannel(part, number)
    cv2.cvtColor(cv2.LUT(one, table), cv2.COLOR_GRAY2BGRA, dst=part)


def channel_of(samples: NDArray[Any], channel: Channel) -> NDArray[Any]:
    """(height, width, 1 or 3) samples, red first, as OpenCV takes them: (height, width) if one channel is shown."""
    samples = samples if samples.dtype in (np.uint16, np.float32) else samples.astype(np.float32)
    if samples.shape[2] == 1:
        return samples[..., 0]
    if channel == "grey":
        return np.asarray(cv2.cvtColor(samples, cv2.COLOR_RGB2GRAY))
    return np.ascontiguousarray(samples[..., _RED_FIRST[channel]]) if channel != "all" else samples


def gridded(part: NDArray[np.uint8], view: Viewport) -> None:
    """Draw a line along the left and the upper edge of each pixel, seen on dark ground and on light."""
    columns, rows = (np.flatnonzero(_starts(first, count, view.scale))
                     for first, count in ((view.left, view.width), (view.top, view.height)))  # fmt: skip
    whole = part.view(np.uint32)[..., 0]  # pixel by pixel, which is much faster than channel by channel
    across, down = _lifted(whole[rows]), _lifted(whole[:, columns])
    whole[:, columns] = down
    whole[rows] = across


def _lifted(pixels: NDArray[np.uint32]) -> NDArray[np.uint32]:
    if pixels.size == 0:  # which OpenCV refuses
        return pixels
    rows = np.ascontiguousarray(pixels).view(np.uint8)
    return np.asarray(cv2.LUT(rows, _LIFTED), np.uint8).view(np.uint32)


def _starts(first: int, count: int, scale: float) -> NDArray[np.bool_]:
    """Which device pixels are the first of an image pixel."""
    pixel = np.floor((np.arange(first - 1, first + count) + 0.5) / scale)
    return pixel[1:] != pixel[:-1]


_values = np.arange(256)
_LIFTED = np.where(_values < 128, _values + _GRID_STEP, _values - _GRID_STEP).astype(np.uint8)
