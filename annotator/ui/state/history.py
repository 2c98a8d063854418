"""Back and forth through the edits of the frame that is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from annotator.core.annotations import Edit
from annotator.core.errors import AnnotatorError
from annotator.core.history import net
from annotator.storage import Project
from annotator.ui.state.backlog import Backlog

if TYPE_CHECKING:
    from annotator.ui.state.document import Document

LARGE_STEP = 200  # frames


class History:
    """Of a document. `changeable` is its project as soon as nothing waits for the disk; `show` shows what was done."""

    def __init__(
        self, document: Document, backlog: Backlog, changeable: Callable[[], Project], show: Callable[..., None]
    ) -> None:
        self._document, self._backlog = document, backlog
        self._changeable, self._show = changeable, show

    def undo(self) -> None:
        """Take back the frame's last edit, however long ago it was made."""
        frame = self._document.frame
        if frame is not None and (waiting := self._backlog.take_back(frame.key)):
            self._show(waiting.inverse())
        elif self._is_large(back=True):
            self._document.large_step_wanted.emit(True)
        else:
            self._step(back=True)

    def redo(self) -> None:
        """Make the edit again that was undone last on this frame."""
        if self._is_large(back=False):
            self._document.large_step_wanted.emit(False)
        else:
            self._step(back=False)

    def travel_to(self, done: int) -> None:
        """Go to where this many of the frame's edits hold, forwards or backwards, as one step."""
        document = self._document
        if document.frame is None or document.project is None:
            return
        key = document.frame.key
        if (far := document.project.reach_to(key, done)) > LARGE_STEP:
            self._say(f"A step on the way there changed {far:,} frames: undo or redo it by itself first.")
            return
        if applied := self._applied(lambda project: project.travel(key, done)):
            self._show(*net(applied))
            steps = "1 step" if len(applied) == 1 else f"{len(applied)} steps"
            self._say(f"Went {steps} through the history of this frame.")

    def _is_large(self, back: bool) -> bool:
        """Whether the next step changes so many frames that it is made beside the GUI thread."""
        document = self._document
        if document.frame is None or document.project is None:
            return False
        return document.project.reach(document.frame.key, back=back) > LARGE_STEP

    def _step(self, back: bool) -> None:
        document = self._document
        if document.frame is None or document.project is None:
            return
        key = document.frame.key
        applied = self._applied(lambda project: project.undo(key) if back else project.redo(key))
        if applied is None:
            return
        if not applied:
            self._say("There is nothing left to undo on this frame." if back else "There is nothing to redo here.")
            return
        self._show(*applied)
        if document.project.categories().keys() != document.categories.attributes.keys():
            document.categories.read()  # a merge was undone, or done again
        here = next(edit for edit in applied if edit.frame == key)
        document.set_hidden(document.showing.hidden - here.after.keys())
        document.select(here.after.keys() & document.visible.keys())
        elsewhere = f", on {len(applied)} frames" if len(applied) > 1 else ""
        self._say(f"{'Undone' if back else 'Done again'}: {here.text}{elsewhere}")

    def _applied(self, step: Callable[[Project], tuple[Edit, ...]]) -> tuple[Edit, ...] | None:
        """What a step through the history has done; None where it could not be made, which is said."""
        try:
            return step(self._changeable())
        except AnnotatorError as error:
            self._document.said.emit("error", str(error))
            return None

    def _say(self, sentence: str) -> None:
        self._document.said.emit("info", sentence)
