"""The worker process that models run in, restarted when it dies. Free of torch: only the worker itself loads it."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from typing import ParamSpec, TypeVar

from annotator.core.errors import AnnotatorError, PredictionFailed, WorkerDied
from annotator.inference import worker

P = ParamSpec("P")
T = TypeVar("T")

_log = logging.getLogger(__name__)


class WorkerProcess:
    """One process; `ask` runs a function of `worker` in it and waits. Only one thread may ask."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._pid: int | None = None
        self._ended = False

    def ask(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The function's value; WorkerDied when the process ended over it or could not be started, PredictionFailed for
        foreign errors."""
        try:
            future = self._submit(function, *args, **kwargs)
            error = future.exception()
        except BrokenProcessPool as broken:
            error = broken
        except OSError as refused:  # by the system, which has no process, memory or file handle to give
            self._forget()
            raise WorkerDied(
                f"The process that runs the model could not be started: {refused.strerror}. Close what else is running "
                "and try again."
            ) from refused
        if error is None:
            return future.result()
        if isinstance(error, BrokenProcessPool):
            self._forget()
            raise WorkerDied("The process that runs the model died over this frame and was started anew.") from error
        if isinstance(error, AnnotatorError):
            raise error
        _log.error("the worker failed", exc_info=error)
        raise PredictionFailed(f"The model failed: {error}") from error

    def end(self) -> None:
        """End the process at once, whatever it is doing, and start no other; any thread may call this."""
        self._ended = True
        self._kill()

    def _kill(self) -> None:
        if self._pid is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.kill(self._pid, signal.SIGTERM)

    def _submit(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        if self._pool is not None:
            with suppress(BrokenProcessPool):  # it died while nothing was asked of it: no frame is to blame
                return self._pool.submit(function, *args, **kwargs)
        self._start()
        assert self._pool is not None
        return self._pool.submit(function, *args, **kwargs)

    def _start(self) -> None:
        self._forget()
        self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), worker.prepare)
        self._pid = self._pool.submit(os.getpid).result()
        if self._ended:
            self._kill()

    def _forget(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = self._pid = None
