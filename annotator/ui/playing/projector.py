"""Frames drawn ahead of the moment at which they are shown, in a lane of their own; late ones are passed over."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Condition
from typing import NamedTuple

from annotator.storage import Project
from annotator.ui.canvas.picture import Pixels
from annotator.ui.lanes import Job
from annotator.ui.playing.course import Course
from annotator.ui.playing.reel import Reel, Sight

MOST_AHEAD = 8
_MOST_BYTES = 96 << 20


class Shot(NamedTuple):
    """A frame that is ready to be shown."""

    step: int
    frame: int
    pixels: Pixels


class Projector:
    """One thread draws (`run`), the GUI thread takes what is due."""

    def __init__(self, project: Project, reel: Reel, course: Course, sight: Sight, elapsed: Callable[[], float]):
        """`elapsed` says how many seconds it has been playing; 0 before it begins."""
        self.course, self.sight = course, sight
        self._project, self._reel, self._elapsed = project, reel, elapsed
        self._ready: deque[Shot] = deque()
        self._turn = Condition()
        self._over = False

    def run(self, job: Job) -> None:
        """Draw until the course is at its end or the job is cancelled."""
        step = 0
        with self._project.reader(sketching=True) as reader:
            while self.course.frame(step) is not None and self._room(job):
                due = self.course.step_at(self._elapsed())
                step = due + 1 if due > step else step  # what is late already will not be earlier when it is drawn
                frame = self.course.frame(step)
                if frame is None:
                    break
                pixels = self._reel.drawn(reader, frame, self.sight)
                with self._turn:
                    self._ready.append(Shot(step, frame, pixels))
                step += 1
        self._over = True

    def _room(self, job: Job) -> bool:
        """Wait until another frame is wanted; False when none is any more."""
        with self._turn:
            while not job.cancelled and self._full:
                self._turn.wait(0.1)
        return not job.cancelled

    @property
    def _full(self) -> bool:
        ahead = len(self._ready)
        return ahead >= 2 and (ahead >= MOST_AHEAD or ahead * self._ready[0].pixels.nbytes >= _MOST_BYTES)

    @property
    def primed(self) -> bool:
        """Whether enough is ready to begin."""
        with self._turn:
            return self._over or len(self._ready) >= MOST_AHEAD // 2 or self._full

    @property
    def exhausted(self) -> bool:
        """Whether all is drawn and shown."""
        with self._turn:
            return self._over and not self._ready

    def take(self, due: int) -> Shot | None:
        """The newest frame up to the step that is due; what is older is let go. None where nothing new is ready."""
        taken = None
        with self._turn:
            while self._ready and self._ready[0].step <= due:
                taken = self._ready.popleft()
            self._turn.notify()
        return taken

    def wake(self) -> None:
        """Have `run` see at once that its job is cancelled."""
        with self._turn:
            self._turn.notify()
