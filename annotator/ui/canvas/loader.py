"""Pictures come from the decode lane; a picture that is no longer wanted when it arrives is dropped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
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


class Loader(QObject):
    """One decoding at a time, the newest wins."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lane = Lane(1, self)
        self.tiling = Tiling(self)
        self._cache = PictureCache(ALLOWANCE.pictures)
        self._pyramids: deque[Pyramid] = deque()
        self._job: Job | None = None

    def load(
        self,
        source: Source,
        instances: list[Instance],
        on_done: Callable[[Loaded], object],
        on_error: Callable[[str], object],
    ) -> None:
        """Decode a picture and lay out its instances; one of the two is called, unless something newer is asked for."""
        self.forget()
        self._job = self._lane.start(f"Open {source.name}", partial(self._read, source, instances), on_done, on_error)

    def prepare(self, source: Source) -> None:
        """A frame with this picture will be asked for in a moment: begin with what does not depend on its instances."""
        self.forget()
        self._job = self._lane.start(f"Open {source.name}", lambda job: job.cancelled or self._pyramid(source),
                                     lambda _: None, lambda _: None)  # fmt: skip

    def forget(self) -> None:
        """What is being decoded is no longer wanted."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def forget_pictures(self) -> None:
        """Decode anew what is asked for next."""
        self._cache.clear()
        self._pyramids.clear()

    def stop(self) -> None:
        """Wait for the decoding that is going on and start no other."""
        self.forget()
        self._lane.stop()
        self.tiling.stop()

    def _read(self, source: Source, instances: list[Instance], _: Job) -> Loaded:
        pyramid, notes = self._pyramid(source)
        return Loaded(pyramid, Outlines(instances), notes)

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


def _pyramid_of(picture: Picture) -> Pyramid:
    if picture.samples is None or picture.window is None:
        return Pyramid(picture.pixels)
    return DeepPyramid(picture, picture.samples, picture.window)
