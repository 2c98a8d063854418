"""A picture of more than 8 bits: as the decoder shows it until it is adjusted, then from the file's own numbers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.adjustment import PLAIN, Window
from annotator.core.opencv import cv2
from annotator.media import Picture
from annotator.ui.canvas.manner import Manner, channel_of
from annotator.ui.canvas.picture import Pixels, Pyramid, resampled, strided
from annotator.ui.canvas.viewport import Viewport

Samples = NDArray[Any]


class DeepPyramid(Pyramid):
    """Level 0 of the samples are the picture's own, shared; the others are floats where they are not uint16."""

    def __init__(self, picture: Picture, samples: Samples, window: Window) -> None:
        super().__init__(picture.pixels)
        self.window = window
        self._negative = picture.negative
        self._samples = [samples]
        for level in self.levels[1:]:
            self._samples.append(_shrunk(self._samples[-1], level.shape[1], level.shape[0]))

    @property
    def nbytes(self) -> int:
        """What all levels take."""
        return super().nbytes + sum(one.nbytes for one in self._samples)

    def value(self, x: int, y: int) -> tuple[float, ...] | None:
        """The numbers that stand in the file; None outside."""
        inside = 0 <= x < self.width and 0 <= y < self.height
        return tuple(self._samples[0][y, x].tolist()) if inside else None

    def some(self, most: int) -> Samples:
        """Numbers of the file from all over the picture, about this many at most."""
        return strided(self._samples[0], most)

    def _paint(self, part: Pixels, view: Viewport, manner: Manner) -> None:
        adjustment = manner.adjustment
        if adjustment == PLAIN:
            super()._paint(part, view, manner)
            return
        if self._negative:
            adjustment = replace(adjustment, inverted=not adjustment.inverted)
        source = self._cut(self._samples, view)
        source = source._replace(pixels=channel_of(source.pixels, adjustment.channel))
        shown = adjustment.shown(resampled(source, view, manner), self.window)
        cv2.cvtColor(shown, cv2.COLOR_GRAY2BGRA if shown.ndim == 2 else cv2.COLOR_RGB2BGRA, dst=part)


def _shrunk(samples: Samples, columns: int, rows: int) -> Samples:
    known = samples if samples.dtype in (np.uint16, np.float32) else samples.astype(np.float32)
    made = cv2.resize(known, (columns, rows), interpolation=cv2.INTER_LINEAR)
    return made if made.ndim == 3 else made[..., None]
