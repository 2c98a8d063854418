"""What of a track is drawn where in its row: bars for how it came onto its frames, marks for keyframes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from annotator.core.annotations import Made
from annotator.core.tracks import Span
from annotator.ui.timeline.scale import Scale

MARK_PX = 5.0
"""Half of a keyframe's diagonal."""

LEAST_PX = 2.0
"""How wide a bar is at least where there are several."""

_APART_PX = 2 * MARK_PX - 1
"""Keyframes on frames that are narrower than this are drawn as one bar with a mark at either end."""


class Bar(NamedTuple):
    """From pixel to pixel, within the row's width and at least one wide."""

    left: float
    right: float
    made: Made
    occluded: bool = False
    confidence: float = 1.0


class Mark(NamedTuple):
    """A keyframe: the pixel of its middle."""

    x: float
    place: int
    outside: bool = False


def thinned(spans: Iterable[Span], cell: int) -> list[Span]:
    """Spans in their order, at most two that begin in the same `cell` frames: the longest, and the first keyframe.

    What is seen from so far away looks the same, and costs what the view costs and not what the video costs.
    """
    if cell <= 1:
        return list(spans)
    kept: list[Span] = []
    for _, group in groupby(spans, lambda one: one.first // cell):
        some = list(group)
        longest = max(some, key=lambda one: one.last - one.first)
        keyframe = next((one for one in some if one.made is Made.KEYFRAME), longest)
        kept += sorted({longest, keyframe})
    return kept


def bars(spans: Iterable[Span], scale: Scale) -> list[Bar]:
    """Left to right. What begins in the same two pixels is one bar, and looks like the longer of them."""
    low, high = scale.shown
    made: list[Bar] = []
    for one in spans:
        if one.last < low or one.first > high or one.outside:
            continue
        left, right = max(0.0, scale.x(one.first)), min(scale.width, scale.x(one.last + 1))
        bar = Bar(left, max(right, left + 1), one.made, one.occluded, one.confidence)
        before = made[-1] if made else None
        if before and bar.left < before.left + LEAST_PX:
            longer = max((before, bar), key=lambda each: each.right - each.left)
            made[-1] = longer._replace(left=before.left, right=max(before.right, bar.right),
                                       confidence=min(before.confidence, bar.confidence))  # fmt: skip
        else:
            made.append(bar)
    return made


def marks(spans: Iterable[Span], scale: Scale) -> list[Mark]:
    """The keyframes that are to be seen; where frames are narrow, of a run only its ends, and one in every pixel."""
    low, high = scale.shown
    found: list[Mark] = []
    for one in spans:
        if one.made is not Made.KEYFRAME or one.last < low or one.first > high:
            continue
        for place in _places(one, scale, low, high):
            x = scale.x(place + 0.5)
            if not found or x - found[-1].x >= 1:
                found.append(Mark(x, place, one.outside))
    return found


def _places(run: Span, scale: Scale, low: int, high: int) -> Iterable[int]:
    if scale.px >= _APART_PX:
        return range(max(run.first, low), min(run.last, high) + 1)
    return dict.fromkeys((run.first, run.last))


def mark_at(spans: Iterable[Span], scale: Scale, x: float) -> int | None:
    """The frame of the keyframe under a pixel, which may be a little beside it."""
    near = [one for one in marks(spans, scale) if abs(one.x - x) <= MARK_PX + 1]
    return min(near, key=lambda one: abs(one.x - x)).place if near else None


def at(spans: Iterable[Span], place: int) -> Span | None:
    """How a track stands on a frame; None in a gap."""
    return next((one for one in spans if one.first <= place <= one.last), None)
