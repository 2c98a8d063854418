"""Background work: a lane is a queue with a few threads, a job is one piece of work in it.

Work runs outside the GUI thread and gets its job to report progress and to see whether it was cancelled; what it
returns or raises comes back as a signal in the GUI thread.
"""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from annotator import paths
from annotator.core.errors import AnnotatorError

T = TypeVar("T")

_log = logging.getLogger(__name__)


class Job(QObject):
    """One piece of background work, as the person sees it."""

    progressed = Signal(int, int, str)
    """Units done, units in all (0: not known), and what is being worked on."""
    done = Signal(object)
    """What the work returned; not emitted once cancelled."""
    dropped = Signal(object)
    """What the work returned although it was cancelled meanwhile, for who must close it or take it away."""
    failed = Signal(str)
    """The sentence to show."""
    ended = Signal()
    """After any of the above, and after a cancelled job has stopped."""

    def __init__(self, title: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.cancelled = False

    def cancel(self) -> None:
        """Ask the work to stop; it does between two units."""
        self.cancelled = True

    def progress(self, done: int, of: int, text: str = "") -> None:
        """Called by the work, from any thread."""
        self.progressed.emit(done, of, text)


def sentence_of(error: BaseException) -> str:
    """What a person is told of an error; the trace goes to the log."""
    if isinstance(error, AnnotatorError):
        _log.info("%s", error, exc_info=error)
        return str(error)
    _log.error("unexpected error", exc_info=error)
    what = f"Something went wrong that should not have: {error or type(error).__name__}."
    return f"{what} The log file {paths.log_file()} has the details."


class Lane(QObject):
    """A queue of background work with a few threads of its own."""

    _settled = Signal(object, object)
    started = Signal(object)
    """A job that the person should see."""

    def __init__(self, threads: int = 1, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(threads)
        self._jobs: dict[Job, Future[Any]] = {}
        self._stopped = False
        # queued also where the work has ended before `start` returns, so that its caller always knows the job first
        self._settled.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        title: str,
        work: Callable[[Job], T],
        on_done: Callable[[T], object],
        on_error: Callable[[str], object],
    ) -> Job:
        """Queue some work, which is left out if it is cancelled before its turn, or the lane has stopped. `on_done` and
        `on_error` are called in the GUI thread; nobody sees a job without a title."""
        job = Job(title, self)
        job.done.connect(on_done)
        job.failed.connect(on_error)
        if title:
            self.started.emit(job)
        self._jobs[job] = begun = self._begun(job, work)
        begun.add_done_callback(lambda future: self._settled.emit(job, future))
        return job

    def _begun(self, job: Job, work: Callable[[Job], T]) -> "Future[T]":
        def run() -> T:
            if job.cancelled:
                raise CancelledError
            return work(job)

        if not self._stopped:
            return self._pool.submit(run)
        job.cancel()
        never: Future[T] = Future()
        never.cancel()
        return never

    def _deliver(self, job: Job, future: "Future[object]") -> None:
        if self._jobs.pop(job, None) is None:  # it was when the lane stopped
            return
        error = CancelledError() if future.cancelled() else future.exception()
        if error is None:
            (job.dropped if job.cancelled else job.done).emit(future.result())
        elif not job.cancelled:
            job.failed.emit(sentence_of(error))
        job.ended.emit()
        job.deleteLater()

    def stop(self) -> None:
        """Cancel everything and wait for the unit of work that is running; all jobs have ended then."""
        self._stopped = True
        for job in self._jobs:
            job.cancel()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for job, future in list(self._jobs.items()):
            self._deliver(job, future)
