"""Plays the video of the document's frame on the canvas. The document stays where it is until playing ends."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from annotator.core.frames import Frame
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.lanes import Job, Lane
from annotator.ui.playing.course import Course
from annotator.ui.playing.projector import Projector, Shot
from annotator.ui.playing.reel import Reel, Sight
from annotator.ui.state.clip import Clip, clip_of
from annotator.ui.state.document import Document

_SOON_MS = 3
"""How long to wait for a frame that is due and not drawn yet."""


class Player(QObject):
    """Play, pause, step, scrub; a range of frames, and whether it goes round and round."""

    clip_changed = Signal(object)
    """Clip | None"""
    moved = Signal(int)
    """This frame is on the screen now."""
    changed = Signal()
    """Whether it plays, its range, whether it loops, how many frames were dropped."""

    def __init__(self, document: Document, canvas: Canvas) -> None:
        super().__init__(document)
        self._document, self._canvas = document, canvas
        self._lane = Lane(1, self)
        self._lane_of_scrubs = Lane(1, self)
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._projector: Projector | None = None
        self._job: Job | None = None
        self._began = 0.0
        self._step = -1
        self._scrubbed: int | None = None
        self._scrub_job: Job | None = None
        self.clip: Clip | None = None
        self.at = 0
        """The frame on the screen."""
        self.range: tuple[int, int] | None = None
        """From in to out, both included; None for all frames."""
        self.loop = False
        self.dropped = 0
        """Frames since playing began that came too late to be shown."""
        document.frame_changed.connect(self._frame_changed)
        canvas.film_pressed.connect(self.pause)

    # what is on

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._projector is not None

    @property
    def _ends(self) -> tuple[int, int]:
        assert self.clip is not None
        return self.range or (0, len(self.clip) - 1)

    def _frame_changed(self, frame: Frame | None) -> None:
        self._stop()
        if self.clip is None or not self.clip.holds(frame):
            self.clip, self.range = clip_of(self._document.project, frame), None
            self.clip_changed.emit(self.clip)
            self.changed.emit()
        if self.clip is not None and frame is not None:
            self.at = frame.index
            self.moved.emit(self.at)

    # playing

    def toggle(self) -> None:
        """Play or pause."""
        self.pause() if self.playing else self.play()

    def play(self) -> None:
        """From the frame on the screen; from the range's beginning where that is its last, or beside it."""
        project = self._document.project
        if self.clip is None or project is None or self.playing:
            return
        first, last = self._ends
        start = self.at if first <= self.at < last else first
        course = Course(self.clip.seconds, self.clip.rate, first, last, start, self.loop)
        self._begin(Projector(project, Reel(project, self.clip), course, self._sight(), self._elapsed))

    def _begin(self, projector: Projector) -> None:
        self.end_scrub_only()
        self._projector, self._began, self._step, self.dropped = projector, 0.0, -1, 0
        self._job = self._lane.start("", projector.run, lambda _: None, self._failed)
        self._timer.start(0)
        self.changed.emit()

    def _elapsed(self) -> float:
        return time.perf_counter() - self._began if self._began else 0.0

    def _tick(self) -> None:
        projector = self._projector
        if projector is None:
            return
        if not self._began:
            if not projector.primed:
                self._timer.start(_SOON_MS)
                return
            self._began = time.perf_counter()
        due = projector.course.step_at(self._elapsed())
        if shot := projector.take(due):
            self._show(shot)
            projector.sight = self._sight()  # the frames that are drawn from now on are seen as the canvas is now
        if projector.exhausted and projector.course.frame(due) is None:
            self.pause()
            return
        self._timer.start(self._wait_ms(projector, due))

    def _wait_ms(self, projector: Projector, due: int) -> int:
        if self._step < due and not projector.exhausted:
            return _SOON_MS
        return max(1, round((projector.course.time(due + 1) - self._elapsed()) * 1000))

    def _show(self, shot: Shot) -> None:
        missed = shot.step - self._step - 1
        self._step, self.at = shot.step, shot.frame
        self._canvas.show_film(shot.pixels)
        self.moved.emit(self.at)
        if missed:
            self.dropped += missed
            self.changed.emit()

    def _sight(self) -> Sight:
        document, canvas = self._document, self._canvas
        chosen = (document.instances[id].track for id in document.selection if id in document.instances)
        return Sight(view=canvas.view, look=canvas.scenery.look, threshold=document.showing.threshold,
                     hidden=document.showing.hidden, tracks=frozenset(chosen) - {0})  # fmt: skip

    def _failed(self, why: str) -> None:
        self.pause()
        self._document.said.emit("error", why)

    def pause(self) -> None:
        """Stay on the frame that is on the screen: the document is there from now on."""
        if self._stop():
            self._go(self.at)

    def _stop(self) -> bool:
        """End playing and scrubbing, without going anywhere; whether something was ended."""
        scrubbed = self.end_scrub_only()
        if self._projector is None:
            return scrubbed
        self._timer.stop()
        if self._job is not None:
            self._job.cancel()
        self._projector.wake()
        self._projector, self._job = None, None
        self._canvas.end_film()
        self.changed.emit()
        return True

    def stop(self) -> None:
        """Wait for what is being drawn; nothing plays any more."""
        self._stop()
        self._lane.stop()
        self._lane_of_scrubs.stop()

    # going places

    def go(self, number: int) -> None:
        """To a frame of the video, or the nearest that there is."""
        self._stop()
        if self.clip is not None:
            self._go(min(max(0, number), len(self.clip) - 1))

    def _go(self, number: int) -> None:
        project = self._document.project
        if self.clip is None or project is None:
            return
        key = self.clip.key(project, number)
        if key is not None:
            self._document.show(key)

    def step(self, by: int) -> None:
        """So many frames on, or back."""
        if self.clip is not None:
            self.go(self.at + by)

    def scrub(self, number: int) -> None:
        """Have a look at a frame while the mouse is held; `end_scrub` says that it is meant."""
        project = self._document.project
        if self.clip is None or project is None:
            return
        if self.playing:
            self._stop()
        self._scrubbed = number
        if self._scrub_job is None:
            self._next_scrub()

    def _next_scrub(self) -> None:
        project, number = self._document.project, self._scrubbed
        if number is None or project is None or self.clip is None:
            return
        reel, sight = Reel(project, self.clip), self._sight()

        def work(job: Job) -> Shot:
            with project.reader() as reader:
                return Shot(0, number, reel.drawn(reader, number, sight))

        self._scrub_job = self._lane_of_scrubs.start("", work, self._scrub_shown, self._failed)
        self._scrub_job.ended.connect(self._scrub_ended)

    def _scrub_shown(self, shot: Shot) -> None:
        if self._scrubbed is None:
            return
        self.at = shot.frame
        self._canvas.show_film(shot.pixels)
        self.moved.emit(self.at)

    def _scrub_ended(self) -> None:
        self._scrub_job = None
        if self._scrubbed is not None and self._scrubbed != self.at:
            self._next_scrub()

    def end_scrub(self, number: int) -> None:
        """This frame is meant."""
        self.go(number)

    def end_scrub_only(self) -> bool:
        """Whether there was something to end."""
        if self._scrubbed is None:
            return False
        self._scrubbed = None
        self._canvas.end_film()
        return True

    # the range

    def set_in(self) -> None:
        """The range begins on the frame on the screen."""
        if self.clip is not None:
            self._set_range(self.at, max(self.at, self._ends[1]))

    def set_out(self) -> None:
        """The range ends on the frame on the screen."""
        if self.clip is not None:
            self._set_range(min(self.at, self._ends[0]), self.at)

    def _set_range(self, first: int, last: int) -> None:
        assert self.clip is not None
        whole = (first, last) == (0, len(self.clip) - 1)
        self.range = None if whole else (first, last)
        self._say_range()

    def clear_range(self) -> None:
        """All frames again."""
        self.range = None
        self._say_range()

    def _say_range(self) -> None:
        self.changed.emit()
        said = f"From frame {self.range[0]:,} to {self.range[1]:,}." if self.range else "All frames of the video."
        self._document.said.emit("info", said)

    def toggle_loop(self) -> None:
        """Go round and round, or stop at the end; holds from the next time it is played."""
        self.loop = not self.loop
        self.changed.emit()
        said = "Playing goes round and round." if self.loop else "Playing stops at the end."
        self._document.said.emit("info", said)
