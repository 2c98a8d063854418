"""What the disk has refused is not lost unasked: the window stays open and says so."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from annotator.ui.document import FULL, Document
from annotator.ui.inline_bar import Answer, InlineBar


class Unsaved(QObject):
    """Asks in the bar; `close` is called where a person would rather lose it."""

    def __init__(self, document: Document, bar: InlineBar, close: Callable[[], object]) -> None:
        super().__init__(bar)
        self._document, self._bar, self._close = document, bar, close
        self._asked = ""
        document.unsaved_changed.connect(self._changed)

    def keeps_open(self) -> bool:
        """Whether something is not on the disk even now; what to do about it is asked then."""
        if self._document.settled():
            return False
        unsaved = self._document.unsaved
        changes = "1 change is" if unsaved == 1 else f"{unsaved:,} changes are"
        self._asked = f"{changes} not saved: the disk is full."
        self._bar.say("error", self._asked, [Answer("Close and lose them", self._lose)])
        return True

    def _lose(self) -> None:
        self._document.forget_unsaved()
        self._close()

    def _changed(self, unsaved: int) -> None:
        """What the bar says of a full disk is over with it."""
        if not unsaved and self._bar.sentence in (FULL, self._asked):
            self._bar.hide()
