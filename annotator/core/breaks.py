"""Where a track may have gone wrong: its area jumps, it is not where it was going, or it goes on as another one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core import setops
from annotator.core.annotations import Part
from annotator.core.raster import LocalMask, iou, local_mask

LEAST_AREA = 0.6
"""The smaller area over the larger, from one frame to the next: less is a jump."""
LEAST_IOU = 0.5
"""With where the track was going."""
SWITCH = 0.2
"""How much better another track's mask must fit than its own."""
MOST_FRAMES = 5
"""Over a longer gap nothing can be said of how something moved."""

Kind = Literal["area", "motion", "switch"]


class Break(NamedTuple):
    """A frame to look at."""

    track: int
    place: int
    """The index in the video of the frame on which it is different from before."""
    kind: Kind
    badness: float
    """0..1, larger is worse."""
    other: int = 0
    """The track that it seems to go on as."""


class _Seen(NamedTuple):
    mask: LocalMask
    centre: NDArray[np.float64]


def breaks(
    tracks: Iterable[tuple[int, Mapping[int, Sequence[Part]]]], width: int, height: int,
    go_on: Callable[[], object] = lambda: None,
) -> list[Break]:  # fmt: skip
    """The breaks of all tracks, worst first; given are the outlines of each by the index of the frame.

    `go_on` is called between two tracks, and may raise to end it.
    """
    seen: dict[int, dict[int, _Seen]] = {}
    for track, outlines in tracks:
        go_on()
        seen[track] = {place: one for place, parts in sorted(outlines.items()) if (one := _seen(parts, width, height))}
    found: list[Break] = []
    for track in seen:
        go_on()
        found += _of_track(track, seen)
    return sorted(found, key=lambda one: (-one.badness, one.place, one.track))


def _of_track(track: int, seen: Mapping[int, Mapping[int, _Seen]]) -> Iterator[Break]:
    mine = seen[track]
    speed = np.zeros(2)
    for before, after in pairwise(mine):
        if after - before > MOST_FRAMES:
            speed = np.zeros(2)
            continue
        one, two = mine[before], mine[after]
        expected = _shifted(one.mask, speed * (after - before))
        own = max(iou(expected, two.mask), iou(one.mask, two.mask))  # what has stopped is no break
        small, large = sorted((one.mask.area, two.mask.area))
        if small < LEAST_AREA * large:
            yield Break(track, after, "area", 1 - small / large)
        if own < LEAST_IOU:
            yield Break(track, after, "motion", 1 - own)
        others = ((iou(expected, others[after].mask), other) for other, others in seen.items()
                  if other != track and after in others)  # fmt: skip
        best, other = max(others, default=(0.0, 0))
        if best > own + SWITCH:
            yield Break(track, after, "switch", best, other)
        speed = (two.centre - one.centre) / (after - before)


def _seen(parts: Sequence[Part], width: int, height: int) -> _Seen | None:
    mask = setops.trimmed(local_mask(parts, width, height))
    if not mask.area:
        return None
    rows, columns = np.nonzero(mask.mask)
    return _Seen(mask, np.array([mask.x + columns.mean(), mask.y + rows.mean()]))


def _shifted(mask: LocalMask, by: NDArray[np.float64]) -> LocalMask:
    dx, dy = np.rint(by).astype(int).tolist()
    return LocalMask(mask.x + dx, mask.y + dy, mask.mask)
