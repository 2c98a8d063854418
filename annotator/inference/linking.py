"""Linking in the worker: what was found on the frames of a video is shown to it in order. Free of torch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from annotator.core.frames import Source
from annotator.inference import worker
from annotator.inference.propagation import Parts
from annotator.inference.runs import Key, Run

if TYPE_CHECKING:
    from annotator.inference.process import WorkerProcess


class Given(NamedTuple):
    """Something that is on a frame."""

    parts: Parts
    score: float
    """0..1; 1 for what a person said."""
    category: int
    track: int = 0
    """Where it is in one already."""


@dataclass(slots=True, eq=False, kw_only=True)
class Linking(Run[Key, "list[int]"]):
    """The answer for each frame is the object that each of the given is of, from 1; 0 for none."""

    given: Callable[[Key], Sequence[Given]]
    """What is on a frame; asked in the lane's thread."""

    def _begin(self, process: WorkerProcess, number: int) -> str:
        return process.ask(worker.begin_linking, self.model, number)

    def _ask(self, process: WorkerProcess, number: int, key: Key, source: Source) -> list[int]:
        return process.ask(worker.link, number, source, self.given(key))
