"""Runs of a model over frames, one question to the worker for each. Free of torch."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Generic, TypeVar

from annotator.core.errors import AnnotatorError, WorkerDied
from annotator.core.frames import Source
from annotator.inference import worker

if TYPE_CHECKING:
    from annotator.inference.process import WorkerProcess
    from annotator.inference.worker import Model

Key = TypeVar("Key")
Answer = TypeVar("Answer")

_numbers = count(1)


@dataclass(slots=True, eq=False, kw_only=True)
class Run(ABC, Generic[Key, Answer]):
    """What the lane has the worker do. It ends with the first frame whose question fails."""

    model: Model
    frames: Sequence[tuple[Key, Source]]
    """In the order in which they are gone through."""
    on_step: Callable[[Key, Answer], object] = lambda key, answer: None
    on_end: Callable[[AnnotatorError | None], object] = lambda error: None
    """Once, with the error that ended it before its last frame."""
    patient: bool = False
    """Whether runs that a person looks on at go before its next frame."""
    device: str = ""
    """Where the model runs; empty until it is loaded, and where there is no frame to load it for."""
    loaded_at: float = 0.0
    """When that was, seconds of the monotonic clock."""
    cancelled: bool = False

    @abstractmethod
    def _begin(self, process: WorkerProcess, number: int) -> str:
        """Have the worker ready, which may remember the run under a number; the device."""

    @abstractmethod
    def _ask(self, process: WorkerProcess, number: int, key: Key, source: Source) -> Answer: ...

    def _end(self, process: WorkerProcess, number: int) -> None:
        """Have the worker forget what it remembers of the run."""
        with suppress(AnnotatorError):
            process.ask(worker.end_run, number)

    def cancel(self) -> None:
        """End after the frame that is under way; that one's result is dropped."""
        self.cancelled = True

    def steps(self, process: WorkerProcess) -> Generator[None]:
        """The run, one question to the worker at a time."""
        if self.cancelled or not self.frames:
            self.on_end(None)
            return
        number = next(_numbers)
        error: AnnotatorError | None = None
        try:
            self.device = self._begin(process, number)
            self.loaded_at = time.monotonic()
            for key, source in self.frames:
                yield
                if self.cancelled:
                    break
                answer = self._ask(process, number, key, source)
                if self.cancelled:
                    break
                self.on_step(key, answer)
        except AnnotatorError as failed:
            error = failed
        if not isinstance(error, WorkerDied):
            self._end(process, number)
        self.on_end(None if self.cancelled else error)
