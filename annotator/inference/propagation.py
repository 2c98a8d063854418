"""Outlines carried over the frames of a video: the protocol, and a run of it in the worker. Free of torch.

`flow_propagation` has the plainest way to do it, `model_propagation` the one that people use; a video model comes
behind the same protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from annotator.core.annotations import Part
from annotator.core.errors import AnnotatorError
from annotator.core.frames import Source
from annotator.core.motion import Pixels
from annotator.inference import worker

if TYPE_CHECKING:
    from annotator.inference.process import WorkerProcess
    from annotator.inference.worker import Model

Key = TypeVar("Key")
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


_numbers = count(1)


@dataclass(slots=True, eq=False, kw_only=True)
class Following(Generic[Key]):
    """A job of the lane: objects followed from one frame through others, one question to the worker for each."""

    model: Model
    start: Source
    outlines: Sequence[Parts]
    frames: Sequence[tuple[Key, Source]]
    """In the order in which they are gone through."""
    on_step: Callable[[Key, list[Step]], None]
    on_end: Callable[[AnnotatorError | None], None]
    """Once, with the error that ended it before its last frame."""
    done: int = 0
    device: str = ""
    cancelled: bool = False

    def cancel(self) -> None:
        """End after the frame that is under way; that one's result is dropped."""
        self.cancelled = True

    def steps(self, process: WorkerProcess) -> Generator[None]:
        """The job, one question to the worker at a time."""
        number, error = next(_numbers), None
        try:
            self.device = process.ask(worker.begin_following, self.model, number, self.start, self.outlines)
            for key, source in self.frames:
                yield
                if self.cancelled:
                    break
                found = process.ask(worker.follow, number, source)
                if self.cancelled:
                    break
                self.done += 1
                self.on_step(key, found)
            process.ask(worker.end_following, number)
        except AnnotatorError as failed:
            error = failed
        self.on_end(None if self.cancelled else error)
