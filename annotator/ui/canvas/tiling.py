"""Vast pictures: cut into tiles in the background the first time, read tile by tile as they come into view."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal, SignalInstance

from annotator.core.geometry import Box
from annotator.media import tiles, tiling
from annotator.media.glimpse import glimpse
from annotator.ui.canvas.picture import Pixels
from annotator.ui.canvas.tiled import TiledPyramid
from annotator.ui.lanes import Job, Lane

_FIRST_LOOK = 1024
_SHOWN_EVERY_S = 0.25
NOT_YET = 48
"""How dark a picture is where nothing of it was decoded."""


class Tiling(QObject):
    """`open` may be called from any thread; signals come in the GUI thread."""

    changed = Signal(object, object)
    """A TiledPyramid, and the box (x0, y0, x1, y1 in image pixels) in which it shows more than before."""
    said = Signal(str, str)
    """Level and sentence."""
    started = Signal(object)
    """The Job of cutting a picture."""
    _wanted = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading = ThreadPoolExecutor(1)
        self._cutting = Lane(2, self)  # the second begins while the first leaves what is no longer looked at
        self._cutting.started.connect(self.started)
        self._wanted.connect(self._begin, Qt.ConnectionType.QueuedConnection)
        self._job: Job | None = None
        self._making: tuple[Path, TiledPyramid] | None = None
        self._stopped = False

    def open(self, path: Path) -> TiledPyramid:
        """The picture, at once if it was cut before; else coarse, with the rest to come. Raises ImageUnreadable."""
        place = tiles.place_of(path)
        if self._making is not None and self._making[0] == place:
            return self._making[1]
        file = tiles.kept(place)
        if file is not None:
            made = TiledPyramid(file.plan, file.coarse(), self._ask)
            made.file = file
            return made
        plan = tiling.plan_of(path)
        columns, rows = plan.size(plan.last)
        made = TiledPyramid(plan, np.full((rows, columns, 3), NOT_YET, np.uint8), self._ask)
        self._making = place, made
        self._wanted.emit(path, place, made)
        return made

    def stop(self) -> None:
        """Leave what is being cut, and wait for what is being read."""
        self._stopped = True
        self._cutting.stop()
        self._reading.shutdown(wait=True, cancel_futures=True)

    # tiles that are there

    def _ask(self, pyramid: TiledPyramid) -> None:
        if not self._stopped:
            self._reading.submit(self._fetch, pyramid)

    def _fetch(self, pyramid: TiledPyramid) -> None:
        if not self._stopped and (box := pyramid.fetch()) is not None:
            self.changed.emit(pyramid, box)

    # tiles that are being made

    def _begin(self, path: Path, place: Path, pyramid: TiledPyramid) -> None:
        """Cut what is looked at; another picture that is being cut is left."""
        if self._stopped:
            return
        if self._job is not None:
            self._job.cancel()
        self.said.emit("info", f"{path.name} is very large: it is prepared for zooming in, which takes a while once.")
        self._job = job = self._cutting.start(
            f"Prepare {path.name}", lambda job: _cut(job, path, place, _Growing(pyramid, self.changed)),
            lambda _: None, lambda why: self.said.emit("error", why),
        )  # fmt: skip
        job.ended.connect(lambda: self._ended(job, path, pyramid))

    def _ended(self, job: Job, path: Path, pyramid: TiledPyramid) -> None:
        if self._making is not None and self._making[1] is pyramid:
            self._making = None
        if job is self._job:
            self._job = None
            if job.cancelled and pyramid.file is None and not self._stopped:
                self.said.emit("info", f"{path.name} stays coarse until it is opened again.")


class _Growing:
    """A pyramid that shows more and more of a picture, told of a few times a second."""

    def __init__(self, pyramid: TiledPyramid, changed: SignalInstance) -> None:
        self.pyramid, self._changed = pyramid, changed
        self._rows, self._shown_at = 0, 0.0

    def look(self, pixels: Pixels) -> None:
        """The whole picture, blurred."""
        coarse = self.pyramid.levels[0]
        coarse[:] = tiling.resized(pixels, coarse.shape[1], coarse.shape[0])
        self._tell(0, 1)

    def grow(self, coarse: Pixels, done: int, of: int) -> bool:
        """The last level as far as it is done; whether that is shown now."""
        now = time.monotonic()
        if done < of and now < self._shown_at + _SHOWN_EVERY_S:
            return False
        rows = len(coarse) * done // of
        self.pyramid.levels[0][self._rows : rows] = coarse[self._rows : rows]
        self._tell(self._rows / len(coarse), rows / len(coarse))
        self._rows, self._shown_at = rows, now
        return True

    def done(self, file: tiles.TileFile) -> None:
        """Everything is there."""
        self.pyramid.file = file
        self._tell(0, 1)

    def _tell(self, top: float, bottom: float) -> None:
        box: Box = 0, top * self.pyramid.height, self.pyramid.width, bottom * self.pyramid.height
        self._changed.emit(self.pyramid, box)


def _cut(job: Job, path: Path, place: Path, growing: _Growing) -> None:
    if job.cancelled:
        return
    if (look := glimpse(path, _FIRST_LOOK)) is not None:
        growing.look(look)

    def progress(coarse: Pixels, done: int, of: int) -> None:
        if growing.grow(coarse, done, of):
            job.progress(100 * done // of, 100)

    with suppress(tiling.Cancelled):
        growing.done(tiling.cut(path, place, progress, lambda: job.cancelled))
