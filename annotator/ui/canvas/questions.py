"""What a gesture asks for is done beside the GUI thread, one thing at a time; the newest question is the one that
counts."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from annotator.ui.canvas.gestures import Work
from annotator.ui.lanes import Job, Lane


class Questions(QObject):
    """`on_answer` and `on_error` are called in the GUI thread, and only for the question asked last."""

    def __init__(
        self, on_answer: Callable[[object], object], on_error: Callable[[str], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._lane = Lane(1, self)
        self._on_answer, self._on_error = on_answer, on_error
        self._job: Job | None = None

    def ask(self, work: Work | None) -> None:
        """Begin this work as soon as what is running is over; with None, only forget what was asked before."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if work is not None:
            self._job = self._lane.start("", lambda _: work(), self._answer, self._fail)

    def stop(self) -> None:
        """Wait for what is running and begin nothing else."""
        self.ask(None)
        self._lane.stop()

    def _answer(self, answer: object) -> None:
        self._job = None
        self._on_answer(answer)

    def _fail(self, why: str) -> None:
        self._job = None
        self._on_error(why)
