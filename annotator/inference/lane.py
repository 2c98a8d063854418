"""The inference lane: pictures wait here for the one worker process. Free of torch, as the window has to be.

    lane = InferenceLane()
    lane.go(Predicting(model=Model("starter-nuclei"), frames=[(key, source), ...], score=0.05, on_step=..., on_end=...))

A run can be cancelled between any two of its frames. What a person waits for (`call`) goes before the next frame of a
run, and a run that a person looks on at before the next frame of one that is patient.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

from annotator.core.errors import AnnotatorError
from annotator.inference.process import WorkerProcess
from annotator.inference.runs import Answer, Key, Run
from annotator.inference.worker import Model

__all__ = ["InferenceLane", "Model"]

P = ParamSpec("P")
T = TypeVar("T")


class InferenceLane:
    """The queue before the worker process. Callbacks run on its own thread: a window passes them on by signal."""

    def __init__(self) -> None:
        self._process = WorkerProcess()
        self._calls: deque[Callable[[], None]] = deque()
        self._runs: deque[tuple[Run[Any, Any], Generator[None]]] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="inference lane", daemon=True)
        self._thread.start()

    def go(self, run: Run[Any, Any]) -> None:
        """Queue a run: behind all others if it is patient, or else before those that are, between two frames."""
        with self._changed:
            before = sum(run.patient or not other.patient for other, _ in self._runs)
            self._runs.insert(before, (run, run.steps(self._process)))
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
        """Run a function of `worker` before the next frame of any run; the future has its value or AnnotatorError."""
        future: Future[T] = Future()
        with self._changed:
            self._calls.append(lambda: _answer(future, self._process, function, *args, **kwargs))
            self._changed.notify()
        return future

    def close(self) -> None:
        """End the worker, whatever it is doing; no callback comes after the one that may be running."""
        with self._changed:
            self._closed = True
            for run, _ in self._runs:
                run.cancel()
            self._changed.notify()
        self._process.end()
        self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._calls or self._runs or self._closed)
                if self._closed:
                    return
                call = self._calls.popleft() if self._calls else None
                first = next((one for one in self._runs if one[0].cancelled), self._runs[0]) if self._runs else None
            if call is not None:
                call()
            elif first and next(first[1], "over") == "over":
                with self._changed:
                    self._runs.remove(first)


def _answer(
    future: Future[T], process: WorkerProcess, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(process.ask(function, *args, **kwargs))
    except AnnotatorError as error:
        future.set_exception(error)
