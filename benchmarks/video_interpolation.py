"""How well do outlines follow between keyframes, against linear interpolation of vertices, and how quickly?

    python -m benchmarks.video interpolation [--size 640x360]

Keyframes with 10 frames between them; each is simplified as a person's outline would be. The reference is what tools
with polygon tracks do: both outlines resampled to as many points along their lengths, point by point on straight lines.
`star` is no clip but a star with a hole that turns and grows: of which point goes where, the ends of its arms say more
than its topmost corner. Then the wait after an edit in the middle of 100 interpolated frames at 1080p, which makes a
keyframe: until it is in the project and the frames beside it follow (what a person waits for), and until all 100 do; by
the clock, and in brackets what the processor worked, which says more where other programs are busy.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from annotator.core.annotations import Instance, Part, Presence, added, ring
from annotator.core.interpolation import Between
from annotator.core.raster import outline, parts_mask
from annotator.storage import NewFrame, Project
from benchmarks import clips
from benchmarks.video_propagation import FRAMES, overlap, truth_of

APART = 11
BAR, BAR_MS = 0.90, 50
STAR = "star"
SCENES = ("rigid", "scale", "camera", "bending", STAR)
POINTS = 128
LONG_GAP = 100


def along(one: NDArray[np.float32], count: int) -> NDArray[np.float64]:
    """So many points along a ring, evenly from its topmost corner on."""
    turned = np.roll(one, -int(one[:, 1].argmin()), axis=0)
    closed = np.concatenate([turned, turned[:1]])
    way = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(closed, axis=0), axis=1))])
    at = np.linspace(0, way[-1], count, endpoint=False)
    return np.stack([np.interp(at, way, closed[:, axis]) for axis in (0, 1)], axis=1)


def by_vertices(before: Sequence[Part], after: Sequence[Part], share: float) -> tuple[Part, ...]:
    """Point by point, the largest ring only."""
    one, other = (along(max((part.outer for part in parts), key=len), POINTS) for parts in (before, after))
    return (Part(ring((1 - share) * one + share * other)),)


def figures(scene: str, width: int, height: int) -> tuple[list[float], list[float]]:
    """IoU of every frame between keyframes: by vertices, ours."""
    moments = stars(width, height) if scene == STAR else list(
        clips.moments(clips.SCENES[scene], width, height, FRAMES)
    )  # fmt: skip
    outlines = [tuple(outline(part, 0.5) for part in truth_of(one)[0]) for one in moments]
    theirs, ours = [], []
    for first, last in pairwise(range(0, FRAMES, APART)):
        between = Between(outlines[first], outlines[last], width, height)
        for place in range(first + 1, last):
            share = (place - first) / APART
            theirs.append(overlap(by_vertices(outlines[first], outlines[last], share), moments[place], 0))
            ours.append(overlap(between.at(share), moments[place], 0))
    return theirs, ours


def stars(width: int, height: int) -> list[clips.Moment]:
    """A star with a hole, turning by 80 degrees and growing by half."""
    moments = []
    for number in range(FRAMES):
        t = number / (FRAMES - 1)
        turn = np.linspace(0, 2 * np.pi, 200, endpoint=False)
        reach = height * (0.2 + 0.1 * t) * (1 + 0.35 * np.sin(5 * turn))
        at = width * (0.3 + 0.4 * t), height / 2
        angle = turn + np.radians(80) * t
        points = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        parts = (Part(ring(points * reach[:, None] + at), (ring(points[::-2] * reach.min() / 2 + at),)),)
        mask = parts_mask(parts, width, height)
        moments.append(clips.Moment(np.zeros((height, width, 3), np.uint8), mask[None]))
    return moments


def blob(x: float, y: float, radius: float) -> tuple[Part, ...]:
    """A round thing of 200 corners with a hole."""
    turn = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    points = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    uneven = 1 + 0.15 * np.sin(5 * turn)[:, None]
    return (Part(ring(points * radius * uneven + (x, y)), (ring(points[::-4] * radius / 3 + (x, y)),)),)


class Wait(NamedTuple):
    """Milliseconds by the clock, and of the processor's work."""

    clock: float
    work: float

    def __str__(self) -> str:
        return f"{self.clock:.0f} ({self.work:.0f})"


def waits(radius: float, repeats: int = 5) -> tuple[Wait, Wait, Wait]:
    """Of the edit stored and both neighbours; of all frames; of vertices alone. Medians."""
    near, every, theirs = [], [], []
    for _ in range(repeats):
        with tempfile.TemporaryDirectory() as folder, Project.create(Path(folder) / "it.annotator") as project:
            root = project.add_root(Path(folder))
            keys = project.add_frames(NewFrame(root, "a.mp4", 1920, 1080, index) for index in range(LONG_GAP + 2))
            category = project.new_category("object").id
            track = project.new_track(project.frame(keys[0]), category).id
            ends = blob(600, 540, radius), blob(1200, 540, 1.3 * radius)
            drawn = [Instance(id=number, category=category, parts=parts, presence=Presence(track=track))
                     for number, parts in enumerate([*ends, blob(950, 540, 1.1 * radius)], 1)]  # fmt: skip
            project.commit(added("Draw", keys[0], drawn[0]))
            project.commit(added("Draw", keys[-1], drawn[1]))
            frames = [project.frame(one) for one in keys]
            project.interpolated(frames[50])
            start = now()
            project.commit(added("Draw", keys[50], drawn[2]))
            for place in (49, 51):
                project.interpolated(frames[place])
            near.append(since(start))
            for frame in frames:
                project.interpolated(frame)
            every.append(since(start))
            start = now()
            for place in range(1, LONG_GAP + 1):
                by_vertices(*ends, place / LONG_GAP)
            theirs.append(since(start))
    return _median(near), _median(every), _median(theirs)


def now() -> Wait:
    """A moment."""
    return Wait(time.perf_counter() * 1000, time.process_time() * 1000)


def since(start: Wait) -> Wait:
    """How long it is ago."""
    end = now()
    return Wait(end.clock - start.clock, end.work - start.work)


def _median(waits: Sequence[Wait]) -> Wait:
    return Wait(*(statistics.median(values) for values in zip(*waits, strict=True)))


def main(arguments: list[str]) -> None:
    """Print both tables."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--size", default="640x360")
    width, height = map(int, asked.parse_args(arguments).size.split("x"))
    table = Table("scene", "vertices, mean IoU", "ours", "ratio", "worst frame: vertices, ours", "bar",
                  title="Interpolation across gaps of 10 frames")  # fmt: skip
    for scene in SCENES:
        theirs, ours = figures(scene, width, height)
        mean, by = statistics.mean(ours), statistics.mean(theirs)
        held = f">= {BAR} {'held' if mean >= BAR else 'MISSED'}"
        table.add_row(
            scene, f"{by:.3f}", f"{mean:.3f}", f"{mean / by:.2f}x", f"{min(theirs):.2f}, {min(ours):.2f}", held
        )
    Console(width=120).print(table)
    table = Table("object", "stored, and the frames beside it follow", "bar", "all 100", "vertices, all 100",
                  title="After an edit in a gap of 100 frames, 1920 x 1080: ms (of work)")  # fmt: skip
    for radius in (60, 150, 400):
        near, every, theirs = waits(radius)
        held = "held" if near.clock <= BAR_MS else "MISSED"
        table.add_row(f"{2 * radius} px wide, with a hole", str(near), f"<= {BAR_MS} {held}", str(every), str(theirs))
    Console(width=120).print(table)
