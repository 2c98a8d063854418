"""Which frames of a video are worth the work: every n-th, those at scene changes, the sharpest, the most unlike."""

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.opencv import cv2
from annotator.media.picture import Pixels
from annotator.media.video import Video

_LOOK = 96
"""Pixels of the longer side at which frames are compared: what differs there differs to a person, too."""

_BINS = (8, 8, 8)
_SCENE = 0.35
"""How unlike two frames are between which a scene changes: half the summed difference of their histograms, 0 to 1."""

Seen = Callable[[int], None]
"""Told the number of each frame that is looked at; what it raises ends the looking."""

Kind = Literal["every", "scenes", "sharp", "novel"]


class Choice(NamedTuple):
    """A way to choose frames."""

    kind: Kind
    number: int = 1
    """With `every` the step, with `sharp` and `novel` how many."""


def chosen(video: Video, choice: Choice, seen: Seen = lambda number: None) -> list[int]:
    """The frames that a choice comes to, in the video's order."""
    if choice.kind == "every":
        return every(len(video), choice.number)
    if choice.kind == "scenes":
        return scene_changes(video, seen)
    return (sharpest if choice.kind == "sharp" else most_unlike)(video, choice.number, seen)


def every(frames: int, step: int) -> list[int]:
    """The first frame and every so many-th after it."""
    return list(range(0, frames, max(1, step)))


def scene_changes(video: Video, seen: Seen = lambda number: None, unlike: float = _SCENE) -> list[int]:
    """The first frame of every scene."""
    starts, before = [], None
    for number, pixels in _frames(video, 1, seen):
        histogram = _histogram(pixels)
        if before is None or 0.5 * np.abs(histogram - before).sum() > unlike:
            starts.append(number)
        before = histogram
    return starts


def sharpest(video: Video, count: int, seen: Seen = lambda number: None) -> list[int]:
    """The sharpest frame of each of so many stretches of equal length: the variance of its Laplacian is largest."""
    frames = len(video)
    best: dict[int, tuple[float, int]] = {}
    for number, pixels in _frames(video, 1, seen, look=None):
        stretch = number * min(count, frames) // frames
        best[stretch] = max(best.get(stretch, (-1.0, 0)), (sharpness(pixels), -number))
    return [-number for _, number in best.values()]


def sharpness(pixels: Pixels) -> float:
    """The variance of the Laplacian of the brightness."""
    return float(cv2.Laplacian(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.CV_32F).var())


def most_unlike(video: Video, count: int, seen: Seen = lambda number: None) -> list[int]:
    """So many frames, each as unlike those chosen before it as can be (the farthest-point rule), in the video's order.

    Compared by small pictures of themselves and by their colours; of a long video every few frames are looked at.
    """
    step = max(1, len(video) // max(1, 40 * count))
    looked = [(number, _features(pixels)) for number, pixels in _frames(video, step, seen)]
    features = np.array([one for _, one in looked], np.float32)
    chosen = [0]
    distance = np.linalg.norm(features - features[0], axis=1)
    while len(chosen) < min(count, len(looked)) and distance.max() > 0:
        chosen.append(int(distance.argmax()))
        distance = np.minimum(distance, np.linalg.norm(features - features[chosen[-1]], axis=1))
    return sorted(looked[one][0] for one in chosen)


def _frames(video: Video, step: int, seen: Seen, look: int | None = _LOOK) -> Iterator[tuple[int, Pixels]]:
    for number in range(0, len(video), step):
        seen(number)
        pixels = video.frame(number).pixels
        scale = 1.0 if look is None else min(1.0, look / max(pixels.shape[:2]))
        yield number, pixels if scale == 1.0 else _shrunk(pixels, scale)


def _shrunk(pixels: Pixels, scale: float) -> Pixels:
    return np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _histogram(pixels: Pixels) -> NDArray[np.float32]:
    counts = cv2.calcHist([pixels], [0, 1, 2], None, list(_BINS), [0, 256] * 3).ravel()
    return np.asarray(counts / counts.sum(), np.float32)


def _features(pixels: Pixels) -> NDArray[np.float32]:
    tiny = cv2.resize(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), (16, 16), interpolation=cv2.INTER_AREA)
    return np.concatenate([tiny.ravel().astype(np.float32) / 255 / 16, _histogram(pixels)])
