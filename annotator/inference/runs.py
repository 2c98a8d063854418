"""Jobs that go through the frames of a video one after the other, while the worker remembers those before."""

from __future__ import annotations

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
    """A job of the lane, one question to the worker for each frame. It ends with the first frame that fails."""

    model: Model
    frames: Sequence[tuple[Key, Source]]
    """In the order in which they are gone through."""
    on_step: Callable[[Key, Answer], object] = lambda key, answer: None
    on_end: Callable[[AnnotatorError | None], object] = lambda error: None
    """Once, with the error that ended it before its last frame."""
    done: int = 0
    device: str = ""
    """Where the model runs; empty until it is loaded."""
    cancelled: bool = False

    @abstractmethod
    def _begin(self, process: WorkerProcess, number: int) -> str:
        """Have the worker remember the run under a number; the device."""

    @abstractmethod
    def _ask(self, process: WorkerProcess, number: int, key: Key, source: Source) -> Answer: ...

    def cancel(self) -> None:
        """End after the frame that is under way; that one's result is dropped."""
        self.cancelled = True

    def steps(self, process: WorkerProcess) -> Generator[None]:
        """The job, one question to the worker at a time."""
        number = next(_numbers)
        error: AnnotatorError | None = None
        try:
            self.device = self._begin(process, number)
            for key, source in self.frames:
                yield
                if self.cancelled:
                    break
                answer = self._ask(process, number, key, source)
                if self.cancelled:
                    break
                self.done += 1
                self.on_step(key, answer)
        except AnnotatorError as failed:
            error = failed
        if not isinstance(error, WorkerDied):
            with suppress(AnnotatorError):
                process.ask(worker.end_run, number)
        self.on_end(None if self.cancelled else error)
