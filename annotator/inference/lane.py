"""The inference lane: pictures wait here for the one worker process. Free of torch, as the window has to be.

    lane = InferenceLane()
    job = lane.predict(Model("starter-nuclei"), [(key, source), ...], 0.05, on_done=..., on_error=..., on_end=...)

A job is a list of frames, one model pass each, and can be cancelled between any two. A worker that dies takes its one
frame with it and nothing else. What a person waits for (`call`) goes before the next frame of a job, and what a person
looks on at (`go`) before the next frame of a list.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Generic, ParamSpec, TypeVar

from annotator.core.errors import AnnotatorError
from annotator.core.frames import Source
from annotator.inference import worker
from annotator.inference.detections import Found
from annotator.inference.process import WorkerProcess
from annotator.inference.runs import Answer, Run
from annotator.inference.worker import Model

__all__ = ["InferenceLane", "Job", "Model", "Outcome"]

Key = TypeVar("Key")
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True, eq=False, kw_only=True)
class Job(Generic[Key]):
    """One call of `predict`: how far it is, and the way to end it."""

    model: Model
    frames: Sequence[tuple[Key, Source | Path]]
    score: float
    on_done: Callable[[Key, Found], None]
    on_error: Callable[[Key, AnnotatorError], None]
    on_end: Callable[[AnnotatorError | None], None]
    done: int = 0
    """Frames that are through, the failed ones too."""
    device: str = ""
    """Where the model runs; empty until it is loaded."""
    cancelled: bool = False

    @property
    def total(self) -> int:
        """Frames in the job."""
        return len(self.frames)

    def cancel(self) -> None:
        """End after the frame that is under way; that one's result is dropped."""
        self.cancelled = True

    def steps(self, process: WorkerProcess) -> Generator[None]:
        """The job, one question to the worker at a time."""
        try:
            self.device = process.ask(worker.load, self.model)
        except AnnotatorError as error:
            self.on_end(None if self.cancelled else error)
            return
        for key, source in self.frames:
            yield
            if self.cancelled:
                break
            self._frame(process, key, source)
        self.on_end(None)

    def _frame(self, process: WorkerProcess, key: Key, source: Source | Path) -> None:
        outcome: Found | AnnotatorError
        try:
            outcome = process.ask(worker.predict, self.model, source, self.score)
        except AnnotatorError as error:
            outcome = error
        if self.cancelled:
            return
        self.done += 1
        if isinstance(outcome, Found):
            self.device = outcome.device
            self.on_done(key, outcome)
        else:
            self.on_error(key, outcome)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Key]):
    """What became of one frame: either `found` or `error`."""

    key: Key
    found: Found | None = None
    error: AnnotatorError | None = None


class InferenceLane:
    """The queue before the worker process. Callbacks run on its own thread: a window passes them on by signal."""

    def __init__(self) -> None:
        self._process = WorkerProcess()
        self._calls: deque[Callable[[], None]] = deque()
        self._jobs: deque[tuple[Job[Any] | Run[Any, Any], Generator[None]]] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="inference lane", daemon=True)
        self._thread.start()

    def predict(
        self,
        model: Model,
        frames: Sequence[tuple[Key, Source | Path]],
        score: float,
        *,
        on_done: Callable[[Key, Found], None],
        on_error: Callable[[Key, AnnotatorError], None],
        on_end: Callable[[AnnotatorError | None], None],
    ) -> Job[Key]:
        """Queue a job. Each frame ends in one `on_done` or `on_error`, the job in one `on_end`, with the error where
        the model could not be loaded at all."""
        job = Job(model=model, frames=frames, score=score, on_done=on_done, on_error=on_error, on_end=on_end)
        with self._changed:
            self._jobs.append((job, job.steps(self._process)))
            self._changed.notify()
        return job

    def each(self, model: Model, frames: Sequence[tuple[Key, Source | Path]], score: float) -> Iterator[Outcome[Key]]:
        """The outcomes of a job as they come, in the caller's thread; leaving the loop cancels the rest."""
        outcomes: SimpleQueue[Outcome[Key] | AnnotatorError | None] = SimpleQueue()
        job = self.predict(
            model,
            frames,
            score,
            on_done=lambda key, found: outcomes.put(Outcome(key, found=found)),
            on_error=lambda key, error: outcomes.put(Outcome(key, error=error)),
            on_end=outcomes.put,
        )
        try:
            while isinstance(outcome := outcomes.get(), Outcome):
                yield outcome
            if outcome is not None:
                raise outcome
        finally:
            job.cancel()

    def go(self, run: Run[Any, Any]) -> None:
        """Queue a job that a person looks on at: it goes before all but its like, between two frames of the others."""
        with self._changed:
            like = sum(isinstance(job, Run) for job, _ in self._jobs)
            self._jobs.insert(like, (run, run.steps(self._process)))
            self._changed.notify()

    def through(self, run: Run[Key, Answer]) -> Iterator[tuple[Key, Answer]]:
        """The answers of a run as they come, in the caller's thread; leaving the loop cancels the rest."""
        answers: SimpleQueue[tuple[Key, Answer] | AnnotatorError | None] = SimpleQueue()
        run.on_step, run.on_end = lambda key, answer: answers.put((key, answer)), answers.put
        self.go(run)
        try:
            while isinstance(answer := answers.get(), tuple):
                yield answer
            if answer is not None:
                raise answer
        finally:
            run.cancel()

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a function of `worker` before the next frame of any job; the future has its value or AnnotatorError."""
        future: Future[T] = Future()
        with self._changed:
            self._calls.append(lambda: _answer(future, self._process, function, *args, **kwargs))
            self._changed.notify()
        return future

    def close(self) -> None:
        """End the worker, whatever it is doing; no callback comes after the one that may be running."""
        with self._changed:
            self._closed = True
            for job, _ in self._jobs:
                job.cancel()
            self._changed.notify()
        self._process.end()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._calls or self._jobs or self._closed)
                if self._closed:
                    return
                call = self._calls.popleft() if self._calls else None
                job = self._jobs[0] if self._jobs else None
            if call is not None:
                call()
            elif job and next(job[1], "over") == "over":
                with self._changed:
                    self._jobs.remove(job)


def _answer(
    future: Future[T], process: WorkerProcess, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(process.ask(function, *args, **kwargs))
    except AnnotatorError as error:
        future.set_exception(error)
