"""The frames of the open project: which one is on the screen, and how a person gets from it to others."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal

from annotator.core.errors import AnnotatorError
from annotator.core.frames import Frame, FrameKey
from annotator.storage import ALL, FrameFilter, Project

SAMPLED = FrameFilter("sampled")
Level = Literal["info", "good", "warning", "error"]


class FrameSteps(QObject):
    """Goes through the frames that the filter keeps. Signals state past facts."""

    project_changed = Signal()
    closes = Signal()  # the project, in which what is to stay can still be put
    frame_changed = Signal(object)  # Frame | None
    frames_changed = Signal()  # which frames there are, or which of them the filter keeps
    reviewed_changed = Signal(object, bool)  # FrameKey, reviewed
    said = Signal(str, str)  # Level, sentence

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project: Project | None = None
        self.frame: Frame | None = None
        self.heading: FrameKey | None = None
        """The frame that will be on the screen as soon as it is read, where that takes a while."""
        self.filter: FrameFilter = ALL
        self._way, self._backwards = self._beside, False
        """Where the last step went from here, and the next one probably will."""
        self.sampled = False
        """Whether some frames of a video are passed over."""

    @property
    def read_only(self) -> bool:
        """Whether nothing may be changed."""
        return self.project is None or self.project.read_only

    def remember(self, name: str, value: object) -> None:
        """Keep a setting where that is possible: a view of somebody else's project changes nothing."""
        if self.project is not None and not self.project.read_only and self.project.setting(name, None) != value:
            with suppress(AnnotatorError):
                self.project.set_setting(name, value)

    def show(self, key: FrameKey | None) -> None:
        """Put this frame on the screen; None for an empty screen."""
        self._take(self.project.frame(key) if self.project is not None and key is not None else None)

    @property
    def _here(self) -> FrameKey | None:
        """From where the next step goes."""
        return self.heading or (self.frame.key if self.frame else None)

    def _take(self, frame: Frame | None) -> None:
        self.frame = frame
        self.frame_changed.emit(frame)

    def relink(self, root: str, folder: Path) -> bool:
        """Say where a media folder is now, and show the frame anew."""
        if not self._try(lambda project, key: project.relink(root, folder)):
            return False
        self.frames_changed.emit()
        self.frame_changed.emit(self.frame)
        return True

    def set_filter(self, filter: FrameFilter) -> None:
        """Which frames the list and the steps go through."""
        self.filter = filter
        self.frames_changed.emit()

    def take_over_samples(self) -> None:
        """The project says anew which frames of its videos are worked on: the list and the steps go over these."""
        self._changed = True
        self._see_what_is_sampled()
        self.set_filter(replace(self.filter, show="sampled" if self.sampled else "all"))

    def _see_what_is_sampled(self) -> None:
        project = self.project
        self.sampled = (
            project is not None and bool(project.videos()) and project.frame_count(SAMPLED) < project.frame_count()
        )

    def next_frame(self) -> None:
        """The following frame of the list."""
        self._step(1)

    def previous_frame(self) -> None:
        """The frame before this one in the list."""
        self._step(-1)

    def _step(self, by: int) -> None:
        if self.project is None:
            return
        self._way, self._backwards = self._beside, by < 0
        key = self._way(self._backwards)
        if key is None:
            self.said.emit("info", "This is the last frame." if by > 0 else "This is the first frame.")
        else:
            self.show(key)

    def coming(self) -> list[FrameKey]:
        """The frames that a step like the last one goes to, and one back."""
        return [key for back in (self._backwards, not self._backwards) if (key := self._way(back)) is not None]

    def _beside(self, backwards: bool) -> FrameKey | None:
        return self.project.frame_beside(self._here, self.filter, backwards=backwards) if self.project else None

    def _needing_work(self, backwards: bool) -> FrameKey | None:
        return self.project.next_needing_work(self._here, backwards) if self.project else None

    def next_needing_work(self, backwards: bool = False) -> None:
        """The next frame that is not reviewed."""
        if self.project is None:
            return
        self._way, self._backwards = self._needing_work, backwards
        key = self._way(backwards)
        if key is None:  # round the end of the list
            key = self.project.next_needing_work(None, backwards)
        if key is None or (self.frame and key == self.frame.key):
            self.said.emit("good", "No other frame needs work.")
        else:
            self.show(key)

    def set_reviewed(self, reviewed: bool) -> None:
        """Say whether the frame on the screen is finished."""
        if (
            self.frame is None
            or self.project is None
            or not self._try(lambda project, key: project.set_reviewed(key, reviewed))
        ):
            return
        self._changed = True
        self.frame = replace(self.frame, reviewed=reviewed)
        self.reviewed_changed.emit(self.frame.key, reviewed)

    def _try(self, act: Callable[[Project, FrameKey], object]) -> bool:
        """Do something with the project and the frame; an error is said, and False returned."""
        if self.project is None or self.frame is None:
            return False
        try:
            act(self.project, self.frame.key)
        except AnnotatorError as error:
            self.said.emit("error", str(error))
            return False
        return True
