"""Edits that the disk refused: they stay on the screen and are written as soon as there is space."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.core.annotations import Edit
from annotator.core.errors import AnnotatorError, StorageFull
from annotator.core.frames import FrameKey

RETRY_MS = 2000


class Backlog(QObject):
    """Waits for space, then writes the edits in the order in which they were made."""

    changed = Signal(int)
    """How many edits are not on the disk."""
    written = Signal()
    """All that waited is on the disk."""
    refused = Signal(object, str)
    """An Edit that cannot be written any more, whatever space there is, and why."""

    def __init__(self, commit: Callable[[Edit], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._commit = commit
        self._edits: list[Edit] = []
        self._timer = QTimer(self, interval=RETRY_MS)
        self._timer.timeout.connect(self.retry)

    def __len__(self) -> int:
        return len(self._edits)

    def of(self, frame: FrameKey) -> list[Edit]:
        """The frame's unsaved edits, oldest first."""
        return [edit for edit in self._edits if edit.frame == frame]

    def add(self, edit: Edit) -> None:
        """Keep an edit for later."""
        self._edits.append(edit)
        self._timer.start()
        self.changed.emit(len(self._edits))

    def take_back(self, frame: FrameKey) -> Edit | None:
        """Forget the frame's last unsaved edit and return it; None where there is none."""
        places = [place for place, edit in enumerate(self._edits) if edit.frame == frame]
        if not places:
            return None
        edit = self._edits.pop(places[-1])
        self._settle()
        return edit

    def forget(self) -> None:
        """Let go of everything."""
        self._edits.clear()
        self._settle()

    def retry(self) -> bool:
        """Write what waits; whether nothing waits any more."""
        if not self._edits:
            return True
        kept_all = True
        while self._edits:
            try:
                self._commit(self._edits[0])
            except StorageFull:
                return False
            except AnnotatorError as error:
                kept_all = False
                self.refused.emit(self._edits[0], str(error))
            del self._edits[0]
        self._settle()
        if kept_all:
            self.written.emit()
        return True

    def _settle(self) -> None:
        if not self._edits:
            self._timer.stop()
        self.changed.emit(len(self._edits))
