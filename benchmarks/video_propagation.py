"""How well is an outline carried over 30 frames, against flow alone and against copying it?

    python -m benchmarks.video propagation [--size 640x360] [--model starter-people] [--scenes rigid scale ...]

Mean IoU with the exact masks over 30 frames, three runs a scene: from its first frame, from its 16th, and backwards
from its last; the outline on the first frame of each run is exact, as a person would have it.
"""

import statistics
import time
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from annotator.core import setops
from annotator.core.annotations import Part
from annotator.core.motion import Pixels
from annotator.core.raster import LocalMask, iou, local_mask, local_parts
from annotator.inference.flow_propagation import FlowPropagator
from annotator.inference.predictor import load_predictor
from annotator.inference.propagation import Propagator, Step
from benchmarks import clips

FRAMES = 60
STEPS = 30
BARS = {"rigid": 0.85, "scale": 0.85, "occlusion": 0.75}
SCENES = (*BARS, "bending", "camera", "crossing")


class CopyPropagator:
    """Everything stays where it was."""

    def begin(self, pixels: Pixels, outlines: Sequence[tuple[Part, ...]]) -> None:
        """Remember the outlines."""
        self._outlines = outlines

    def step(self, pixels: Pixels) -> list[Step]:
        """The same again."""
        return [Step(one, 1.0) for one in self._outlines]


class Quality(NamedTuple):
    """Of a scene."""

    mean: float
    worst: float
    """On the worst frame of the worst object."""
    ms: float
    """Processor time of a step."""


def truth_of(moment: clips.Moment) -> list[tuple[Part, ...]]:
    """The exact outlines of what can be seen."""
    return [local_parts(setops.trimmed(LocalMask(0, 0, mask))) for mask in moment.masks]


def overlap(parts: tuple[Part, ...], moment: clips.Moment, number: int) -> float:
    """IoU of an outline with an object's exact mask."""
    height, width = moment.pixels.shape[:2]
    return iou(local_mask(parts, width, height), LocalMask(0, 0, moment.masks[number]))


def runs_of(moments: Sequence[clips.Moment]) -> Iterator[Sequence[clips.Moment]]:
    """The three runs of a scene."""
    yield moments[: STEPS + 1]
    yield moments[15 : 15 + STEPS + 1]
    yield moments[: -STEPS - 2 : -1]


def quality(propagator: Propagator, moments: Sequence[clips.Moment]) -> Quality:
    """Over the three runs of a scene; a frame on which nothing of an object can be seen does not count."""
    found, steps, start = [], 0, time.process_time()
    for run in runs_of(moments):
        propagator.begin(run[0].pixels, truth_of(run[0]))
        for moment in run[1:]:
            steps += 1
            found += [overlap(step.parts, moment, number) for number, step in enumerate(propagator.step(moment.pixels))
                      if moment.masks[number].any()]  # fmt: skip
    return Quality(statistics.mean(found), min(found), (time.process_time() - start) / steps * 1000)


def main(arguments: list[str]) -> None:
    """Print the table."""
    chosen = clips.asked(__doc__, SCENES, arguments)
    width, height = chosen.width, chosen.height
    ours = load_predictor(chosen.model, "cpu").propagator()
    table = Table("scene", "copying", "flow alone", "ours", "to flow", "bar", "worst frame: flow, ours", "ms a step",
                  title=f"Propagation over {STEPS} frames, mean IoU, {chosen.size}, {chosen.model}")  # fmt: skip
    for scene in chosen.scenes:
        moments = list(clips.moments(clips.SCENES[scene], width, height, FRAMES))
        copied, flow, us = (quality(one, moments) for one in (CopyPropagator(), FlowPropagator(), ours))
        held = us.mean >= BARS.get(scene, 0) and us.mean > max(copied.mean, flow.mean)
        bar = f">= {BARS[scene]} {'held' if held else 'MISSED'}" if scene in BARS else ""
        table.add_row(scene, f"{copied.mean:.3f}", f"{flow.mean:.3f}", f"{us.mean:.3f}", f"{us.mean / flow.mean:.2f}x",
                      bar, f"{flow.worst:.2f}, {us.worst:.2f}", f"{us.ms:.0f}")  # fmt: skip
    Console(width=140).print(table)
