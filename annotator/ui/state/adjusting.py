"""How the frame on the screen is adjusted for the eye: tried out at once, kept in the project, undone by reset."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.core.adjustment import PLAIN, Adjustment
from annotator.core.errors import AnnotatorError
from annotator.core.frames import Frame, FrameKey
from annotator.ui.state.document import Document

_HERE_ALONE = "The project is open for looking only, so this holds for this frame until you close it."


class Adjusting(QObject):
    """The adjustment that holds now."""

    changed = Signal(object)
    """The Adjustment that the frame on the screen is to be shown with."""

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._frame: Frame | None = None
        self.now = PLAIN
        self.trying = False
        """Whether a slider is on its way."""
        self._unkept: dict[FrameKey, Adjustment] = {}
        """Of a project that may not be changed."""
        document.project_changed.connect(self._unkept.clear)

    def of(self, frame: Frame) -> Adjustment:
        """How a frame is to be shown."""
        project = self._document.project
        if project is None:
            return PLAIN
        return self._unkept.get(frame.key) or project.adjustment(frame.key)

    def turn_to(self, frame: Frame) -> None:
        """This one is on the screen now."""
        self._frame = frame
        self._take(self.of(frame), trying=False)

    def try_out(self, adjustment: Adjustment) -> None:
        """Show the frame so, and keep it nowhere: a slider is on its way."""
        self._take(adjustment, trying=True)

    def put(self, adjustment: Adjustment) -> None:
        """Show the frame so from now on."""
        self.now = adjustment
        self.keep()

    def keep(self) -> None:
        """What was tried out is meant."""
        self._take(self.now, trying=False)
        project, frame = self._document.project, self._frame
        if project is None or frame is None:
            return
        if project.read_only:
            self._unkept[frame.key] = self.now
            return
        try:
            project.adjust(frame.key, self.now)
        except AnnotatorError as error:
            self._document.said.emit("error", str(error))

    def _take(self, adjustment: Adjustment, trying: bool) -> None:
        self.now, self.trying = adjustment, trying
        self.changed.emit(adjustment)

    def reset(self) -> None:
        """The picture as it was decoded."""
        self.put(PLAIN)

    def for_all(self) -> None:
        """Show every frame of the project like this one."""
        project = self._document.project
        if project is None:
            return
        if project.read_only:
            self._document.said.emit("info", _HERE_ALONE)
            return
        try:
            project.adjust_all(self.now)
        except AnnotatorError as error:
            self._document.said.emit("error", str(error))
            return
        plain = self.now == PLAIN
        self._document.said.emit("info", "All frames are shown as they were decoded." if plain else
                                 "All frames are shown like this one.")  # fmt: skip
