"""The frame that will be asked for next, made ready while a person looks at this one."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.core.annotations import Instance
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameKey
from annotator.storage import Project
from annotator.ui.state.frame_reader import AT_ONCE, FrameReader

_REST_MS = 250
"""Whoever stays on a frame for so long is not leafing through them."""


class Ahead(QObject):
    """Reads a crowded frame's instances; decoding its picture and laying it out is for whoever hears of it."""

    ready = Signal(object, object)
    """A Frame, and its instances by id: all of a crowded one, none of another, which is read when it is wanted."""

    def __init__(self, reader: FrameReader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader = reader
        self._project: Project | None = None
        self._coming: Callable[[], list[FrameKey]] = list
        self._timer = QTimer(self, singleShot=True, interval=_REST_MS)
        self._timer.timeout.connect(self._begin)

    def expect(self, project: Project | None, coming: Callable[[], list[FrameKey]]) -> None:
        """Get ready, after a while, what will be coming then; nothing of no project."""
        self._project, self._coming = project, coming
        self._timer.start()

    def wait(self) -> None:
        """Somebody reads what he wants now; `expect` is called when it is there."""
        self._timer.stop()

    def _begin(self) -> None:
        if self._project is None:
            return
        with suppress(AnnotatorError):  # nobody has asked: whoever does is told
            wanted = self._coming()
            self._reader.keep_only(wanted)
            self._get_ready(self._project, wanted)

    def _get_ready(self, project: Project, wanted: list[FrameKey]) -> None:
        """One after the other, as whoever asks for one meanwhile goes before."""
        if not wanted:
            return
        frame, *others = project.frame(wanted[0]), *wanted[1:]

        def done(instances: dict[int, Instance]) -> None:
            self.ready.emit(frame, instances)
            with suppress(AnnotatorError):
                self._get_ready(project, others)

        if project.instance_count(frame.key) <= AT_ONCE:
            done({})
        else:
            self._reader.read_ahead(project, frame.key, done)
