"""The tint of all masks of a view: which colour each pixel gets is drawn first, then all pixels are blended once.

A mask over a mask keeps its own colour. Masks of one rank do not overlap, so many of them are filled in one call, into
pixels of one byte: that takes less than half as long as filling each with its colour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from annotator.core.opencv import cv2
from annotator.ui.canvas.beside import shared
from annotator.ui.canvas.dashes import hatched
from annotator.ui.canvas.look import Bgr, Look
from annotator.ui.canvas.outlines import SHIFT
from annotator.ui.canvas.picture import Pixels
from annotator.ui.canvas.plan import Band, Fill, Labels, Plan
from annotator.ui.canvas.scratch import Scratch

_CHUNK = 250
"""Masks, and crowds, that are drawn between two stops."""


def tint(part: Pixels, plan: Plan, look: Look, scratch: Scratch, picture: Callable[[], object] = lambda: None,
         then: Callable[[int], Iterable[None]] = lambda band: ()) -> Iterator[None]:  # fmt: skip
    """Tint the (height, width, 4) pixels of a view with each mask's colour; crowds are hatched.

    `picture` is called before the pixels are touched: what they show until then may be drawn meanwhile. `then` draws
    over each of the plan's bands, by the thread that has tinted it.
    """
    for count, hatch in enumerate(plan.hatches):
        picture()
        hatched(part, hatch.rings, hatch.colour, plan.view)
        if count % _CHUNK == _CHUNK - 1:
            yield
    every = plan.labels  # there before two threads look for them
    with scratch.borrowed(part.shape) as spare:

        def tinted(number: int, band: Band) -> Iterator[None]:
            lines = slice(*band)
            labels = every[lines]
            if number not in plan.labelled:
                yield from _label(labels, plan.fills[number], -band.top)
                plan.labelled.add(number)
            picture()
            _blend(part[lines], labels, plan.palette, look.fill, spare[lines])
            yield from then(number)

        yield from shared(partial(tinted, *each) for each in enumerate(plan.bands))
    yield


def _label(labels: Labels, fills: list[Fill], down: int) -> Iterator[None]:
    """Give each pixel the number of the highest mask that covers it; rings are moved down so far."""
    labels[:] = 0
    since = 0
    for one in fills:
        cv2.fillPoly(labels, one.rings, one.number, cv2.LINE_8, SHIFT, (0, down << SHIFT))
        since += one.masks
        if since >= _CHUNK:
            since = 0
            yield


def _blend(part: Pixels, labels: Labels, colours: list[Bgr], share: float, spare: Pixels) -> None:
    palette = np.array([(0, 0, 0, 0), *((*colour, 255) for colour in colours)], np.uint8).view(np.uint32)[:, 0]
    _look_up(palette, labels.reshape(-1), spare.view(np.uint32).reshape(-1))
    cv2.addWeighted(spare, share, part, 1 - share, 0, dst=spare)
    cv2.copyTo(spare, (labels != 0).view(np.uint8), part)


def _look_up(palette: NDArray[np.uint32], numbers: Labels, into: NDArray[np.uint32]) -> None:
    """Give each pixel its colour; two of them at a time where they are bytes, as a pair is found as fast as one is."""
    if numbers.dtype != np.uint8:
        np.take(palette, numbers, out=into, mode="clip")
        return
    pairs = np.zeros((len(palette), 256), np.uint64)  # the second pixel's number is the upper byte
    pairs[:, : len(palette)] = palette | palette[:, None].astype(np.uint64) << np.uint64(32)
    even = numbers.size // 2 * 2
    np.take(pairs, numbers[:even].view(np.uint16), out=into[:even].view(np.uint64), mode="clip")
    into[even:] = palette[numbers[even:]]
