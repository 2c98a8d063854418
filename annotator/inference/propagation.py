"""Outlines carried over the frames of a video: the protocol, and a run of it in the worker. Free of torch.

`flow_propagation` has the plainest way to do it, `model_propagation` the one that people use; a video model comes
behind the same protocol.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from annotator.core.annotations import Part
from annotator.core.frames import Source
from annotator.core.motion import Pixels
from annotator.inference import worker
from annotator.inference.runs import Key, Run

if TYPE_CHECKING:
    from annotator.inference.process import WorkerProcess
Parts = tuple[Part, ...]

LOST = 0.35
"""Below this confidence an object counts as lost."""


class Step(NamedTuple):
    """An object on the next frame."""

    parts: Parts
    """Empty where it is lost."""
    confidence: float
    """0..1."""
    why: str = ""
    """Why it is lost: the end of a sentence, as in "it has left the picture"."""


class Propagator(Protocol):
    """A way to follow objects from frame to frame, in either direction."""

    def begin(self, pixels: Pixels, outlines: Sequence[Parts]) -> None:
        """The objects as a person confirmed them on a frame (uint8 RGB)."""
        ...

    def step(self, pixels: Pixels) -> list[Step]:
        """The objects on the next frame, of the same size, in the order of `begin`. What is lost stays lost."""
        ...


@dataclass(slots=True, eq=False, kw_only=True)
class Following(Run[Key, "list[Step]"]):
    """Objects followed from one frame through others, in the order in which they are given."""

    start: Source
    outlines: Sequence[Parts]

    def _begin(self, process: WorkerProcess, number: int) -> str:
        return process.ask(worker.begin_following, self.model, number, self.start, self.outlines)

    def _ask(self, process: WorkerProcess, number: int, key: Key, source: Source) -> list[Step]:
        return process.ask(worker.follow, number, source)
