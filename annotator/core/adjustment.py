"""How a frame's picture is adjusted for the eye: a curve over its values, for what is drawn on the screen alone.

The model, the tools and every export see the picture as it was decoded.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

Channel = Literal["all", "red", "green", "blue", "grey"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)

GAMMAS = 0.1, 10.0
"""The least and the largest gamma."""

_FINE = 1 << 16


class Window(NamedTuple):
    """What is shown as black and what as white, in the picture's own numbers; low is less than high."""

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """First the window, then gamma, contrast and brightness; shown inverted at the end."""

    brightness: float = 0.0
    """-1 (all black) to 1 (all white)."""
    contrast: float = 0.0
    """-1 (all one grey) to 1 (black and white alone)."""
    gamma: float = 1.0
    """Above 1 what is dark is shown brighter."""
    window: Window | None = None
    """None: the picture's own, which is 0 to 255 where it has 8 bits."""
    channel: Channel = "all"
    """One of the three alone is shown in grey; `grey` is their luminance."""
    inverted: bool = False

    def curve(self, shares: NDArray[np.floating]) -> NDArray[np.uint8]:
        """What is shown, 0..255, of places between the window's ends; cut off beyond them, black where it is NaN."""
        shares = np.nan_to_num(shares, nan=0.0, posinf=1.0, neginf=0.0).clip(0.0, 1.0)
        slope = math.tan((self.contrast + 1) * math.pi / 4)
        bright = (shares ** (1 / self.gamma) - 0.5) * slope + 0.5 + self.brightness
        bright = bright.clip(0.0, 1.0)
        return ((1.0 - bright if self.inverted else bright) * 255.0 + 0.5).astype(np.uint8)

    def table(self, own: Window, count: int = 256) -> NDArray[np.uint8]:
        """What is shown of 0, 1, ... `count` - 1 in a picture whose own window is this one."""
        return _table(self, self.window or own, count)

    def stretched_table(self, own: Window) -> NDArray[np.uint8]:
        """What is shown of 0 to 255, where they stand for the numbers from one end of the picture's window to the
        other."""
        if self.window is None:
            return self.table(_EIGHT_BITS)
        low, span = self.window.low - own.low, _span(own) / 255
        return _table(self, Window(low / span, low / span + _span(self.window) / span), 256)

    def shown(self, samples: NDArray[Any], own: Window) -> NDArray[np.uint8]:
        """What is shown of samples of any real number type, in a picture whose own window is this one."""
        if samples.dtype == np.uint8 or samples.dtype == np.uint16:
            return np.take(self.table(own, 1 << 8 * samples.itemsize), samples)
        low = (self.window or own).low
        # whole numbers of 32 bits and the differences of large ones do not fit into floats
        real = samples if samples.dtype == np.float32 else samples.astype(np.float64)
        with np.errstate(all="ignore"):
            places = (real - real.dtype.type(low)) * real.dtype.type((_FINE - 1) / _span(self.window or own))
        places = np.nan_to_num(places, copy=False, nan=0.0, posinf=_FINE - 1, neginf=0.0).clip(0, _FINE - 1)
        return np.take(_table(self, Window(0, _FINE - 1), _FINE), (places + real.dtype.type(0.5)).astype(np.uint16))

    def record(self) -> dict[str, Any]:
        """What differs from the plain picture, as JSON values."""
        plain = asdict(PLAIN)
        return {name: value for name, value in asdict(self).items() if value != plain[name]}


_EIGHT_BITS = Window(0, 255)

PLAIN = Adjustment()
"""The picture as it was decoded."""


@lru_cache(4)
def _table(adjustment: Adjustment, window: Window, count: int) -> NDArray[np.uint8]:
    with np.errstate(all="ignore"):
        made = adjustment.curve((np.arange(count) - window.low) / _span(window))
    made.setflags(write=False)
    return made


def _span(window: Window) -> float:
    return (window.high - window.low) or 1.0  # the ends of a picture of one enormous number may be the same


def adjustment_of(record: object) -> Adjustment:
    """What `record` made, as far as it makes sense: what is missing, unknown or out of range is left plain."""
    if not isinstance(record, Mapping):
        return PLAIN
    window, channel = record.get("window"), record.get("channel")
    gamma = _number(record.get("gamma"), *GAMMAS)
    return Adjustment(
        brightness=_number(record.get("brightness"), -1.0, 1.0) or 0.0,
        contrast=_number(record.get("contrast"), -1.0, 1.0) or 0.0,
        gamma=1.0 if gamma is None else gamma,
        window=_window(window),
        channel=channel if channel in CHANNELS else "all",
        inverted=record.get("inverted") is True,
    )


def _number(value: object, low: float, high: float) -> float | None:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
    return float(value) if fits else None  # type: ignore[arg-type]


def _window(value: object) -> Window | None:
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    largest = 1e300  # so that the difference of two is a number, too
    low, high = (_number(end, -largest, largest) for end in value)
    return Window(low, high) if low is not None and high is not None and low < high else None
