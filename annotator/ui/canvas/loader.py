"""Pictures come from the decode lane; a picture that is no longer wanted when it arrives is dropped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from operator import is_
from typing import NamedTuple

from PySide6.QtCore import QObject

from annotator.core.annotations import Instance
from annotator.core.frames import Source
from annotator.media import Picture, PictureCache, tiling
from annotator.media.allowance import ALLOWANCE
from annotator.ui.canvas.deep import DeepPyramid
from annotator.ui.canvas.outlines import Outlines
from annotator.ui.canvas.picture import Pyramid
from annotator.ui.canvas.tiling import Tiling
from annotator.ui.lanes import Job, Lane


class Loaded(NamedTuple):
    """A frame ready to be shown."""

    pyramid: Pyramid
    outlines: Outlines
    notes: tuple[str, ...] = ()
    """What was done to the file's pixels so that they can be shown."""


_AHEAD = 2
"""Frames that may be asked for next: the one after and the one before."""


class _Laid(NamedTuple):
    """What was laid out before it was asked for."""

    instances: list[Instance]
    outlines: Outlines

    def is_of(self, instances: list[Instance]) -> bool:
        return len(instances) == len(self.instances) and all(map(is_, instances, self.instances))


class Loader(QObject):
    """One decoding at a time, the newest wins."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = Lane(1, self)
        self.tiling = Tiling(self)
        self._cache = PictureCache(ALLOWANCE.pictures)
        self._pyramids: deque[Pyramid] = deque()
        self._job: Job | None = None
        self._ahead: Job | None = None
        self._laid: deque[_Laid] = deque(maxlen=_AHEAD)
        """In the lane's one thread only."""

    def load(
        self,
        source: Source,
        instances: list[Instance],
        scale: float,
        on_done: Callable[[Loaded], object],
        on_error: Callable[[str], object],
    ) -> None:
        """Decode a picture and lay out its instances, to be seen at a scale; one of the two is called, unless
        something newer is asked for."""
        self.forget()
        self._job = self._lane.start(f"Open {source.name}", partial(self._read, source, instances, scale),
                                     on_done, on_error)  # fmt: skip

    def prepare(self, source: Source) -> None:
        """A frame with this picture will be asked for in a moment: begin with what does not depend on its instances."""
        self.forget()
        self._job = self._lane.start(f"Open {source.name}", lambda job: job.cancelled or self._pyramid(source),
                                     lambda _: None, lambda _: None)  # fmt: skip

    def ahead(self, source: Source, instances: list[Instance], scale: float) -> None:
        """This picture with these instances may be asked for next; a vast one or a video's is quick enough then."""

        def work(job: Job) -> None:
            if not job.cancelled and not source.of_video and not tiling.is_vast(source.file):
                self._pyramid(source)
            if not job.cancelled and instances and not any(one.is_of(instances) for one in self._laid):
                self._laid.append(_Laid(instances, _laid_out(instances, scale)))

        self._ahead = self._lane.start("", work, lambda _: None, lambda _: None)

    def forget(self) -> None:
        """What is being decoded is no longer wanted."""
        for job in (self._job, self._ahead):
            if job is not None:
                job.cancel()
        self._job = self._ahead = None

    def forget_pictures(self) -> None:
        """Decode anew what is asked for next."""
        self._cache.clear()
        self._pyramids.clear()

    def stop(self) -> None:
        """Wait for the decoding that is going on and start no other."""
        self.forget()
        self._lane.stop()
        self.tiling.stop()

    def _read(self, source: Source, instances: list[Instance], scale: float, job: Job) -> Loaded:
        pyramid, notes = self._pyramid(source)
        place = next((place for place, one in enumerate(self._laid) if one.is_of(instances)), None)
        if place is None:
            return Loaded(pyramid, _laid_out(instances, scale), notes)
        outlines = self._laid[place].outlines
        del self._laid[place]
        return Loaded(pyramid, outlines, notes)

    def _pyramid(self, source: Source) -> tuple[Pyramid, tuple[str, ...]]:
        """In the lane's one thread only."""
        if not source.of_video and tiling.is_vast(source.file):
            self._pyramids.clear()
            return self.tiling.open(source.file), ()
        self._cache.bytes_limit = ALLOWANCE.pictures
        picture = self._cache.get(source)
        kept = next((one for one in self._pyramids if one.levels[0] is picture.pixels), None)
        if kept is None:
            kept = _pyramid_of(picture)
            self._pyramids.append(kept)
            while len(self._pyramids) > 1 and sum(one.nbytes for one in self._pyramids) > ALLOWANCE.pyramids:
                self._pyramids.popleft()
        return kept, picture.notes


def _laid_out(instances: list[Instance], scale: float) -> Outlines:
    made = Outlines(instances)
    made.thin(scale)
    return made


def _pyramid_of(picture: Picture) -> Pyramid:
    if picture.samples is None or picture.window is None:
        return Pyramid(picture.pixels)
    return DeepPyramid(picture, picture.samples, picture.window)
