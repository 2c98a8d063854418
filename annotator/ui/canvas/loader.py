"""Pictures come from the decode lane; a picture that is no longer wanted when it arrives is dropped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
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


class _Pictured(NamedTuple):
    pyramid: Pyramid
    notes: tuple[str, ...]


class _Pictures:
    """Decoded pictures and their pyramids. In one thread only, but for clearing."""

    def __init__(self, tiling: Tiling) -> None:
        self._tiling = tiling
        self._cache = PictureCache(ALLOWANCE.pictures)
        self._pyramids: deque[Pyramid] = deque()

    def of(self, source: Source) -> _Pictured:
        if not source.of_video and tiling.is_vast(source.file):
            self._pyramids.clear()
            return _Pictured(self._tiling.open(source.file), ())
        self._cache.bytes_limit = ALLOWANCE.pictures
        picture = self._cache.get(source)
        kept = next((one for one in self._pyramids if one.levels[0] is picture.pixels), None)
        if kept is None:
            kept = _pyramid_of(picture)
            self._pyramids.append(kept)
            while len(self._pyramids) > 1 and sum(one.nbytes for one in self._pyramids) > ALLOWANCE.pyramids:
                self._pyramids.popleft()
        return _Pictured(kept, picture.notes)

    def keep(self, source: Source) -> None:
        """For who may ask for it; a vast one or a video's is quick enough then."""
        if not source.of_video and not tiling.is_vast(source.file):
            self.of(source)

    def clear(self) -> None:
        self._cache.clear()
        self._pyramids.clear()


class _Layout(NamedTuple):
    instances: list[Instance]
    outlines: Outlines

    def is_of(self, instances: list[Instance]) -> bool:
        return len(instances) == len(self.instances) and all(map(is_, instances, self.instances))


class _Layouts:
    """Outlines that were laid out before they were asked for. In one thread only."""

    def __init__(self) -> None:
        self._kept: deque[_Layout] = deque(maxlen=_AHEAD)

    def keep(self, instances: list[Instance], scale: float) -> None:
        if not any(one.is_of(instances) for one in self._kept):
            self._kept.append(_Layout(instances, _laid_out(instances, scale)))

    def take(self, instances: list[Instance], scale: float) -> Outlines:
        """Each once, as it changes with its frame from then on."""
        for place, one in enumerate(self._kept):
            if one.is_of(instances):
                del self._kept[place]
                return one.outlines
        return _laid_out(instances, scale)


class _Awaited:
    """A frame whose picture and outlines come from two threads, whichever is there first."""

    def __init__(self, on_done: Callable[[Loaded], object]) -> None:
        self._on_done = on_done
        self._picture: _Pictured | None = None
        self._outlines: Outlines | None = None

    def take_picture(self, picture: _Pictured) -> None:
        self._picture = picture
        self._complete()

    def take_outlines(self, outlines: Outlines) -> None:
        self._outlines = outlines
        self._complete()

    def _complete(self) -> None:
        if self._picture is not None and self._outlines is not None:
            self._on_done(Loaded(self._picture.pyramid, self._outlines, self._picture.notes))


class Loader(QObject):
    """One decoding at a time and, beside it, one layout; the newest wins."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._decoding, self._laying_out = Lane(1, self), Lane(1, self)
        self.tiling = Tiling(self)
        self._pictures, self._layouts = _Pictures(self.tiling), _Layouts()
        self._jobs: list[Job] = []
        self._awaited: _Awaited | None = None

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

        def unread(why: str) -> None:
            self.forget()
            on_error(why)

        self.forget()
        self._awaited = frame = _Awaited(on_done)  # kept here, as a signal keeps no object that is not Qt's
        self._jobs = [
            self._decoding.start("", lambda _: self._pictures.of(source), frame.take_picture, unread),
            self._laying_out.start("", lambda _: self._layouts.take(instances, scale), frame.take_outlines, unread),
        ]

    def prepare(self, source: Source) -> None:
        """A frame with this picture will be asked for in a moment: begin with what does not depend on its instances."""
        self.forget()
        self._make_ready(self._decoding, lambda: self._pictures.of(source))

    def ahead(self, source: Source, instances: list[Instance], scale: float) -> None:
        """This picture with these instances may be asked for next."""
        self._make_ready(self._decoding, lambda: self._pictures.keep(source))
        if instances:
            self._make_ready(self._laying_out, lambda: self._layouts.keep(instances, scale))

    def _make_ready(self, lane: Lane, work: Callable[[], object]) -> None:
        """Before it is wanted, so nobody is told of what is wrong with it."""
        self._jobs.append(lane.start("", lambda _: work(), lambda _: None, lambda _: None))

    def forget(self) -> None:
        """What is being decoded is no longer wanted."""
        for job in self._jobs:
            job.cancel()
        self._jobs = []

    def forget_pictures(self) -> None:
        """Decode anew what is asked for next."""
        self._pictures.clear()

    def stop(self) -> None:
        """Wait for the decoding that is going on and start no other."""
        self.forget()
        self._decoding.stop()
        self._laying_out.stop()
        self.tiling.stop()


def _laid_out(instances: list[Instance], scale: float) -> Outlines:
    made = Outlines(instances)
    made.thin(scale)
    return made


def _pyramid_of(picture: Picture) -> Pyramid:
    if picture.samples is None or picture.window is None:
        return Pyramid(picture.pixels)
    return DeepPyramid(picture, picture.samples, picture.window)
