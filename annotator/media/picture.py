"""A decoded picture, and how pixels of more than 8 bits become the 8 bits that a screen and a model see."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.adjustment import Window

Pixels = NDArray[np.uint8]
"""(height, width, 3) uint8, red first, contiguous."""

Samples = NDArray[Any]
"""(height, width) or (height, width, channels) of any real number type, as they stand in the file."""

_ENOUGH = 1_000_000
"""Samples from which the default window is taken: more would not move its percentiles."""

_ENDS = (0.1, 99.9)
"""The percentiles between which the default window lies."""


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """What the canvas, the model and the export all see."""

    pixels: Pixels
    bits: int = 8
    """Bits per channel in the file."""
    window: Window | None = None
    """For pictures of more than 8 bits: the window that they are shown through."""
    notes: tuple[str, ...] = ()
    """What was done to the file's pixels, for the file info."""
    damaged: bool = False
    """The file is cut short: it may be looked at, not trained on."""
    samples: Samples | None = None
    """For pictures of more than 8 bits: (height, width, 1 or 3), the file's own numbers, upright."""
    negative: bool = False
    """Whether the least of these numbers is white."""

    @property
    def nbytes(self) -> int:
        """What it takes in memory."""
        return self.pixels.nbytes + (self.samples.nbytes if self.samples is not None else 0)

    @property
    def width(self) -> int:
        """Pixels as shown."""
        return int(self.pixels.shape[1])

    @property
    def height(self) -> int:
        """Pixels as shown."""
        return int(self.pixels.shape[0])


def sample_step(count: int) -> int:
    """Every so manyeth row and column of this many samples is looked at for the default window."""
    return max(1, int(np.sqrt(count / _ENOUGH)))


def default_window(samples: Samples) -> Window:
    """From the 0.1 to the 99.9 percentile of the samples; never empty, also where all are alike or none is a number."""
    step = sample_step(samples.size)
    some = samples[::step, ::step]
    if some.dtype.kind == "f":
        some = some[np.isfinite(some)]
    if some.size == 0:
        return Window(0.0, 1.0)
    low, high = (float(value) for value in np.percentile(some, _ENDS))
    if low == high:
        low, high = float(some.min()), float(some.max())
    return Window(low, high) if high > low else Window(low, low + 1.0)


def through_window(samples: Samples, window: Window) -> NDArray[np.uint8]:
    """The samples on 0..255, cut off at the window's ends; what is not a number is black."""
    if samples.dtype == np.uint16:
        table: NDArray[np.uint8] = _levels(np.arange(1 << 16), window)
        return table[samples]
    return _levels(samples, window)


def _levels(samples: Samples, window: Window) -> NDArray[np.uint8]:
    # doubles: 32-bit integers and the differences of large floats do not fit into floats
    with np.errstate(all="ignore"):
        share = (samples.astype(np.float64) - window.low) / (window.high - window.low)
    return (np.nan_to_num(share, nan=0.0, posinf=1.0, neginf=0.0).clip(0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)


def over_grey(colour: Pixels, alpha: NDArray[np.uint8], grey: int = 128) -> Pixels:
    """The colours where alpha is 255, grey where it is 0, and in between what lies between."""
    weight = alpha.astype(np.uint16)[..., None]
    mixed = colour * weight + np.uint16(grey) * (255 - weight) + np.uint16(127)
    return (mixed // 255).astype(np.uint8)
