"""What the disk has refused is not lost unasked: the window stays open and says so."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from annotator.ui.inline_bar import Answer, InlineBar
from annotator.ui.state.backlog import FULL, Backlog


class Unsaved(QObject):
    """Asks in the bar; `close` is called where a person would rather lose it."""

    def __init__(self, backlog: Backlog, bar: InlineBar, close: Callable[[], object]) -> None:
        super().__init__(bar)
        self._backlog, self._bar, self._close = backlog, bar, close
        self._asked = ""
        backlog.changed.connect(self._changed)

    def keeps_open(self) -> bool:
        """Whether something is not on the disk even now; what to do about it is asked then."""
        if self._backlog.retry():
            return False
        unsaved = len(self._backlog)
        changes = "1 change is" if unsaved == 1 else f"{unsaved:,} changes are"
        self._asked = f"{changes} not saved: the disk is full."
        self._bar.say("error", self._asked, [Answer("Close and lose them", self._lose)])
        return True

    def _lose(self) -> None:
        self._backlog.forget()
        self._close()

    def _changed(self, unsaved: int) -> None:
        """What the bar says of a full disk is over with it."""
        if not unsaved and self._bar.sentence in (FULL, self._asked):
            self._bar.hide()
