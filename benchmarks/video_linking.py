"""Does the linker keep two alike objects apart that cross?

    python -m benchmarks.video linking [--size 640x360] [--model starter-people]

Two sources of detections: the model's own, and the exact masks as a good detector would give them (nothing of what is
hidden by more than six tenths, a low score from three tenths on). The reference pairs each detection with the last
frame's by overlap alone, the largest first. An identity switch is counted as in CLEAR MOT (Bernardin and Stiefelhagen
2008): an object is matched (IoU of at least 0.5) by another number than when it was matched last.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from rich.console import Console
from rich.table import Table

from annotator.core import setops
from annotator.core.raster import LocalMask, iou, local_mask, local_parts
from annotator.inference.linking import Given
from annotator.inference.model_linking import VideoLinker
from annotator.inference.predictor import MaskRCNNPredictor, load_predictor
from benchmarks import clips
from benchmarks.video_propagation import FRAMES

SCENES = ("crossing", "occlusion", "hidden")
MATCHES = 0.5
SURE = 0.5


class Figures(NamedTuple):
    """Of a scene."""

    switches: int
    found: float
    """The share of the objects that a numbered detection matches."""
    numbers: int
    """How many objects there seem to be."""


class ByOverlap:
    """The reference."""

    def __init__(self) -> None:
        self._last: list[tuple[LocalMask, int]] = []
        self._count = 0

    def step(self, pixels: clips.Pixels, given: Sequence[Given]) -> list[int]:
        """A number for each."""
        height, width = pixels.shape[:2]
        masks = [local_mask(one.parts, width, height) for one in given]
        pairs = sorted(((iou(mask, last), k, number) for k, mask in enumerate(masks) for last, number in self._last),
                       reverse=True)  # fmt: skip
        numbers: dict[int, int] = {}
        for overlap, k, number in pairs:
            if overlap >= 0.3 and k not in numbers and number not in numbers.values():
                numbers[k] = number
        for k, one in enumerate(given):
            if k not in numbers and one.score >= SURE:
                self._count += 1
                numbers[k] = self._count
        self._last = [(masks[k], number) for k, number in numbers.items()]
        return [numbers.get(k, 0) for k in range(len(given))]


def exact(moments: Sequence[clips.Moment]) -> Iterator[list[Given]]:
    """The masks as a good detector would give them."""
    full = [max(int(np.count_nonzero(moment.masks[k])) for moment in moments) for k in range(len(moments[0].masks))]
    for moment in moments:
        found = []
        for mask, most in zip(moment.masks, full, strict=True):
            seen = np.count_nonzero(mask) / most
            if seen >= 0.4:
                parts = local_parts(setops.trimmed(LocalMask(0, 0, mask)))
                found.append(Given(parts, 0.9 if seen > 0.7 else 0.3, 1))
        yield found


def by_model(predictor: MaskRCNNPredictor, moments: Sequence[clips.Moment]) -> Iterator[list[Given]]:
    """What the model finds."""
    for moment in moments:
        [found] = predictor.predict([moment.pixels], 0.1)
        yield [Given(one.parts, one.score, one.category) for one in found]


def figures(
    step: Callable[[clips.Pixels, Sequence[Given]], list[int]],
    moments: Sequence[clips.Moment],
    detections: Sequence[Sequence[Given]],
) -> Figures:
    """Count over a clip."""
    last: dict[int, int] = {}
    switches, matched, there, seen = 0, 0, 0, set()
    for moment, given in zip(moments, detections, strict=True):
        height, width = moment.pixels.shape[:2]
        numbers = step(moment.pixels, given)
        masks = [(local_mask(one.parts, width, height), number) for one, number in zip(given, numbers, strict=True)
                 if number]  # fmt: skip
        for k, truth in enumerate(moment.masks):
            there += bool(truth.any())
            overlap, number = max(((iou(mask, LocalMask(0, 0, truth)), number) for mask, number in masks),
                                  default=(0.0, 0))  # fmt: skip
            if truth.any() and overlap >= MATCHES:
                matched += 1
                switches += last.get(k, number) != number
                last[k] = number
                seen.add(number)
    return Figures(switches, matched / max(there, 1), len(seen))


def main(arguments: list[str]) -> None:
    """Print the table."""
    chosen = clips.asked(__doc__, SCENES, arguments)
    width, height = chosen.width, chosen.height
    predictor = load_predictor(chosen.model, "cpu")
    table = Table("scene", "detections", "found", "switches: overlap, ours", "numbers given: overlap, ours, there are",
                  title=f"Identity switches of the linker, {FRAMES} frames")  # fmt: skip
    for scene in chosen.scenes:
        moments = list(clips.moments(clips.SCENES[scene], width, height, FRAMES))
        for source, detections in (("exact", list(exact(moments))), ("model", list(by_model(predictor, moments)))):
            theirs = figures(ByOverlap().step, moments, detections)
            ours = figures(VideoLinker(predictor).step, moments, detections)
            table.add_row(scene, source, f"{ours.found:.0%}", f"{theirs.switches}, {ours.switches}",
                          f"{theirs.numbers}, {ours.numbers}, {len(moments[0].masks)}")  # fmt: skip
    Console(width=120).print(table)
