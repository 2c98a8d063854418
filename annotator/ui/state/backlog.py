"""Edits that the disk refused: they stay on the screen and are written as soon as there is space."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.core.annotations import Edit
from annotator.core.errors import AnnotatorError, StorageFull
from annotator.core.frames import FrameKey

RETRY_MS = 2000
FULL = "The disk is full: your last change is on the screen but not saved. Free some space; it is saved by itself then."
SPACE_AGAIN = "There is space again: everything is saved."


class Backlog(QObject):
    """Waits for space, then writes the edits in the order in which they were made."""

    changed = Signal(int)
    """How many edits are not on the disk."""
    said = Signal(str, str)  # Level, sentence
    refused = Signal(object)
    """An Edit that cannot be written any more, whatever space there is."""

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
        self._tell()

    def take_back(self, frame: FrameKey) -> Edit | None:
        """Forget the frame's last unsaved edit and return it; None where there is none."""
        places = [place for place, edit in enumerate(self._edits) if edit.frame == frame]
        if not places:
            return None
        edit = self._edits.pop(places[-1])
        self._shrunk()
        return edit

    def forget(self) -> None:
        """Let go of everything."""
        self._edits.clear()
        self._shrunk()

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
                self.said.emit("error", f'"{self._edits[0].text}" could not be saved: {error}')
                self.refused.emit(self._edits[0])
            del self._edits[0]
        self._shrunk()
        if kept_all:
            self.said.emit("good", SPACE_AGAIN)
        return True

    def settle(self) -> None:
        """Write what waits before something overtakes it. Raises StorageFull."""
        if not self.retry():
            raise StorageFull(FULL)

    def _shrunk(self) -> None:
        if not self._edits:
            self._timer.stop()
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(len(self._edits))
        if len(self._edits) == 1:
            self.said.emit("error", FULL)
