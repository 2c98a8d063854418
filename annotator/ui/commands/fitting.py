"""Simplify and smooth live: a slider over the picture, what it makes of the selection, and one edit when it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from annotator.core.annotations import Instance, State, changed
from annotator.core.fitting import Fitted, Operation, fitted
from annotator.core.operations import counted
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.lanes import Job, Lane
from annotator.ui.state.deeds import done
from annotator.ui.state.document import Document


def _worked_out(operation: Operation, instances: Sequence[Instance], tolerance_px: float, size: tuple[int, int],
                job: Job) -> Fitted:  # fmt: skip
    """Stops between two instances when the job is cancelled."""
    found = Fitted({})
    for number, so_far in enumerate(fitted(operation, instances, tolerance_px, size), 1):
        found = so_far
        if job.cancelled:
            break
        if number % 50 == 0:
            job.progress(number, len(instances))
    return found


class Fitting(QObject):
    """One trial at a time. What it shows is on the canvas only, until it is kept."""

    begun = Signal(object, float)  # the Operation, its tolerance
    found = Signal(object)  # the Fitted of the tolerance asked for last
    progressed = Signal(int, int)  # instances, of how many
    ended = Signal()

    def __init__(self, document: Document, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._document, self._canvas = document, canvas
        self._lane = Lane(1, self)
        self._operation: Operation | None = None
        self._tolerances: dict[str, float] = {}
        self._instances: tuple[Instance, ...] = ()
        self._job: Job | None = None
        self._fitted: Fitted | None = None
        self._keeps = False
        document.selection_changed.connect(lambda _: self._again())
        document.edited.connect(lambda _: self.leave())
        document.frame_changed.connect(lambda _: self.leave())
        canvas.gesture_begins.connect(self.leave)

    @property
    def active(self) -> bool:
        """Whether something is being tried."""
        return self._operation is not None

    @property
    def settled(self) -> bool:
        """Whether what is shown is what was asked for last."""
        return self._fitted is not None

    def begin(self, operation: Operation) -> None:
        """Try it on the selection, with the tolerance that was tried last."""
        self.leave()
        self._operation = operation
        self._again()

    def _again(self) -> None:
        if self._operation is None:
            return
        these = (self._document.visible[id] for id in sorted(self._document.selection))
        self._instances = tuple(one for one in these if one.parts and not one.locked and one.state != State.REJECTED)
        if not self._instances:
            self.leave()
            return
        tolerance = self._tolerances.get(self._operation.verb, self._operation.usual_px)
        self.begun.emit(self._operation, tolerance)
        self.try_out(tolerance)

    def try_out(self, tolerance_px: float) -> None:
        """Work this out in the background; what was asked for before is of no interest any more."""
        operation, these, frame = self._operation, self._instances, self._document.frame
        if operation is None or frame is None:
            return
        self._tolerances[operation.verb] = tolerance_px
        self._drop_job()
        self._job = self._lane.start(
            "",
            lambda job: _worked_out(operation, these, tolerance_px, frame.size, job),
            self._show,
            lambda why: self._document.said.emit("error", why),
        )
        self._job.progressed.connect(lambda done, of, _: self.progressed.emit(done, of))

    def _drop_job(self) -> None:
        if self._job is not None:
            self._job.cancel()
        self._job, self._fitted, self._keeps = None, None, False

    def _show(self, found: Fitted) -> None:
        self._job, self._fitted = None, found
        tried = {one.id: replace(one, parts=found.parts[one.id]) for one in self._instances if one.id in found.parts}
        self._canvas.try_out(tried)
        self.found.emit(found)
        if self._keeps:
            self.keep()

    def keep(self) -> None:
        """Make it the one edit that it is; at once, or as soon as it has been worked out."""
        operation, found, frame = self._operation, self._fitted, self._document.frame
        if operation is None or frame is None:
            return
        if found is None:
            self._keeps = True
            return
        pairs = [(one, one.reshaped(found.parts[one.id])) for one in self._instances if one.id in found.parts]
        text = f"{operation.verb} {counted(len(pairs))}"
        self.leave()
        if pairs and self._document.apply(changed(text, frame.key, *pairs)):
            self._document.said.emit("info", f"{done(text)}: {found.before:,} corners are now {found.after:,}.")

    def leave(self) -> None:
        """Everything as it was."""
        if self._operation is None:
            return
        self._operation = None
        self._drop_job()
        self._canvas.try_out({})
        self.ended.emit()

    def stop(self) -> None:
        """Wait for what is being worked out."""
        self.leave()
        self._lane.stop()
